package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"interleave/runtime/parallel"
)

func TestMain(m *testing.M) {
	// Virtual time has one goroutine for the whole life of the process.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("interleave/runtime/vtime.init.func1.1"))
}

func numbers(n int) []int {
	xs := make([]int, n)
	for i := range xs {
		xs[i] = i
	}
	return xs
}

// divisions are the ways to divide elements, with workers in several numbers.
func divisions() map[string][]parallel.Option {
	m := map[string][]parallel.Option{"by default": nil}
	for _, w := range []int{1, 2, 3, 8} {
		m[fmt.Sprintf("%d workers", w)] = []parallel.Option{parallel.Workers(w)}
		m[fmt.Sprintf("%d workers, static", w)] = []parallel.Option{parallel.Workers(w), parallel.Static()}
		m[fmt.Sprintf("%d workers, static chunks", w)] = []parallel.Option{parallel.Workers(w), parallel.Static(), parallel.Chunk(3)}
		m[fmt.Sprintf("%d workers, guided", w)] = []parallel.Option{parallel.Workers(w), parallel.Guided()}
		m[fmt.Sprintf("%d workers, guided chunks", w)] = []parallel.Option{parallel.Workers(w), parallel.Guided(), parallel.Chunk(4)}
		m[fmt.Sprintf("%d workers, chunks", w)] = []parallel.Option{parallel.Workers(w), parallel.Chunk(7)}
	}
	return m
}

// Whatever the division, all helpers give what a loop gives.
func TestSameAsSequential(t *testing.T) {
	for name, options := range divisions() {
		for _, n := range []int{0, 1, 2, 7, 100, 1000} {
			xs := numbers(n)
			squares, err := parallel.Map(xs, func(x int) int { return x * x }, options...)
			if err != nil || len(squares) != n || slices.ContainsFunc(xs, func(x int) bool { return squares[x] != x*x }) {
				t.Fatalf("%s, %d elements: Map gives %v, %v", name, n, squares, err)
			}
			calls := make([]int32, n)
			if err := parallel.ForEach(xs, func(x int) { atomic.AddInt32(&calls[x], 1) }, options...); err != nil || slices.ContainsFunc(calls, func(c int32) bool { return c != 1 }) {
				t.Fatalf("%s, %d elements: ForEach calls %v times, %v", name, n, calls, err)
			}
			odd, err := parallel.Filter(xs, func(x int) bool { return x%2 == 1 }, options...)
			if err != nil || len(odd) != n/2 || !slices.IsSorted(odd) {
				t.Fatalf("%s, %d elements: Filter gives %v, %v", name, n, odd, err)
			}
			var text strings.Builder
			for _, x := range xs {
				text.WriteString(strconv.Itoa(x))
			}
			words, err := parallel.Map(xs, strconv.Itoa, options...)
			if err != nil {
				t.Fatal(err)
			}
			joined, err := parallel.Reduce(words, "", func(a, b string) string { return a + b }, options...)
			if err != nil || joined != text.String() {
				t.Fatalf("%s, %d elements: Reduce gives %q, %v", name, n, joined, err)
			}
			groups, err := parallel.MapReduce(xs, func(x int, emit func(int, int)) {
				emit(x%3, x)
				emit(x%3, -x)
			}, func(_ int, values []int) []int { return values }, options...)
			want := map[int][]int{}
			for _, x := range xs {
				want[x%3] = append(want[x%3], x, -x)
			}
			if err != nil || !maps.EqualFunc(groups, want, slices.Equal) {
				t.Fatalf("%s, %d elements: MapReduce gives %v, %v", name, n, groups, err)
			}
		}
	}
}

