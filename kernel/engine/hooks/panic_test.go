//go:build !nohooks

package hooks

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// panicDecls are functions of the panic cases. Lines that panic are marked
// "//!", lines that call what panics "//<".
const panicDecls = `type T struct{ x int }
func (t *T) set(n int) { t.x = n } //!
type shape interface{ area() int }
func g0(n int) int { return n }
func g1(n int) int {
	y := n
	return y / (y - 2 + //!
		g0(0))
}
func g2(n int) {
	if n > 0 {
		g2(n - 1) //<
	}
	var q []int
	q[n] = 1 //!
}
`

var panicCases = []struct{ text, body string }{
	{"runtime error: index out of range [5] with length 0", "var a []int\n_ = 1\nb := a[5] //!\n_ = b"},
	{"runtime error: index out of range [8] with length 2", "a := []int{1,2}\nk := 5\nfor i := 0; i < 3; i++ {\nk += i\n}\nx := 1 +\n  a[k] //!\n_ = x"},
	{"runtime error: invalid memory address or nil pointer dereference", "var p *T\n_ = 1\np.x = 3 //!"},
	{"runtime error: invalid memory address or nil pointer dereference", "var p *T\ny := 2\n_ = y\nz := p.x + y //!\n_ = z"},
	{"runtime error: invalid memory address or nil pointer dereference", "var p *int\n_ = 1\n*p = 2 //!"},
	{"runtime error: invalid memory address or nil pointer dereference", "var p *T\n_ = 1\nq := *p //!\n_ = q"},
	{"assignment to entry in nil map", "var m map[string]int\n_ = 1\nm[\"a\"] = 1 //!"},
	{"assignment to entry in nil map", "var m map[string]int\n_ = 1\nm[\"a\"]++ //!"},
	{"runtime error: integer divide by zero", "x, y := 1, 0\n_ = 1\nz := x / y //!\n_ = z"},
	{"interface conversion: interface {} is string, not int", "var v interface{} = \"s\"\n_ = 1\nn := v.(int) //!\n_ = n"},
	{"close of closed channel", "c := make(chan int)\nclose(c)\nclose(c) //!"},
	{"close of nil channel", "var c chan int\n_ = 1\nclose(c) //!"},
	{"send on closed channel", "c := make(chan int, 1)\nclose(c)\n_ = 1\nc <- 1 //!"},
	{"send on closed channel", "c := make(chan int, 1)\nclose(c)\n_ = 1\nselect { //!\ncase c <- 1:\n}"},
	{"x", "_ = 1\nnb.Panic(\"x\") //!"},
	{"x", "_ = 1\npanic(\"x\") //!"},
	{"boom 3", "_ = 1\npanic(fmt.Errorf(\"boom %d\", 3)) //!"},
	{"runtime error: slice bounds out of range [:9] with capacity 3", "s := make([]int, 3)\n_ = 1\nn := 9\nt := s[1:n] //!\n_ = t"},
	{"runtime error: makeslice: len out of range", "n := -1\n_ = 1\ns := make([]int, n) //!\n_ = s"},
	{"runtime error: invalid memory address or nil pointer dereference", "var f func()\n_ = 1\nf() //!"},
	{"runtime error: invalid memory address or nil pointer dereference", "var e error\n_ = 1\n_ = e.Error() //!"},
	{"runtime error: invalid memory address or nil pointer dereference", "var s shape\n_ = 1\n_ = s.area() //!"},
	{"runtime error: invalid memory address or nil pointer dereference", "var t *T\n_ = 1\nt.set(1) //<"},
	{"strings: negative Repeat count", "_ = 1\ns := strings.Repeat(\"x\", -1) //!\n_ = s"},
	{"runtime error: integer divide by zero", "_ = 1\nx := g1(2) //<\n_ = x"},
	{"runtime error: index out of range [0] with length 0", "for i := 0; i < 3; i++ {\nif i == 2 {\ng2(i) //<\n}\n}"},
	{"runtime error: integer divide by zero", "_ = 1\nh := func(n int) int {\nq := n\nreturn 10 / (q - q) //!\n}\n_ = 2\nprintln(h(1)) //<"},
	{"runtime error: index out of range [7] with length 3", "s := []int{3,1,2}\nsort.Slice(s, func(i, j int) bool { //<\nk := 7\nreturn s[k] < s[j] //!\n})"},
	{"runtime error: index out of range [0] with length 0", "switch x := g0(1); {\ncase x > 0:\n_ = x\nvar q []int\nq[0] = 1 //!\n}"},
	{"runtime error: index out of range [1] with length 1", "a := [][]int{{1}, {2}}\nfor _, r := range a {\nr[0]++\nr[1]++ //!\n}"},
	{"runtime error: hash of unhashable type []int", "var i interface{}\nm := map[interface{}]int{}\ni = []int{1}\nm[i] = 1 //!"},
	{"runtime error: index out of range [0] with length 0", "func() {\ndefer func() {\n_ = 1\nvar q []int\nq[0] = 1 //!\n}()\n_ = 2\n}() //<"},
	{"runtime error: integer divide by zero", "func() int {\ndefer func() {\nz := 0\n_ = 1/z //!\n}()\nif g0(1) == 1 {\nreturn g0(1) + //<\ng0(2)\n}\nreturn 2\n}() //<"},
	{"runtime error: integer divide by zero", "if x := g0(1); x > 0 &&\n  g1(x+1) > 0 { //<\n}"},
	{"runtime error: index out of range [3] with length 3", "var arr [3]int\nk := 3\narr[k] = 1 //!"},
	{"runtime error: invalid memory address or nil pointer dereference", "var pp *[3]int\nk := 1\n_ = pp[k] //!"},
	{"runtime error: index out of range [3] with length 3", "str := \"abc\"\nk := 3\nb := str[k] //!\n_ = b"},
	{"runtime error: slice bounds out of range [:7] with capacity 6", "s := make([]int, 3, 6)\nn := 7\n_ = s[:n] //!"},
	{"runtime error: slice bounds out of range [3:2]", "s := make([]int, 3, 6)\nn, m := 3, 2\n_ = s[n:m] //!"},
	{"runtime error: slice bounds out of range [9:5]", "s := \"hello\"\nn := 9\n_ = s[n:] //!"},
	{"runtime error: slice bounds out of range [:9] with length 5", "s := \"hello\"\nn := 9\n_ = s[1:n] //!"},
	{"runtime error: slice bounds out of range [:9] with length 4", "var a [4]int\nn := 9\n_ = a[1:n] //!"},
	{"runtime error: slice bounds out of range [::9] with capacity 6", "s := make([]int, 3, 6)\nn := 9\n_ = s[1:2:n] //!"},
	{"runtime error: index out of range [-1]", "s := make([]int, 3, 6)\nn := -1\n_ = s[n] //!"},
	{"runtime error: index out of range [101] with length 3", "s := make([]int, 3, 6)\nn := uint8(200)\ns[n/2+1]++ //!"},
	{"sync: negative WaitGroup counter", "wg := &sync.WaitGroup{}\nwg.Done() //!"},
	{"runtime error: comparing uncomparable type []int", "var a, b interface{} = []int{1}, []int{1}\n_ = 1\n_ = a == b //!"},
	{"strings: negative Repeat count", "b := new(strings.Builder)\n_ = fmt.Sprint(\n g0(1),\n strings.NewReplacer().\n  Replace(\"\"),\n strings.\n  Repeat(\"x\", -1)) //!\n_ = b"},
	{"runtime error: index out of range [2] with length 1", "func() {\ndefer func() {}()\na := []int{1}\nk := 2\na[k] = 0 //!\n}() //<"},
}

