package explore

import "interleave/runtime/internal/scheduler"

// Mutex is sync.Mutex under control. The zero value is unlocked, as every Mutex
// is at the beginning of a run. Name may be set before its first use.
type Mutex struct {
	Name string
	h    scheduler.Handle
}

func (m *Mutex) handle() *scheduler.Handle { return m.h.Become(scheduler.Mutex, m.Name, nil) }

// Lock waits until the mutex is free, and locks it.
func (m *Mutex) Lock() { do("Mutex.Lock", scheduler.Op{Kind: scheduler.Lock, Handle: m.handle()}) }

// TryLock locks the mutex if it is free, and says whether it was.
func (m *Mutex) TryLock() bool {
	return do("Mutex.TryLock", scheduler.Op{Kind: scheduler.TryLock, Handle: m.handle()}).OK
}

// Unlock unlocks the mutex. It panics if it is not locked.
func (m *Mutex) Unlock() {
	do("Mutex.Unlock", scheduler.Op{Kind: scheduler.Unlock, Handle: m.handle()})
}

// RWMutex is sync.RWMutex under control. The zero value is unlocked. Name may
// be set before its first use.
type RWMutex struct {
	Name string
	h    scheduler.Handle
}

func (m *RWMutex) handle() *scheduler.Handle { return m.h.Become(scheduler.RWMutex, m.Name, nil) }

// Lock locks for writing. It keeps new readers out, and waits for those inside.
// Both are steps.
func (m *RWMutex) Lock() {
	do("RWMutex.Lock", scheduler.Op{Kind: scheduler.Announce, Handle: m.handle()})
	do("RWMutex.Lock", scheduler.Op{Kind: scheduler.WriteLock, Handle: m.handle()})
}

// TryLock locks for writing if nobody has the lock, and says whether it did.
func (m *RWMutex) TryLock() bool {
	return do("RWMutex.TryLock", scheduler.Op{Kind: scheduler.TryWriteLock, Handle: m.handle()}).OK
}

// Unlock undoes Lock. It panics if it is not locked for writing.
func (m *RWMutex) Unlock() {
	do("RWMutex.Unlock", scheduler.Op{Kind: scheduler.WriteUnlock, Handle: m.handle()})
}

// RLock locks for reading. It waits for a writer that has the lock, or waits
// for it.
func (m *RWMutex) RLock() {
	do("RWMutex.RLock", scheduler.Op{Kind: scheduler.ReadLock, Handle: m.handle()})
}

// TryRLock locks for reading if that is possible at once, and says whether it
// was.
func (m *RWMutex) TryRLock() bool {
	return do("RWMutex.TryRLock", scheduler.Op{Kind: scheduler.TryReadLock, Handle: m.handle()}).OK
}

// RUnlock undoes one RLock. It panics if there is none.
func (m *RWMutex) RUnlock() {
	do("RWMutex.RUnlock", scheduler.Op{Kind: scheduler.ReadUnlock, Handle: m.handle()})
}

// WaitGroup is sync.WaitGroup under control. The zero value counts 0. Name may
// be set before its first use.
type WaitGroup struct {
	Name string
	h    scheduler.Handle
}

func (g *WaitGroup) handle() *scheduler.Handle {
	return g.h.Become(scheduler.WaitGroup, g.Name, nil)
}

// Add adds n to the counter. It panics if that becomes negative.
func (g *WaitGroup) Add(n int) {
	do("WaitGroup.Add", scheduler.Op{Kind: scheduler.Add, Handle: g.handle(), Count: n})
}

// Done subtracts 1 from the counter. It panics if that becomes negative.
func (g *WaitGroup) Done() {
	do("WaitGroup.Done", scheduler.Op{Kind: scheduler.Done, Handle: g.handle(), Count: -1})
}

// Wait waits until the counter is 0.
func (g *WaitGroup) Wait() {
	do("WaitGroup.Wait", scheduler.Op{Kind: scheduler.Wait, Handle: g.handle()})
}

// Go starts f in a new goroutine and counts it until f returns.
func (g *WaitGroup) Go(f func()) {
	g.Add(1)
	Go(func() {
		defer g.Done()
		f()
	})
}

// Once is sync.Once under control. Name may be set before its first use.
type Once struct {
	Name string
	h    scheduler.Handle
}

// Do calls f if it is called for the first time in a run. Other calls wait until
// that one is over.
func (o *Once) Do(f func()) {
	h := o.h.Become(scheduler.Once, o.Name, nil)
	if do("Once.Do", scheduler.Op{Kind: scheduler.OnceBegin, Handle: h}).OK {
		defer do("Once.Do", scheduler.Op{Kind: scheduler.OnceEnd, Handle: h})
		f()
	}
}

// Cond is sync.Cond under control, with a Mutex. Name may be set before its
// first use.
type Cond struct {
	Name string
	L    *Mutex
	h    scheduler.Handle
}

// NewCond makes a condition that l protects.
func NewCond(l *Mutex) *Cond { return &Cond{L: l} }

func (c *Cond) handle() *scheduler.Handle {
	if c.L == nil {
		panic("explore: a Cond without a Mutex; make it with NewCond")
	}
	c.h.Guard(c.L.handle())
	return c.h.Become(scheduler.Cond, c.Name, nil)
}

// Wait unlocks c.L, waits to be woken, and locks c.L again. It panics if c.L is
// not locked.
func (c *Cond) Wait() { do("Cond.Wait", scheduler.Op{Kind: scheduler.CondWait, Handle: c.handle()}) }

// Signal wakes the goroutine that has waited longest, if there is one.
func (c *Cond) Signal() {
	do("Cond.Signal", scheduler.Op{Kind: scheduler.Signal, Handle: c.handle()})
}

// Broadcast wakes all that wait.
func (c *Cond) Broadcast() {
	do("Cond.Broadcast", scheduler.Op{Kind: scheduler.Broadcast, Handle: c.handle()})
}
