package gil

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"interleave/runtime/cell"
)

// A Thread is a thread of a simulated Python process. Its methods are its
// operations; they are for the function that is its program, and each returns
// when the thread has done it in virtual time and holds the GIL again.
type Thread struct {
	vm   *VM
	id   int
	name string
	in   *Interpreter
	body func(*Thread)

	// The goroutine that runs body.
	resume chan struct{} // one element: go on; sent by whoever finds that it can
	exited chan struct{} // closed by the goroutine when it ends; nil: not started

	// What it is doing, see onCore and opKind.
	op         opKind
	left       time.Duration // of the operation
	overhead   time.Duration // part of left that comes first and is no bytecode
	step       time.Duration // between looks at the eval breaker; 0: none in this operation
	checkAtEnd bool          // looks at it when the operation is over

	state        State
	stateSince   time.Duration
	next         onCore
	core         int // -1: none
	onCoreSince  time.Duration
	sliceUsed    time.Duration // of Config.Quantum, before onCoreSince
	quantumArmed bool
	stint        uint32 // counts the times it was given a core
	token        uint32 // changes when what is planned for it becomes void
	bursting     bool
	burstFrom    time.Duration
	sawSwitches  int           // of the GIL when its timed wait began
	answered     time.Duration // when what it waited for was there; -1: it does not wait
	waitMutex    *Mutex        // in WaitLock, what it waits for
	waitThread   *Thread
	joiners      []*Thread
	done         bool

	begun, end                                      time.Duration
	cpu, wasted                                     time.Duration
	times                                           [numStates]time.Duration
	holds, switches, forced, voluntary, failedWakes int
	held                                            time.Duration
	latencies                                       []time.Duration
}

// opKind is what a thread uses its core for.
type opKind uint8

const (
	opBytecode opKind = iota
	opNative
	opNoGIL
)

func (k opKind) state() State { return [...]State{Running, Native, NoGIL}[k] }

// Name is the thread's name.
func (t *Thread) Name() string { return t.name }

// Now is the virtual time since the VM was started.
func (t *Thread) Now() time.Duration { return t.vm.now }

// Bytecode runs loops of Python code for as long as d would take with the GIL
// and without other threads. The thread may lose the GIL in it any number of
// times.
func (t *Thread) Bytecode(d time.Duration) {
	t.must("Bytecode", d)
	if t.vm.config.Mode == FreeThreaded {
		d = time.Duration(float64(d) * t.vm.config.FreeThreadedCost)
	}
	t.use(opBytecode, d, loopTicks*t.vm.tick(), true)
}

// Ticks runs n instructions of straight code: no jump back, no call. On 3.10
// and later nothing in it can make the thread lose the GIL.
func (t *Thread) Ticks(n int) {
	if n < 0 {
		panic(fmt.Sprintf("gil: Ticks(%d) of thread %q: the number must not be negative", n, t.name))
	}
	t.mine("Ticks")
	t.use(opBytecode, time.Duration(n)*t.vm.tick(), 0, false)
}

// Loop is the jump back at the end of one round of a loop: one instruction,
// where the thread may lose the GIL.
func (t *Thread) Loop() {
	t.mine("Loop")
	t.use(opBytecode, t.vm.tick(), 0, true)
}

// Call calls a Python function, whose operations f has. The thread may lose the
// GIL when it enters it.
func (t *Thread) Call(f func()) {
	if f == nil {
		panic(fmt.Sprintf("gil: Call of thread %q: the function is nil; func() {} is one that does nothing", t.name))
	}
	t.mine("Call")
	t.use(opBytecode, callTicks*t.vm.tick(), 0, true)
	f()
	t.use(opBytecode, returnTicks*t.vm.tick(), 0, false)
}

// Native runs one C function that keeps the GIL, such as sum(list), for d.
func (t *Thread) Native(d time.Duration) {
	t.must("Native", d)
	t.use(opNative, d, 0, true)
}

// NoGIL runs C code that has released the GIL, such as hashlib on a large
// buffer, for d, and takes the GIL again.
func (t *Thread) NoGIL(d time.Duration) {
	t.must("NoGIL", d)
	t.vm.dropVoluntary(t)
	t.use(opNoGIL, d, 0, true)
}

// IO waits for a device that answers after d. The GIL is released meanwhile.
// The time from the answer until the thread goes on is a latency in its
// statistics.
func (t *Thread) IO(d time.Duration) {
	t.must("IO", d)
	t.block(d)
}

// Sleep is time.sleep. It is a wait like IO.
func (t *Thread) Sleep(d time.Duration) {
	t.must("Sleep", d)
	t.block(d)
}

func (t *Thread) block(d time.Duration) {
	vm := t.vm
	vm.dropVoluntary(t)
	vm.leaveCore(t)
	vm.stats.enter(t, Blocked)
	t.left = 0
	t.token++
	vm.plan(d, t, evDone)
	t.await()
}

// Start starts another thread in the same interpreter.
func (t *Thread) Start(name string, body func(t *Thread)) *Thread {
	t.mine("Start")
	t.use(opBytecode, callTicks*t.vm.tick(), 0, true)
	n := t.in.newThread(name, body)
	n.start()
	return n
}