func TestUnorderedHasAll(t *testing.T) {
	xs := numbers(100)
	for _, o := range [][]parallel.Option{{parallel.Unordered()}, {parallel.Unordered(), parallel.Workers(5), parallel.Chunk(1)}} {
		ys, err := parallel.Map(xs, func(x int) int { return x }, o...)
		slices.Sort(ys)
		zs, err2 := parallel.MapErr(xs, func(_ context.Context, x int) (int, error) { return x, nil }, o...)
		slices.Sort(zs)
		fs, err3 := parallel.Filter(xs, func(int) bool { return true }, o...)
		slices.Sort(fs)
		if err := errors.Join(err, err2, err3); err != nil || !slices.Equal(ys, xs) || !slices.Equal(zs, xs) || !slices.Equal(fs, xs) {
			t.Errorf("%v %v %v %v", ys, zs, fs, err)
		}
	}
	// With one worker the order of completion is that of the elements, and results
	// end at an error.
	ys, err := parallel.MapErr(xs, func(_ context.Context, x int) (int, error) {
		if x == 3 {
			return 0, errors.New("three")
		}
		return x, nil
	}, parallel.Unordered(), parallel.Workers(1))
	if !slices.Equal(ys, []int{0, 1, 2}) || err == nil {
		t.Errorf("%v, %v", ys, err)
	}
}

// All workers are there at once, and no more: each waits for the others.
func TestWorkersRunAtOnce(t *testing.T) {
	const workers = 4
	for round := range 3 {
		var meeting sync.WaitGroup
		meeting.Add(workers)
		var now, most atomic.Int32
		err := parallel.ForEach(numbers(workers*10), func(x int) {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			if x < workers {
				meeting.Done()
				meeting.Wait()
			}
			now.Add(-1)
		}, parallel.Workers(workers), parallel.Chunk(1))
		if err != nil || most.Load() != workers {
			t.Errorf("round %d: %d at once, %v", round, most.Load(), err)
		}
	}
}

// owners tells which worker had which element, by having all of them fail.
func owners(t *testing.T, n int, options ...parallel.Option) []int {
	t.Helper()
	err := parallel.ForEachErr(numbers(n), func(context.Context, int) error { return errors.New("x") }, append(options, parallel.AllErrors())...)
	list := make([]int, n)
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != n {
		t.Fatalf("error %v", err)
	}
	for i, e := range joined.Unwrap() {
		task := e.(*parallel.TaskError)
		if task.Index != i {
			t.Fatalf("error %d is of element %d", i, task.Index)
		}
		list[i] = task.Worker
	}
	return list
}

func TestStaticDivision(t *testing.T) {
	if got := owners(t, 7, parallel.Workers(3), parallel.Static()); !slices.Equal(got, []int{0, 0, 1, 1, 2, 2, 2}) {
		t.Errorf("parts: %v", got)
	}
	if got := owners(t, 9, parallel.Workers(2), parallel.Static(), parallel.Chunk(2)); !slices.Equal(got, []int{0, 0, 1, 1, 0, 0, 1, 1, 0}) {
		t.Errorf("chunks in turn: %v", got)
	}
	// Guided chunks of one worker of two on 16 elements: 4, 3, 2, 1, 1, …; who takes
	// them is left open, but nobody breaks one.
	got := owners(t, 16, parallel.Workers(2), parallel.Guided())
	for _, chunk := range [][2]int{{0, 4}, {4, 7}, {7, 9}} {
		for i := chunk[0]; i < chunk[1]; i++ {
			if got[i] != got[chunk[0]] {
				t.Errorf("guided: %v breaks %v", got, chunk)
			}
		}
	}
}

func TestFirstErrorStops(t *testing.T) {
	var calls atomic.Int32
	no := errors.New("no")
	ys, err := parallel.MapErr(numbers(1000), func(_ context.Context, x int) (int, error) {
		calls.Add(1)
		if x == 2 {
			return 0, no
		}
		return x + 1, nil
	}, parallel.Workers(1))
	var task *parallel.TaskError
	if !errors.As(err, &task) || task.Index != 2 || task.Worker != 0 || !errors.Is(err, no) || err.Error() != "element 2 (worker 0): no" {
		t.Errorf("error %v", err)
	}
	if calls.Load() != 3 || !slices.Equal(ys[:4], []int{1, 2, 0, 0}) {
		t.Errorf("%d calls, results %v", calls.Load(), ys[:4])
	}
}

// The context of the others is done; what they return because of that hides nothing.
func TestErrorCancelsOthers(t *testing.T) {
	no := errors.New("no")
	_, err := parallel.MapErr(numbers(3), func(ctx context.Context, x int) (int, error) {
		if x == 2 {
			return 0, no
		}
		<-ctx.Done()
		return 0, ctx.Err()
	}, parallel.Workers(3))
	var task *parallel.TaskError
	if !errors.As(err, &task) || task.Index != 2 || !errors.Is(err, no) {
		t.Errorf("error %v", err)
	}
}

