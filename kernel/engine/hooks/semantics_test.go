//go:build !nohooks

package hooks

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// semanticsCases are programs that plain yaegi gets wrong; what they give to
// Got is as the language says.
var semanticsCases = []struct{ name, decls, body, want string }{
	{"break in select stays in the loop", "", "c := make(chan int, 3)\nfor i := 0; i < 3; i++ {\nc <- i\nselect {\ncase v := <-c:\nif v == 1 { break }\nnb.Got(v)\n}\n}\nnb.Got(\"end\")", "0 2 end"},
	{"break in select without a loop", "", "c := make(chan int, 1)\nc <- 1\nselect {\ncase <-c:\nif true { break }\nnb.Got(\"no\")\n}\nnb.Got(\"end\")", "end"},
	{"break in a switch in a select", "", "c := make(chan int, 1)\nfor i := 0; i < 2; i++ {\nc <- i\nselect {\ncase v := <-c:\nswitch v {\ncase 0:\nbreak\n}\nnb.Got(v)\n}\n}", "0 1"},
	{"a labelled break at the end of a case", "", "c := make(chan int, 1)\nL:\nfor i := 0; ; i++ {\nselect {\ncase c <- i:\nnb.Got(<-c)\ndefault:\n}\nselect {\ncase c <- i:\n<-c\nif i < 2 { continue L }\nnb.Got(\"x\")\nbreak L\n}\n}\nnb.Got(\"end\")", "0 1 2 x end"},
	{"continue at the end of a case", "", "c := make(chan int, 1)\nfor i := 0; i < 3; i++ {\nselect {\ncase c <- i:\nnb.Got(<-c)\ncontinue\n}\n}\nL:\nfor i := 0; i < 2; i++ {\nfor {\nselect {\ncase c <- i:\nnb.Got(<-c)\ncontinue L\n}\n}\n}", "0 1 2 0 1"},
	{"bare return at the end of a case", "func rX(quit chan int) (n int) {\nn = 2\nfor {\nselect {\ncase <-quit:\nreturn\n}\n}\n}", "c := make(chan int)\nclose(c)\nnb.Got(rX(c))", "2"},
	{"a named result of a variadic recursion", "type nX struct{ kids []nX }\nfunc vX(ts ...nX) (n int) { for _, t := range ts { k := t.kids; n += 1 + vX(k...) }; return }", "nb.Got(vX(nX{[]nX{{[]nX{{}}}, {}}}))", "4"},
	{"named results of variadic functions", "var gX = 3\nfunc aX(ns ...int) (n int) { n += gX + len(ns); return }\nfunc bX(ns ...int) (a, b int) { a = 1; defer func() { b += a }(); return aX(ns...), a }", "for i := 0; i < 2; i++ { nb.Got(aX(i, i)) }\ngX = aX(1)\nnb.Got(gX)\na, b := bX(1, 2)\na, b = bX(1, 2)\nnb.Got(a)\nnb.Got(b)\nif n := aX(); n > 4 || aX() == 4 { nb.Got(n) }", "5 5 4 6 7 4"},
	{"select with ok of a field behind a pointer", "type nX struct { C chan int; p *nX }", "x := &nX{C: make(chan int, 1)}\nx.C <- 4\nselect {\ncase v, ok := <-x.C:\nnb.Got(v)\nnb.Got(ok)\n}", "4 true"},
	{"ok of channels that are computed", "type nX struct { C chan int; p *nX }\nfunc gX(n *nX, k int) chan int { nb.Got(k); return n.C }", "x := &nX{C: make(chan int, 1)}\nx.p = x\ns := []chan int{make(chan int, 1)}\nfor i := 0; i < 3; i++ {\nselect {\ncase v, ok := <-x.p.C:\nnb.Got(v)\nnb.Got(ok)\ncase s[i-i] <- i:\nx.C <- <-s[0]\n}\nif i == 0 {\ns[0] <- 5\n} else if i == 1 {\n<-s[0]\n}\n}\nclose(x.C)\nv, ok := 1, true\nselect {\ncase v, ok = <-gX(x.p, len(s)):\nnb.Got(v)\nnb.Got(ok)\n}", "0 true 1 2 true"},
	{"a sent value that is computed", "func dX(n int) int { return 2 * n }", "s := []chan int{make(chan int, 1)}\nselect {\ncase s[len(s) - 1] <- dX(dX(len(s))) + cap(s):\nnb.Got(<-s[0])\n}", "5"},
	{"ok in a select that finds a nil pointer", "type nX struct { C chan int; p *nX }", "var n *nX\nfunc() {\ndefer func() { nb.Got(recover() != nil) }()\nselect {\ncase v, ok := <-n.C:\nnb.Got(v)\nnb.Got(ok)\n}\n}()\nvar none chan int\nselect {\ncase v, ok := <-none:\nnb.Got(v)\nnb.Got(ok)\ndefault:\nnb.Got(0)\n}", "true 0"},
	{"a receive in parentheses", "", "s := []chan int{make(chan int, 1)}\ns[0] <- 1\nselect {\ncase (<-s[0]):\nnb.Got(len(s[0]))\n}", "0"},
	{"results of native calls", "func qX() (a, b string) { a = \"x\"; return strings.Repeat(\"y\", 2), a }\ntype iX interface{ Write(p []byte) (int, error) }\nfunc wX(s string) (r io.Reader, w iX, err error) { err = io.EOF; return strings.NewReader(s), &strings.Builder{}, errors.Join(err) }\nfunc eX() (n interface{}, t time.Duration, e error) { e = io.EOF; t = 3; return strconv.Itoa(4), time.Duration(5), fmt.Errorf(\"e %v %v\", e, t) }", "a, b := qX()\nnb.Got(a)\nnb.Got(b)\nr, _, err := wX(\"s\")\np, _ := io.ReadAll(r)\nnb.Got(string(p))\nnb.Got(errors.Is(err, io.EOF))\nn, t, err := eX()\nnb.Got(n)\nnb.Got(t)\nnb.Got(err)", "yy x s true 4 5ns e EOF 3ns"},
	{"range over channels in a slice", "func mX(cs ...chan int) (s int) { for _, c := range cs { s += <-c }; return }", "cs := []chan int{make(chan int, 1), make(chan int, 1)}\nfor i, c := range cs {\nc <- i + 1\n}\nnb.Got(mX(cs...))\nfor _, c := range cs {\nc := c\nnb.Go(func() { c <- 4 })\n}\nnb.Got(mX(cs...))\nfor _, c := range []chan int{cs[1], cs[0]} {\nif len(c) > 0 { continue }\nclose(c)\n}\nm := map[string]chan int{\"a\": make(chan int, 1)}\nfor k, c := range m {\nc <- 1\nnb.Got(k)\nnb.Got(<-c)\n}", "3 8 a 1"},
	{"equal interfaces", "type pX struct{ n int }\nfunc (p pX) get() int { return p.n }\ntype qX struct{ n int }\nfunc (q qX) get() int { return q.n }\ntype gX interface{ get() int }", "var a, b gX = pX{1}, pX{1}\nvar c gX = pX{2}\nvar d gX = qX{1}\nvar e gX\nnb.Got(a == b)\nnb.Got(a == c)\nnb.Got(a == d)\nnb.Got(a != d)\nnb.Got(a == e)\nnb.Got(e == gX(nil))\np := &pX{1}\nvar i interface{} = p\nnb.Got(i == p)\nvar x, y interface{} = 1, 1\nif x == y && x != \"s\" { nb.Got(1) }\nvar err error = io.EOF\nnb.Got(err == io.EOF)", "true false false true false true true 1 true"},
	{"labelled continue", "", "L:\nfor i := 0; i < 3; i++ {\nfor j := 0; j < 3; j++ {\nif j == 1 { continue L }\nnb.Got(10*i + j)\n}\n}\nM:\nfor _, v := range []int{1, 2} {\nfor {\nnb.Got(v)\ncontinue M\n}\n}\nk := 0\nN:\nfor k < 2 {\nk++\nfor range \"ab\" { continue N }\n}\nnb.Got(k)", "0 10 20 1 2 2"},
	{"goto at the end of a case", "", "c := make(chan int, 1)\ni := 0\nL:\ni++\nif i < 3 {\nselect {\ncase c <- i:\n<-c\ngoto L\n}\n}\nnb.Got(i)\nselect {\ncase c <- i:\ngoto M\n}\nnb.Got(\"no\")\nM:\nnb.Got(\"end\")", "3 end"},
	{"return at the end of a case", "func rX(c chan int) int { for { select { case c <- 1: return 7 } } }", "nb.Got(rX(make(chan int, 1)))", "7"},
	{"labelled break leaves the loop", "", "c := make(chan int, 1)\nL:\nfor i := 0; ; i++ {\nc <- i\nselect {\ncase v := <-c:\nnb.Got(v)\nif v == 1 { break L }\n}\n}\nnb.Got(\"end\")", "0 1 end"},
	{"a goroutine in each round", "", "c := make(chan int)\nfor i := 0; i < 3; i++ {\ni := i\nnb.Go(func() { c <- i })\n}\nnb.Got((<-c) + (<-c) + (<-c))", "3"},
	{"a goroutine of a variable", "", "c := make(chan int)\nfor i := 0; i < 3; i++ {\ni := i\nf := func() { c <- i }\nnb.Go(f)\n}\nnb.Got((<-c) + (<-c) + (<-c))", "3"},
	{"literals given to native code", "", "var os [3]sync.Once\nfor i := range os {\ni := i\nos[i].Do(func() { nb.Got(i) })\n}\ns := []int{3, 1, 2}\nsort.Slice(s, func(i, j int) bool { return s[i] < s[j] })\nnb.Got(s)", "0 1 2 [1 2 3]"},
	{"receive into a captured variable", "", "c := make(chan int, 1)\nx := 1\nf := func() { x = <-c }\nc <- 5\nf()\nnb.Got(x)", "5"},
	{"receive into a global variable", "var gX int", "c := make(chan int, 1)\nc <- 5\ngX = <-c\nnb.Got(gX)", "5"},
	{"receive into an element", "", "c := make(chan int, 1)\na := []int{1, 2}\nc <- 5\na[1] = <-c\nnb.Got(a)", "[1 5]"},
	{"receive into a variable that has an address", "", "c := make(chan int, 1)\nx := 1\np := &x\nc <- 5\nx = <-c\nnb.Got(*p)", "5"},
	{"a received variable can be changed", "", "c := make(chan int, 1)\nc <- 5\nv := <-c\nv++\nnb.Got(v)", "6"},
	{"a received variable is new each time", "", "c := make(chan int, 2)\nc <- 1\nc <- 2\nvar fs []func() int\nfor i := 0; i < 2; i++ {\nv := <-c\nfs = append(fs, func() int { return v })\n}\nnb.Got(fs[0]())\nnb.Got(fs[1]())", "1 2"},
	{"receive with ok", "", "c := make(chan string, 1)\nc <- \"a\"\nclose(c)\nv, ok := <-c\nnb.Got(v)\nnb.Got(ok)\nv, ok = <-c\nnb.Got(v == \"\")\nnb.Got(ok)", "a true true false"},
	{"receive as a condition", "", "c := make(chan bool, 2)\nc <- true\nc <- false\nif <-c { nb.Got(1) }\nif <-c { nb.Got(2) }\nnb.Got(3)", "1 3"},
	{"select with values", "", "c, d := make(chan int, 1), make(chan string, 1)\nc <- 4\nselect {\ncase v, ok := <-c:\nnb.Got(v)\nnb.Got(ok)\ncase d <- \"x\":\nnb.Got(\"x\")\n}\n", "4 true|x"},
	{"send to an interface channel", "", "c := make(chan interface{}, 2)\nc <- 1\nc <- \"s\"\nnb.Got(<-c)\nnb.Got(<-c)", "1 s"},
	{"channels of channels and structs", "type mX struct{ n int; r chan int }", "c := make(chan mX, 1)\nm := mX{3, make(chan int, 1)}\nc <- m\ngot := <-c\ngot.r <- got.n * 2\nnb.Got(<-m.r)", "6"},
	{"deferred arguments are taken at the statement", "", "x := 1\nfunc() {\ndefer nb.Got(x)\nx = 2\n}()\nnb.Got(x)", "1 2"},
	{"deferred calls of an interpreted function", "func dX(n int) { nb.Got(n) }", "func() {\nfor i := 0; i < 3; i++ {\ndefer dX(i)\n}\n}()", "2 1 0"},
	{"deferred literals in a loop", "", "func() {\nfor i := 0; i < 3; i++ {\ni := i\ndefer func() { nb.Got(i) }()\n}\n}()", "2 1 0"},
	{"a deferred method's receiver", "type vX struct{ n int }\nfunc (v vX) show() { nb.Got(v.n) }", "v := vX{1}\nfunc() {\ndefer v.show()\nv.n = 2\n}()", "1"},
	{"a deferred method's pointer", "type vX struct{ n int }\nfunc (v *vX) show() { nb.Got(v.n) }", "v := &vX{1}\nfunc() {\ndefer v.show()\nv.n = 2\n}()", "2"},
	{"a deferred closure variable", "", "f := func() { nb.Got(1) }\nfunc() {\ndefer f()\nf = func() { nb.Got(2) }\n}()", "1"},
	{"a deferred call in a deferred call", "", "func() {\ndefer func() {\ndefer nb.Got(2)\nnb.Got(1)\n}()\n}()", "1 2"},
	{"a deferred unlock while a closure is called", "", "mu := &sync.Mutex{}\nf := func() int { mu.Lock(); defer mu.Unlock(); return 7 }\nnb.Got(f())\nnb.Got(f())", "7 7"},
	{"deferred calls change results", "func rX() (n int) { defer func() { n *= 2 }(); return 4 }", "nb.Got(rX())", "8"},
	{"deferred panic", "", "func() {\ndefer func() { nb.Got(recover()) }()\ndefer panic(\"late\")\nnb.Got(1)\n}()", "1 late"},
	{"deferred close and delete", "", "c := make(chan int)\nm := map[int]int{1: 1}\nfunc() {\ndefer close(c)\ndefer delete(m, 1)\nnb.Got(len(m))\n}()\n_, ok := <-c\nnb.Got(ok)\nnb.Got(len(m))", "1 false 0"},
	{"a named result is zero in each call", "func zX() (n int) { n++; return }", "x := 0\nx = zX()\nx = zX()\nnb.Got(x)", "1"},
	{"a struct given to a named result", "type aX struct{ n int }\nfunc sX() (a aX) { a = aX{2}; return a }", "nb.Got(sX().n)", "2"},
	{"results of recursion", "func fX(n int) (a, b int) { if n == 0 { return 0, 1 }; a, b = fX(n-1); return b, a + b }", "a, b := fX(10)\nnb.Got(a)\nnb.Got(b)", "55 89"},
	{"named results swapped", "func wX() (a, b int) { a, b = 1, 2; return b, a }\nfunc vX() (a int, err error) { a = 3; return a + 1, fmt.Errorf(\"e%d\", a) }", "a, b := wX()\nnb.Got(a)\nnb.Got(b)\nc, err := vX()\nnb.Got(c)\nnb.Got(err)", "2 1 4 e3"},
	{"a call as a condition", "func oddX(n int) bool { return n&1 == 1 }", "for i := 0; i < 4; i++ {\nif oddX(i) && !oddX(i+1) || i == 0 {\nnb.Got(i)\n}\n}", "0 1 3"},
	{"several results as arguments", "func twoX() (int, string) { return 1, \"s\" }\nfunc takeX(n int, s string) { nb.Got(n); nb.Got(s) }", "takeX(twoX())", "1 s"},
	{"variadic functions", "func sumX(ns ...int) (s int) { for _, n := range ns { s += n }; return }", "nb.Got(sumX())\nnb.Got(sumX(1, 2))\nnb.Got(sumX([]int{3, 4}...))", "0 3 7"},
	{"functions as arguments", "func applyX(f func(int) int, n int) int { return f(n) }\nfunc doubleX(n int) int { return 2 * n }", "nb.Got(applyX(doubleX, 4))\nk := 3\nnb.Got(applyX(func(n int) int { return n + k }, 4))", "8 7"},
	{"method values and expressions", "type vX struct{ n int }\nfunc (v vX) add(k int) int { return v.n + k }", "v := vX{5}\nf := v.add\nnb.Got(f(1))\nnb.Got(vX.add(v, 2))", "6 7"},
	{"interfaces", "type shapeX interface{ area() int }\ntype sqX struct{ a int }\nfunc (s sqX) area() int { return s.a * s.a }\ntype ptX struct{ a int }\nfunc (p *ptX) area() int { return p.a }\nfunc areaX(s shapeX) int { return s.area() }", "nb.Got(areaX(sqX{3}))\nnb.Got(areaX(&ptX{4}))\nf := func(s shapeX) int { return s.area() }\nnb.Got(f(sqX{2}))", "9 4 4"},
	{"embedded methods", "type inX struct{ n int }\nfunc (i *inX) inc() { i.n++ }\ntype outX struct{ inX }", "var o outX\no.inc()\n(&o).inc()\nnb.Got(o.n)", "2"},
	{"a recursive closure", "", "var fib func(int) int\nfib = func(n int) int { if n < 2 { return n }; return fib(n-1) + fib(n-2) }\nnb.Got(fib(15))", "610"},
	{"a function that begins with a loop", "func lX(n int) int { for { if n > 5 { return n }; n++ } }", "nb.Got(lX(0))\nvar s []int\nfor _, v := range []int{1, 9} { s = append(s, lX(v)) }\nnb.Got(s)", "6 [6 9]"},
	{"a function that is a goto", "func gX() (n int) {\nL:\nn++\nif n < 3 { goto L }\nreturn n\n}", "nb.Got(gX())", "3"},
	{"errors as results", "func eX(n int) (int, error) { if n < 0 { return 0, fmt.Errorf(\"negative: %d\", n) }; return n, nil }", "_, err := eX(-1)\nnb.Got(err)\nn, err := eX(2)\nnb.Got(n)\nnb.Got(err == nil)", "negative: -1 2 true"},
}

