package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"interleave/runtime/parallel"
)

func ExampleMap() {
	lengths, err := parallel.Map([]string{"um", "dois", "três"}, func(s string) int { return len(s) })
	fmt.Println(lengths, err)
	// Output: [2 4 5] <nil>
}

// A panic is the error of its element.
func ExampleMap_panic() {
	inverse := func(x int) int { return 100 / x }
	ys, err := parallel.Map([]int{1, 0, 5}, inverse, parallel.AllErrors())
	var task *parallel.TaskError
	fmt.Println(ys, errors.As(err, &task), task.Index)
	// Output: [100 0 20] true 1
}

func ExampleMapErr() {
	prices := map[string]int{"açaí": 12, "cuscuz": 7}
	look := func(ctx context.Context, name string) (int, error) {
		if price, ok := prices[name]; ok {
			return price, nil
		}
		return 0, fmt.Errorf("no price of %s", name)
	}
	list, err := parallel.MapErr([]string{"açaí", "pamonha", "cuscuz"}, look, parallel.Workers(1), parallel.AllErrors())
	fmt.Println(list)
	fmt.Println(err)
	// Output:
	// [12 0 7]
	// element 1 (worker 0): no price of pamonha
}

func ExampleForEach() {
	var sum atomic.Int64
	err := parallel.ForEach([]int{1, 2, 3, 4}, func(x int) { sum.Add(int64(x)) }, parallel.Workers(2))
	fmt.Println(sum.Load(), err)
	// Output: 10 <nil>
}

func ExampleForEachErr() {
	full := errors.New("the disk is full")
	err := parallel.ForEachErr([]string{"a.txt", "b.txt"}, func(ctx context.Context, file string) error {
		if file == "b.txt" {
			return full
		}
		return nil
	}, parallel.Workers(1))
	fmt.Println(errors.Is(err, full), err)
	// Output: true element 1 (worker 0): the disk is full
}

func ExampleFilter() {
	prime := func(n int) bool {
		for d := 2; d*d <= n; d++ {
			if n%d == 0 {
				return false
			}
		}
		return n > 1
	}
	primes, err := parallel.Filter([]int{2, 4, 7, 9, 11, 91, 97}, prime)
	fmt.Println(primes, err)
	// Output: [2 7 11 97] <nil>
}

// Joining texts is associative but not commutative: the order is kept.
func ExampleReduce() {
	text, err := parallel.Reduce([]string{"a", "b", "c", "d"}, "", func(a, b string) string { return a + b }, parallel.Chunk(1))
	fmt.Println(text, err)
	// Output: abcd <nil>
}

// Words are counted by many mappers, and each word is summed by one reducer.
func ExampleMapReduce() {
	lines := []string{"o rato roeu", "a roupa do rato", "o rato"}
	counts, err := parallel.MapReduce(lines,
		func(line string, emit func(string, int)) {
			for _, word := range strings.Fields(line) {
				emit(word, 1)
			}
		},
		func(word string, ones []int) int { return len(ones) })
	fmt.Println(counts["rato"], counts["o"], len(counts), err)
	// Output: 3 2 6 <nil>
}

// The first success cancels the context of the others.
func ExampleFirst() {
	mirrors := []string{"slow", "broken", "quick"}
	answer, err := parallel.First(mirrors, func(ctx context.Context, name string) (string, error) {
		switch name {
		case "quick":
			return "from quick", nil
		case "broken":
			return "", errors.New("broken")
		}
		<-ctx.Done() // would take for ever
		return "", ctx.Err()
	}, parallel.Workers(3))
	fmt.Println(answer, err)
	// Output: from quick <nil>
}

func ExampleWorkers() {
	var now, most atomic.Int32
	err := parallel.ForEach(make([]int, 20), func(int) {
		if n := now.Add(1); n > most.Load() {
			most.Store(n)
		}
		now.Add(-1)
	}, parallel.Workers(1))
	fmt.Println(most.Load(), "at once", err)
	// Output: 1 at once <nil>
}

// workerOf tells which worker had which of n elements: the errors say it.
func workerOf(n int, options ...parallel.Option) []int {
	owner := make([]int, n)
	no := errors.New("no")
	err := parallel.ForEachErr(make([]int, n), func(context.Context, int) error { return no }, append(options, parallel.AllErrors())...)
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		var task *parallel.TaskError
		if errors.As(e, &task) {
			owner[task.Index] = task.Worker
		}
	}
	return owner
}