func TestPanicBecomesError(t *testing.T) {
	_, err := parallel.Map([]int{1, 0, 3}, divide, parallel.Workers(1))
	var task *parallel.TaskError
	var caught *parallel.PanicError
	if !errors.As(err, &task) || task.Index != 1 || !errors.As(err, &caught) {
		t.Fatalf("error %v", err)
	}
	var fault runtime.Error
	if !errors.As(err, &fault) || len(caught.Stack) == 0 || !strings.HasSuffix(caught.Stack[0], "parallel_test.divide") {
		t.Errorf("value %v, stack %v", caught.Value, caught.Stack)
	}
	if text := err.Error(); !strings.HasPrefix(text, "element 1 (worker 0): panic at parallel_test.go:") || !strings.HasSuffix(text, ": runtime error: integer divide by zero") {
		t.Errorf("text %q", text)
	}
}

func divide(x int) int { return 10 / x }

func TestAllErrorsGoesOn(t *testing.T) {
	xs := []int{1, 0, 2, 0, 5}
	for _, o := range [][]parallel.Option{{parallel.Workers(1)}, {parallel.Workers(2), parallel.Static()}} {
		ys, err := parallel.Map(xs, divide, append(o, parallel.AllErrors())...)
		if !slices.Equal(ys, []int{10, 0, 5, 0, 2}) {
			t.Errorf("results %v", ys)
		}
		list := err.(interface{ Unwrap() []error }).Unwrap()
		if len(list) != 2 || list[0].(*parallel.TaskError).Index != 1 || list[1].(*parallel.TaskError).Index != 3 {
			t.Errorf("errors %v", err)
		}
		kept, err := parallel.Filter(xs, func(x int) bool { return divide(x) > 4 }, append(o, parallel.AllErrors())...)
		if !slices.Equal(kept, []int{1, 2}) || err == nil {
			t.Errorf("Filter keeps %v, %v", kept, err)
		}
	}
}

func TestGoexitIsAnError(t *testing.T) {
	err := parallel.ForEach(numbers(4), func(x int) {
		if x == 1 {
			runtime.Goexit()
		}
	}, parallel.Workers(2), parallel.Chunk(1))
	var task *parallel.TaskError
	if !errors.Is(err, parallel.ErrGoexit) || !errors.As(err, &task) || task.Index != 1 {
		t.Errorf("error %v", err)
	}
}

func TestContextStops(t *testing.T) {
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	var calls atomic.Int32
	ys, err := parallel.Map(numbers(1000), func(x int) int {
		if calls.Add(1) == 5 {
			cancel(why)
		}
		return x
	}, parallel.Workers(1), parallel.Chunk(1), parallel.Context(ctx))
	if err != why || len(ys) != 1000 || calls.Load() != 5 {
		t.Errorf("%d results, %d calls, error %v", len(ys), calls.Load(), err)
	}
	if _, err := parallel.Map(numbers(3), func(x int) int { t.Error("called"); return x }, parallel.Context(ctx)); err != why {
		t.Errorf("with a context that is done: %v", err)
	}
	// a function that waits for its context
	ctx, cancel = context.WithCancelCause(t.Context())
	err = parallel.ForEachErr(numbers(2), func(ctx context.Context, x int) error {
		if x == 1 {
			cancel(why)
		}
		<-ctx.Done()
		return ctx.Err()
	}, parallel.Workers(2), parallel.Context(ctx))
	if err != why {
		t.Errorf("functions that gave up: %v", err)
	}
}

func TestFirst(t *testing.T) {
	var cancelled atomic.Int32
	var started sync.WaitGroup
	started.Add(3)
	got, err := parallel.First(numbers(100), func(ctx context.Context, x int) (string, error) {
		if x < 3 {
			started.Done()
		}
		started.Wait()
		if x == 1 {
			return "one", nil
		}
		<-ctx.Done()
		cancelled.Add(1)
		return "", ctx.Err()
	}, parallel.Workers(3))
	if got != "one" || err != nil || cancelled.Load() != 2 {
		t.Errorf("%q, %v, %d cancelled", got, err, cancelled.Load())
	}
	_, err = parallel.First([]string{"a", "b"}, func(_ context.Context, s string) (int, error) { return strconv.Atoi(s) }, parallel.Workers(2))
	if err == nil || strings.Count(err.Error(), "invalid syntax") != 2 {
		t.Errorf("none succeeds: %v", err)
	}
	if _, err = parallel.First(nil, func(context.Context, int) (int, error) { return 0, nil }); err != parallel.ErrNothing {
		t.Errorf("nothing to try: %v", err)
	}
}

