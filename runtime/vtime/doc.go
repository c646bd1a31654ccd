// Package vtime runs code in virtual time: sleeps, timeouts and tickers take no
// time at all, and what waits for ever is found at once.
//
//	elapsed, err := vtime.Run(func() {
//		time.Sleep(time.Hour)
//	})
//	fmt.Println(elapsed, err) // 1h0m0s <nil>
//
// # How time passes
//
// Inside, the clock stands still while any goroutine of the run computes. When all
// of them wait, it jumps to the next moment at which one of them goes on: the end of
// a sleep, a timeout, a tick. So an hour of sleeping takes microseconds, the same
// program always takes the same time, and with as many goroutines as you like a
// second is exactly a second. It begins on 1 January 2000. Computing takes no
// virtual time.
//
// # What is found
//
// When all wait and nothing will ever happen, Run returns a *[DeadlockError]. When
// the function has ended and goroutines that it started have not a day (of virtual
// time) later, it returns a *[LeakError]. Both list who waits, for what and where. A
// panic becomes a *[PanicError]. In a notebook these goroutines are ended; in a
// compiled program they stay, for nothing can end a goroutine there.
//
// # What works inside
//
// Goroutines, channels, select, and package sync, time and context. What goroutines
// wait for has to be made inside: whoever waits for a channel or a mutex from
// outside keeps the clock from jumping, and a channel, a timer or a mutex from inside
// that is used outside ends the program (in a notebook the evaluator, which starts
// again). Real input and output (files, network, processes) takes real time, during
// which the virtual clock stands still; the devices of package iolab are made of
// time and channels and work inside.
//
// The clock is that of testing/synctest, which the Go distribution has for tests.
package vtime
