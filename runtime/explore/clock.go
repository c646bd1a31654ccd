package explore

import (
	"time"

	"interleave/runtime/internal/scheduler"
)

// Sleep waits until the virtual clock has moved on by d.
func Sleep(d time.Duration) { do("Sleep", scheduler.Op{Kind: scheduler.Sleep, For: d}) }

// Now is the time of the virtual clock. Every run begins on 1 January 2026, 0:00
// UTC.
func Now() time.Time {
	return scheduler.Epoch.Add(do("Now", scheduler.Op{Kind: scheduler.Now}).For)
}

// Since is the virtual time that has passed since t.
func Since(t time.Time) time.Duration { return Now().Sub(t) }

// After returns a channel that gets the virtual time after d.
func After(d time.Duration) *Chan[time.Time] {
	return &Chan[time.Time]{h: scheduler.StartChannelTimer("After", d, 0)}
}

// Tick returns a channel that gets the virtual time every d. It panics if d is
// not positive.
func Tick(d time.Duration) *Chan[time.Time] {
	return &Chan[time.Time]{h: scheduler.StartChannelTimer("Tick", d, d)}
}

// Timer is a call that is still to come; see [AfterFunc].
type Timer struct{ h *scheduler.Handle }

// AfterFunc calls f in a goroutine of its own after d.
func AfterFunc(d time.Duration, f func()) *Timer {
	if f == nil {
		panic("explore: AfterFunc of a nil function")
	}
	t := &Timer{&scheduler.Handle{Class: scheduler.Timer, Func: f}}
	t.Reset(d)
	return t
}

// Stop says whether the call was still to come; it will not come then.
func (t *Timer) Stop() bool {
	return do("Timer.Stop", scheduler.Op{Kind: scheduler.StopTimer, Handle: t.h}).OK
}

// Reset has the function called after d from now, and not when it was said
// before. It says whether the call was still to come.
func (t *Timer) Reset(d time.Duration) bool {
	return do("Timer.Reset", scheduler.Op{Kind: scheduler.StartTimer, Handle: t.h, For: d}).OK
}
