package gil_test

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"interleave/runtime/gil"
)

const ms = time.Millisecond

// Two threads that compute are no faster than one.
func Example() {
	for _, threads := range []int{1, 2, 4} {
		vm := gil.New(gil.Python("3.11"))
		for i := range threads {
			vm.Thread(fmt.Sprint("cpu ", i), func(t *gil.Thread) {
				t.Bytecode(time.Second / time.Duration(threads))
			})
		}
		r := vm.Run()
		fmt.Printf("%d threads: %.2f s, %d switches\n", threads, r.Wall.Seconds(), r.Switches())
	}
	// Output:
	// 1 threads: 1.00 s, 1 switches
	// 2 threads: 1.01 s, 198 switches
	// 4 threads: 1.01 s, 200 switches
}

// A thread that answers requests beside one that computes waits a switch
// interval each time.
func Example_convoy() {
	for _, busy := range []int{0, 1, 2} {
		vm := gil.New(gil.Python("3.11"))
		vm.Thread("server", func(t *gil.Thread) {
			for {
				t.IO(ms)
				t.Ticks(200)
			}
		})
		for range busy {
			vm.Thread("busy", func(t *gil.Thread) { t.Bytecode(time.Hour) })
		}
		r := vm.RunFor(time.Second)
		server, _ := r.Thread("server")
		fmt.Printf("%d busy threads: %d requests/s, median latency %v\n",
			busy, len(server.Latencies), server.Latency(50).Round(10*time.Microsecond))
	}
	// Output:
	// 0 busy threads: 951 requests/s, median latency 50µs
	// 1 busy threads: 162 requests/s, median latency 5.15ms
	// 2 busy threads: 97 requests/s, median latency 9.31ms
}

func ExampleNew() {
	vm := gil.New(gil.Config{Mode: gil.OldGIL, Cores: 1})
	for range 2 {
		vm.Thread("", func(t *gil.Thread) { t.Bytecode(100 * ms) })
	}
	fmt.Println(vm.Config())
	fmt.Println("parallelism", vm.Run().Parallelism())
	// Output:
	// old GIL, check interval 100, 1 core, seed 1
	// parallelism 1
}

func ExamplePython() {
	for _, version := range []string{"2.7", "3.9", "3.11", "3.12", "3.13t"} {
		fmt.Println(gil.Python(version))
	}
	// Output:
	// Python 2.7, old GIL, check interval 100, 4 cores, seed 1
	// Python 3.9, new GIL, switch interval 5ms, 4 cores, seed 1
	// Python 3.11, new GIL, switch interval 5ms, 4 cores, seed 1
	// Python 3.12, GIL per interpreter, switch interval 5ms, 4 cores, seed 1
	// Python 3.13t, free-threaded, instructions cost 1.4 times as much, 4 cores, seed 1
}

func ExampleMode() {
	fmt.Println(gil.NewGIL, "|", gil.FreeThreaded)
	// Output:
	// new GIL | free-threaded
}

func ExampleConfig() {
	for _, interval := range []time.Duration{ms, 5 * ms, 20 * ms} {
		vm := gil.New(gil.Config{SwitchInterval: interval})
		for range 2 {
			vm.Thread("", func(t *gil.Thread) { t.Bytecode(time.Second) })
		}
		fmt.Println(interval, "held for", vm.Run().HoldTime(50).Round(ms/10))
	}
	// Output:
	// 1ms held for 1.1ms
	// 5ms held for 5.1ms
	// 20ms held for 20.1ms
}

func ExampleConfig_String() {
	fmt.Println(gil.Config{Mode: gil.FreeThreaded, Cores: 8, Seed: 42})
	// Output:
	// free-threaded, instructions cost 1.1 times as much, 8 cores, seed 42
}

// A Result prints as tables.
func ExampleVM_Run() {
	vm := gil.New(gil.Python("3.13"))
	vm.Thread("reader", func(t *gil.Thread) {
		for range 3 {
			t.IO(2 * ms)
			t.Bytecode(ms)
		}
	})
	vm.Thread("hasher", func(t *gil.Thread) {
		for range 5 {
			t.NoGIL(3 * ms)
			t.Loop()
		}
	})
	fmt.Println(vm.Run())
	// Output:
	// Python 3.13, GIL per interpreter, switch interval 5ms, 4 cores, seed 1
	// wall 15.2ms, CPU 18ms, parallelism 1.18, fairness 0.69, 8 switches, GIL held 20 %, median hold 5ns
	// thread   CPU  bytecode  no GIL  waits: GIL      IO  holds  voluntary  latency
	// reader   3ms       3ms       -           -  6.17ms      4          3   54.2µs
	// hasher  15ms      25ns    15ms       204µs       -      6          5        -
}

