package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sources collects the string literals of the packages for cells: those that are
// translated where they stand, and all.
func sources(t *testing.T) (translated, all map[string]bool) {
	t.Helper()
	translated, all = map[string]bool{}, map[string]bool{}
	text := func(e ast.Expr) (string, bool) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(lit.Value)
		return s, err == nil
	}
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains([]string{"symbols", "bench", "words", "testdata"}, d.Name()) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if s, ok := text(e); ok {
					all[s] = true
				}
			}
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
				if f, ok := call.Fun.(*ast.SelectorExpr); ok {
					if x, ok := f.X.(*ast.Ident); ok && x.Name == "words" && (f.Sel.Name == "T" || f.Sel.Name == "F") {
						if s, ok := text(call.Args[0]); ok {
							translated[s] = true
						}
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(translated) < 100 {
		t.Fatalf("only %d phrases were found", len(translated))
	}
	return translated, all
}

var verb = regexp.MustCompile(`%(?:\[\d+\])?[-+# 0]*\d*(?:\.\d+)?[a-zA-Z%]`)

// TestCataloguesAreWhole: every phrase that is translated somewhere has its words in
// every language, with the same verbs, and no catalogue has a phrase that nobody says.
func TestCataloguesAreWhole(t *testing.T) {
	translated, all := sources(t)
	numbered := func(s string) bool {
		for other := range all {
			if strings.HasPrefix(other, s+" ") {
				return true
			}
		}
		return false
	}
	for name, c := range languages {
		if name == "en" {
			continue
		}
		for s := range translated {
			if _, ok := c[s]; !ok {
				t.Errorf("%s has no words for %q", name, s)
			}
		}
		for s, other := range c {
			if !all[s] && !numbered(s) {
				t.Errorf("%s has words for %q, which stands nowhere", name, s)
			}
			if strings.Contains(s, "%") {
				if a, b := verb.FindAllString(s, -1), verb.FindAllString(other, -1); !slices.Equal(a, b) {
					t.Errorf("%s: %q has the verbs %q, %q has %q", name, s, a, other, b)
				}
			}
		}
	}
}

func TestUse(t *testing.T) {
	defer func() { current.Store(nil) }()
	if T("time") != "time" || F("%d schedules", 3) != "3 schedules" || Numbered("worker 3") != "worker 3" {
		t.Error("English is not English")
	}
	if err := Use("pt"); err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		T("time"): "tempo", F("%d schedules", 3): "3 escalonamentos", T("my own title"): "my own title",
		Numbered("worker 3"): "trabalhador 3", Numbered("Ana"): "Ana", Numbered("time"): "tempo",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if err := Use("xx"); err == nil || !strings.Contains(err.Error(), "en, pt") {
		t.Errorf("unknown language: %v", err)
	}
	if T("time") != "tempo" {
		t.Error("an unknown language changed the one in use")
	}
	if err := Use("en"); err != nil || T("time") != "time" {
		t.Errorf("back to English: %v, %s", err, T("time"))
	}
}
