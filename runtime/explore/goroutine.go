package explore

import (
	"fmt"

	"interleave/runtime/internal/scheduler"
)

// Go starts f in a new goroutine. It panics outside of [Run], and in goroutines
// that a go statement started: those are not under control.
func Go(f func()) { scheduler.Go(f, scheduler.Site{}) }

// SetName gives the calling goroutine a name for reports. Without it they are
// main, g1, g2, …, in the order in which they were started.
func SetName(name string) { scheduler.SetName(name) }

// Wait waits until all other goroutines have come to their end.
func Wait() { do("Wait", scheduler.Op{Kind: scheduler.Join}) }

// Gosched lets others go on. Since any operation may do that, it matters only
// in loops that have no other.
func Gosched() { do("Gosched", scheduler.Op{Kind: scheduler.Yield}) }

// Println adds a line to the outcome of the run, as fmt.Println would print it.
func Println(args ...any) { print_("Println", fmt.Sprintln(args...)) }

// Printf adds text to the outcome of the run, as fmt.Printf would print it.
func Printf(format string, args ...any) { print_("Printf", fmt.Sprintf(format, args...)) }

func print_(what, text string) { do(what, scheduler.Op{Kind: scheduler.Print, Value: text}) }

// Assert panics, and so ends the run with that outcome, if ok is false. The
// message is made as by fmt.Sprintf.
func Assert(ok bool, format string, args ...any) {
	if !ok {
		panic("assertion failed: " + fmt.Sprintf(format, args...))
	}
}

func do(what string, op scheduler.Op) *scheduler.Op { return scheduler.Do(what, op) }
