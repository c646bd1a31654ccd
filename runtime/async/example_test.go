package async_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"interleave/runtime/async"
)

func ExampleGo() {
	f := async.Go(func() (string, error) { return "the answer", nil })
	fmt.Println("meanwhile")
	fmt.Println(f.Await())
	// Output:
	// meanwhile
	// the answer <nil>
}

func ExampleGoContext() {
	f := async.GoContext(context.Background(), func(ctx context.Context) (int, error) {
		<-ctx.Done() // it would run for ever
		return 0, ctx.Err()
	})
	f.Cancel()
	_, err := f.Await()
	fmt.Println(err)
	// Output: async: cancelled
}

func ExampleSubmit() {
	workers := async.NewWorkers(1) // one thread: the jobs run one after the other
	a := async.Submit(workers, func() (string, error) { return "a ran on " + async.Where(), nil })
	b := async.Submit(workers, func() (string, error) { return "b ran on " + async.Where(), nil })
	fmt.Println(a.Await())
	fmt.Println(b.Await())
	// Output:
	// a ran on worker 1 <nil>
	// b ran on worker 1 <nil>
}

func ExampleResolved() {
	fmt.Println(async.Resolved(42).Await())
	// Output: 42 <nil>
}

func ExampleFailed() {
	_, err := async.Failed[int](errors.New("no such file")).Await()
	fmt.Println(err)
	// Output: no such file
}

func ExampleAfter() {
	tea := async.After(10*time.Millisecond, "tea")
	toast := async.After(time.Millisecond, "toast")
	for _, r := range async.AsCompleted(tea, toast) {
		fmt.Println(r.Value)
	}
	// Output:
	// toast
	// tea
}

func ExampleFuture_Await() {
	f := async.Go(func() (int, error) { return 6 * 7, nil })
	fmt.Println(f.Await())
	fmt.Println(f.Await()) // once more gives the same
	// Output:
	// 42 <nil>
	// 42 <nil>
}

func ExampleFuture_AwaitContext() {
	never := async.NewPromise[int]().Future()
	ctx, stop := context.WithTimeout(context.Background(), time.Millisecond)
	defer stop()
	_, err := never.AwaitContext(ctx)
	fmt.Println(err, never.State())
	// Output: context deadline exceeded pending
}

func ExampleFuture_Done() {
	f := async.Go(func() (int, error) { return 1, nil })
	select {
	case <-f.Done():
		fmt.Println("settled")
	case <-time.After(time.Minute):
		fmt.Println("too late")
	}
	// Output: settled
}

func ExampleFuture_State() {
	p := async.NewPromise[int]()
	fmt.Println(p.Future().State())
	p.Resolve(1)
	fmt.Println(p.Future().State())
	// Output:
	// pending
	// fulfilled
}

func ExampleFuture_Err() {
	f := async.Failed[int](errors.New("out of paper"))
	fmt.Println(f.State(), f.Err())
	// Output: rejected out of paper
}

func ExampleFuture_Cancel() {
	f := async.After(time.Hour, "too late")
	fmt.Println(f.Cancel(), f.Cancel(), f.State())
	// Output: true false cancelled
}

func ExampleFuture_OnDone() {
	loop := async.NewLoop()
	f := async.Go(func() (int, error) { return 42, nil })
	f.OnDone(func(v int, err error) { fmt.Println(v, err, "on the", async.Where()) }, loop)
	fmt.Println("registered")
	loop.Run()
	// Output:
	// registered
	// 42 <nil> on the main loop
}

func ExampleFuture_Result() {
	fmt.Printf("%+v\n", async.Resolved(3).Result())
	// Output: {State:fulfilled Value:3 Err:<nil>}
}

func ExampleThen() {
	price := async.Resolved(250)
	text := async.Then(price, func(cents int) (string, error) {
		return fmt.Sprintf("%d.%02d", cents/100, cents%100), nil
	})
	fmt.Println(text.Await())
	// Output: 2.50 <nil>
}

func ExampleChain() {
	user := async.Resolved("ana")
	mail := async.Chain(user, func(name string) *async.Future[string] {
		return async.Go(func() (string, error) { return name + "@example.org", nil })
	})
	fmt.Println(mail.Await())
	// Output: ana@example.org <nil>
}

func ExampleFlatten() {
	nested := async.Resolved(async.Resolved("inner"))
	fmt.Println(async.Flatten(nested).Await())
	// Output: inner <nil>
}

func ExampleFuture_Catch() {
	f := async.Failed[string](errors.New("no network"))
	g := f.Catch(func(err error) (string, error) { return "from the cache, because of " + err.Error(), nil })
	fmt.Println(g.Await())
	// Output: from the cache, because of no network <nil>
}