func ExampleVM_RunFor() {
	vm := gil.New(gil.Config{})
	vm.Thread("for ever", func(t *gil.Thread) {
		for {
			t.Loop()
		}
	})
	fmt.Println(vm.RunFor(ms).Wall)
	// Output:
	// 1ms
}

func ExampleVM_Thread() {
	vm := gil.New(gil.Config{})
	vm.Thread("A", func(t *gil.Thread) {
		t.Bytecode(ms)
		fmt.Println(t.Name(), "is done at", t.Now())
	})
	vm.Run()
	// Output:
	// A is done at 1ms
}

func ExampleVM_Interpreter() {
	for _, version := range []string{"3.11", "3.12"} {
		vm := gil.New(gil.Python(version))
		for i := range 4 {
			vm.Interpreter(fmt.Sprint("sub ", i)).Thread("", func(t *gil.Thread) { t.Bytecode(100 * ms) })
		}
		fmt.Printf("%s: parallelism %.1f\n", version, vm.Run().Parallelism())
	}
	// Output:
	// 3.11: parallelism 1.0
	// 3.12: parallelism 4.0
}

func ExampleInterpreter_Thread() {
	vm := gil.New(gil.Python("3.14"))
	worker := vm.Interpreter("worker")
	worker.Thread("A", func(t *gil.Thread) { t.Bytecode(ms) })
	fmt.Println(vm.Run().Threads[0].Interpreter)
	// Output:
	// worker
}

func ExampleVM_Config() {
	fmt.Println(gil.New(gil.Config{}).Config().SwitchInterval)
	// Output:
	// 5ms
}

// x += 1 is safe on 3.11 by luck; with a call in between it is not, and without
// a GIL neither is.
func ExampleVM_Int() {
	count := func(version string, add func(*gil.Thread, *gil.Int)) string {
		config := gil.Python(version)
		config.SwitchInterval = ms // a fifth of Python's, for a fifth of the rounds
		vm := gil.New(config)
		x := vm.Int("x", 0)
		for range 2 {
			vm.Thread("", func(t *gil.Thread) {
				for range 100_000 {
					add(t, x)
					t.Loop()
				}
			})
		}
		vm.Run()
		return fmt.Sprintf("%.0f %% lost", float64(x.Lost())/2_000)
	}
	augmented := func(t *gil.Thread, x *gil.Int) { t.Add(x, 1) }
	withCall := func(t *gil.Thread, x *gil.Int) {
		v := t.Load(x)
		t.Call(func() {})
		t.Store(x, v+1)
	}
	for _, version := range []string{"3.9", "3.11", "3.13t"} {
		fmt.Printf("%-6s x += 1: %s, x = x + one(): %s\n", version, count(version, augmented), count(version, withCall))
	}
	// Output:
	// 3.9    x += 1: 18 % lost, x = x + one(): 28 % lost
	// 3.11   x += 1: 0 % lost, x = x + one(): 28 % lost
	// 3.13t  x += 1: 50 % lost, x = x + one(): 50 % lost
}

func ExampleInt_Lost() {
	vm := gil.New(gil.Config{Mode: gil.FreeThreaded})
	x := vm.Int("x", 0)
	for range 2 {
		vm.Thread("", func(t *gil.Thread) { t.Add(x, 1) })
	}
	vm.Run()
	fmt.Println("x =", x.Value(), "lost", x.Lost())
	// Output:
	// x = 1 lost 1
}

func ExampleInt_Value() {
	vm := gil.New(gil.Config{})
	x := vm.Int("x", 40)
	vm.Thread("A", func(t *gil.Thread) { t.Add(x, 2) })
	vm.Run()
	fmt.Println(x.Value())
	// Output:
	// 42
}