func ExampleStatic() {
	fmt.Println(workerOf(6, parallel.Workers(2), parallel.Static()))
	// Output: [0 0 0 1 1 1]
}

func ExampleChunk() {
	fmt.Println(workerOf(8, parallel.Workers(2), parallel.Static(), parallel.Chunk(2)))
	// Output: [0 0 1 1 0 0 1 1]
}

func ExampleGuided() {
	owner := workerOf(16, parallel.Workers(2), parallel.Guided())
	fmt.Println(owner[0] == owner[3], owner[4] == owner[6]) // chunks of 4, 3, 2, 1, …
	// Output: true true
}

func ExampleContext() {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("enough"))
	_, err := parallel.Map([]int{1, 2}, func(x int) int { return x }, parallel.Context(ctx))
	fmt.Println(err)
	// Output: enough
}

func ExampleAllErrors() {
	no := func(ctx context.Context, x int) error { return fmt.Errorf("no %d", x) }
	fmt.Println(parallel.ForEachErr([]int{7, 8}, no, parallel.Workers(1), parallel.AllErrors()))
	// Output:
	// element 0 (worker 0): no 7
	// element 1 (worker 0): no 8
}

func ExampleUnordered() {
	squares, err := parallel.Map([]int{1, 2, 3}, func(x int) int { return x * x }, parallel.Unordered())
	fmt.Println(len(squares), squares[0]+squares[1]+squares[2], err)
	// Output: 3 14 <nil>
}

func ExampleProgress() {
	last := 0
	err := parallel.ForEach(make([]int, 1000), func(int) {}, parallel.Progress(func(done, total int) { last = 100 * done / total }))
	fmt.Println(last, "%", err)
	// Output: 100 % <nil>
}

func ExampleNewPool() {
	pool := parallel.NewPool[int](parallel.Workers(2))
	var tasks []*parallel.Task[int]
	for x := range 4 {
		tasks = append(tasks, pool.Submit(func() int { return x * x }))
	}
	for _, t := range tasks {
		v, err := t.Wait()
		fmt.Print(v, " ", err, "; ")
	}
	fmt.Println(pool.Close())
	// Output: 0 <nil>; 1 <nil>; 4 <nil>; 9 <nil>; <nil>
}

func ExamplePool_Submit() {
	pool := parallel.NewPool[string]()
	task := pool.Submit(func() string { return "done" })
	fmt.Println(task.Wait())
	// Output: done <nil>
}

func ExamplePool_SubmitErr() {
	pool := parallel.NewPool[int]()
	task := pool.SubmitErr(func(ctx context.Context) (int, error) { return 0, errors.New("no connection") })
	fmt.Println(task.Wait())
	// Output: 0 no connection
}

func ExamplePool_TrySubmit() {
	pool := parallel.NewPool[int](parallel.Workers(1), parallel.Queue(0))
	gate := make(chan bool)
	busy := pool.Submit(func() int { <-gate; return 1 })
	_, err := pool.TrySubmit(func() int { return 2 }).Wait()
	fmt.Println(err)
	close(gate)
	fmt.Println(busy.Wait())
	// Output:
	// the queue of the pool is full
	// 1 <nil>
}

func ExamplePool_Wait() {
	pool := parallel.NewPool[int](parallel.Workers(2))
	pool.SubmitErr(func(context.Context) (int, error) { return 0, errors.New("no") })
	err := pool.Wait()
	var task *parallel.TaskError
	fmt.Println(errors.As(err, &task), task.Index, task.Err)
	// Output: true 0 no
}

func ExamplePool_Close() {
	pool := parallel.NewPool[int]()
	fmt.Println(pool.Close())
	_, err := pool.Submit(func() int { return 1 }).Wait()
	fmt.Println(err)
	// Output:
	// <nil>
	// the pool is closed
}

func ExamplePool_Stats() {
	pool := parallel.NewPool[int](parallel.Workers(2))
	for range 10 {
		pool.Submit(func() int { return 1 })
	}
	pool.Wait()
	s := pool.Stats()
	fmt.Println(s.Finished, s.Failed, s.Workers[0].Tasks+s.Workers[1].Tasks)
	// Output: 10 0 10
}