func ExampleFuture_Finally() {
	f := async.Resolved("data").Finally(func() { fmt.Println("closed") })
	fmt.Println(f.Await())
	// Output:
	// closed
	// data <nil>
}

func ExampleFuture_WithTimeout() {
	_, err := async.After(time.Hour, 0).WithTimeout(time.Millisecond).Await()
	fmt.Println(err, errors.Is(err, context.DeadlineExceeded))
	// Output: async: timed out true
}

func ExampleAll() {
	squares := make([]*async.Future[int], 4)
	for i := range squares {
		squares[i] = async.Go(func() (int, error) { return i * i, nil })
	}
	fmt.Println(async.All(squares...).Await())
	// Output: [0 1 4 9] <nil>
}

func ExampleAllSettled() {
	results, _ := async.AllSettled(async.Resolved(1), async.Failed[int](errors.New("broken"))).Await()
	for _, r := range results {
		fmt.Println(r.State, r.Value, r.Err)
	}
	// Output:
	// fulfilled 1 <nil>
	// rejected 0 broken
}

func ExampleAny() {
	v, err := async.Any(async.Failed[string](errors.New("mirror 1 is down")), async.Resolved("mirror 2")).Await()
	fmt.Println(v, err)
	_, err = async.Any(async.Failed[string](errors.New("one")), async.Failed[string](errors.New("two"))).Await()
	fmt.Println(err)
	// Output:
	// mirror 2 <nil>
	// async: all 2 failed: one; two
}

func ExampleRace() {
	slow := async.After(time.Hour, "slow")
	fast := async.After(time.Millisecond, "fast")
	fmt.Println(async.Race(slow, fast).Await())
	slow.Cancel()
	// Output: fast <nil>
}

func ExampleAsCompleted() {
	slow := async.After(20*time.Millisecond, "started first")
	fast := async.After(time.Millisecond, "ended first")
	for i, r := range async.AsCompleted(slow, fast) {
		fmt.Println(i, r.Value)
	}
	// Output:
	// 1 ended first
	// 0 started first
}

func ExampleRetry() {
	attempt := 0
	f := async.Retry(3, async.Exponential(time.Millisecond, time.Second), func() (string, error) {
		attempt++
		if attempt < 3 {
			return "", errors.New("busy")
		}
		return fmt.Sprintf("done in attempt %d", attempt), nil
	})
	fmt.Println(f.Await())
	// Output: done in attempt 3 <nil>
}

func ExampleConstant() {
	pause := async.Constant(time.Second)
	fmt.Println(pause(1), pause(2))
	// Output: 1s 1s
}

func ExampleExponential() {
	pause := async.Exponential(100*time.Millisecond, time.Second)
	fmt.Println(pause(1), pause(2), pause(3), pause(10))
	// Output: 100ms 200ms 400ms 1s
}

func ExampleNewPromise() {
	p := async.NewPromise[string]()
	go func() { p.Resolve("from somewhere else") }()
	fmt.Println(p.Future().Await())
	// Output: from somewhere else <nil>
}

func ExamplePromise_Future() {
	p := async.NewPromise[int]()
	read := p.Future() // to give away: who has it can't settle it
	p.Resolve(1)
	fmt.Println(read.Await())
	// Output: 1 <nil>
}

func ExamplePromise_Resolve() {
	p := async.NewPromise[int]()
	fmt.Println(p.Resolve(1))
	fmt.Println(p.Resolve(2))
	// Output:
	// <nil>
	// async: the promise was settled before; only the first Resolve or Reject counts
}

func ExamplePromise_Reject() {
	p := async.NewPromise[int]()
	p.Reject(errors.New("no answer"))
	_, err := p.Future().Await()
	fmt.Println(err)
	// Output: no answer
}

func ExampleCall() {
	loop := async.NewLoop()
	read := func() (string, error) { return "", errors.New("no such file") }
	async.Call(read,
		func(text string) { fmt.Println("success:", text) },
		func(err error) { fmt.Println("failure:", err) },
		loop)
	loop.Run()
	// Output: failure: no such file
}

func ExamplePromisify() {
	// An operation in the style of call-back functions.
	read := func(done func(text string, err error)) { go done("text", nil) }
	fmt.Println(async.Promisify(read).Await())
	// Output: text <nil>
}

func ExampleUnhandled() {
	async.Unhandled()
	f := async.Failed[int](errors.New("nobody looks"))
	<-f.Done()
	fmt.Println(len(async.Unhandled()) <= 1) // in a notebook it is shown at the end of the cell
	_, err := f.Await()
	fmt.Println(err)
	// Output:
	// true
	// nobody looks
}

