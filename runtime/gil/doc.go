// Package gil shows what CPython's global interpreter lock does: a simulator in
// virtual time, the same programs on real Pythons, and a real lock for goroutines.
//
//	vm := gil.New(gil.Python("3.11"))
//	for i := range 2 {
//		vm.Thread(fmt.Sprint("cpu ", i), func(t *gil.Thread) {
//			t.Bytecode(time.Second)
//		})
//	}
//	vm.Thread("server", func(t *gil.Thread) {
//		for range 20 {
//			t.IO(time.Millisecond)
//			t.Ticks(200)
//		}
//	})
//	r := vm.Run()
//
// # Nouns
//
// A [VM] is a Python process. Its threads are Go functions, and the [Thread]
// that each gets has the operations: [Thread.Bytecode], [Thread.Ticks],
// [Thread.Loop] and [Thread.Call] run Python code; [Thread.Native] runs C code
// that keeps the GIL, [Thread.NoGIL] C code that has released it; [Thread.IO]
// and [Thread.Sleep] wait; [Thread.Load], [Thread.Store] and [Thread.Add] use a
// shared [Int]; [Thread.Lock] and [Thread.Unlock] a [Mutex]. Everything else in
// the function takes no virtual time.
//
// A [Config] is the machine and the version of Python; [Python] knows them. A
// [Result] has the statistics, and who had the GIL when. The same Config and
// program give the same Result, to the byte; another Seed gives another run.
//
// # The four modes
//
// [NewGIL] (3.2 to 3.11): who waits for longer than the switch interval, 5 ms,
// asks for the lock. The holder looks for that only at jumps back and calls
// (since 3.10), lets go, and sleeps until another thread has it. So x += 1 is
// never cut in two on 3.10 and later, x = x + f() is, and a thread that waits
// for IO beside c busy threads answers c switch intervals late: the convoy.
//
// [OldGIL] (2.x, 3.0, 3.1): the holder releases the lock every 100 instructions
// and takes it again at once. On several cores the woken thread nearly always
// comes too late and tries again: two threads are slower than one, and burn a
// second core for nothing. On one core they are not.
//
// [PerInterpreter] (3.12 and later): a new GIL for each interpreter.
//
// [FreeThreaded] (3.13t and later): no lock. Threads run in parallel, and
// x += 1 loses updates.
//
// # How far to trust it
//
// The costs in Config were measured on Linux with two cores. With them the
// simulator is within a few per cent of CPython 3.11 to 3.13 in hold times
// (5.10 ms for 5.12), in latency beside one busy thread (5.15 ms for 5.0 to
// 5.2) and in speed-ups, and has the shape of 2.7 (half the speed with two
// threads, 1.6 cores busy). Latency beside several threads is lower than
// measured (19.6 ms for 22 to 25 beside four). A thread on a core is never
// disturbed by anything outside of the VM.
//
// A simulated second takes about 0.1 ms to compute, with the old GIL 0.2 s, and
// without a GIL what the threads' operations take: some 20 ns for one that
// nobody disturbs, and 0.5 us for one after which another thread goes on.
//
// # Pictures and tables
//
// A [Result] at the end of a cell shows itself. [Result.Strip] draws who has
// the GIL when, and a lane for each thread; [Result.StripBetween] a part of it;
// [Result.Convoy] how late a thread goes on after IO, and whom it waits for;
// [Result.Table] has the statistics.
//
// A [Sweep] runs a program with every combination of versions, switch
// intervals, threads and cores, several seeds each; [Points.Table] and
// [Points.Chart] show a [Measure] of them.
//
//	gil.Sweep{Intervals: []time.Duration{ms, 5 * ms, 20 * ms}, Threads: []int{1, 2, 4}, For: time.Second}.
//		Run(func(vm *gil.VM, threads int) { … }).Chart(gil.MedianLatency)
//
// # Beside a real Python
//
// A [Program] is made of steps that both sides know: [Work], [KeepGIL],
// [ReleaseGIL], [Pause], [Increment], [Repeat] and others. [Program.Simulate]
// runs it here, [Program.Python] is its Python source, and [Compare] runs it on
// every CPython that it finds, from 2.7 to the free-threaded ones, and draws
// simulated above measured ([Comparison.Figure], [Comparison.Strip]). What was
// measured is a [Result] like any other: each thread stamps the clock after
// every 20 us of work, and who had the GIL follows from that. Without a Python
// it says so.
//
//	gil.Compare(gil.Program{Name: "two threads", Threads: []gil.Actor{
//		{Name: "A", Steps: []gil.Step{gil.Work(100 * ms)}},
//		{Name: "B", Steps: []gil.Step{gil.Work(100 * ms)}},
//	}})
//
// # A real lock
//
// A [Lock] makes goroutines take turns with a switch interval, so that real
// work can be timed with and without it.
package gil