func ExampleVM_Mutex() {
	vm := gil.New(gil.Python("3.13t"))
	x, m := vm.Int("x", 0), vm.Mutex("m")
	for range 4 {
		vm.Thread("", func(t *gil.Thread) {
			for range 1000 {
				t.Lock(m)
				t.Add(x, 1)
				t.Unlock(m)
			}
		})
	}
	r := vm.Run()
	fmt.Println("x =", x.Value(), "mutex locked", r.Mutexes[0].Locked, "times")
	// Output:
	// x = 4000 mutex locked 4000 times
}

func ExampleDeadlock() {
	vm := gil.New(gil.Config{})
	left, right := vm.Mutex("left"), vm.Mutex("right")
	take := func(first, second *gil.Mutex) func(*gil.Thread) {
		return func(t *gil.Thread) {
			t.Lock(first)
			t.Sleep(ms)
			t.Lock(second)
		}
	}
	vm.Thread("A", take(left, right))
	vm.Thread("B", take(right, left))
	var d *gil.Deadlock
	if errors.As(vm.Run().Err, &d) {
		for _, w := range d.Waits {
			fmt.Println(w.Thread, "waits for", w.Mutex, "of", w.Holder)
		}
	}
	// Output:
	// A waits for right of B
	// B waits for left of A
}

func ExampleDeadlock_Error() {
	vm := gil.New(gil.Config{})
	m := vm.Mutex("m")
	vm.Thread("A", func(t *gil.Thread) {
		t.Lock(m)
		t.Lock(m)
	})
	fmt.Println(vm.Run().Err)
	// Output:
	// deadlock at 50ns: "A" waits for mutex "m", which it has locked itself
}

func ExampleCrash() {
	defer func() {
		c := recover().(*gil.Crash)
		fmt.Println(c.Thread, "panicked:", c.Value)
	}()
	vm := gil.New(gil.Config{})
	vm.Thread("A", func(t *gil.Thread) { panic("no more requests") })
	vm.Run()
	// Output:
	// A panicked: no more requests
}

// seconds runs body in two threads and says how long they took together.
func seconds(body func(t *gil.Thread)) string {
	vm := gil.New(gil.Python("3.12"))
	for range 2 {
		vm.Thread("", body)
	}
	return fmt.Sprintf("%.2f s", vm.Run().Wall.Seconds())
}

func ExampleThread_Bytecode() {
	fmt.Println(seconds(func(t *gil.Thread) { t.Bytecode(time.Second) }))
	// Output:
	// 2.02 s
}

func ExampleThread_Native() {
	fmt.Println(seconds(func(t *gil.Thread) { t.Native(time.Second) }))
	// Output:
	// 2.00 s
}

func ExampleThread_NoGIL() {
	fmt.Println(seconds(func(t *gil.Thread) { t.NoGIL(time.Second) }))
	// Output:
	// 1.00 s
}

func ExampleThread_IO() {
	fmt.Println(seconds(func(t *gil.Thread) { t.IO(time.Second) }))
	// Output:
	// 1.00 s
}

func ExampleThread_Sleep() {
	fmt.Println(seconds(func(t *gil.Thread) { t.Sleep(time.Second) }))
	// Output:
	// 1.00 s
}

// Straight code has no place where the GIL could be given up.
func ExampleThread_Ticks() {
	vm := gil.New(gil.Python("3.11"))
	for range 2 {
		vm.Thread("", func(t *gil.Thread) { t.Ticks(10_000_000) })
	}
	fmt.Println("after 50 ms, forced to give up the GIL:", vm.Run().Threads[0].Forced)
	// Output:
	// after 50 ms, forced to give up the GIL: 0
}

func ExampleThread_Loop() {
	vm := gil.New(gil.Python("3.11"))
	for range 2 {
		vm.Thread("", func(t *gil.Thread) {
			for range 1_000_000 {
				t.Ticks(9)
				t.Loop()
			}
		})
	}
	fmt.Println("in 50 ms, forced to give up the GIL:", vm.Run().Threads[0].Forced)
	// Output:
	// in 50 ms, forced to give up the GIL: 9
}

func ExampleThread_Call() {
	vm := gil.New(gil.Config{})
	vm.Thread("A", func(t *gil.Thread) {
		t.Call(func() { t.Ticks(100) })
		fmt.Println(t.Now())
	})
	vm.Run()
	// Output:
	// 535ns
}