func ExampleNewLoop() {
	loop := async.NewLoop()
	loop.Post(func() {
		fmt.Println("first")
		loop.Post(func() { fmt.Println("third") })
	})
	loop.Post(func() { fmt.Println("second") })
	loop.Run()
	// Output:
	// first
	// second
	// third
}

func ExampleLoop_Post() {
	loop := async.NewLoop()
	loop.Post(func() { fmt.Println("in its turn") })
	fmt.Println("posted")
	loop.Run()
	// Output:
	// posted
	// in its turn
}

func ExampleLoop_After() {
	loop := async.NewLoop()
	stop := loop.After(time.Hour, func() { fmt.Println("never") })
	loop.Post(func() {
		fmt.Println("now", stop())
		loop.After(2*time.Millisecond, func() { fmt.Println("later") })
	})
	loop.Run()
	// Output:
	// now true
	// later
}

func ExampleLoop_Hold() {
	loop := async.NewLoop()
	release := loop.Hold() // Run waits for something that will be posted
	go func() {
		loop.Post(func() { fmt.Println("from outside") })
		release()
	}()
	loop.Run()
	// Output: from outside
}

func ExampleLoop_Run() {
	loop := async.NewLoop()
	async.After(time.Millisecond, "ready").OnDone(func(v string, _ error) { fmt.Println(v) }, loop)
	fmt.Println(loop.Run()) // until nothing is expected any more
	// Output:
	// ready
	// <nil>
}

func ExampleLoop_RunOnce() {
	loop := async.NewLoop()
	loop.Post(func() { loop.Post(func() { fmt.Println("the next time") }) })
	loop.RunOnce()
	fmt.Println("between")
	loop.RunOnce()
	// Output:
	// between
	// the next time
}

func ExampleLoop_Stop() {
	loop := async.NewLoop()
	loop.Post(func() {
		fmt.Println("one")
		loop.Stop()
	})
	loop.Post(func() { fmt.Println("two") })
	loop.Run()
	fmt.Println("stopped")
	loop.Run()
	// Output:
	// one
	// stopped
	// two
}

func ExampleLoop_Stats() {
	loop := async.NewLoop()
	loop.Post(func() { time.Sleep(5 * time.Millisecond) }) // blocks the loop
	loop.Post(func() {})                                   // and has to wait for it
	loop.Run()
	s := loop.Stats()
	fmt.Println(s.Turns, s.Longest >= 5*time.Millisecond, s.MaxLag >= 5*time.Millisecond)
	// Output: 2 true true
}

func ExampleLoop_Turns() {
	loop := async.NewLoop()
	loop.Post(func() { time.Sleep(time.Millisecond) })
	loop.Post(func() {})
	loop.Run()
	turns := loop.Turns()
	fmt.Println(len(turns), turns[1].Lag() >= time.Millisecond)
	// Output: 2 true
}

func ExampleTurn_Lag() {
	loop := async.NewLoop()
	loop.Post(func() {})
	loop.Run()
	fmt.Println(loop.Turns()[0].Lag() >= 0)
	// Output: true
}

func ExampleNewWorkers() {
	workers := async.NewWorkers(4)
	var jobs []*async.Future[int]
	for i := range 8 {
		jobs = append(jobs, async.Submit(workers, func() (int, error) { return i * 10, nil }))
	}
	fmt.Println(async.All(jobs...).Await())
	// Output: [0 10 20 30 40 50 60 70] <nil>
}

func ExampleWorkers_Post() {
	workers := async.NewWorkers(2)
	done := make(chan string)
	workers.Post(func() { done <- async.Where() })
	fmt.Println(<-done)
	// Output: worker 1
}

func ExampleWorkers_Queued() {
	workers := async.NewWorkers(1)
	gate := make(chan bool)
	first := async.Submit(workers, func() (bool, error) { return <-gate, nil })
	second := async.Submit(workers, func() (bool, error) { return true, nil })
	fmt.Println(workers.Queued())
	close(gate)
	first.Await()
	second.Await()
	// Output: 1
}

func ExampleWhere() {
	loop := async.NewLoop()
	loop.Post(func() { fmt.Println(async.Where()) })
	loop.Run()
	// Output: main loop
}

func ExampleNewGroup() {
	g := async.NewGroup(context.Background())
	a := async.Spawn(g, func(context.Context) (int, error) { return 1, nil })
	b := async.Spawn(g, func(context.Context) (int, error) { return 2, nil })
	err := g.Wait()
	x, _ := a.Await()
	y, _ := b.Await()
	fmt.Println(x+y, err)
	// Output: 3 <nil>
}

func ExampleScope() {
	err := async.Scope(context.Background(), func(g *async.Group) error {
		g.GoNamed("upload", func(context.Context) error { return errors.New("connection lost") })
		g.GoNamed("download", func(ctx context.Context) error {
			<-ctx.Done() // the failure of its sibling cancels it
			return nil
		})
		return nil
	})
	fmt.Println(err)
	// Output: upload: connection lost
}

