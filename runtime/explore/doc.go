// Package explore runs a small concurrent program in all the orders that its
// goroutines can take, and shows what comes out: every result, every deadlock,
// every data race, each with a schedule that leads there.
//
//	explore.Run(func() {
//		x := explore.NewVar("x", 0)
//		for range 2 {
//			explore.Go(func() { x.Store(x.Load() + 1) })
//		}
//		explore.Wait()
//		explore.Println("x =", x.Load())
//	}, explore.All())
//
// says that of 6 schedules 2 end with x = 2 and 4 with x = 1, that there is a
// data race, and how it comes about, step by step.
//
// # How to write the program
//
// It is ordinary Go, with the words of this package where goroutines meet:
//
//	go f()                      explore.Go(f)
//	var x int                   x := explore.NewVar("x", 0); x.Load(), x.Store(1)
//	atomic.Int64                explore.Int64, or explore.NewAtomic("n", 0)
//	sync.Mutex, RWMutex, …      explore.Mutex, RWMutex, WaitGroup, Once, Cond
//	make(chan int, 2)           c := explore.NewChan[int]("c", 2)
//	c <- 1, <-c, close(c)       c.Send(1), c.Recv(), c.Close()
//	for v := range c            for v := range c.All()
//	select                      explore.Select(c.RecvCase(&v), d.SendCase(1), explore.Default())
//	time.Sleep, After, Now      explore.Sleep, After, Now
//	fmt.Println                 explore.Println: what is printed is the outcome
//
// A name is what reports call a thing. [Wait] waits for all other goroutines.
// Everything that goroutines share is made inside the function, or is one of
// the things above: each run has to begin in the same state. Other variables are
// invisible to the scheduler; between two operations a goroutine runs alone.
// Nothing else may be random: no real time, no real channels, no network.
//
// # What is explored
//
// One goroutine runs at a time, and at each operation the scheduler chooses who
// goes on. By default it leaves out schedules that differ from others only in
// the order of operations that do not touch the same thing: every outcome is
// still found, in far fewer runs. [All] runs every single schedule, to count
// them. [Preemptions] takes all with few forced switches, [Random] and [PCT]
// sample programs that are too large. A [Strategy] of your own decides by
// itself.
//
// The clock is virtual: it moves when all goroutines wait, and an hour takes no
// time. With [EarlyTimers] it may move at any moment, as if goroutines were
// slow: what is only kept in order by sleeping comes apart then.
//
// # What comes out
//
// [Run] returns a [Result], which shows itself as the last value of a cell: the
// outcomes with their numbers, races, deadlocks with who waits for whom.
// Outcome.Trace runs the first schedule of an outcome again and shows it as a
// ladder with a column for each goroutine; [Replay] does so for a schedule that
// you write down. The same schedule is the same run, always.
//
// # Caveats
//
// Memory is sequentially consistent here. A real machine may do worse, but only
// to programs with a race, and races are reported. A program that runs without
// end is cut after [Steps] operations and said to be "not finished". A function
// that blocks in something real stops the exploration; an interrupt ends it.
//
// Several explorations may run at a time. Each has one goroutine at work, which
// Run waits for; nothing is left behind.
package explore
