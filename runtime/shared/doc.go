// Package shared has values that several goroutines share, each under a guard of
// your choice, and says what came of it: how many updates were lost, who waited
// how long, and for whom.
//
//	c := shared.NewCounter("hits", shared.None)
//	var wg sync.WaitGroup
//	for range 4 {
//		wg.Go(func() {
//			for range 10_000 {
//				c.Add(1)
//			}
//		})
//	}
//	wg.Wait()
//	c // the last value of a cell shows itself: 40000 updates, of which … are lost
//
// The guards are the five answers to "who may touch it?":
//
//	None     everybody, at any time: an update is a read, a computation and a
//	         write, and what others wrote in between is lost
//	Mutex    who has the lock; the others wait
//	Atomic   everybody, but who was too late computes again
//	Channel  who has received it: the value itself goes round, and is sent back
//	Local    nobody: each goroutine has a part of its own, added up when the value
//	         is read. Share as little as possible.
//
// A [Counter] counts, a [Var] has any type, an [Account] has a balance that must
// not become negative. [Compare] runs the same work under all five guards.
//
// # Caveats
//
// The goroutines are real: numbers of lost updates and waits differ from run to
// run, and a run without a lost update proves nothing. To see every order that is
// possible, use package explore. A value without a guard loses updates but does
// not crash, and the race detector does not complain: each single read and write
// is atomic inside. Go promises neither for a plain variable.
//
// All methods may be called by any number of goroutines. A wait ends when the
// cell is interrupted; the update is not made then.
package shared
