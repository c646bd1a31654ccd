package docs

import (
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"interleave/kernel/lang/exportdata"
)

func TestDocsAndExamples(t *testing.T) {
	for _, c := range []struct{ got, begins string }{
		{Of("strings", "Fields"), "Fields splits the string s"},
		{Of("strings", "Builder.WriteString"), "WriteString appends"},
		{Of("net/http", "Server.Addr"), "Addr optionally specifies"},
		{Of("io", "Reader"), "Reader is the interface"},
		{Of("sync", ""), "Package sync provides"},
		{Of("builtin", "len"), "The len built-in"},
		{Of("interleave/runtime/display", "HTML"), "HTML "},
		{Example("strings", "Fields"), "fmt.Printf(\"Fields are: %q\""},
	} {
		if !strings.HasPrefix(c.got, c.begins) {
			t.Errorf("%q does not begin with %q", c.got, c.begins)
		}
	}
	if got := Of("no/such", "Name") + Of("strings", "NoSuch") + Example("strings", "NoSuch"); got != "" {
		t.Errorf("docs of nothing: %q", got)
	}
}

// TestDocsAreFresh extracts the docs again. It needs the Go release that the
// embedded ones are from.
func TestDocsAreFresh(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: reads the sources of all packages")
	}
	if runtime.GOOS != "linux" {
		t.Skip("the docs are those of Linux")
	}
	if out, err := exec.Command("go", "env", "GOVERSION").Output(); err != nil || strings.TrimSpace(string(out)) != exportdata.GoVersion() {
		t.Skipf("go is %q (%v), the docs are those of %s", out, err, exportdata.GoVersion())
	}
	dir := t.TempDir()
	if out, err := exec.Command("go", "run", "./gen", dir).CombinedOutput(); err != nil {
		t.Fatalf("extracting the docs: %v\n%s", err, out)
	}
	embedded, err := fs.Sub(files, "files")
	if err != nil {
		t.Fatal(err)
	}
	compare(t, os.DirFS(dir), embedded)
	compare(t, embedded, os.DirFS(dir))
}

// compare finds what a has and b has not, or has otherwise.
func compare(t *testing.T, a, b fs.FS) {
	err := fs.WalkDir(a, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && contents(a, path) != contents(b, path) {
			t.Errorf("%s is stale; renew it: go generate ./kernel/lang/docs", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func contents(files fs.FS, path string) string {
	f, err := files.Open(path)
	if err != nil {
		return "missing"
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err.Error()
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
