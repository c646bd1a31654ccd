package scheduler

import (
	"fmt"
	"testing"
)

func variable(name string, v int) *Handle { return &Handle{Class: Variable, Name: name, Initial: v} }

func load(h *Handle) int     { v, _ := Do("Load", Op{Kind: Load, Handle: h}).Value.(int); return v }
func store(h *Handle, v int) { Do("Store", Op{Kind: Store, Handle: h, Value: v}) }
func lock(h *Handle)         { Do("Lock", Op{Kind: Lock, Handle: h}) }
func unlock(h *Handle)       { Do("Unlock", Op{Kind: Unlock, Handle: h}) }
func join()                  { Do("Wait", Op{Kind: Join}) }
func printf(format string, args ...any) {
	Do("Printf", Op{Kind: Print, Value: fmt.Sprintf(format, args...)})
}

// together starts all bodies, waits for them, and prints the variables.
func together(vars []*Handle, bodies ...func()) func() {
	return func() {
		for _, b := range bodies {
			Go(b, Site{})
		}
		join()
		for _, v := range vars {
			printf("%s=%d ", v.Name, load(v))
		}
	}
}

func exploreAll(f func(), bound int) *Result {
	return Explore(f, &Search{Preemptions: bound}, Settings{Steps: 1000}, Limits{})
}

func counts(r *Result) map[string]int {
	m := map[string]int{}
	for _, o := range r.Outcomes {
		m[o.Text] += o.Count
	}
	return m
}

// TestNumbersOfInterleavings compares with numbers that can be counted by hand,
// or were counted by another program.
func TestNumbersOfInterleavings(t *testing.T) {
	x, paid := variable("x", 0), variable("paid", 0)
	inc := func() { store(x, load(x)+1) }
	inc3 := func() {
		for range 3 {
			inc()
		}
	}
	m := &Handle{Class: Mutex, Name: "m"}
	locked := func() { lock(m); inc(); unlock(m) }
	both := func(a, b *Handle) func() {
		return func() { lock(a); lock(b); unlock(b); unlock(a) }
	}
	a, b := &Handle{Class: Mutex, Name: "a"}, &Handle{Class: Mutex, Name: "b"}
	table := func(n int) (all []func()) {
		forks := make([]*Handle, n)
		for i := range forks {
			forks[i] = &Handle{Class: Mutex, Name: fmt.Sprint("fork ", i)}
		}
		for i := range n {
			all = append(all, both(forks[i], forks[(i+1)%n]))
		}
		return all
	}
	account := variable("x", 100)
	withdraw := func() {
		if load(account) >= 80 {
			store(account, load(account)-80)
			store(paid, load(paid)+80)
		}
	}
	xs := []*Handle{x}
	tests := []struct {
		name              string
		f                 func()
		bound             int
		schedules, broken int // broken: deadlocks
		outcomes          map[string]int
	}{
		{"x++ twice", together(xs, inc, inc), -1, 6, 0, map[string]int{"x=1 ": 4, "x=2 ": 2}},
		{"x++ three times", together(xs, inc, inc, inc), -1, 90, 0, map[string]int{"x=1 ": 48, "x=2 ": 36, "x=3 ": 6}},
		{"twice three x++", together(xs, inc3, inc3), -1, 924, 0, map[string]int{"x=2 ": 8, "x=3 ": 300, "x=4 ": 416, "x=5 ": 180, "x=6 ": 20}},
		{"twice three x++, 2 preemptions", together(xs, inc3, inc3), 2, 62, 0, nil},
		{"under a lock", together(xs, locked, locked, locked), -1, 6, 0, map[string]int{"x=3 ": 6}},
		{"a b against b a", together(nil, both(a, b), both(b, a)), -1, 6, 2, nil},
		{"a b twice", together(nil, both(a, b), both(a, b)), -1, 2, 0, nil},
		{"3 philosophers", together(nil, table(3)...), -1, 168, 6, nil},
		{"4 philosophers, 3 preemptions", together(nil, table(4)...), 3, 10160, 24, nil},
		{"withdraw twice", together([]*Handle{account, paid}, withdraw, withdraw), -1, 216, 0, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := exploreAll(test.f, test.bound)
			broken := 0
			for _, o := range r.Outcomes {
				if o.Verdict == Deadlocked {
					broken += o.Count
				}
			}
			t.Logf("%d schedules, %d events, %v: %v", r.Schedules, r.Steps, r.Elapsed, counts(r))
			if r.Schedules != test.schedules || broken != test.broken || !r.Exhausted {
				t.Errorf("%d schedules with %d deadlocks, exhausted %v; want %d with %d", r.Schedules, broken, r.Exhausted, test.schedules, test.broken)
			}
			if test.outcomes != nil && fmt.Sprint(counts(r)) != fmt.Sprint(test.outcomes) {
				t.Errorf("outcomes %v, want %v", counts(r), test.outcomes)
			}
			if test.bound >= 0 {
				return
			}
			reduced := Explore(test.f, &Search{Reduce: true, Preemptions: -1}, Settings{Steps: 1000}, Limits{})
			t.Logf("reduced: %d schedules, %d pruned, %v", reduced.Schedules, reduced.Pruned, counts(reduced))
			if !sameOutcomes(r, reduced) || reduced.Schedules > r.Schedules || !reduced.Exhausted {
				t.Errorf("with reduction %v", counts(reduced))
			}
		})
	}
}

func sameOutcomes(a, b *Result) bool {
	if len(a.Outcomes) != len(b.Outcomes) {
		return false
	}
	have := counts(a)
	for o := range counts(b) {
		if have[o] == 0 {
			return false
		}
	}
	return true
}
