package explore

import "interleave/runtime/internal/scheduler"

// Int64 is atomic.Int64 under control. The zero value is 0; it has that value at
// the beginning of each run. Name may be set before its first use.
type Int64 struct {
	Name string
	h    scheduler.Handle
}

func (x *Int64) handle() *scheduler.Handle {
	return x.h.Become(scheduler.Atomic, x.Name, int64(0))
}

// Load reads the number.
func (x *Int64) Load() int64 {
	v, _ := scheduler.AtomicLoadOf(x.handle()).(int64)
	return v
}

// Store writes the number.
func (x *Int64) Store(v int64) { scheduler.SwapIn(x.handle(), v) }

// Add adds delta and returns the sum.
func (x *Int64) Add(delta int64) int64 {
	v, _ := do("Add", scheduler.Op{Kind: scheduler.AtomicStore, Handle: x.handle(), Apply: func(old any) (any, any) {
		sum := old.(int64) + delta
		return sum, sum
	}}).Value.(int64)
	return v
}

// Swap writes the number and returns what it was.
func (x *Int64) Swap(v int64) int64 {
	old, _ := scheduler.SwapIn(x.handle(), v).(int64)
	return old
}

// CompareAndSwap writes v if the number is old, and says whether it was.
func (x *Int64) CompareAndSwap(old, v int64) bool {
	return scheduler.CompareAndSwapIn(x.handle(), old, v)
}
