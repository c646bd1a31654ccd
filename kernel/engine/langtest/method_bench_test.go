//go:build unix

package langtest

import (
	"strings"
	"syscall"
	"testing"
)

// BenchmarkMethods measures what a cell of many calls costs.
func BenchmarkMethods(b *testing.B) {
	for _, c := range []struct{ name, decl, stmt string }{
		{"function", "", "inc(i)"},
		{"value-method", "", "p.get()"},
		{"pointer-method", "", "p.add(1)"},
		{"interface-method", "var s adder = &p", "s.add(1)"},
		{"exported-interface-method", "var s Adder = &p", "s.Add(1)"},
		{"struct-to-any", "", "x = p"},
		{"struct-to-error", "", "e = failure{i}"},
		{"pointer-to-any", "", "x = &p"},
		{"int-to-any", "", "x = i"},
		{"assert-struct", "x = p", "p = x.(point)"},
		{"assert-int", "x = 1", "n = x.(int)"},
		{"type-switch", "x = p", "switch x.(type) {\n\tcase int:\n\t\tn = 1\n\tcase point:\n\t\tn = 2\n\t}"},
		{"err-nil", "", "if e != nil { n = 1 }"},
		{"err-equal", "e = io.EOF", "if e == io.EOF { n = 1 }"},
	} {
		b.Run(c.name, func(b *testing.B) {
			nb := newNotebook(b)
			const decl = `type point struct{ x, y int }
func (p point) get() int { return p.x }
func (p *point) add(n int) { p.x += n }
type adder interface{ add(n int) }
type Adder interface{ Add(n int) }
func (p *point) Add(n int) { p.x += n }
type failure struct{ n int }
func (f failure) Error() string { return "f" }
func inc(n int) int { return n + 1 }
`
			if _, e := nb.run(decl); e != "" {
				b.Fatal(e)
			}
			if _, e := nb.run("func loop(n int) {\n\tvar p point; var x any; var e error; m := 0; _, _, _, _ = p, x, e, m\n\t" + c.decl + "\n\tfor i := 0; i < n; i++ {\n\t" + strings.ReplaceAll(c.stmt, "n = ", "m = ") + "\n\t}\n}"); e != "" {
				b.Fatal(e)
			}
			start, n := cpuTime(), 0
			for b.Loop() {
				n++
				if _, e := nb.run("loop(10000)"); e != "" {
					b.Fatal(e)
				}
			}
			b.ReportMetric(float64(cpuTime()-start)/float64(n)/10000, "cpu-ns/step")
		})
	}
}

func cpuTime() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
