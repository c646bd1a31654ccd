package shim

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/traefik/yaegi/interp"

	"interleave/runtime/symbols"
)

// newInterp is an interpreter with all tables, replacements laid over.
func newInterp(t *testing.T, out *strings.Builder) *interp.Interpreter {
	t.Helper()
	i := interp.New(interp.Options{Stdout: out, Stderr: out, Unrestricted: true})
	for _, path := range symbols.Packages() {
		table, _ := symbols.Lookup(path)
		for name, v := range Symbols(path) {
			table[name] = v
		}
		if path == "fmt" {
			table["Printf"] = reflect.ValueOf(func(f string, a ...any) (int, error) { return fmt.Fprintf(out, f, a...) })
			table["Println"] = reflect.ValueOf(func(a ...any) (int, error) { return fmt.Fprintln(out, a...) })
		}
		if err := i.Use(interp.Exports{path + "//" + symbols.Name(path): table}); err != nil {
			t.Fatalf("package %s: %v", path, err)
		}
	}
	return i
}

// TestInterpreterImportsEveryPackage has yaegi itself import each table under
// its name.
func TestInterpreterImportsEveryPackage(t *testing.T) {
	var out strings.Builder
	i := newInterp(t, &out)
	for n, path := range symbols.Packages() {
		if _, err := i.Eval(fmt.Sprintf("import p%d %q", n, path)); err != nil {
			t.Errorf("import of %s: %v", path, err)
		}
	}
}

// TestInterpreterAgrees runs small programs that use symbols of every kind and
// compares with what Go prints.
func TestInterpreterAgrees(t *testing.T) {
	for _, test := range []struct{ imports, code, want string }{
		{"math", `fmt.Println(math.Pi, uint64(math.MaxUint64), math.MaxInt64, math.SmallestNonzeroFloat64, math.MinInt64)`,
			"3.141592653589793 18446744073709551615 9223372036854775807 5e-324 -9223372036854775808"},
		{"os", `fmt.Println(string(os.PathSeparator), os.O_RDONLY, os.ModePerm)`, "/ 0 -rwxrwxrwx"},
		{"unicode/utf8", `for _, r := range "a\xff" { fmt.Println(r == utf8.RuneError) }`, "false\ntrue"},
		{"unicode", `fmt.Println(unicode.IsUpper('A'), unicode.MaxRune, unicode.Is(unicode.Latin, 'x'))`, "true 1114111 true"},
		{"time", `d := 90 * time.Second; fmt.Println(d, time.Duration(2)*time.Hour, time.RFC3339)`, "1m30s 2h0m0s 2006-01-02T15:04:05Z07:00"},
		{"io;errors", `fmt.Println(io.EOF, errors.Is(fmt.Errorf("x: %w", io.EOF), io.EOF))`, "EOF true"},
		{"math/rand/v2", `r := rand.New(rand.NewPCG(1, 2)); fmt.Println(r.IntN(1000))`, "*"},
		{"strings", `var b strings.Builder; b.WriteString("hi"); fmt.Println(b.String(), strings.Repeat("ab", 2))`, "hi abab"},
		{"sync", `var mu sync.Mutex; mu.Lock(); fmt.Printf("%T %v\n", &mu, mu.TryLock()); mu.Unlock()`, "*sync.Mutex false"},
		{"sync", `var wg sync.WaitGroup; n := 0; wg.Add(1); go func() { defer wg.Done(); n = 1 }(); wg.Wait(); fmt.Println(n)`, "1"},
		{"sync", `var l sync.Locker = &sync.RWMutex{}; l.Lock(); l.Unlock(); c := sync.NewCond(l); c.L.Lock(); c.Signal(); c.L.Unlock(); fmt.Printf("%T\n", c)`, "*sync.Cond"},
		{"sync", `type counter struct { sync.Mutex; n int }; c := &counter{}; c.Lock(); c.n++; c.Unlock(); fmt.Println(c.n)`, "1"},
		{"golang.org/x/sync/errgroup;errors", `var g errgroup.Group; g.Go(func() error { return errors.New("bad") }); fmt.Println(g.Wait())`, "bad"},
		{"context;time", `ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond); defer cancel(); <-ctx.Done(); fmt.Println(ctx.Err())`, "context deadline exceeded"},
		{"sort", `s := []int{3, 1, 2}; sort.Slice(s, func(i, j int) bool { return s[i] < s[j] }); fmt.Println(s)`, "[1 2 3]"},
		{"encoding/json", `b, err := json.Marshal(map[string]int{"a": 1}); fmt.Println(string(b), err)`, `{"a":1} <nil>`},
		{"net/http", `fmt.Println(http.StatusText(http.StatusTeapot), http.DefaultClient != nil)`, "I'm a teapot true"},
		{"os", `fmt.Println(os.Args)`, "[cell]"},
		{"syscall;os", `var s os.Signal = syscall.SIGTERM; fmt.Println(s)`, "terminated"},
		{"crypto/sha256", `fmt.Printf("%x\n", sha256.Sum256([]byte("a")))`, "*"},
		{"interleave/runtime/display", `fmt.Println(display.New().ID() != "")`, "true"},
	} {
		var out strings.Builder
		i := newInterp(t, &out)
		var src strings.Builder
		src.WriteString("package main\nimport \"fmt\"\n")
		for path := range strings.SplitSeq(test.imports, ";") {
			fmt.Fprintf(&src, "import %q\n", path)
		}
		src.WriteString("func main() {\n" + test.code + "\n}\n")
		if _, err := i.Eval(src.String()); err != nil {
			t.Errorf("%s: %v", test.code, err)
			continue
		}
		if got := strings.TrimSpace(out.String()); got != test.want && test.want != "*" {
			t.Errorf("%s\nprinted %q, want %q", test.code, got, test.want)
		}
	}
}
