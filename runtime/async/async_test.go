package async_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"interleave/runtime/async"
	"interleave/runtime/vtime"
)

var errOops = errors.New("oops")

func TestOutcomes(t *testing.T) {
	v, err := async.Go(func() (int, error) { return 7, nil }).Await()
	if v != 7 || err != nil {
		t.Errorf("a value: %v, %v", v, err)
	}
	f := async.Go(func() (int, error) { return 7, errOops })
	for range 2 {
		if v, err := f.Await(); v != 0 || err != errOops {
			t.Errorf("an error: %v, %v", v, err)
		}
	}
	if f.State() != async.Rejected || f.Err() != errOops {
		t.Errorf("state %v, error %v", f.State(), f.Err())
	}
	var e error
	if v, err := async.Go(func() (error, error) { return e, nil }).Await(); v != nil || err != nil {
		t.Errorf("a nil interface: %v, %v", v, err)
	}
}

func TestPanicIsRejection(t *testing.T) {
	_, err := async.Go(func() (int, error) {
		m := map[string]map[string]int{}
		m["missing"]["x"] = 1
		return 0, nil
	}).Await()
	var p *async.PanicError
	var r runtime.Error
	if !errors.As(err, &p) || !errors.As(err, &r) || !strings.Contains(err.Error(), "assignment to entry in nil map") {
		t.Errorf("got %v", err)
	}
}

func TestGoexitCancels(t *testing.T) {
	f := async.Go(func() (int, error) {
		runtime.Goexit()
		return 1, nil
	})
	if _, err := f.Await(); !errors.Is(err, async.ErrCancelled) || f.State() != async.Cancelled {
		t.Errorf("%v, %v", f.State(), err)
	}
}

func TestSettledOnce(t *testing.T) {
	p := async.NewPromise[int]()
	var wins atomic.Int32
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			err := p.Resolve(i)
			if i%2 == 1 {
				err = p.Reject(errOops)
			}
			if err == nil {
				wins.Add(1)
			} else if err != async.ErrSettled {
				t.Errorf("settled again: %v", err)
			}
		})
	}
	wg.Wait()
	// Odd ones try twice, so that a first Resolve of theirs is hidden by ErrSettled.
	if n := wins.Load(); n > 1 {
		t.Errorf("%d settled it", n)
	}
	a, errA := p.Future().Await()
	if b, errB := p.Future().Await(); a != b || errA != errB {
		t.Error("the outcome changed")
	}
}

func TestCallbacksOnceInOrder(t *testing.T) {
	for range 200 {
		p := async.NewPromise[int]()
		var got []int
		var mu sync.Mutex
		go p.Resolve(1)
		for i := range 20 {
			p.Future().OnDone(func(v int, err error) {
				mu.Lock()
				got = append(got, i)
				mu.Unlock()
			})
		}
		last := make(chan struct{})
		p.Future().OnDone(func(int, error) { close(last) })
		<-last
		if len(got) != 20 || !slices.IsSorted(got) {
			t.Fatalf("called %v", got)
		}
	}
}

func TestCallbackPanicsAreReported(t *testing.T) {
	async.Unhandled()
	p := async.NewPromise[int]()
	called := false
	p.Future().OnDone(func(int, error) { panic("first") })
	p.Future().OnDone(func(int, error) { called = true })
	if err := p.Resolve(1); err != nil || !called {
		t.Errorf("%v, second called: %v", err, called)
	}
	if errs := async.Unhandled(); len(errs) != 1 || !strings.Contains(errs[0].Error(), "first") {
		t.Errorf("unhandled %v", errs)
	}
}

func TestUnhandled(t *testing.T) {
	async.Unhandled()
	dropped := async.Failed[int](errOops)
	seen := async.Failed[int](errors.New("seen"))
	_, _ = seen.Await()
	derived := async.Then(async.Failed[int](errors.New("passed on")), func(v int) (int, error) { return v, nil })
	caught := async.Failed[int](errors.New("caught")).Catch(func(error) (int, error) { return 0, nil })
	<-dropped.Done()
	<-derived.Done()
	<-caught.Done()
	async.Call(func() (int, error) { return 0, errors.New("no handler") }, func(int) {}, nil)
	var errs []error
	for len(errs) < 3 {
		errs = append(errs, async.Unhandled()...)
		runtime.Gosched()
	}
	var texts []string
	for _, err := range errs {
		texts = append(texts, err.Error())
	}
	slices.Sort(texts)
	if want := []string{"no handler", "oops", "passed on"}; !slices.Equal(texts, want) {
		t.Errorf("unhandled %q, want %q", texts, want)
	}
}

