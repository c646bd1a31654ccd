package sync

import (
	"fmt"
	"reflect"
	"runtime"
	real "sync"
	"sync/atomic"
	"testing"
	"time"

	"interleave/kernel/engine/hooks"
)

// patience is how long something may take that must happen; only a failure
// takes so long.
const patience = 30 * time.Second

// waitFor waits until n goroutines wait in an operation at one address or any.
func waitFor(t *testing.T, op string, n int) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		got := 0
		for _, w := range Waits() {
			if w.Op == op {
				got++
			}
		}
		if got == n {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines wait in %s, want %d; all: %+v", got, op, n, Waits())
		}
		runtime.Gosched()
	}
}

func done(t *testing.T, what string, ch <-chan struct{}) {
	t.Helper()
	select {
	case <-ch:
	case <-time.After(patience):
		t.Fatalf("%s did not happen; waiting: %+v", what, Waits())
	}
}

// start runs f as part of the cell and returns a channel that is closed when
// its goroutine has ended, however it did.
func start(c *hooks.Cell, f func()) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer c.Enter()()
		f()
	}()
	return ended
}

// needCells skips a test of what can't be had in the build without hooks, where
// goroutines don't know their cell.
func needCells(t *testing.T) {
	t.Helper()
	if err := hooks.Available(); err != nil {
		t.Skip(err)
	}
}

