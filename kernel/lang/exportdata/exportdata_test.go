package exportdata

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/go/gcexportdata"

	"interleave/kernel/lang/exportdata/gen/api"
)

const renew = "renew it with: go generate ./kernel/lang/exportdata"

func minor(version string) string {
	parts := strings.SplitN(strings.TrimPrefix(version, "go"), ".", 3)
	if len(parts) < 2 {
		return version
	}
	return parts[0] + "." + parts[1]
}

func TestIsOfThisGoRelease(t *testing.T) {
	if minor(GoVersion()) != minor(runtime.Version()) {
		t.Errorf("export data was made with %s, this is %s; %s", GoVersion(), runtime.Version(), renew)
	}
}

// TestEveryPackageImports imports everything, in order and with nothing but
// the embedded data, and looks at what came.
func TestEveryPackageImports(t *testing.T) {
	t.Setenv("PATH", "")
	t.Setenv("GOROOT", t.TempDir())
	im := NewImporter(token.NewFileSet())
	for _, path := range Packages() {
		p, err := im.Import(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if !p.Complete() || p.Path() != path {
			t.Errorf("import of %s gave %v, complete: %v", path, p, p.Complete())
		}
	}
	if n := len(Packages()); n < 170 {
		t.Errorf("only %d packages; %s", n, renew)
	}
}

// goList runs the go command, or skips the test without one.
func goList(t *testing.T, args ...string) []string {
	t.Helper()
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command in PATH to compare with")
	}
	cmd := exec.Command(goCommand, append([]string{"list"}, args...)...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func TestNoPackageIsMissing(t *testing.T) {
	have := map[string]bool{}
	for _, path := range packages() {
		have[path] = true
	}
	for _, path := range goList(t, "-f", "{{.ImportPath}}", "std", "interleave/runtime/...") {
		if (!api.Hidden(path) || api.Core(path)) && !have[path] {
			t.Errorf("package %s is missing; %s", path, renew)
		}
	}
}

// TestOurOwnPackagesAreNotStale compares this module's packages, which change
// more often than the standard library, with what the compiler says now.
func TestOurOwnPackagesAreNotStale(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles packages when they are not cached")
	}
	im := NewImporter(token.NewFileSet())
	var ours []string
	for _, path := range packages() {
		if strings.HasPrefix(path, "interleave/") {
			ours = append(ours, path)
		}
	}
	for _, line := range goList(t, append([]string{"-export", "-f", "{{.ImportPath}}\t{{.Export}}"}, ours...)...) {
		path, name, _ := strings.Cut(line, "\t")
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		//lint:ignore SA1019 this Go writes archives, which Read alone does not take
		r, err := gcexportdata.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		now, err := gcexportdata.Read(r, token.NewFileSet(), map[string]*types.Package{}, path)
		if err != nil {
			t.Fatal(err)
		}
		was, err := im.Import(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if a, b := api.Describe(was), api.Describe(now); a != b {
			t.Errorf("package %s has changed; %s\nwas:\n%s\nis:\n%s", path, renew, a, b)
		}
	}
}

// TestIdentityAcrossPackages checks that a type mentioned by two packages is
// one type, in whatever order they are imported.
func TestIdentityAcrossPackages(t *testing.T) {
	const src = `package p
import ("bufio"; "io"; "net/http"; "os"; "golang.org/x/sync/errgroup"; "context"; "slices")
var f *os.File
var r io.Reader = f
var b = bufio.NewReader(f)
var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { io.Copy(w, q.Body) })
func g() error {
	g, ctx := errgroup.WithContext(context.Background())
	_ = ctx.Err()
	xs := []int{2, 1}
	slices.SortFunc(xs, func(a, b int) int { return a - b })
	return g.Wait()
}`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: NewImporter(fset)}
	if _, err := conf.Check("p", fset, []*ast.File{file}, nil); err != nil {
		t.Error(err)
	}
}

func TestConstantsAreOfThisPlatform(t *testing.T) {
	p, err := NewImporter(token.NewFileSet()).Import("runtime")
	if err != nil {
		t.Fatal(err)
	}
	got := p.Scope().Lookup("GOOS").(*types.Const).Val().ExactString()
	if want := `"` + runtime.GOOS + `"`; got != want {
		t.Errorf("runtime.GOOS is %s in the export data, want %s; %s", got, want, renew)
	}
}

func TestUnknownPackages(t *testing.T) {
	im := NewImporter(token.NewFileSet())
	for _, path := range []string{"no/such", "../x", "", "internal/abi", "plugin"} {
		_, err := im.Import(path)
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("import of %q: error %v, want one that wraps fs.ErrNotExist", path, err)
		}
	}
	if _, err := im.Import("plugin"); err == nil || !strings.Contains(err.Error(), "evaluator") {
		t.Errorf("import of plugin: error %q gives no reason", err)
	}
}

func BenchmarkImportFmt(b *testing.B)  { benchmarkImport(b, "fmt") }
func BenchmarkImportHTTP(b *testing.B) { benchmarkImport(b, "net/http") }
func BenchmarkImportAll(b *testing.B)  { benchmarkImport(b, Packages()...) }

func benchmarkImport(b *testing.B, paths ...string) {
	for b.Loop() {
		im := NewImporter(token.NewFileSet())
		for _, path := range paths {
			if _, err := im.Import(path); err != nil {
				b.Fatal(err)
			}
		}
	}
}
