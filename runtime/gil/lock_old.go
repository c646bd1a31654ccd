package gil

import "time"

// The old GIL in words: every CheckInterval instructions its holder posts the
// semaphore and waits for it at once. The post wakes a waiter; until that one
// runs, the holder mostly has the lock again. While the holder goes on posting,
// the waiter is woken again before it really sleeps, so it stays on a core of
// its own and burns it.

// contested reports whether somebody wants the lock: then releasing it is more
// than a formality.
func (l *globalLock) contested() bool { return len(l.waiters) > 0 || l.waking }

// useTicks counts the instructions that t ran in a part of a burst.
func (vm *VM) useTicks(t *Thread, ran time.Duration) {
	if vm.config.Mode != OldGIL {
		return
	}
	l := t.in.gil
	switch t.op {
	case opBytecode:
		l.ticks -= int(max(ran-t.overhead, 0) / vm.config.Tick)
		if !l.contested() && l.ticks <= 0 {
			l.ticks = vm.config.CheckInterval - (-l.ticks)%vm.config.CheckInterval
		}
	case opNative:
		l.ticks-- // however long the call is
	}
}

// checkOld releases the lock and, after a moment, tries to take it again.
//
// Not every instruction of CPython counts, so the number until the next check
// varies as wake-ups do.
func (vm *VM) checkOld(t *Thread) {
	l := t.in.gil
	l.ticks = max(1, int(vm.jitter(float64(vm.config.CheckInterval))))
	vm.release(t)
	vm.signal(l)
	t.token++
	vm.plan(time.Duration(float64(vm.releaseCost())*window), t, evRetry)
}

func (vm *VM) releaseCost() time.Duration {
	if len(vm.queued) > 0 {
		return vm.config.Release / queued
	}
	return vm.config.Release
}

func (vm *VM) retryOld(t *Thread) {
	cost := vm.releaseCost()
	t.wasted += cost
	l := t.in.gil
	if l.owner != nil {
		vm.sleepForGIL(t)
		return
	}
	// The rest of the system call, with the lock.
	l.released = vm.now
	vm.grab(t)
	t.overhead = cost - time.Duration(float64(cost)*window)
	t.left += t.overhead
	vm.burst(t)
}

// fight keeps a waiter that was woken in vain on its core, to try again, as long
// as the holder posts; false: it has to sleep.
func (vm *VM) fight(t *Thread) bool {
	h := t.in.gil.owner
	if h.op != opBytecode || h.core < 0 {
		return false
	}
	if len(vm.queued) > 0 && vm.now >= t.sliceEnd(vm) {
		vm.leaveCore(t)
		t.next = tryLock
		vm.queued = append(vm.queued, t)
		vm.stats.enter(t, WaitGIL)
		vm.armQuanta()
		return true
	}
	d := vm.wake() / spins
	t.wasted += d
	t.token++
	vm.stats.enter(t, Fighting)
	vm.plan(d, t, evFight)
	return true
}
