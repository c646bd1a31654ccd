package engine

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"interleave/kernel/evaluator"
)

func TestTimeitMagic(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: each measurement takes a second")
	}
	s := newSession(t)
	measured := regexp.MustCompile(`^[0-9.e+]+ (ns|µs|ms|s) \(median of 7 runs of ([125]0*), from [0-9.e+]+ (ns|µs|ms|s) to [0-9.e+]+ (ns|µs|ms|s)\), \d+ B in \d+ allocations\n$`)
	s.must("calls := 0\nxs := []int{3, 1, 2}\nfunc f() int { calls++; return calls }")
	for _, code := range []string{"%timeit f()", "%timeit len(xs)", "%timeit xs[0] + f()", "%timeit sort.Ints(xs)", "%%timeit\n\ny := f()\n_ = y", "%timeit if f() > 0 { xs[0]++ }"} {
		s.must(code)
		if got := s.out.stream(evaluator.CellID(s.next), "stdout"); !measured.MatchString(got) {
			t.Errorf("%s printed %q", code, got)
		}
	}
	if r := s.must("calls > 1000 && xs[0] > 1000"); text(r) != "true" {
		t.Error("the code was not run")
	}
	for code, want := range map[string]string{
		"%timeit 1 + undefined1":        "In[]:1:13: undefined: undefined1",
		"\n%timeit undefined1()":        "In[]:2:9: undefined: undefined1",
		"%timeit":                       "%timeit: the code is missing; usage: %timeit CODE",
		"%timeit panic(\"on purpose\")": "on purpose",
	} {
		r := s.run(code)
		if r.Error == nil {
			t.Errorf("%s: no error", code)
			continue
		}
		if want := strings.ReplaceAll(want, "In[]", fmt.Sprintf("In[%d]", s.next)); r.Error.Value != want {
			t.Errorf("%s: %q, want %q", code, r.Error.Value, want)
		}
	}
}

func TestTimeitStops(t *testing.T) {
	s := newSession(t)
	s.must("1")
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer cancel()
		s.out.wait(func() bool { return s.out.stream(2, "stdout") != "" })
	}()
	r := s.e.Execute(ctx, evaluator.Cell{ID: 2, Number: 2, Code: "%%timeit\nfmt.Println(1)\nselect {}"})
	if r.Error == nil || r.Error.Name != evaluator.ErrorInterrupted {
		t.Errorf("interrupted: %+v", r.Error)
	}
}

func TestMoreRounds(t *testing.T) {
	for _, c := range []struct {
		n    int
		d    time.Duration
		want int
	}{{1, time.Microsecond, 100}, {1, 99 * time.Millisecond, 2}, {100, 10 * time.Millisecond, 1000}, {1000, 30 * time.Millisecond, 5000}, {1, 0, 100}} {
		if got := moreRounds(c.n, c.d); got != c.want {
			t.Errorf("moreRounds(%d, %v) = %d, want %d", c.n, c.d, got, c.want)
		}
	}
}
