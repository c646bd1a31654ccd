//go:build !nohooks

package hooks

import (
	"fmt"
	"reflect"
	"testing"
)

// BenchmarkSteps runs the same programs in plain yaegi and with hooks, one
// after the other: compare in one run, by the factor.
func BenchmarkSteps(b *testing.B) {
	for _, p := range []struct{ name, decls, body string }{
		{"local", "", "s := 0\nfor i := 0; i < n; i++ {\ns += i\n}"},
		{"empty", "", "for i := 0; i < n; i++ {\n}"},
		{"element", "", "a := make([]int, 64)\nfor i := 0; i < n; i++ {\na[i&63] += i\n}"},
		{"global", "var g int", "for i := 0; i < n; i++ {\ng += i\n}"},
		{"fib", "func fib(n int) int {\nif n < 2 {\nreturn n\n}\nreturn fib(n-1) + fib(n-2)\n}", "for k := 0; k < n; k += 1973 {\nfib(15)\n}"},
		{"call", "func add(a, b int) int {\nreturn a + b\n}", "x := 0\nfor i := 0; i < n; i++ {\nx = add(i, 1)\n}\n_ = x"},
		{"callEmpty", "func e() {\n}", "for i := 0; i < n; i++ {\ne()\n}"},
		{"method", "type t struct{ x int }\nfunc (p *t) inc(k int) { p.x += k }", "var v t\np := &v\nfor i := 0; i < n; i++ {\np.inc(i)\n}"},
		{"closure", "", "g := func(n int) int {\nreturn n + 1\n}\ns := 0\nfor i := 0; i < n; i++ {\ns = g(s)\n}"},
		{"native", "", "for i := 0; i < n; i++ {\nnb.N()\n}"},
		{"defer", "func d() {\ndefer func() {}()\n}", "for i := 0; i < n; i++ {\nd()\n}"},
		{"map", "", "m := map[int]int{}\nfor i := 0; i < n; i++ {\nm[i&63] = i\n}"},
		{"unbuffered", "", "c := make(chan int)\ngo func() {\nfor i := 0; i < n; i++ {\nc <- i\n}\nclose(c)\n}()\nfor range c {\n}"},
		{"buffered", "", "c := make(chan int, 100)\ngo func() {\nfor i := 0; i < n; i++ {\nc <- i\n}\nclose(c)\n}()\nfor range c {\n}"},
	} {
		for _, plain := range []bool{true, false} {
			b.Run(p.name+map[bool]string{true: "/plain", false: "/hooked"}[plain], func(b *testing.B) {
				m := newTestMachine(b, Options{Plain: plain}, map[string]reflect.Value{"N": reflect.ValueOf(func() int { return b.N })})
				c := m.newCell()
				prog := m.compile(c, file(p.decls, "n := nb.N()\n_ = n\n"+p.body))
				b.ResetTimer()
				begin := cpuTime()
				if out := m.Run(prog, c); out.End != Finished {
					b.Fatal(describe(out))
				}
				b.ReportMetric(float64(cpuTime()-begin)/float64(b.N), "cpu-ns/op")
			})
		}
	}
}

// BenchmarkCell compiles and runs a cell of a dozen lines.
func BenchmarkCell(b *testing.B) {
	for _, plain := range []bool{true, false} {
		b.Run(map[bool]string{true: "plain", false: "hooked"}[plain], func(b *testing.B) {
			m := newTestMachine(b, Options{Plain: plain, Slots: 1 << 20}, nil)
			for k := range b.N {
				c := m.newCell()
				p := m.compile(c, file(fmt.Sprintf("var v%d int\nfunc f%d(a []int) int {\ns := 0\nfor _, x := range a {\ns += x\n}\nreturn s\n}", k, k),
					fmt.Sprintf("a := []int{1, 2, 3}\ns := 0\nfor i := 0; i < 10; i++ {\ns += f%d(a) + i\n}\nv%d = s\n_ = fmt.Sprint(s)", k, k)))
				if out := m.Run(p, c); out.End != Finished {
					b.Fatal(describe(out))
				}
				m.Forget(p)
			}
		})
	}
}

func BenchmarkAvailable(b *testing.B) {
	for range b.N {
		if err := probe(); err != nil {
			b.Fatal(err)
		}
	}
}