func TestProgress(t *testing.T) {
	var seen []int
	err := parallel.ForEach(numbers(1000), func(int) {}, parallel.Workers(3), parallel.Progress(func(done, total int) {
		if total != 1000 {
			t.Errorf("total %d", total)
		}
		seen = append(seen, done)
	}))
	if err != nil || len(seen) == 0 || seen[len(seen)-1] != 1000 || !slices.IsSorted(seen) {
		t.Errorf("told %v, %v", seen, err)
	}
	err = parallel.ForEach(numbers(10), func(int) {}, parallel.Progress(func(int, int) { panic("progress") }))
	var caught *parallel.PanicError
	if !errors.As(err, &caught) || caught.Value != "progress" {
		t.Errorf("its panic: %v", err)
	}
}

// Sums of floating-point numbers depend on the order; it is the same each time.
func TestReduceIsDeterministic(t *testing.T) {
	xs := make([]float64, 10_000)
	for i := range xs {
		xs[i] = 1 / float64(i+1)
	}
	add := func(a, b float64) float64 { return a + b }
	for name, options := range divisions() {
		if name == "by default" {
			continue // as many as the machine has
		}
		want, err := parallel.Reduce(xs, 0, add, options...)
		for range 5 {
			got, err2 := parallel.Reduce(xs, 0, add, options...)
			if got != want || err != nil || err2 != nil {
				t.Errorf("%s: %v and %v", name, got, want)
			}
		}
	}
	if got, err := parallel.Reduce([]int{1, 0, 2}, 7, func(a, b int) int { return a / b }); got != 7 || err == nil {
		t.Errorf("with an error: %v, %v", got, err)
	}
}

func TestNoAllocationPerElement(t *testing.T) {
	xs := numbers(10_000)
	var sum atomic.Int64
	small := testing.AllocsPerRun(20, func() { _ = parallel.ForEach(xs[:100], func(x int) { sum.Add(int64(x)) }) })
	large := testing.AllocsPerRun(20, func() { _ = parallel.ForEach(xs, func(x int) { sum.Add(int64(x)) }) })
	if large > small+4 {
		t.Errorf("%v allocations for 100 elements, %v for 10000", small, large)
	}
}

func TestMisuse(t *testing.T) {
	f := func(x int) int { return x }
	for want, misuse := range map[string]func(){
		"parallel: Map needs a function, not nil":                                   func() { _, _ = parallel.Map[int, int]([]int{1}, nil) },
		"parallel: MapErr needs a function, not nil":                                func() { _, _ = parallel.MapErr[int, int](nil, nil) },
		"parallel: ForEach needs a function, not nil":                               func() { _ = parallel.ForEach[int](nil, nil) },
		"parallel: ForEachErr needs a function, not nil":                            func() { _ = parallel.ForEachErr[int](nil, nil) },
		"parallel: Filter needs a function, not nil":                                func() { _, _ = parallel.Filter[int](nil, nil) },
		"parallel: Reduce needs a function, not nil":                                func() { _, _ = parallel.Reduce(nil, 0, nil) },
		"parallel: MapReduce needs a function, not nil":                             func() { _, _ = parallel.MapReduce[int, int, int, int](nil, nil, nil) },
		"parallel: First needs a function, not nil":                                 func() { _, _ = parallel.First[int, int](nil, nil) },
		"parallel: Workers(0): at least one worker is needed":                       func() { parallel.Workers(0) },
		"parallel: Chunk(-1): a chunk has at least one element":                     func() { parallel.Chunk(-1) },
		"parallel: Queue(-1): a queue has room for 0 tasks or more":                 func() { parallel.Queue(-1) },
		"parallel: Buffer(-1): a buffer has room for 0 elements or more":            func() { parallel.Buffer(-1) },
		"parallel: Context(nil): leave the option out, or use context.Background()": func() { parallel.Context(nil) }, //lint:ignore SA1012 it is what is tested
		"parallel: Progress(nil): a function is needed":                             func() { parallel.Progress(nil) },
		"parallel: Map has one number of workers, not [1 2]; several are for Speedup": func() {
			_, _ = parallel.Map([]int{1}, f, parallel.Workers(1, 2))
		},
		"parallel: Map does not take the option Queue; it takes Workers, Chunk, Static, Guided, Context, AllErrors, Progress, Unordered": func() {
			_, _ = parallel.Map([]int{1}, f, parallel.Queue(1))
		},
		"parallel: First does not take the option Chunk; it takes Workers, Context, Progress": func() {
			_, _ = parallel.First([]int{1}, func(context.Context, int) (int, error) { return 0, nil }, parallel.Chunk(2))
		},
		"parallel: option 1 of Map is empty; make options with the functions of the package": func() {
			_, _ = parallel.Map([]int{1}, f, parallel.Option{})
		},
	} {
		func() {
			defer func() {
				if r := recover(); r != want {
					t.Errorf("panics with %q, want %q", r, want)
				}
			}()
			misuse()
		}()
	}
}

