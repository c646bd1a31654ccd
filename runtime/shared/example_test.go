package shared_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"interleave/runtime/shared"
)

// four runs f in four goroutines and waits for them.
func four(f func()) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(f)
	}
	wg.Wait()
}

func ExampleCounter() {
	for _, g := range []shared.Guard{shared.None, shared.Mutex, shared.Atomic, shared.Channel, shared.Local} {
		c := shared.NewCounter("hits", g)
		four(func() {
			for range 1000 {
				c.Add(1)
			}
		})
		s := c.Stats()
		fmt.Printf("%v: %d updates, all accounted for: %v, wrong: %v\n", g, s.Updates, c.Value()+s.Lost == 4000, g != shared.None && s.Lost > 0)
	}
	// Output:
	// none: 4000 updates, all accounted for: true, wrong: false
	// mutex: 4000 updates, all accounted for: true, wrong: false
	// atomic: 4000 updates, all accounted for: true, wrong: false
	// channel: 4000 updates, all accounted for: true, wrong: false
	// no sharing: 4000 updates, all accounted for: true, wrong: false
}

func ExampleNewCounter() {
	c := shared.NewCounter("hits", shared.Mutex)
	c.Add(2)
	fmt.Println(c)
	// Output: hits = 2; guard mutex: 1 updates, 0 lost
}

func ExampleVar() {
	words := shared.NewVar("words", shared.Channel, "")
	four(func() { words.Update(func(s string) string { return s + "x" }) })
	fmt.Println(words.Load(), words.Stats().Lost)
	words.Store("")
	// Output: xxxx 0
}

func ExampleNewVar() {
	v := shared.NewVar("v", shared.None, 1.5)
	fmt.Println(v.Load(), v)
	// Output: 1.5 v: guard none: 0 updates, 0 lost
}

func ExampleAccount() {
	a := shared.NewAccount("Ana", shared.Mutex, 100)
	ok := shared.NewCounter("ok", shared.Atomic)
	four(func() {
		if a.Withdraw(40) {
			ok.Add(1)
		}
	})
	fmt.Println(ok.Value(), "paid, balance", a.Balance())
	a.Deposit(10)
	s := a.Stats() // how often one waited for another is different in every run
	fmt.Println("balance", a.Balance(), "after", s.Updates, "updates,", s.Lost, "lost")
	// Output:
	// 2 paid, balance 20
	// balance 30 after 3 updates, 0 lost
}

func ExampleNewAccount() {
	fmt.Println(shared.NewAccount("Rui", shared.None, 5).Balance())
	// Output: 5
}

func ExampleTransfer() {
	a, b := shared.NewAccount("a", shared.Mutex, 50), shared.NewAccount("b", shared.Mutex, 0)
	four(func() { shared.Transfer(a, b, 20) })
	fmt.Println(a.Balance(), b.Balance())
	// Output: 10 40
}

func ExampleCompare() {
	c := shared.Compare(4, 500)
	for _, r := range c.Rows {
		fmt.Println(r.Guard, r.Value+r.Lost)
	}
	// Output:
	// none 2000
	// mutex 2000
	// atomic 2000
	// channel 2000
	// no sharing 2000
}

// TestLostUpdatesAreCounted makes one goroutine overwrite what another has
// written, in an order that is certain.
func TestLostUpdatesAreCounted(t *testing.T) {
	for g, want := range map[shared.Guard]int64{shared.None: 3, shared.Atomic: 0} {
		x := shared.NewVar("x", g, 0)
		first := true
		x.Update(func(v int) int {
			if first {
				first = false
				for range 3 { // others, in the middle of this update
					x.Update(func(v int) int { return v + 1 })
				}
			}
			return v + 1
		})
		s := x.Stats()
		if s.Lost != want || s.Updates != 4 || int64(x.Load()) != 4-want {
			t.Errorf("guard %v: %v, value %d; want %d lost of 4", g, s, x.Load(), want)
		}
	}
}

// TestWaitsAreMeasured has one goroutine hold the guard until another waits.
func TestWaitsAreMeasured(t *testing.T) {
	for _, g := range []shared.Guard{shared.Mutex, shared.Channel} {
		a := shared.NewVar("a", g, 0)
		inside, leave := make(chan struct{}), make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() {
			a.Update(func(v int) int { close(inside); <-leave; return v + 1 })
		})
		<-inside
		waiting := make(chan struct{})
		wg.Go(func() {
			close(waiting)
			a.Update(func(v int) int { return v + 1 })
		})
		<-waiting
		// Whether the second one waits already can't be seen from here; if it
		// comes late it does not wait, so that only the sum is certain.
		close(leave)
		wg.Wait()
		if s := a.Stats(); a.Load() != 2 || s.Lost != 0 || s.Waits > 1 || s.Waits == 1 && (s.Waited <= 0 || s.Longest != s.Waited) {
			t.Errorf("guard %v: value %d, %v", g, a.Load(), s)
		}
	}
}

func TestMisuse(t *testing.T) {
	for want, f := range map[string]func(){
		"Guard(9) does not exist":   func() { shared.NewCounter("", 9) },
		"an Account can't be Local": func() { shared.NewAccount("", shared.Local, 1) },
		"a Var can't be Local":      func() { shared.NewVar("", shared.Local, 1) },
		"NewAccount with a balance": func() { shared.NewAccount("", shared.None, -1) },
		"Withdraw(-1)":              func() { shared.NewAccount("", shared.None, 1).Withdraw(-1) },
		"Deposit(-1)":               func() { shared.NewAccount("", shared.None, 1).Deposit(-1) },
		"Compare(0, 1)":             func() { shared.Compare(0, 1) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, want) {
					t.Errorf("panic %q, want %q", got, want)
				}
			}()
			f()
		}()
	}
}

func TestFigures(t *testing.T) {
	c := shared.NewCounter("hits", shared.Mutex)
	if s := c.Figure().String(); !strings.Contains(s, "nobody waited") {
		t.Errorf("the figure of a fresh counter:\n%s", s)
	}
	if s := shared.Compare(2, 10).HTML(); !strings.Contains(s, "<svg") || !strings.Contains(s, "no sharing") {
		t.Error("the page of a comparison has no picture or no table")
	}
}

func BenchmarkAdd(b *testing.B) {
	for _, g := range []shared.Guard{shared.None, shared.Mutex, shared.Atomic, shared.Channel, shared.Local} {
		b.Run(g.String(), func(b *testing.B) {
			c := shared.NewCounter("hits", g)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					c.Add(1)
				}
			})
		})
	}
}

func ExampleStatsOf() {
	x := shared.NewVar("x", shared.Mutex, 0) // its method Stats calls StatsOf
	x.Store(1)
	fmt.Println(x.Load(), x.Stats().Lost)
	// Output: 1 0
}
