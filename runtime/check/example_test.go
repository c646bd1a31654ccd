package check_test

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"interleave/runtime/check"
	"interleave/runtime/explore"
)

func ExampleNewSheet() {
	s := check.NewSheet("Sorting")
	s.Check(2, "in order", func() error { return check.Ordered([]int{1, 2, 3}) })
	s.Check(3, "nothing is lost", func() error { return errors.New("2 elements of 3; expected all") })
	fmt.Println(s)
	// Output:
	// Sorting: 2 of 5 points
	//   ✓ 2 of 2  in order
	//   ✗ 0 of 3  nothing is lost
	//       2 elements of 3; expected all
}

func ExampleSheet_Check() {
	s := check.NewSheet("Robust")
	passed := s.Check(1, "panics", func() error { panic("on purpose") })
	fmt.Println(passed, s.Results[0].Points)
	// Output: false 0
}

func ExampleSheet_Limit() {
	s := check.NewSheet("Patience").Limit(time.Millisecond)
	s.Check(1, "waits", func() error { select {} })
	fmt.Println(s.Results[0].Err)
	// Output: not ready after 1ms: does it wait for something that does not happen?
}

func ExampleSheet_Points() {
	s := check.NewSheet("Half")
	s.Check(1, "good", func() error { return nil })
	s.Check(1, "bad", func() error { return errors.New("no") })
	fmt.Println(s.Points())
	// Output: 1 2
}

func ExampleSheet_Score() {
	s := check.NewSheet("One")
	s.Check(1.5, "good", func() error { return nil })
	points := s.Score()
	fmt.Println(points)
	// Output:
	// One: 1.5 of 1.5 points
	//   ✓ 1.5 of 1.5  good
	// 1.5
}

func ExampleNoRace() {
	err := check.NoRace(func() {
		n := explore.NewVar("n", 0)
		var mu explore.Mutex
		for range 2 {
			explore.Go(func() {
				mu.Lock()
				n.Store(n.Load() + 1)
				mu.Unlock()
			})
		}
	})
	fmt.Println(err)
	err = check.NoRace(func() {
		n := explore.NewVar("n", 0)
		for range 2 {
			explore.Go(func() { n.Store(n.Load() + 1) })
		}
	})
	fmt.Println(err != nil)
	// Output:
	// <nil>
	// true
}

func ExampleAllInterleavings() {
	err := check.AllInterleavings(func() {
		c := explore.NewChan[int]("c", 0)
		explore.Go(func() { c.Send(1) })
		explore.Println(c.Recv())
	}, "1 true", "1")
	fmt.Println(err != nil)
	err = check.AllInterleavings(func() {
		explore.NewChan[int]("c", 0).Recv()
	})
	fmt.Println(err != nil)
	// Output:
	// false
	// true
}

func ExampleNoDeadlock() {
	fmt.Println(check.NoDeadlock(func() { time.Sleep(time.Hour) }))
	fmt.Println(check.NoDeadlock(func() { <-make(chan int) }) != nil)
	// Output:
	// <nil>
	// true
}

func ExampleNoLeak() {
	err := check.NoLeak(func() {
		c := make(chan int)
		go func() { c <- 1 }() // nobody receives
	})
	fmt.Println(err != nil)
	// Output: true
}

func ExampleVirtualTime() {
	sequential := func() {
		for range 3 {
			time.Sleep(time.Second)
		}
	}
	fmt.Println(check.VirtualTime(time.Second, sequential))
	// Output: it took 3s of virtual time; expected at most 1s: is something done one after the other that could be at once?
}

func ExampleVirtualSpeedup() {
	work := func(workers int) {
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() { time.Sleep(time.Hour / time.Duration(workers)) })
		}
		wg.Wait()
	}
	fmt.Println(check.VirtualSpeedup(4, 3.5, work))
	fmt.Println(check.VirtualSpeedup(4, 3.5, func(int) { time.Sleep(time.Hour) }))
	// Output:
	// <nil>
	// 4 workers: 1.00 times as fast as one (1h0m0s and 1h0m0s); expected at least 3.50 times
}

func ExampleSpeedup() {
	err := check.Speedup(2, 0.01, func(workers int) {})
	fmt.Println(err)
	// Output: <nil>
}

func ExampleMaxInFlight() {
	unbounded := func(work func()) {
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(work)
		}
		wg.Wait()
	}
	fmt.Println(check.MaxInFlight(2, unbounded))
	fmt.Println(check.MaxInFlight(2, func(work func()) { work(); work() }))
	// Output:
	// 5 were at work at once; expected at most 2
	// one after the other: only 1 was at work at any time; 2 may be
}

func ExampleCalledOnce() {
	fmt.Println(check.CalledOnce(func(f func()) { go f() }))
	fmt.Println(check.CalledOnce(func(f func()) { f(); f() }))
	// Output:
	// <nil>
	// it was called 2 times; expected once
}

func ExampleKills() {
	test := func(abs func(int) int) error {
		if got := abs(-3); got != 3 {
			return fmt.Errorf("abs(-3) = %d", got)
		}
		return nil
	}
	right := func(x int) int { return max(x, -x) }
	fmt.Println(check.Kills(test, right, func(x int) int { return x }))
	fmt.Println(check.Kills(test, right, func(x int) int { return x }, func(x int) int { return -x }))
	// Output:
	// <nil>
	// 1 of 2 wrong implementations pass the test: number 2
}

func ExampleOrdered() {
	fmt.Println(check.Ordered([]string{"a", "b", "b"}))
	fmt.Println(check.Ordered([]int{1, 3, 2}))
	// Output:
	// <nil>
	// element 2 is 2, after 3; expected ascending order
}

func ExampleSameAsSequential() {
	double := func(x int) int { return 2 * x }
	wrong := func(xs []int) []int { return []int{2, 4, 7} }
	fmt.Println(check.SameAsSequential(wrong, double, []int{1, 2, 3}))
	// Output: result 2, of input 3, is 7; expected 6
}

func ExampleUses() {
	err := check.Uses("total", "sync.Mutex")
	fmt.Println(errors.Is(err, check.ErrNoSource)) // a compiled program has no text
	// Output: true
}

func ExampleMustNotUse() {
	err := check.MustNotUse("total", "time.Sleep", "go")
	fmt.Println(errors.Is(err, check.ErrNoSource))
	// Output: true
}