func TestSemantics(t *testing.T) {
	var got []string
	m := newTestMachine(t, Options{}, values(&got))
	for k, tt := range semanticsCases {
		t.Run(tt.name, func(t *testing.T) {
			m.t, got = t, nil
			// Names ending in X are made names of the case: all share a package.
			name := regexp.MustCompile(`([a-z])X\b`)
			mine := func(text string) string { return name.ReplaceAllString(text, fmt.Sprintf("${1}X%d", k)) }
			out := m.outcome(mine(tt.decls), mine(tt.body))
			if out.End != Finished {
				t.Fatal(describe(out))
			}
			s := strings.Join(got, " ")
			for _, want := range strings.Split(tt.want, "|") {
				if s == want {
					return
				}
			}
			t.Errorf("got %s, want %s", s, tt.want)
		})
	}
}

// TestClosuresInGoroutines is what plain yaegi gets wrong nineteen times of
// twenty.
func TestClosuresInGoroutines(t *testing.T) {
	var wrong, done atomic.Int64
	m := newTestMachine(t, Options{}, map[string]reflect.Value{
		"Wrong": reflect.ValueOf(func() { wrong.Add(1) }),
		"Done":  reflect.ValueOf(func() { done.Add(1) }),
	})
	rounds := 200
	if testing.Short() {
		rounds = 20
	}
	m.run("", fmt.Sprintf(`for round := 0; round < %d; round++ {
	var wg sync.WaitGroup
	var sum atomic.Int64
	for i := 0; i < 100; i++ {
		i := i
		wg.Add(2)
		go func(k int) {
			defer wg.Done()
			sum.Add(int64(k - i))
			if k != i { nb.Wrong() }
		}(i)
		nb.Go(func() {
			f := func(n int) int { return n + i }
			if f(1) != i + 1 { nb.Wrong() }
			wg.Done()
		})
	}
	wg.Wait()
	if sum.Load() != 0 { nb.Wrong() }
	nb.Done()
}`, rounds))
	if wrong.Load() != 0 || done.Load() != int64(rounds) {
		t.Errorf("%d wrong, %d of %d rounds", wrong.Load(), done.Load(), rounds)
	}
}