func ExampleSpawn() {
	g := async.NewGroup(context.Background())
	f := async.Spawn(g, func(context.Context) (string, error) { return "from a task", nil })
	fmt.Println(g.Wait())
	fmt.Println(f.Await())
	// Output:
	// <nil>
	// from a task <nil>
}

func ExampleGroup_Go() {
	g := async.NewGroup(context.Background())
	task := g.Go(func(context.Context) error { return nil })
	fmt.Println(g.Wait(), task.Name(), task.State())
	// Output: <nil> task 1 fulfilled
}

func ExampleGroup_GoNamed() {
	g := async.NewGroup(context.Background())
	g.GoNamed("boil water", func(context.Context) error { return errors.New("no water") })
	fmt.Println(g.Wait())
	// Output: boil water: no water
}

func ExampleGroup_Wait() {
	g := async.NewGroup(context.Background())
	for range 3 {
		g.Go(func(context.Context) error { return nil })
	}
	fmt.Println(g.Wait())
	// Output: <nil>
}

func ExampleGroup_Cancel() {
	g := async.NewGroup(context.Background())
	g.Go(func(ctx context.Context) error {
		<-ctx.Done()
		return nil
	})
	g.Cancel()
	fmt.Println(g.Wait())
	// Output: async: cancelled
}

func ExampleGroup_Tasks() {
	g := async.NewGroup(context.Background())
	g.GoNamed("a", func(context.Context) error { return nil })
	g.GoNamed("b", func(context.Context) error { return nil })
	g.Wait()
	for _, t := range g.Tasks() {
		fmt.Println(t.Name(), t.State(), t.Err())
	}
	// Output:
	// a fulfilled <nil>
	// b fulfilled <nil>
}

func ExampleTask_OnDone() {
	loop := async.NewLoop()
	g := async.NewGroup(context.Background())
	g.Go(func(context.Context) error { return nil }).OnDone(func(err error) { fmt.Println("told:", err) }, loop)
	g.Wait()
	loop.Run()
	// Output: told: <nil>
}

func ExampleTask_Cancel() {
	g := async.NewGroup(context.Background())
	t := g.Go(func(ctx context.Context) error {
		<-ctx.Done()
		return nil
	})
	fmt.Println(t.Cancel(), g.Wait(), t.State())
	// Output: true <nil> cancelled
}

func ExampleTask_Elapsed() {
	g := async.NewGroup(context.Background())
	t := g.Go(func(context.Context) error {
		time.Sleep(2 * time.Millisecond)
		return nil
	})
	g.Wait()
	fmt.Println(t.Elapsed() >= 2*time.Millisecond)
	// Output: true
}

func ExampleWaterfall() {
	async.KeepTimes() // in cells it is so
	two := async.NewWorkers(2)
	var jobs []async.Operation
	for i := range 3 {
		job := async.Submit(two, func() (int, error) { return i, nil }).Named(fmt.Sprint("job ", i))
		job.Await()
		jobs = append(jobs, job)
	}
	picture := async.Waterfall("three jobs", jobs...) // as the last line of a cell it shows itself
	fmt.Println(picture.Title(), strings.Contains(picture.String(), "job 2"))
	// Output: three jobs true
}

func ExampleFuture_Named() {
	f := async.Resolved(1).Named("a")
	fmt.Println(f.Timing().Name)
	// Output: a
}

func ExampleKeepTimes() {
	async.KeepTimes()
	f := async.Resolved(1)
	fmt.Println(f.Timing().Made.IsZero())
	// Output: false
}

func ExampleFuture_Timing() {
	async.KeepTimes()
	f := async.After(2*time.Millisecond, "")
	f.Await()
	t := f.Timing()
	fmt.Println(t.State, t.Settled.Sub(t.Made) >= 2*time.Millisecond)
	// Output: fulfilled true
}

func ExampleTask_Timing() {
	g := async.NewGroup(context.Background())
	t := g.Go(func(context.Context) error { return nil })
	g.Wait()
	fmt.Println(!t.Timing().Began.Before(t.Timing().Made))
	// Output: true
}

func ExampleGroup_Figure() {
	g := async.NewGroup(context.Background())
	g.GoNamed("download", func(context.Context) error { return nil })
	g.Wait()
	fmt.Println(g.Figure().Title())
	// Output: 1 tasks of a group
}

func ExampleLoop_Figure() {
	loop := async.NewLoop()
	loop.Post(func() {})
	loop.Run()
	fmt.Println(strings.Contains(loop.Figure().Title(), "1 turns"))
	// Output: true
}