func TestPanics(t *testing.T) {
	m := newTestMachine(t, Options{}, nil)
	m.run(panicDecls, "")
	for k, tt := range panicCases {
		t.Run(fmt.Sprint(k), func(t *testing.T) {
			m.t = t
			src := file("", tt.body)
			out := m.outcome("", tt.body)
			if out.End != Panicked {
				t.Fatalf("%v, want a panic\n%s", describe(out), src)
			}
			if got := fmt.Sprint(out.Panic.Value); got != tt.text {
				t.Errorf("panic %q, want %q", got, tt.text)
			}
			if _, ok := out.Panic.Value.(runtime.Error); strings.HasPrefix(tt.text, "runtime error") && !ok {
				t.Errorf("%T is no runtime.Error", out.Panic.Value)
			}
			checkStack(t, m.cells, src, out.Panic.Stack)
		})
	}
}

// checkStack compares a stack with the marks in the texts.
func checkStack(t *testing.T, cell int64, src string, stack []Position) {
	t.Helper()
	if len(stack) == 0 {
		t.Error("no stack")
	}
	decls := strings.Split(file(panicDecls, ""), "\n")
	for k, p := range stack {
		lines := decls
		if p.Cell == cell {
			lines = strings.Split(src, "\n")
		}
		want := "//<"
		if k == 0 {
			want = "//!"
		}
		if p.Line < 1 || p.Line > len(lines) || !strings.Contains(lines[p.Line-1], want) {
			t.Errorf("frame %d: %v is not marked %s\nin %v", k, p, want, stack)
		}
	}
}

func TestPositionsAreTheSources(t *testing.T) {
	m := newTestMachine(t, Options{}, nil)
	code := "package main\nfunc init() {\n\tvar a []int\n\ta[1] = 1\n}\n"
	p, err := m.Compile(Source{Name: "x.go", Cell: 7, Code: code, Position: func(offset int) (int, int, int) { return 90, 1000 + offset, 5 }})
	if err != nil {
		t.Fatal(err)
	}
	out := m.Run(p, m.newCell())
	want := Position{Cell: 90, Func: "init", Line: 1000 + strings.Index(code, "a[1]"), Col: 5}
	if out.Panic == nil || len(out.Panic.Stack) != 1 || out.Panic.Stack[0] != want {
		t.Fatalf("%v, want %v", describe(out), want)
	}
}