// TestSelectOfManyGoroutines runs one select statement in many goroutines, each
// with channels of its own.
func TestSelectOfManyGoroutines(t *testing.T) {
	var wrong atomic.Int64
	m := newTestMachine(t, Options{}, map[string]reflect.Value{"Wrong": reflect.ValueOf(func() { wrong.Add(1) })})
	m.run(`func server(in chan int, out chan int, quit chan bool) {
	for {
		select {
		case v := <-in:
			out <- v + 1
		case <-quit:
			return
		}
	}
}
`, `var wg sync.WaitGroup
for g := 0; g < 50; g++ {
	g := g
	wg.Add(1)
	nb.Go(func() {
		in, out, quit := make(chan int), make(chan int), make(chan bool)
		nb.Go(func() { server(in, out, quit) })
		for i := 0; i < 50; i++ {
			in <- g*1000 + i
			if <-out != g*1000+i+1 { nb.Wrong() }
		}
		quit <- true
		wg.Done()
	})
}
wg.Wait()`)
	if wrong.Load() != 0 {
		t.Errorf("%d wrong answers", wrong.Load())
	}
}

// TestCompilingWhileGoroutinesRun is for the race detector.
func TestCompilingWhileGoroutinesRun(t *testing.T) {
	var wrong, ops atomic.Int64
	m := newTestMachine(t, Options{Slots: DefaultSlots}, map[string]reflect.Value{
		"Wrong": reflect.ValueOf(func() { wrong.Add(1) }),
		"Op":    reflect.ValueOf(func() { ops.Add(1) }),
	})
	c := m.newCell()
	first := m.compile(c, file(`var mu sync.Mutex
var a, b int
var m map[int]int
var f func(int) int
var st struct{ x, y int }
func twice(k int) int { return 2*k }
func step() {
	mu.Lock()
	defer mu.Unlock() // also when the worker is stopped in a call of f
	a++
	b--
	if a + b != 0 { nb.Wrong() }
	m[a & 63] = f(a)
	if m[a & 63] != 2*a + 1 { nb.Wrong() }
	st.x = a
	st.y = -a
	if st.x + st.y != 0 { nb.Wrong() }
}
func worker(seed int) {
	for {
		step()
		g := func(z int) int { return twice(z) + seed }
		if g(3) != 6 + seed { nb.Wrong() }
		nb.Op()
		nb.Sleep(20000)
	}
}
`, `m = map[int]int{}
f = func(k int) int { return twice(k) + 1 }
for i := 0; i < 4; i++ {
	i := i
	nb.Go(func() { worker(i) })
}`))
	if out := m.Run(first, c); out.End != Finished {
		t.Fatal(describe(out))
	}
	m.Forget(first)
	cells := 300
	if testing.Short() {
		cells = 100
	}
	for k := range cells {
		c := m.newCell()
		p := m.compile(c, file(fmt.Sprintf("var v%d int\nvar w%d []string\nfunc h%d(x int) int { return x + v%d }\n", k, k, k, k),
			fmt.Sprintf("v%d = %d\nw%d = append(w%d, fmt.Sprint(1))\nmu.Lock()\na += h%d(0)\nb -= v%d\nmu.Unlock()", k, k, k, k, k, k)))
		if out := m.Run(p, c); out.End != Finished {
			t.Fatal(describe(out))
		}
		m.Forget(p)
		if k%50 == 0 {
			Dump()
		}
	}
	before := ops.Load()
	eventually(t, "the workers are dead", func() bool { return ops.Load() > before })
	if wrong.Load() != 0 {
		t.Errorf("%d wrong values", wrong.Load())
	}
	c.Stop(time.Second)
	eventually(t, "the workers go on", func() bool { return c.Goroutines() == 0 })
}

func TestOnMap(t *testing.T) {
	var lines []string
	m := newTestMachine(t, Options{OnMap: func(cell int64, line int) { lines = append(lines, fmt.Sprint(line)) }}, nil)
	m.run("var m map[int]int", "m = map[int]int{}\nm[1] = 2\nx := m[1]\n_ = x\nfor k := range m {\n_ = k\n}\ndelete(m, 1)\nm[3]++\nm[4] += 2\nx, ok := m[5]\n_ = ok\ny := []int{1}\ny[0] = 2")
	got := strings.Join(lines, " ")
	for _, want := range []string{"5", "6", "8", "11", "12", "13", "14"} {
		if !strings.Contains(" "+got+" ", " "+want+" ") {
			t.Errorf("line %s was not told: %s", want, got)
		}
	}
	if strings.Contains(got, "16") || strings.Contains(got, "17") {
		t.Errorf("a slice was told: %s", got)
	}
}