func ExampleQueue() {
	pool := parallel.NewPool[int](parallel.Workers(1), parallel.Queue(2))
	for range 20 {
		pool.Submit(func() int { return 1 }) // waits when two are waiting
	}
	pool.Wait()
	fmt.Println(pool.Stats().MaxQueue <= 2)
	// Output: true
}

func ExampleTask_Wait() {
	task := parallel.NewPool[int]().Submit(func() int { panic("no") })
	_, err := task.Wait()
	var caught *parallel.PanicError
	fmt.Println(errors.As(err, &caught), caught.Value)
	// Output: true no
}

func ExampleTask_Done() {
	task := parallel.NewPool[int]().Submit(func() int { return 1 })
	<-task.Done()
	fmt.Println(task.Wait())
	// Output: 1 <nil>
}

func ExampleTask_Worker() {
	task := parallel.NewPool[int](parallel.Workers(1)).Submit(func() int { return 1 })
	task.Wait()
	fmt.Println(task.Worker())
	// Output: 0
}

func ExampleStage() {
	double := parallel.Stage("double", func(x int) int { return 2 * x }, parallel.Workers(2))
	fmt.Println(double.Run([]int{1, 2, 3}))
	// Output: [2 4 6] <nil>
}

func ExampleStageErr() {
	check := parallel.StageErr("check", func(ctx context.Context, x int) (int, error) {
		if x < 0 {
			return 0, fmt.Errorf("%d is negative", x)
		}
		return x, nil
	})
	fmt.Println(check.Run([]int{1, -2, 3}, parallel.AllErrors()))
	// Output: [1 3] element 1 (worker 0): stage check: -2 is negative
}

func ExampleJoin() {
	words := parallel.Stage("words", strings.Fields)
	count := parallel.Stage("count", func(w []string) int { return len(w) }, parallel.Workers(2), parallel.Buffer(4))
	pipeline := parallel.Join(words, count)
	fmt.Println(pipeline.Run([]string{"a b", "", "c d e"}))
	// Output: [2 0 3] <nil>
}

func ExampleBuffer() {
	slow := parallel.Stage("slow", func(x int) int { return x }, parallel.Buffer(0)) // handed over
	fmt.Println(slow.Run([]int{1, 2}))
	// Output: [1 2] <nil>
}

func ExamplePipeline_Run() {
	upper := parallel.Stage("upper", strings.ToUpper)
	fmt.Println(upper.Run([]string{"a", "b"}, parallel.Progress(func(done, total int) { fmt.Println(done, "of", total) })))
	// Output:
	// 1 of 2
	// 2 of 2
	// [A B] <nil>
}

func ExamplePipeline_Stats() {
	p := parallel.Join(parallel.Stage("first", func(x int) int { return x }), parallel.Stage("second", func(x int) int { return x }))
	p.Run([]int{1, 2, 3})
	for _, s := range p.Stats().Stages {
		fmt.Println(s.Name, s.Elements)
	}
	// Output:
	// first 3
	// second 3
}

func ExampleSpeedup() {
	words := strings.Fields(strings.Repeat("a few words to count again ", 1000))
	s, err := parallel.Speedup(func(workers int) {
		parallel.Map(words, strings.ToUpper, parallel.Workers(workers))
	}, parallel.Workers(2), parallel.Repeats(3))
	for _, p := range s.Points {
		fmt.Println(p.Workers, p.Low <= p.Median, p.Median <= p.High)
	}
	fmt.Println(s.Points[0].Speedup, err)
	// Output:
	// 1 true true
	// 2 true true
	// 1 <nil>
}

func ExampleRepeats() {
	calls := 0
	parallel.Speedup(func(int) { calls++ }, parallel.Workers(2), parallel.Repeats(4))
	fmt.Println(calls) // with one to warm up, for one and for two workers
	// Output: 10
}

func ExampleScaling_Limit() {
	s := parallel.Scaling{Amdahl: 0.25} // a quarter of the work is serial
	fmt.Println(s.Limit())
	// Output: 4
}

func ExampleScaling_Peak() {
	s := parallel.Scaling{Contention: 0.04, Coherency: 0.0024}
	fmt.Printf("%.0f\n", s.Peak())
	// Output: 20
}