func panics(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

// TestTypesLookLikeGos compares sizes, printing and method sets with the
// standard library's: the type checker knows those, and so do students.
func TestTypesLookLikeGos(t *testing.T) {
	for _, pair := range [][2]any{
		{Mutex{}, real.Mutex{}}, {RWMutex{}, real.RWMutex{}}, {WaitGroup{}, real.WaitGroup{}},
		{Once{}, real.Once{}}, {Cond{}, real.Cond{}},
	} {
		ours, gos := reflect.TypeOf(pair[0]), reflect.TypeOf(pair[1])
		if ours.String() != gos.String() || ours.Size() != gos.Size() || ours.Align() != gos.Align() {
			t.Errorf("ours is %v with %d bytes, Go's %v with %d", ours, ours.Size(), gos, gos.Size())
		}
		if a, b := fmt.Sprintf("%v", pair[0]), fmt.Sprintf("%v", pair[1]); a != b && ours.Name() != "Cond" {
			t.Errorf("ours prints %s, Go's %s", a, b)
		}
		ours, gos = reflect.PointerTo(ours), reflect.PointerTo(gos)
		for i := range max(ours.NumMethod(), gos.NumMethod()) {
			if ours.NumMethod() != gos.NumMethod() || ours.Method(i).Name != gos.Method(i).Name ||
				ours.Method(i).Type.NumIn() != gos.Method(i).Type.NumIn() {
				t.Fatalf("method sets of %v differ", ours)
			}
		}
	}
}

func TestMutexExcludes(t *testing.T) {
	const goroutines, rounds = 8, 2000
	var mu Mutex
	n, inside := 0, 0
	var wg WaitGroup
	for range goroutines {
		wg.Go(func() {
			for i := range rounds {
				if i%7 == 0 {
					for !mu.TryLock() {
						runtime.Gosched()
					}
				} else {
					mu.Lock()
				}
				inside++
				if inside != 1 {
					t.Error("two goroutines have the lock")
				}
				n++
				if i%5 == 0 {
					runtime.Gosched()
				}
				inside--
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if n != goroutines*rounds {
		t.Errorf("counted to %d, want %d", n, goroutines*rounds)
	}
}

func TestMutexHandsOverToTheStarving(t *testing.T) {
	var mu Mutex
	mu.Lock()
	got := make(chan struct{})
	go func() {
		mu.Lock()
		close(got)
		mu.Unlock()
	}()
	waitFor(t, "sync.Mutex.Lock", 1)
	for {
		mu.Unlock()
		mu.Lock() // at once, so that the waiter loses again and again
		select {
		case <-got:
			mu.Unlock()
			return
		default:
		}
		runtime.Gosched()
	}
}

func TestRWMutex(t *testing.T) {
	const goroutines, rounds = 8, 1000
	var rw RWMutex
	var readersIn, writersIn atomic.Int32
	n := 0
	var wg WaitGroup
	for g := range goroutines {
		wg.Go(func() {
			for i := range rounds {
				if (i+g)%4 == 0 {
					rw.Lock()
					if writersIn.Add(1) != 1 || readersIn.Load() != 0 {
						t.Error("a writer is not alone")
					}
					n++
					writersIn.Add(-1)
					rw.Unlock()
					continue
				}
				rw.RLock()
				readersIn.Add(1)
				if writersIn.Load() != 0 {
					t.Error("a reader is in with a writer")
				}
				_ = n
				readersIn.Add(-1)
				rw.RUnlock()
			}
		})
	}
	wg.Wait()
	if n != goroutines*rounds/4 {
		t.Errorf("%d writes, want %d", n, goroutines*rounds/4)
	}
	if s := rw.readerCount.Load(); s != 0 {
		t.Errorf("the word of an unlocked RWMutex is %#x", s)
	}
}

func TestRWMutexKeepsNewReadersOutForAWriter(t *testing.T) {
	var rw RWMutex
	rw.RLock()
	order := make(chan string, 2)
	go func() { rw.Lock(); order <- "writer"; rw.Unlock() }()
	waitFor(t, "sync.RWMutex.Lock", 1)
	if rw.TryRLock() {
		t.Error("TryRLock came past a waiting writer")
	}
	go func() { rw.RLock(); order <- "reader"; rw.RUnlock() }()
	waitFor(t, "sync.RWMutex.RLock", 1)
	rw.RUnlock()
	if first := <-order; first != "writer" {
		t.Errorf("first came the %s", first)
	}
	<-order
}

func TestRLocker(t *testing.T) {
	var rw RWMutex
	l := rw.RLocker()
	l.Lock()
	if rw.TryLock() {
		t.Error("TryLock with a reader inside")
	}
	l.Unlock()
	if !rw.TryLock() {
		t.Error("TryLock of a free RWMutex fails")
	}
	rw.Unlock()
}

func TestCond(t *testing.T) {
	var mu Mutex
	c := NewCond(&mu)
	var woken atomic.Int32
	for range 5 {
		go func() {
			mu.Lock()
			c.Wait()
			woken.Add(1)
			mu.Unlock()
		}()
	}
	waitFor(t, "sync.Cond.Wait", 5)
	c.Signal()
	waitFor(t, "sync.Cond.Wait", 4)
	c.Broadcast()
	waitFor(t, "sync.Cond.Wait", 0)
	for deadline := time.Now().Add(patience); woken.Load() != 5; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d woke up, want 5", woken.Load())
		}
	}
}

func TestWaitGroupReleasesAllAndIsReusable(t *testing.T) {
	var wg WaitGroup
	for range 100 {
		wg.Add(1)
		var waiting real.WaitGroup
		for range 3 {
			waiting.Go(wg.Wait)
		}
		wg.Done()
		waiting.Wait()
	}
}

func TestOnce(t *testing.T) {
	var once Once
	var wg WaitGroup
	n := 0
	for range 20 {
		wg.Go(func() {
			once.Do(func() { n++ })
			if n != 1 {
				t.Error("Do returned before f had")
			}
		})
	}
	wg.Wait()

	calls := 0
	f := OnceFunc(func() { calls++; panic("no") })
	for range 3 {
		if v := panics(f); v != "no" {
			t.Errorf("OnceFunc panicked with %v, want no", v)
		}
	}
	if calls != 1 {
		t.Errorf("f was called %d times", calls)
	}
}

func TestMisusePanicsWithGosWords(t *testing.T) {
	tests := []struct {
		want string
		f    func()
	}{
		{"sync: unlock of unlocked mutex", func() { new(Mutex).Unlock() }},
		{"sync: RUnlock of unlocked RWMutex", func() { new(RWMutex).RUnlock() }},
		{"sync: Unlock of unlocked RWMutex", func() { new(RWMutex).Unlock() }},
		{"sync: RUnlock of unlocked RWMutex", func() { rw := new(RWMutex); rw.Lock(); rw.RUnlock() }},
		{"sync: Unlock of unlocked RWMutex", func() { rw := new(RWMutex); rw.RLock(); rw.Unlock() }},
		{"sync: negative WaitGroup counter", func() { new(WaitGroup).Done() }},
		{"sync.Cond is copied", func() {
			c := NewCond(new(Mutex))
			c.Signal()
			copied := reflect.ValueOf(c).Elem().Interface()
			p := reflect.New(reflect.TypeOf(copied))
			p.Elem().Set(reflect.ValueOf(copied))
			p.Interface().(*Cond).Signal()
		}},
		{"sync: unlock of unlocked mutex", func() { NewCond(new(Mutex)).Wait() }},
	}
	for _, test := range tests {
		if got := panics(test.f); got != test.want {
			t.Errorf("panic %v, want %s", got, test.want)
		}
	}
	if w := Waits(); len(w) != 0 {
		t.Errorf("left in the queue: %+v", w)
	}
}

// TestStopLeavesWaits stops a cell that waits in every way and looks at what
// it leaves behind: nothing in the queues, locks in order, and deferred calls
// run under the lock that they expect.
func TestStopLeavesWaits(t *testing.T) {
	needCells(t)
	var (
		mu   Mutex
		rw   RWMutex
		wr   RWMutex
		wg   WaitGroup
		cmu  Mutex
		cond = NewCond(&cmu)
		once Once
	)
	mu.Lock()
	rw.Lock()
	wr.RLock()
	wg.Add(1)
	inOnce, leave := make(chan struct{}), make(chan struct{})
	go once.Do(func() { close(inOnce); <-leave })
	<-inOnce

	c := hooks.NewCell(7)
	var deferred atomic.Int32
	var ended []<-chan struct{}
	for _, f := range []func(){
		mu.Lock, rw.RLock, rw.Lock, wr.Lock, wg.Wait,
		func() { once.Do(func() {}) },
		func() {
			cmu.Lock()
			defer cmu.Unlock() // panics if Wait leaves without the lock
			cond.Wait()
		},
	} {
		ended = append(ended, start(c, func() {
			defer deferred.Add(1)
			f()
			t.Error("a wait of a stopped cell returned")
		}))
	}
	for op, n := range map[string]int{
		"sync.Mutex.Lock": 2, "sync.RWMutex.RLock": 1, "sync.RWMutex.Lock": 2, "sync.WaitGroup.Wait": 1, "sync.Cond.Wait": 1,
	} {
		waitFor(t, op, n)
	}
	for _, w := range Waits() {
		if w.Cell != c {
			t.Errorf("%+v does not name its cell", w)
		}
	}
	c.Stop(patience)
	for _, e := range ended {
		done(t, "the end of a stopped goroutine", e)
	}
	if n := int(deferred.Load()); n != len(ended) {
		t.Errorf("%d deferred calls ran, want %d", n, len(ended))
	}
	if w := Waits(); len(w) != 0 {
		t.Errorf("left in the queues: %+v", w)
	}

	mu.Unlock()
	rw.Unlock()
	wr.RUnlock()
	wg.Done()
	close(leave)
	ok := make(chan struct{})
	go func() {
		mu.Lock()
		rw.Lock()
		wr.Lock()
		wg.Wait()
		cmu.Lock()
		once.Do(func() { t.Error("Once did it twice") })
		close(ok)
	}()
	done(t, "use of the locks by another cell", ok)
}

// TestStopPassesOn stops waiters that were just given what they waited for:
// others must get it instead. Both orders happen; neither may hang.
func TestStopPassesOn(t *testing.T) {
	needCells(t)
	for i := range 300 {
		var mu Mutex
		var rw RWMutex
		cond := NewCond(new(Mutex))
		mu.Lock()
		rw.Lock()
		dying, living := hooks.NewCell(1), hooks.NewCell(2)
		waits := func(c *hooks.Cell) (ended []<-chan struct{}) {
			return []<-chan struct{}{
				start(c, func() { mu.Lock(); defer mu.Unlock() }),
				start(c, func() { rw.Lock(); defer rw.Unlock() }),
				start(c, func() { rw.RLock(); defer rw.RUnlock() }),
				start(c, func() { cond.L.Lock(); defer cond.L.Unlock(); cond.Wait() }),
			}
		}
		first := waits(dying)
		waitFor(t, "sync.Cond.Wait", 1)
		second := waits(living)
		waitFor(t, "sync.Cond.Wait", 2)
		waitFor(t, "sync.Mutex.Lock", 2)
		waitFor(t, "sync.RWMutex.Lock", 2)
		waitFor(t, "sync.RWMutex.RLock", 2)

		stopped := make(chan struct{})
		go func() { dying.Stop(patience); close(stopped) }()
		if i%2 == 0 {
			runtime.Gosched()
		}
		mu.Unlock()
		rw.Unlock()
		cond.Signal()
		done(t, "Stop", stopped)
		for _, e := range first {
			done(t, "the end of a stopped goroutine", e)
		}
		cond.Signal() // for the case that the stopped one had taken the first and returned
		for _, e := range second {
			done(t, "the end of a waiter of the other cell", e)
		}
	}
}

// TestStopOfAWokenCondWaiter stops a goroutine that was signalled and waits for
// its lock: it must not unlock what another holds.
func TestStopOfAWokenCondWaiter(t *testing.T) {
	needCells(t)
	var mu Mutex
	cond := NewCond(&mu)
	c := hooks.NewCell(1)
	ended := start(c, func() {
		mu.Lock()
		defer mu.Unlock()
		cond.Wait()
		t.Error("Wait of a stopped cell returned")
	})
	waitFor(t, "sync.Cond.Wait", 1)
	mu.Lock()
	cond.Signal()
	waitFor(t, "sync.Mutex.Lock", 1)
	c.Stop(patience)
	waitFor(t, "sync.Mutex.Lock", 1) // it waits again, in its deferred call
	if mu.TryLock() {
		t.Fatal("the stopped goroutine unlocked the mutex of another")
	}
	mu.Unlock()
	done(t, "the end of the stopped goroutine", ended)
	if !mu.TryLock() {
		t.Error("the mutex stayed locked")
	}
}

func TestWaitsNamesTheHolder(t *testing.T) {
	needCells(t)
	var mu Mutex
	c := hooks.NewCell(42)
	<-start(c, mu.Lock)
	go mu.Lock()
	waitFor(t, "sync.Mutex.Lock", 1)
	w := Waits()[0]
	if w.Holder != 42 || w.Cell != nil || w.On == 0 || w.Since.IsZero() {
		t.Errorf("got %+v, want holder 42 and no cell", w)
	}
	mu.Unlock()
	waitFor(t, "sync.Mutex.Lock", 0)
}

func TestWaitGroupGoHoldsPanics(t *testing.T) {
	needCells(t)
	c := hooks.NewCell(3)
	held := make(chan *hooks.Panic, 1)
	c.OnPanic = func(p *hooks.Panic) { held <- p }
	var wg WaitGroup
	<-start(c, func() {
		wg.Go(func() { panic("boom") })
		wg.Wait()
	})
	if p := <-held; fmt.Sprint(p.Value) != "boom" || p.Cell != c {
		t.Errorf("held %+v", p)
	}
}

func BenchmarkMutex(b *testing.B) {
	run := func(l Locker) func(*testing.B) {
		return func(b *testing.B) {
			n := 0
			for b.Loop() {
				l.Lock()
				n++
				l.Unlock()
			}
		}
	}
	b.Run("ours", run(new(Mutex)))
	b.Run("real", run(new(real.Mutex)))
	b.Run("read/ours", run(new(RWMutex).RLocker()))
	b.Run("read/real", run(new(real.RWMutex).RLocker()))
}

func BenchmarkMutexContended(b *testing.B) {
	run := func(l Locker) func(*testing.B) {
		return func(b *testing.B) {
			n := 0
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					l.Lock()
					for range 100 {
						n++
					}
					l.Unlock()
				}
			})
		}
	}
	b.Run("ours", run(new(Mutex)))
	b.Run("real", run(new(real.Mutex)))
}

func BenchmarkWaitGroup(b *testing.B) {
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			var wg WaitGroup
			wg.Add(1)
			go wg.Done()
			wg.Wait()
		}
	})
	b.Run("real", func(b *testing.B) {
		for b.Loop() {
			var wg real.WaitGroup
			wg.Add(1)
			go wg.Done()
			wg.Wait()
		}
	})
}