func ExampleThread_Load() {
	vm := gil.New(gil.Config{})
	x := vm.Int("x", 1)
	vm.Thread("A", func(t *gil.Thread) {
		v := t.Load(x)
		t.Store(x, 2*v)
	})
	vm.Run()
	fmt.Println(x.Value())
	// Output:
	// 2
}

func ExampleThread_Store() {
	vm := gil.New(gil.Config{})
	ready := vm.Int("ready", 0)
	vm.Thread("waits", func(t *gil.Thread) {
		for t.Load(ready) == 0 {
			t.Loop()
		}
		fmt.Println("ready before 20 ms:", t.Now() < 20*ms)
	})
	vm.Thread("sets", func(t *gil.Thread) { t.Store(ready, 1) })
	vm.Run()
	// Output:
	// ready before 20 ms: true
}

func ExampleThread_Add() {
	vm := gil.New(gil.Config{})
	x := vm.Int("x", 0)
	vm.Thread("A", func(t *gil.Thread) { t.Add(x, 5) })
	vm.Run()
	fmt.Println(x.Value())
	// Output:
	// 5
}

func ExampleThread_Lock() {
	vm := gil.New(gil.Config{})
	m := vm.Mutex("m")
	for i := range 2 {
		vm.Thread(fmt.Sprint("T", i), func(t *gil.Thread) {
			t.Lock(m)
			t.Sleep(10 * ms) // without the GIL, but with the mutex
			t.Unlock(m)
		})
	}
	fmt.Println(vm.Run().Wall.Round(10 * ms))
	// Output:
	// 20ms
}

func ExampleThread_Unlock() {
	vm := gil.New(gil.Config{})
	m := vm.Mutex("m")
	vm.Thread("A", func(t *gil.Thread) { t.Lock(m) })
	vm.Thread("B", func(t *gil.Thread) {
		t.Sleep(ms)
		t.Unlock(m) // as in Python, any thread may do it
		t.Lock(m)
	})
	fmt.Println(vm.Run().Err)
	// Output:
	// <nil>
}

func ExampleThread_Start() {
	vm := gil.New(gil.Config{})
	vm.Thread("main", func(t *gil.Thread) {
		child := t.Start("child", func(t *gil.Thread) { t.Sleep(ms) })
		t.Join(child)
		fmt.Println(child.Name(), "has ended")
	})
	vm.Run()
	// Output:
	// child has ended
}

func ExampleThread_Join() {
	vm := gil.New(gil.Config{})
	a := vm.Thread("A", func(t *gil.Thread) { t.Sleep(5 * ms) })
	vm.Thread("B", func(t *gil.Thread) {
		t.Join(a)
		fmt.Println("A had ended at", t.Now().Round(ms))
	})
	vm.Run()
	// Output:
	// A had ended at 5ms
}

func ExampleThread_Name() {
	vm := gil.New(gil.Config{})
	fmt.Println(vm.Thread("", func(*gil.Thread) {}).Name())
	// Output:
	// Thread-1
}

func ExampleThread_Now() {
	vm := gil.New(gil.Config{})
	vm.Thread("A", func(t *gil.Thread) {
		t.Ticks(1000)
		fmt.Println(t.Now())
	})
	vm.Run()
	// Output:
	// 5µs
}

// result is a short run, to look at.
func result() *gil.Result {
	vm := gil.New(gil.Python("3.13t"))
	for i := range 2 {
		vm.Thread(fmt.Sprint("T", i), func(t *gil.Thread) {
			t.Bytecode(10 * ms)
			t.IO(5 * ms)
		})
	}
	return vm.Run()
}

func ExampleResult() {
	r := result()
	for _, s := range r.Spans {
		fmt.Println(r.Threads[s.Thread].Name, s.State, s.From, s.To)
	}
	// Output:
	// T0 bytecode 0s 14ms
	// T1 bytecode 0s 14ms
	// T1 IO, sleep 14ms 19.050692ms
	// T0 IO, sleep 14ms 19.063403ms
}

func ExampleResult_String() {
	fmt.Println(result())
	// Output:
	// Python 3.13t, free-threaded, instructions cost 1.4 times as much, 4 cores, seed 1
	// wall 19.1ms, CPU 28ms, parallelism 1.47, fairness 1.00, bytecode in parallel for 14ms
	// thread   CPU  bytecode      IO  voluntary  latency
	// T0      14ms      14ms  5.06ms          1   63.4µs
	// T1      14ms      14ms  5.05ms          1   50.7µs
}

