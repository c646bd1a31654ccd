package explore_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"interleave/runtime/explore"
)

// increments is the first program of the lesson: two goroutines count in one
// variable.
func increments() {
	x := explore.NewVar("x", 0)
	for range 2 {
		explore.Go(func() { x.Store(x.Load() + 1) })
	}
	explore.Wait()
	explore.Println("x =", x.Load())
}

// opposite locks two mutexes in opposite orders.
func opposite() {
	a, b := &explore.Mutex{Name: "a"}, &explore.Mutex{Name: "b"}
	both := func(first, second *explore.Mutex) func() {
		return func() {
			first.Lock()
			defer first.Unlock()
			second.Lock()
			defer second.Unlock()
		}
	}
	explore.Go(both(a, b))
	explore.Go(both(b, a))
	explore.Wait()
}

// show prints the outcomes of a program with nothing that depends on how long
// it took or where it stands.
func show(f func(), options ...explore.Option) {
	r := explore.Run(f, options...)
	for _, o := range r.Outcomes {
		fmt.Println(o.Text)
	}
	if len(r.Races) > 0 {
		fmt.Println("race on", r.Races[0].Variable)
	}
}

func ExampleRun() {
	r := explore.Run(increments)
	for _, o := range r.Outcomes {
		fmt.Println(o.Text)
	}
	fmt.Println("exhausted:", r.Exhausted, "races on:", r.Races[0].Variable)
	// Output:
	// x = 2
	// x = 1
	// exhausted: true races on: x
}

// Every one of the six orders of two loads and two stores.
func ExampleAll() {
	r := explore.Run(increments, explore.All())
	fmt.Println(r.Schedules, "schedules")
	for _, o := range r.Outcomes {
		fmt.Println(o.Count, o.Text)
	}
	// Output:
	// 6 schedules
	// 2 x = 2
	// 4 x = 1
}

func ExampleReplay() {
	t, err := explore.Replay(increments, "1 2 1 2 0")
	fmt.Println(t)
	fmt.Println(err)
	_, err = explore.Replay(increments, "1 1 1")
	fmt.Println(err)
	// Output:
	// x = 1
	// step  main          g1           g2           x
	// 1                   load x → 0                0
	// 2                                load x → 0   0
	// 3                   store x = 1               1
	// 4                                store x = 1  1
	// 5     wait for all                            1
	// 6     load x → 1                              1
	// 7     print x = 1                             1
	// <nil>
	// explore: step 3 of the schedule is "1", which is not possible then; possible are 2 (load x)
}

func ExampleOutcome_Trace() {
	r := explore.Run(opposite)
	fmt.Println(r.Outcome("deadlock").Trace())
	// Output:
	// deadlock
	// step  main                           g1                      g2
	// 1                                    lock a
	// 2                                                            lock b
	//       waits for ever: wait for all
	//                                      waits for ever: lock b
	//                                                              waits for ever: lock a
}

func ExampleResult_Count() {
	r := explore.Run(opposite, explore.All())
	fmt.Println(r.Schedules, "schedules,", r.Count(explore.Deadlock), "deadlocks")
	// Output: 6 schedules, 2 deadlocks
}

func ExampleResult_OK() {
	locked := func() {
		var mu explore.Mutex
		x := explore.NewVar("x", 0)
		for range 3 {
			explore.Go(func() {
				mu.Lock()
				x.Store(x.Load() + 1)
				mu.Unlock()
			})
		}
		explore.Wait()
		explore.Println(x.Load())
	}
	fmt.Println(explore.Run(increments).OK(), explore.Run(locked).OK())
	// Output: false true
}

func ExampleResult_Outcome() {
	o := explore.Run(opposite).Outcome("deadlock")
	for _, b := range o.Blocked {
		fmt.Println(b.Goroutine, b.Doing, b.On, b.For)
	}
	// Output:
	// main wait for all  [g1 g2]
	// g1 lock b [g2]
	// g2 lock a [g1]
}