// Join waits until another thread has ended.
func (t *Thread) Join(other *Thread) {
	t.mine("Join")
	switch {
	case other == nil:
		panic(fmt.Sprintf("gil: Join of thread %q: the other thread is nil", t.name))
	case other == t:
		panic(fmt.Sprintf("gil: thread %q joins itself, which would never end", t.name))
	case other.vm != t.vm:
		panic(fmt.Sprintf("gil: thread %q joins thread %q of another VM", t.name, other.name))
	}
	t.use(opBytecode, callTicks*t.vm.tick(), 0, true)
	if other.done {
		return
	}
	other.joiners = append(other.joiners, t)
	t.waitThread = other
	t.waitLocked()
	t.waitThread = nil
}

// waitLocked lets the GIL and the core go and returns when another thread has
// seen to it that t goes on.
func (t *Thread) waitLocked() {
	vm := t.vm
	vm.dropVoluntary(t)
	vm.leaveCore(t)
	vm.stats.enter(t, WaitLock)
	t.left = 0
	t.token++
	t.await()
}

// use has t use its core for d. In the common case nothing else happens in that
// time, and the program goes on at once.
func (t *Thread) use(op opKind, d, step time.Duration, checkAtEnd bool) {
	vm := t.vm
	if vm.killing {
		runtime.Goexit()
	}
	t.op, t.step, t.checkAtEnd = op, step, checkAtEnd
	t.overhead = 0
	end := vm.now + d
	quiet := len(vm.queue) == 0 || end < vm.queue[0].at
	if op != opNoGIL && quiet && (vm.limit == 0 || end <= vm.limit) && !vm.mustDrop(t) &&
		!(vm.config.Mode == OldGIL && t.in.gil.contested()) {
		if vm.steps++; vm.steps&0x3ff != 0 || vm.ctx.Err() == nil {
			vm.stats.enter(t, op.state())
			vm.now = end
			vm.useTicks(t, d)
			vm.stats.enter(t, Running)
			return
		}
	}
	t.left = d
	vm.burst(t)
	t.await()
}

// await carries the simulation on until the program of t can.
func (t *Thread) await() {
	vm := t.vm
	n := vm.next()
	if n != t {
		vm.handOn(n)
		<-t.resume
	}
	if vm.killing {
		runtime.Goexit()
	}
}

// start launches the goroutine of t, which waits for its first turn, and lets
// t come to life in the simulation.
func (t *Thread) start() {
	vm := t.vm
	t.exited = make(chan struct{})
	t.answered = -1
	t.begun = vm.now
	vm.live++
	vm.stats.start(t)
	vm.need(t, 0, takeLock)
	finished := new(bool)
	go t.run(finished, cell.Bind(func() {
		t.body(t)
		*finished = true
	}))
}

// run is the goroutine of t. In a cell, the kernel reports a panic in the
// program with its line and stops the cell, and bound returns unfinished; in a
// compiled program the panic goes to whoever waits in VM.Run. A Goexit in the
// program ends the thread, as sys.exit does in Python.
func (t *Thread) run(finished *bool, bound func()) {
	vm := t.vm
	defer close(t.exited)
	<-t.resume
	if vm.killing {
		return
	}
	defer func() {
		r := recover()
		if vm.killing {
			return
		}
		if r != nil {
			vm.crash = &Crash{Thread: t.name, Value: r, Stack: debug.Stack()}
		}
		t.ended()
		vm.handOn(vm.next())
	}()
	bound()
	if !*finished {
		vm.err = fmt.Errorf("gil: the program of thread %q panicked", t.name)
	}
}

// ended is the end of the thread in the simulation.
func (t *Thread) ended() {
	vm := t.vm
	t.done = true
	t.end = vm.now
	vm.live--
	if vm.config.Mode != FreeThreaded && t.in.gil.owner == t {
		vm.release(t)
		vm.signal(t.in.gil)
	}
	vm.leaveCore(t)
	t.token++
	vm.stats.enter(t, Ended)
	for _, j := range t.joiners {
		vm.need(j, vm.wake(), takeLock)
	}
	t.joiners = nil
}

func (t *Thread) must(op string, d time.Duration) {
	if d < 0 {
		panic(fmt.Sprintf("gil: %s(%v) of thread %q: the time must not be negative", op, d, t.name))
	}
	t.mine(op)
}

// mine panics unless the thread's own program is calling.
func (t *Thread) mine(op string) {
	vm := t.vm
	switch {
	case vm.killing:
		runtime.Goexit()
	case vm.current == t:
	case vm.current == nil:
		panic(fmt.Sprintf("gil: %s of thread %q was called outside of its program; operations are for the function that was given to Thread", op, t.name))
	default:
		panic(fmt.Sprintf("gil: %s of thread %q was called by the program of thread %q; each thread has its own *Thread, the argument of its function", op, t.name, vm.current.name))
	}
}

// tick is what an instruction takes.
func (vm *VM) tick() time.Duration {
	if vm.config.Mode == FreeThreaded {
		return time.Duration(float64(vm.config.Tick) * vm.config.FreeThreadedCost)
	}
	return vm.config.Tick
}