func ExampleResult_Thread() {
	t, ok := result().Thread("T1")
	fmt.Println(t.Bytecode, ok)
	// Output:
	// 14ms true
}

func ExampleResult_CPU() {
	fmt.Println(result().CPU())
	// Output:
	// 28ms
}

func ExampleResult_Wasted() {
	vm := gil.New(gil.Python("2.7"))
	for range 2 {
		vm.Thread("", func(t *gil.Thread) { t.Bytecode(100 * ms) })
	}
	r := vm.Run()
	fmt.Printf("%.0f %% of the CPU time\n", 100*r.Wasted().Seconds()/r.CPU().Seconds())
	// Output:
	// 70 % of the CPU time
}

func ExampleResult_Switches() {
	vm := gil.New(gil.Python("3.11"))
	for range 2 {
		vm.Thread("", func(t *gil.Thread) { t.Bytecode(100 * ms) })
	}
	fmt.Println(vm.Run().Switches())
	// Output:
	// 40
}

func ExampleResult_Overlap() {
	fmt.Println(result().Overlap())
	// Output:
	// 14ms
}

func ExampleResult_Parallelism() {
	fmt.Printf("%.2f\n", result().Parallelism())
	// Output:
	// 1.47
}

func ExampleResult_Utilization() {
	vm := gil.New(gil.Python("3.11"))
	vm.Thread("", func(t *gil.Thread) {
		t.Bytecode(10 * ms)
		t.IO(30 * ms)
	})
	fmt.Printf("%.2f\n", vm.Run().Utilization())
	// Output:
	// 0.25
}

func ExampleResult_Fairness() {
	fmt.Printf("%.2f\n", result().Fairness())
	// Output:
	// 1.00
}

func ExampleResult_Latency() {
	fmt.Println(result().Latency(50).Round(10 * time.Microsecond))
	// Output:
	// 60µs
}

func ExampleThreadStats_Latency() {
	t, _ := result().Thread("T0")
	fmt.Println(t.Latency(100).Round(10 * time.Microsecond))
	// Output:
	// 60µs
}

func ExampleResult_HoldTime() {
	vm := gil.New(gil.Python("3.11"))
	for range 2 {
		vm.Thread("", func(t *gil.Thread) { t.Bytecode(100 * ms) })
	}
	fmt.Println(vm.Run().HoldTime(50).Round(ms / 10))
	// Output:
	// 5.1ms
}

func ExampleState() {
	fmt.Println(gil.Running, "|", gil.WaitGIL)
	// Output:
	// bytecode | waits for the GIL
}

// Goroutines count one after the other, a turn each.
func ExampleLock() {
	var g gil.Lock
	n := 0
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			g.Run(func(h *gil.Holder) {
				for range 1000 {
					n++
					h.Check()
				}
			})
		})
	}
	wg.Wait()
	fmt.Println(n)
	// Output:
	// 4000
}

func ExampleLock_Run() {
	var none *gil.Lock // the same program without a lock
	err := none.Run(func(h *gil.Holder) { fmt.Println("hello") })
	fmt.Println(err)
	// Output:
	// hello
	// <nil>
}

func ExampleLock_SetSwitchInterval() {
	var g gil.Lock
	g.SetSwitchInterval(20 * ms)
	g.Run(func(*gil.Holder) { fmt.Println("at most 20 ms while others wait") })
	// Output:
	// at most 20 ms while others wait
}

func ExampleLock_Stats() {
	var g gil.Lock
	g.Run(func(h *gil.Holder) {
		h.Allow(func() {})
	})
	fmt.Println("taken", g.Stats().Acquired, "times")
	// Output:
	// taken 2 times
}

func ExampleHolder_Check() {
	var g gil.Lock
	g.SetSwitchInterval(ms)
	done := make(chan bool)
	g.Run(func(h *gil.Holder) {
		go g.Run(func(*gil.Holder) { close(done) })
		for {
			select {
			case <-done:
				fmt.Println("the other had its turn")
				return
			default:
				h.Check()
			}
		}
	})
	// Output:
	// the other had its turn
}

func ExampleHolder_Allow() {
	var g gil.Lock
	g.Run(func(h *gil.Holder) {
		h.Allow(func() {
			g.Run(func(*gil.Holder) { fmt.Println("inside") })
		})
	})
	// Output:
	// inside
}