// Three times x++ in two goroutines: to come out at 2 takes three switches in
// the wrong places.
func ExamplePreemptions() {
	program := func() {
		x := explore.NewVar("x", 0)
		for range 2 {
			explore.Go(func() {
				for range 3 {
					x.Store(x.Load() + 1)
				}
			})
		}
		explore.Wait()
		explore.Println(x.Load())
	}
	for _, option := range []explore.Option{explore.Preemptions(0), explore.Preemptions(2), explore.All()} {
		r := explore.Run(program, option)
		fmt.Println(r.Schedules, len(r.Outcomes), r.Outcome("2") != nil)
	}
	// Output:
	// 2 1 false
	// 62 4 false
	// 924 5 true
}

func ExampleRandom() {
	a := explore.Run(increments, explore.Random(100, 1))
	b := explore.Run(increments, explore.Random(100, 1))
	fmt.Println(a.Schedules, len(a.Outcomes), a.String() == b.String())
	// Output: 100 2 true
}

func ExamplePCT() {
	r := explore.Run(opposite, explore.PCT(100, 2, 1))
	fmt.Println(r.Schedules, r.Count(explore.Deadlock) > 0)
	// Output: 100 true
}

// backwards lets the goroutine that was started last go first.
type backwards struct{}

func (backwards) Pick(p explore.Point) int { return len(p.Choices) - 1 }

func ExampleUsing() {
	r := explore.Run(func() {
		for i := range 3 {
			explore.Go(func() { explore.Printf("%d ", i) })
		}
	}, explore.Using(backwards{}, 1))
	fmt.Println(r.Outcomes[0].Text)
	// Output: 2 1 0
}

func ExampleStopAtFirst() {
	r := explore.Run(opposite, explore.All(), explore.StopAtFirst())
	fmt.Println(r.Exhausted, r.Count(explore.Deadlock))
	// Output: false 1
}

func ExampleSchedules() {
	r := explore.Run(increments, explore.All(), explore.Schedules(3))
	fmt.Println(r.Schedules, r.Exhausted)
	// Output: 3 false
}

func ExampleBudget() {
	r := explore.Run(increments, explore.Budget(time.Minute))
	fmt.Println(r.Exhausted)
	// Output: true
}

func ExampleSteps() {
	show(func() {
		stop := explore.NewAtomic("stop", false)
		for !stop.Load() {
			explore.Gosched()
		}
	}, explore.Steps(50))
	// Output: not finished after 50 steps
}

// Sleeping does not put anything in order: it only looks so as long as nobody
// is slow.
func ExampleEarlyTimers() {
	program := func() {
		x := explore.NewAtomic("x", 0)
		explore.Go(func() { x.Store(1) })
		explore.Sleep(time.Second)
		explore.Println(x.Load())
	}
	show(program)
	fmt.Println("and with slow goroutines")
	show(program, explore.EarlyTimers())
	// Output:
	// 1
	// and with slow goroutines
	// 1
	// 0
}

func ExampleGo() {
	show(func() {
		explore.Go(func() { explore.Printf("a") })
		explore.Go(func() { explore.Printf("b") })
	})
	// Output:
	// ab
	// ba
}

func ExampleSetName() {
	show(func() {
		c := explore.NewChan[int]("c", 0)
		explore.Go(func() {
			explore.SetName("sender")
			c.Send(1)
		})
	})
	// Output: leak: sender at send c
}

func ExampleWait() {
	show(func() {
		explore.Go(func() { explore.Printf("first, ") })
		explore.Wait()
		explore.Printf("then")
	})
	// Output: first, then
}

func ExampleGosched() {
	show(func() {
		ready := explore.NewAtomic("ready", false)
		explore.Go(func() { ready.Store(true) })
		for !ready.Load() {
			explore.Gosched()
		}
		explore.Println("ready")
	}, explore.Random(20, 1))
	// Output: ready
}

func ExamplePrintln() {
	show(func() { explore.Println("x =", 1) })
	// Output: x = 1
}

func ExamplePrintf() {
	show(func() { explore.Printf("%03d", 7) })
	// Output: 007
}

func ExampleAssert() {
	show(func() {
		balance := explore.NewVar("balance", 100)
		for range 2 {
			explore.Go(func() {
				if balance.Load() >= 80 {
					balance.Store(balance.Load() - 80)
				}
			})
		}
		explore.Wait()
		explore.Assert(balance.Load() >= 0, "balance is %d", balance.Load())
	})
	// Output:
	//
	// panic: assertion failed: balance is -60
	// race on balance
}

