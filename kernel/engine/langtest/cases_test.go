package langtest

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestCases runs a folder of cases from elsewhere: CASES=dir [CASE=name].
func TestCases(t *testing.T) {
	dir := os.Getenv("CASES")
	if dir == "" {
		t.Skip("set CASES to a folder of cases to run them")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.txt"))
	sort.Strings(files)
	pass := 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		if c := os.Getenv("CASE"); c != "" && c != name {
			continue
		}
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		nb := newNotebook(t)
		var got, errs, want, wantErr string
		for _, f := range a.Files {
			switch {
			case strings.HasPrefix(f.Name, "in "):
				out, e := nb.run(string(f.Data))
				got += out
				if e != "" {
					errs += fmt.Sprintf("cell %d: %s\n", nb.n, e)
				}
			case f.Name == "out":
				want = string(f.Data)
			case f.Name == "error":
				wantErr = strings.TrimSpace(string(f.Data))
			}
		}
		ok := got == want && (errs == "") == (wantErr == "") && strings.Contains(errs, wantErr)
		if ok {
			pass++
			continue
		}
		fmt.Printf("FAIL %s\n%s", name, indent(errs))
		if got != want {
			fmt.Printf("   got:\n%s   want:\n%s", indent(got), indent(want))
		}
	}
	fmt.Printf("%d of %d\n", pass, len(files))
}

func indent(s string) string {
	if s == "" {
		return ""
	}
	return "      " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n      ") + "\n"
}
