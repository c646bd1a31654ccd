package gil

import "time"

// onCore says what a thread does when it has got a core.
type onCore uint8

const (
	takeLock onCore = iota // take the GIL and go on
	tryLock                // it was signalled: try to take the GIL
	tryMutex               // it was woken by a Mutex: try to lock it
	goOn                   // go on where it was preempted
)

// runnable gives t a core, or lets it wait for one. A thread that comes from a
// device or from sleep takes the core of the one that has run longest, as
// Linux does for threads that mostly sleep.
func (vm *VM) runnable(t *Thread) {
	for i, on := range vm.cores {
		if on == nil {
			vm.place(t, i)
			return
		}
	}
	if t.state != WaitGIL {
		vm.stats.enter(t, Runnable)
	}
	if t.answered >= 0 {
		if victim := vm.longestRunning(); victim != nil {
			i := victim.core
			vm.preempt(victim)
			victim.core = -1
			victim.sliceUsed += vm.now - victim.onCoreSince // it will get the rest
			vm.queued = append([]*Thread{victim}, vm.queued...)
			vm.place(t, i)
			return
		}
	}
	vm.queued = append(vm.queued, t)
	vm.armQuanta()
}

func (vm *VM) longestRunning() *Thread {
	var longest *Thread
	for _, on := range vm.cores {
		if on.preemptible(vm.now) && (longest == nil || on.sliceEnd(vm) < longest.sliceEnd(vm)) {
			longest = on
		}
	}
	return longest
}

// preemptible reports whether t is in the middle of a burst: its end, if due
// now, must not be lost.
func (t *Thread) preemptible(now time.Duration) bool {
	return t.bursting && now-t.burstFrom < t.left
}

// sliceEnd is when the operating system may take t's core away.
func (t *Thread) sliceEnd(vm *VM) time.Duration {
	return t.onCoreSince + vm.config.Quantum - t.sliceUsed
}

func (vm *VM) place(t *Thread, core int) {
	vm.cores[core] = t
	t.core = core
	t.onCoreSince = vm.now
	t.quantumArmed = false
	t.stint++
	t.token++
	vm.plan(0, t, evPlaced)
	if len(vm.queued) > 0 {
		vm.armQuanta()
	}
}

func (vm *VM) placed(t *Thread) {
	switch t.next {
	case takeLock:
		vm.takeGIL(t)
	case tryLock:
		vm.tryGIL(t)
	case tryMutex:
		vm.tryMutex(t)
	case goOn:
		vm.burst(t)
	}
}

// leaveCore gives t's core to whoever waits for one.
func (vm *VM) leaveCore(t *Thread) {
	if t.core < 0 {
		return
	}
	t.cpu += vm.now - t.onCoreSince
	core := t.core
	vm.cores[core] = nil
	t.core = -1
	t.sliceUsed = 0
	t.bursting = false
	if len(vm.queued) > 0 {
		n := vm.queued[0]
		vm.queued = vm.queued[1:]
		vm.place(n, core)
	}
}

// preempt takes t out of its burst; the caller takes its core.
func (vm *VM) preempt(t *Thread) {
	t.cpu += vm.now - t.onCoreSince
	vm.interruptBurst(t)
	t.next = goOn
	t.token++
	vm.stats.enter(t, Runnable)
}

// armQuanta sees to it that threads on cores are preempted when their time is
// up.
func (vm *VM) armQuanta() {
	for _, on := range vm.cores {
		if on != nil && !on.quantumArmed {
			on.quantumArmed = true
			vm.plan(max(on.sliceEnd(vm)-vm.now, 0), on, evQuantum)
		}
	}
}

func (vm *VM) quantumOver(t *Thread) {
	switch {
	case t.core < 0:
	case len(vm.queued) == 0:
		t.quantumArmed = false // armed again when somebody waits for a core
	case !t.preemptible(vm.now):
		vm.plan(vm.config.Release, t, evQuantum) // soon
	default:
		core := t.core
		vm.preempt(t)
		t.core = -1
		t.sliceUsed = 0
		n := vm.queued[0]
		vm.queued = append(vm.queued[1:], t)
		vm.place(n, core)
	}
}

// burst lets t use its core for t.left.
func (vm *VM) burst(t *Thread) {
	t.burstFrom, t.bursting = vm.now, true
	t.token++
	vm.stats.enter(t, t.op.state())
	if !vm.planCheck(t) {
		vm.plan(t.left, t, evBurst)
	}
}

// interruptBurst notes how much of the burst is done.
func (vm *VM) interruptBurst(t *Thread) {
	ran := vm.now - t.burstFrom
	vm.useTicks(t, ran)
	t.left -= ran
	t.overhead = max(t.overhead-ran, 0)
	t.bursting = false
	t.token++
}

func (vm *VM) burstOver(t *Thread) {
	vm.interruptBurst(t)
	t.left = 0
	if t.op == opNoGIL {
		vm.takeGIL(t)
		return
	}
	vm.opOver(t)
}

// opOver ends an operation that held the GIL: unless the thread has to give it
// up here, its program goes on.
func (vm *VM) opOver(t *Thread) {
	l := t.in.gil
	switch {
	case vm.config.Mode == OldGIL && l.ticks <= 0:
		if l.contested() {
			vm.checkOld(t)
			return
		}
		l.ticks = vm.config.CheckInterval
	case vm.mustDrop(t) && (t.checkAtEnd || vm.config.EagerChecks):
		vm.dropForced(t)
		return
	}
	vm.proceed(t)
}