func TestCancel(t *testing.T) {
	started, ended := make(chan struct{}), make(chan error, 1)
	f := async.GoContext(context.Background(), func(ctx context.Context) (int, error) {
		close(started)
		<-ctx.Done()
		ended <- context.Cause(ctx)
		return 1, nil
	})
	<-started
	if !f.Cancel() || f.Cancel() {
		t.Error("Cancel has to work once")
	}
	if _, err := f.Await(); err != async.ErrCancelled || !errors.Is(err, context.Canceled) {
		t.Errorf("Await: %v", err)
	}
	if err := <-ended; err != async.ErrCancelled {
		t.Errorf("the function saw %v", err)
	}
}

func TestTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		slow := async.After(time.Hour, "slow")
		if _, err := slow.WithTimeout(time.Minute).Await(); err != async.ErrTimeout || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("timeout: %v", err)
		}
		if d := time.Since(start); d != time.Minute {
			t.Errorf("it took %v", d)
		}
		if v, err := slow.WithTimeout(2 * time.Hour).Await(); v != "slow" || err != nil {
			t.Errorf("in time: %v, %v", v, err)
		}
		if d := time.Since(start); d != time.Hour {
			t.Errorf("it took %v", d)
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if _, err := async.NewPromise[int]().Future().AwaitContext(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("AwaitContext: %v", err)
		}
	})
}

func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, n := time.Now(), 0
		f := async.Retry(5, async.Exponential(time.Second, 3*time.Second), func() (int, error) {
			if n++; n < 5 {
				return 0, errOops
			}
			return n, nil
		})
		v, err := f.Await()
		if v != 5 || err != nil || time.Since(start) != (1+2+3+3)*time.Second {
			t.Errorf("%v, %v after %v", v, err, time.Since(start))
		}
		_, err = async.Retry(2, nil, func() (int, error) { return 0, errOops }).Await()
		if !errors.Is(err, errOops) || !strings.Contains(err.Error(), "2 attempts") {
			t.Errorf("gave up with %v", err)
		}
	})
}

func TestThen(t *testing.T) {
	double := func(v int) (int, error) { return 2 * v, nil }
	f := async.Then(async.Then(async.Resolved(3), double), func(v int) (string, error) { return fmt.Sprint("v=", v), nil })
	if v, err := f.Await(); v != "v=6" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
	called := false
	g := async.Then(async.Failed[int](errOops), func(int) (int, error) { called = true; return 0, nil })
	if _, err := g.Await(); err != errOops || called {
		t.Errorf("%v, called %v", err, called)
	}
	var p *async.PanicError
	if _, err := async.Then(async.Resolved(1), func(int) (int, error) { panic("x") }).Await(); !errors.As(err, &p) {
		t.Errorf("panic: %v", err)
	}
	if v, err := async.Failed[int](errOops).Catch(func(err error) (int, error) { return 9, nil }).Await(); v != 9 || err != nil {
		t.Errorf("Catch: %v, %v", v, err)
	}
	if v, err := async.Resolved(4).Catch(func(err error) (int, error) { return 9, nil }).Await(); v != 4 || err != nil {
		t.Errorf("Catch of a value: %v, %v", v, err)
	}
	n := 0
	for _, f := range []*async.Future[int]{async.Resolved(1), async.Failed[int](errOops)} {
		v, err := f.Finally(func() { n++ }).Await()
		if want, wantErr := f.Await(); v != want || err != wantErr {
			t.Errorf("Finally: %v, %v", v, err)
		}
	}
	if n != 2 {
		t.Errorf("Finally called %d times", n)
	}
}

func TestFlattening(t *testing.T) {
	inner := async.NewPromise[string]()
	f := async.Chain(async.Resolved(1), func(int) *async.Future[string] { return inner.Future() })
	if f.State() != async.Pending {
		t.Error("settled before the inner one")
	}
	inner.Resolve("in")
	if v, err := f.Await(); v != "in" || err != nil {
		t.Errorf("%v, %v", v, err)
	}
	if _, err := async.Chain(async.Resolved(1), func(int) *async.Future[string] { return nil }).Await(); err == nil || !strings.Contains(err.Error(), "nil future") {
		t.Errorf("nil: %v", err)
	}
	if _, err := async.Flatten(async.Resolved(async.Failed[int](errOops))).Await(); err != errOops {
		t.Errorf("Flatten: %v", err)
	}
}

func TestEmpty(t *testing.T) {
	if v, err := async.All[int]().Await(); len(v) != 0 || err != nil {
		t.Errorf("All: %v, %v", v, err)
	}
	if v, err := async.AllSettled[int]().Await(); len(v) != 0 || err != nil {
		t.Errorf("AllSettled: %v, %v", v, err)
	}
	var none *async.AggregateError
	if _, err := async.Any[int]().Await(); !errors.As(err, &none) || len(none.Errors) != 0 {
		t.Errorf("Any: %v", err)
	}
	if s := async.Race[int]().State(); s != async.Pending {
		t.Errorf("Race: %v", s)
	}
	for range async.AsCompleted[int]() {
		t.Error("AsCompleted of nothing yields")
	}
}

