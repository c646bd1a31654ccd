// Package virtual tells the helpers whether this program has virtual time. Where it
// has, a channel is made by who starts something and not by who waits for it: a waiter
// in virtual time would make one that nobody outside could close. Elsewhere it is made
// for the first who waits, and mostly for nobody.
package virtual

import "sync/atomic"

var possible atomic.Bool

// Enable is called at the start of programs that have virtual time.
func Enable() { possible.Store(true) }

// Possible reports whether somebody may wait in virtual time.
func Possible() bool { return possible.Load() }
