package gil

import "time"

// globalLock is a GIL, new or old.
type globalLock struct {
	owner    *Thread
	last     *Thread       // the owner, also after it has let go
	since    time.Duration // last has had it since then
	released time.Duration // when last let go
	waiters  []*Thread     // sleep until they are signalled, in order
	switches int           // how often the owner changed

	// New GIL.
	dropRequest bool
	switching   *Thread // has let go on request and waits until another has it

	// Old GIL.
	ticks  int  // instructions until the next check
	waking bool // a signalled waiter has not yet succeeded or given up
}

func (vm *VM) takeGIL(t *Thread) {
	if vm.config.Mode == FreeThreaded {
		vm.proceed(t)
		return
	}
	if l := t.in.gil; l.owner == nil {
		vm.grab(t)
		vm.proceed(t)
		return
	}
	vm.sleepForGIL(t)
}

// grab makes t the owner of its GIL, which is free.
func (vm *VM) grab(t *Thread) {
	l := t.in.gil
	l.owner = t
	l.dropRequest = false
	if l.last != t || l.released != vm.now { // else it let go and had it again at once
		vm.endHold(l)
		l.since = vm.now
		t.holds++
	}
	if l.last != t {
		if h := l.last; h != nil && h.state == Running {
			vm.stats.enterAt(h, WaitGIL, l.released) // it has just released the old GIL and lost it
		}
		l.last = t
		l.switches++
		t.switches++
	}
	if w := l.switching; w != nil {
		l.switching = nil
		vm.need(w, vm.wake(), takeLock)
	}
}

// release makes t's GIL free; whoever waits for it is not told.
func (vm *VM) release(t *Thread) {
	l := t.in.gil
	l.owner = nil
	l.released = vm.now
}

// endHold records the hold that l.last has ended.
func (vm *VM) endHold(l *globalLock) {
	if l.last != nil {
		vm.stats.hold(l.last, l.since, l.released)
	}
}

// sleepForGIL lets t leave its core until the GIL is free.
func (vm *VM) sleepForGIL(t *Thread) {
	l := t.in.gil
	vm.leaveCore(t)
	t.token++
	vm.stats.enter(t, WaitGIL)
	l.waiters = append(l.waiters, t)
	if vm.config.Mode == OldGIL {
		if l.owner != nil && l.owner.bursting {
			vm.planCheck(l.owner)
		}
		return
	}
	t.sawSwitches = l.switches
	vm.plan(vm.config.SwitchInterval+vm.config.Slack, t, evTimeout)
}

// timeout is the end of a waiter's timed wait. If the GIL did not change hands
// meanwhile, it asks for it; then it waits again, at the same place.
func (vm *VM) timeout(t *Thread) {
	l := t.in.gil
	if l.owner != nil && l.switches == t.sawSwitches && !l.dropRequest {
		l.dropRequest = true
		if l.owner.bursting {
			vm.planCheck(l.owner)
		}
	}
	t.sawSwitches = l.switches
	vm.plan(vm.config.SwitchInterval+vm.config.Slack, t, evTimeout)
}

func (vm *VM) mustDrop(t *Thread) bool {
	return vm.config.Mode != FreeThreaded && vm.config.Mode != OldGIL && t.in.gil.dropRequest && t.in.gil.owner == t
}

// planCheck plans where in its burst t looks at the eval breaker and finds a
// request, or has used up its ticks; false: nowhere before its end, which looks
// for itself.
func (vm *VM) planCheck(t *Thread) bool {
	if t.op != opBytecode {
		return false // native code does not look
	}
	l := t.in.gil
	ran := vm.now - t.burstFrom
	var at time.Duration
	switch {
	case vm.config.Mode == OldGIL:
		if !l.contested() {
			return false
		}
		done := int(max(ran-t.overhead, 0) / vm.config.Tick)
		n := l.ticks - done
		for n <= 0 {
			n += vm.config.CheckInterval
		}
		at = t.overhead + time.Duration(done+n)*vm.config.Tick
	case vm.mustDrop(t):
		step := t.step
		if vm.config.EagerChecks {
			step = vm.config.Tick
		}
		if step == 0 {
			return false
		}
		at = (ran/step + 1) * step
	default:
		return false
	}
	if at >= t.left {
		return false
	}
	vm.plan(at-ran, t, evCheck)
	return true
}

// check is the place in a burst that planCheck found.
func (vm *VM) check(t *Thread) {
	vm.interruptBurst(t)
	switch {
	case vm.config.Mode == OldGIL && t.in.gil.contested():
		vm.checkOld(t)
	case vm.mustDrop(t):
		vm.dropForced(t)
	default:
		vm.burst(t)
	}
}

// dropForced gives the GIL up on request, and does not take it again before
// another thread had it.
func (vm *VM) dropForced(t *Thread) {
	l := t.in.gil
	l.dropRequest = false
	if len(l.waiters) == 0 {
		vm.proceed(t)
		return
	}
	t.forced++
	vm.release(t)
	l.switching = t
	t.token++
	vm.signal(l)
	vm.leaveCore(t)
	vm.stats.enter(t, WaitGIL)
}

// dropVoluntary gives the GIL up before a call that waits or computes outside.
func (vm *VM) dropVoluntary(t *Thread) {
	t.voluntary++
	if vm.config.Mode != FreeThreaded {
		vm.release(t)
		vm.signal(t.in.gil)
	}
}

// signal wakes the waiter that has slept longest.
func (vm *VM) signal(l *globalLock) {
	if len(l.waiters) == 0 || l.waking {
		return
	}
	w := l.waiters[0]
	l.waiters = l.waiters[1:]
	l.waking = vm.config.Mode == OldGIL
	vm.need(w, vm.wake(), tryLock)
}

// tryGIL is the try of a waiter that was woken or fights.
func (vm *VM) tryGIL(t *Thread) {
	l := t.in.gil
	if l.owner == nil {
		l.waking = false
		vm.grab(t)
		vm.proceed(t)
		return
	}
	t.failedWakes++
	if vm.config.Mode == OldGIL && vm.fight(t) {
		return
	}
	l.waking = false
	vm.sleepForGIL(t)
}