func ExampleVar() {
	show(func() {
		who := explore.NewVar("who", "nobody")
		explore.Go(func() { who.Store("g1") })
		explore.Println(who.Load())
	})
	// Output:
	// nobody
	// g1
	// race on who
}

func ExampleAtomic() {
	show(func() {
		first := explore.NewAtomic("first", "")
		for _, name := range []string{"a", "b"} {
			explore.Go(func() { first.CompareAndSwap("", name) })
		}
		explore.Wait()
		explore.Println(first.Load(), "was", first.Swap("nobody"))
	})
	// Output:
	// a was a
	// b was b
}

func ExampleInt64() {
	show(func() {
		var n explore.Int64
		for range 3 {
			explore.Go(func() { n.Add(1) })
		}
		explore.Wait()
		explore.Println(n.Load(), n.Swap(5), n.CompareAndSwap(5, 6), n.Load())
		n.Store(0)
	})
	// Output: 3 3 true 6
}

func ExampleChan() {
	show(func() {
		c := explore.NewChan[int]("c", 1)
		explore.Go(func() {
			for i := range 3 {
				c.Send(i)
			}
			c.Close()
		})
		sum := 0
		for v := range c.All() {
			sum += v
		}
		v, ok := c.RecvOK()
		explore.Println(sum, v, ok, c.Recv(), c.Len())
	})
	// Output: 3 0 false 0 0
}

func ExampleSelect() {
	show(func() {
		a, b := explore.NewChan[int]("a", 0), explore.NewChan[string]("b", 0)
		explore.Go(func() { a.Send(1) })
		explore.Go(func() { b.Send("one") })
		for range 2 {
			var n int
			var s string
			switch explore.Select(a.RecvCase(&n), b.RecvCase(&s)) {
			case 0:
				explore.Println(n)
			case 1:
				explore.Println(s)
			}
		}
	})
	// Output:
	// 1
	// one
	// one
	// 1
}

// That the receiver has been started does not mean that it is there already.
func ExampleDefault() {
	show(func() {
		c := explore.NewChan[int]("c", 0)
		explore.Go(func() {
			var v int
			var ok bool
			explore.Select(c.RecvOKCase(&v, &ok))
			explore.Printf("got %d %v", v, ok)
		})
		if explore.Select(c.SendCase(1), explore.Default()) == 1 {
			explore.Printf("nobody there, ")
			c.Close()
		}
	})
	// Output:
	// nobody there, got 0 false
	// got 1 true
}

func ExampleMutex() {
	show(func() {
		var mu explore.Mutex
		x := explore.NewVar("x", 0)
		for range 2 {
			explore.Go(func() {
				mu.Lock()
				defer mu.Unlock()
				x.Store(x.Load() + 1)
			})
		}
		explore.Wait()
		explore.Println(x.Load(), mu.TryLock(), mu.TryLock())
	})
	// Output: 2 true false
}

// A goroutine that locks for reading twice waits for a writer that waits for
// it.
func ExampleRWMutex() {
	show(func() {
		m := explore.RWMutex{Name: "m"}
		explore.Go(func() {
			m.RLock()
			defer m.RUnlock()
			m.RLock()
			defer m.RUnlock()
		})
		m.Lock()
		explore.Printf("")
		m.Unlock()
		explore.Wait()
		explore.Println(m.TryRLock(), m.TryLock())
	})
	// Output:
	// true false
	// deadlock: main at lock m, g1 at rlock m
}

func ExampleWaitGroup() {
	show(func() {
		wg := explore.WaitGroup{Name: "wg"}
		for range 2 {
			explore.Go(func() {
				wg.Add(1) // too late
				wg.Done()
			})
		}
		wg.Wait()
	})
	show(func() {
		var wg explore.WaitGroup
		var n explore.Int64
		for range 2 {
			wg.Go(func() { n.Add(1) })
		}
		wg.Wait()
		explore.Println(n.Load())
	})
	// Output:
	//
	// race on wg
	// 2
}