func TestFunctionNames(t *testing.T) {
	m := newTestMachine(t, Options{}, nil)
	out := m.outcome("type T struct{}\nfunc (t *T) a() { panic(1) }\nfunc (t T) b() { (&t).a() }\nfunc c() { func() { func() { T{}.b() }() }() }\n", "func() { c() }()")
	var names []string
	for _, p := range out.Panic.Stack {
		names = append(names, p.Func)
	}
	if got, want := strings.Join(names, " "), "(*T).a T.b c.func1.func1 c.func1 c init.func1 init"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestRecover(t *testing.T) {
	for _, tt := range []struct{ name, decls, body string }{
		{"value", "", "defer func() { nb.Got(recover()) }()\npanic(3)"},
		{"error", "", "defer func() { _, ok := recover().(error); nb.Got(ok) }()\npanic(errors.New(\"x\"))"},
		{"runtime error", "", "defer func() { e := recover().(runtime.Error); nb.Got(e.Error()) }()\nvar a []int\na[5] = 1"},
		{"closure variable", "", "f := func() { nb.Got(recover()) }\ndefer f()\npanic(3)"},
		{"named function", "func fX() { nb.Got(recover()) }", "defer fX()\npanic(3)"},
		{"method", "type tX struct{}\nfunc (tX) f() { nb.Got(recover()) }", "var x tX\ndefer x.f()\npanic(3)"},
		{"not the deferred call itself", "", "defer func() { nb.Got(recover()) }()\ndefer func() { func() { nb.Got(recover()) }() }()\npanic(3)"},
		{"twice", "", "defer func() { nb.Got(recover()); nb.Got(recover()) }()\npanic(3)"},
		{"none", "", "defer func() { nb.Got(recover()) }()"},
		{"replaced", "", "defer func() { nb.Got(recover()) }()\ndefer func() { panic(4) }()\npanic(3)"},
		{"the rest runs after a panic in a deferred call", "", "defer func() { nb.Got(recover()) }()\ndefer func() { nb.Got(1) }()\ndefer func() { panic(4) }()"},
		{"and results", "func rX() (n int, err error) {\ndefer func() { if r := recover(); r != nil { err = fmt.Errorf(\"got %v\", r) } }()\nn = 5\npanic(\"x\")\n}", "n, err := rX()\nnb.Got(n)\nnb.Got(err)"},
		{"again", "", "defer func() { nb.Got(recover()) }()\ndefer func() { panic(fmt.Sprint(recover(), \" again\")) }()\npanic(3)"},
		{"nested", "", "defer func() { nb.Got(recover()) }()\ndefer func() {\nfunc() { defer func() { nb.Got(recover()) }(); panic(5) }()\n}()\npanic(3)"},
		{"through native code", "", "defer func() { nb.Got(recover()) }()\nvar o sync.Once\no.Do(func() { panic(6) })"},
		{"panic nil", "", "defer func() { _, ok := recover().(*runtime.PanicNilError); nb.Got(ok) }()\npanic(nil)"},
		{"goexit runs the rest", "", "defer func() { nb.Got(recover()) }()\ndefer func() { nb.Got(7) }()\nruntime.Goexit()"},
	} {
		want := map[string]string{
			"value": "3", "error": "true", "runtime error": "runtime error: index out of range [5] with length 0",
			"closure variable": "3", "named function": "3", "method": "3", "not the deferred call itself": "<nil> 3",
			"twice": "3 <nil>", "none": "<nil>", "replaced": "4", "the rest runs after a panic in a deferred call": "1 4",
			"and results": "5 got x", "again": "3 again", "nested": "5 3", "through native code": "6", "panic nil": "true",
			"goexit runs the rest": "7 <nil>",
		}[tt.name]
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			m := newTestMachine(t, Options{}, values(&got))
			out := m.outcome(tt.decls, tt.body)
			if out.End != Finished && out.End != Goexited {
				t.Error(describe(out))
			}
			if s := strings.Join(got, " "); s != want {
				t.Errorf("got %s, want %s", s, want)
			}
		})
	}
}

func TestPanicOfInterpretedError(t *testing.T) {
	m := newTestMachine(t, Options{}, nil)
	out := m.outcome("type myErr struct{ n int }\nfunc (e myErr) Error() string { return fmt.Sprintf(\"my %d\", e.n) }", "panic(myErr{4})")
	if out.Panic == nil || fmt.Sprint(out.Panic.Value) != "my 4" {
		t.Fatal(describe(out))
	}
}