// The context of the functions is made when one of them needs it, which they can't
// tell.
func TestContextOfFunctions(t *testing.T) {
	type key struct{}
	outer, cancel := context.WithCancelCause(context.WithValue(context.Background(), key{}, "v"))
	cause := errors.New("on purpose")
	for name, ends := range map[string]func(context.Context) error{
		"Done": func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		"derived": func(ctx context.Context) error {
			ctx, stop := context.WithCancel(ctx)
			defer stop()
			<-ctx.Done()
			return ctx.Err()
		},
		"Err": func(ctx context.Context) error {
			for ctx.Err() == nil {
				runtime.Gosched()
			}
			return ctx.Err()
		},
	} {
		for _, options := range [][]parallel.Option{nil, {parallel.Context(outer)}} {
			var kept context.Context
			begun := make(chan struct{}) // the other element's function
			_, err := parallel.MapErr([]int{0, 1}, func(ctx context.Context, x int) (int, error) {
				if ctx.Err() != nil || len(options) > 0 && ctx.Value(key{}) != "v" {
					t.Errorf("%s: at the beginning %v, value %v", name, ctx.Err(), ctx.Value(key{}))
				}
				if x == 1 {
					<-begun
					kept = ctx
					return 0, cause
				}
				close(begun)
				return 0, ends(ctx)
			}, append(options, parallel.Workers(2))...)
			var task *parallel.TaskError
			if !errors.As(err, &task) || task.Index != 1 || !errors.Is(err, cause) {
				t.Errorf("%s: %v", name, err)
			}
			if <-kept.Done(); kept.Err() != context.Canceled {
				t.Errorf("%s: afterwards %v", name, kept.Err())
			}
		}
	}
	var kept context.Context
	if err := parallel.ForEachErr([]int{0}, func(ctx context.Context, x int) error { kept = ctx; return nil }); err != nil || kept.Err() == nil {
		t.Errorf("%v, and a context that outlives the call: %v", err, kept.Err())
	}
	_, err := parallel.MapErr([]int{0, 1}, func(ctx context.Context, x int) (int, error) {
		cancel(cause)
		<-ctx.Done()
		if context.Cause(ctx) != cause {
			t.Errorf("the cause is %v", context.Cause(ctx))
		}
		return 0, ctx.Err()
	}, parallel.Context(outer))
	if err != cause {
		t.Errorf("stopped from outside: %v", err)
	}
}

// A short call does not need all its workers, but one whose elements wait for each
// other gets them.
func TestWorkersAreThereWhenTheyAreNeeded(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const n = 5
	var wg sync.WaitGroup
	wg.Add(n)
	if err := parallel.ForEach(make([]int, n), func(int) { wg.Done(); wg.Wait() }, parallel.Workers(n)); err != nil {
		t.Error(err)
	}
	var started atomic.Int32
	if err := parallel.ForEach(make([]int, n), func(int) { // waits without being seen to
		for started.Add(1); started.Load() < n; {
		}
	}, parallel.Workers(n)); err != nil {
		t.Error(err)
	}
}