func ExampleOnce() {
	show(func() {
		var once explore.Once
		for i := range 2 {
			explore.Go(func() { once.Do(func() { explore.Println(i) }) })
		}
	})
	// Output:
	// 0
	// 1
}

// A signal that comes before the wait is lost.
func ExampleNewCond() {
	show(func() {
		var mu explore.Mutex
		c := explore.NewCond(&mu)
		c.Name = "ready"
		explore.Go(func() { c.Signal() })
		mu.Lock()
		c.Wait()
		mu.Unlock()
	})
	// Output:
	//
	// deadlock: main at wait ready
}

// The flag under the lock makes it right, however many wait.
func ExampleCond() {
	show(func() {
		var mu explore.Mutex
		c := explore.Cond{L: &mu}
		ready := explore.NewVar("ready", false)
		for range 2 {
			explore.Go(func() {
				mu.Lock()
				for !ready.Load() {
					c.Wait()
				}
				mu.Unlock()
			})
		}
		mu.Lock()
		ready.Store(true)
		mu.Unlock()
		c.Broadcast()
		explore.Wait()
		explore.Println("all woke")
	})
	// Output: all woke
}

func ExampleSleep() {
	show(func() {
		start := explore.Now()
		explore.Sleep(24 * time.Hour)
		explore.Println(explore.Since(start))
	})
	// Output: 24h0m0s
}

func ExampleNow() {
	show(func() { explore.Println(explore.Now().Format(time.DateTime)) })
	// Output: 2026-01-01 00:00:00
}

func ExampleSince() {
	show(func() {
		start := explore.Now()
		explore.Sleep(time.Second)
		explore.Println(explore.Since(start))
	})
	// Output: 1s
}

func ExampleAfter() {
	show(func() {
		c := explore.NewChan[int]("answer", 0)
		explore.Go(func() {
			explore.Sleep(2 * time.Second)
			c.Send(42)
		})
		switch explore.Select(c.RecvCase(nil), explore.After(time.Second).RecvCase(nil)) {
		case 0:
			explore.Println("answer")
		case 1:
			explore.Println("too late")
		}
	})
	// Output: too late
	// leak: g1 at send answer
}

func ExampleTick() {
	show(func() {
		tick := explore.Tick(time.Minute)
		start := explore.Now()
		for range 3 {
			tick.Recv()
		}
		explore.Println(explore.Since(start))
	})
	// Output: 3m0s
}

func ExampleAfterFunc() {
	show(func() {
		t := explore.AfterFunc(time.Second, func() { explore.Printf("late ") })
		explore.Printf("%v ", t.Stop())
		explore.Printf("%v ", t.Reset(time.Minute))
	})
	// Output: true false late
}

// What is random makes a schedule lead somewhere else the second time, which is
// found out.
func ExampleResult() {
	r := explore.Run(func() {
		for range 4 {
			explore.Go(func() {
				if rand.IntN(2) == 0 {
					explore.Gosched()
				}
				explore.Println()
			})
		}
	}, explore.All(), explore.Schedules(1000))
	fmt.Println(r.Diverged > 0, r.Exhausted, r.OK())
	// Output: true false false
}

func ExampleNewVar() {
	r := explore.Run(func() {
		x := explore.NewVar("x", "first")
		explore.Go(func() { x.Store("second") })
		explore.Println(x.Load())
	})
	fmt.Println(len(r.Outcomes), len(r.Races) > 0)
	// Output: 2 true
}

func ExampleNewAtomic() {
	r := explore.Run(func() {
		x := explore.NewAtomic("x", "first")
		explore.Go(func() { x.Store("second") })
		explore.Println(x.Load())
	})
	fmt.Println(len(r.Outcomes), len(r.Races)) // any order, and no race
	// Output: 2 0
}

func ExampleNewChan() {
	r := explore.Run(func() {
		c := explore.NewChan[string]("c", 0)
		for _, s := range []string{"a", "b"} {
			explore.Go(func() { c.Send(s) })
		}
		explore.Println(c.Recv() + c.Recv())
	})
	for _, o := range r.Outcomes {
		fmt.Println(o.Text)
	}
	fmt.Println(r.OK())
	// Unordered output:
	// ab
	// ba
	// true
}