// TestCombinators compares the combinators with what their words say, for
// random outcomes that come in random order.
func TestCombinators(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		n := 1 + rng.IntN(6)
		promises := make([]*async.Promise[int], n)
		fs := make([]*async.Future[int], n)
		for i := range promises {
			promises[i] = async.NewPromise[int]()
			fs[i] = promises[i].Future()
		}
		all, settled, anyOf, race := async.All(fs...), async.AllSettled(fs...), async.Any(fs...), async.Race(fs...)
		completed := async.AsCompleted(fs...)
		fails := make([]bool, n)
		order := rng.Perm(n)
		firstOK, firstFailed := -1, -1
		for _, i := range order {
			fails[i] = rng.IntN(3) == 0
			if fails[i] {
				promises[i].Reject(fmt.Errorf("f%d", i))
				if firstFailed < 0 {
					firstFailed = i
				}
			} else {
				promises[i].Resolve(i)
				if firstOK < 0 {
					firstOK = i
				}
			}
		}
		if v, err := all.Await(); firstFailed < 0 && (err != nil || len(v) != n || v[n-1] != n-1) || firstFailed >= 0 && (err == nil || err.Error() != fmt.Sprintf("f%d", firstFailed)) {
			t.Errorf("seed %d: All %v, %v", seed, v, err)
		}
		v, err := anyOf.Await()
		var agg *async.AggregateError
		if firstOK >= 0 && (err != nil || v != firstOK) || firstOK < 0 && (!errors.As(err, &agg) || len(agg.Errors) != n) {
			t.Errorf("seed %d: Any %v, %v", seed, v, err)
		}
		v, err = race.Await()
		if winner := order[0]; fails[winner] != (err != nil) || err == nil && v != winner {
			t.Errorf("seed %d: Race %v, %v, winner %d", seed, v, err, winner)
		}
		results, err := settled.Await()
		for i, r := range results {
			if fails[i] != (r.State == async.Rejected) || fails[i] != (r.Err != nil) {
				t.Errorf("seed %d: AllSettled %d: %v", seed, i, r)
			}
		}
		if err != nil || len(results) != n {
			t.Errorf("seed %d: AllSettled %v, %v", seed, results, err)
		}
		var got []int
		for i := range completed {
			got = append(got, i)
		}
		if !slices.Equal(got, order) {
			t.Errorf("seed %d: AsCompleted %v, want %v", seed, got, order)
		}
	}
}

func TestPromisify(t *testing.T) {
	f := async.Promisify(func(done func(int, error)) {
		done(1, nil)
		done(2, errOops)
	})
	if v, err := f.Await(); v != 1 || err != nil {
		t.Errorf("%v, %v", v, err)
	}
	if _, err := async.Promisify(func(done func(int, error)) { panic("x") }).Await(); err == nil {
		t.Error("a panic is no rejection")
	}
}

func TestMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"the function is nil":       func() { async.Go[int](nil) },
		"one of the futures is nil": func() { async.All[int](nil) },
		"it needs one or more":      func() { async.NewWorkers(0) },
		"needs an error":            func() { async.NewPromise[int]().Reject(nil) },
		"2 executors":               func() { async.Resolved(1).OnDone(func(int, error) {}, async.NewLoop(), async.NewLoop()) },
		"the executor is nil":       func() { async.Resolved(1).OnDone(func(int, error) {}, nil) },
		"one attempt or more":       func() { async.Retry(0, nil, func() (int, error) { return 0, nil }) },
		"0 < first":                 func() { async.Exponential(0, 1) },
	} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), name) {
					t.Errorf("want a panic with %q, got %v", name, r)
				}
			}()
			f()
		}()
	}
}

// Under virtual time a future is made on one side and awaited, or settled, on the other.
func TestFuturesCrossTheBubble(t *testing.T) {
	release := make(chan struct{})
	outside := async.Go(func() (int, error) { <-release; return 1, nil })
	promise := async.NewPromise[int]()
	var inside *async.Future[int]
	elapsed, err := vtime.Run(func() {
		close(release)
		if v, err := outside.Await(); v != 1 || err != nil {
			t.Errorf("the one from outside: %v, %v", v, err)
		}
		promise.Resolve(3)
		inside = async.Go(func() (int, error) { time.Sleep(time.Hour); return 2, nil }) // of virtual time
		select {
		case <-inside.Done():
		case <-time.After(2 * time.Hour):
			t.Error("Done comes late")
		}
		inside.Await()
	})
	if elapsed != time.Hour || err != nil {
		t.Errorf("%v, %v", elapsed, err)
	}
	if v, err := inside.Await(); v != 2 || err != nil {
		t.Errorf("the one from inside: %v, %v", v, err)
	}
	if v, err := promise.Future().Await(); v != 3 || err != nil {
		t.Errorf("the promise that was kept inside: %v, %v", v, err)
	}
	if _, err := vtime.Run(func() { async.NewPromise[int]().Future().Await() }); !errors.As(err, new(*vtime.DeadlockError)) {
		t.Errorf("a promise that nobody keeps: %v", err)
	}
}
