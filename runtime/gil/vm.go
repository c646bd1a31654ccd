package gil

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"interleave/runtime/cell"
)

// A VM is a simulated Python process on a simulated machine. Give it threads,
// then run it once.
//
// Only one goroutine at a time works on a VM: the one that set it up, then
// those of its threads, which hand the simulation on to each other. The one
// whose thread has nothing to do at the present virtual time carries the
// simulation on until it finds the thread that has, and wakes its goroutine.
type VM struct {
	config       Config
	interpreters []*Interpreter
	threads      []*Thread
	mutexes      []*Mutex
	ints         []*Int

	now    time.Duration
	limit  time.Duration // 0: none
	queue  events
	seq    uint64
	steps  int // events so far
	rng    *rand.Rand
	cores  []*Thread // who is on which; nil: idle
	queued []*Thread // wait for a core, in order
	live   int       // threads that have not ended
	stats  recorder

	// going is the thread whose program goes on at the present time.
	going *Thread
	// current is the thread whose goroutine works on the VM; nil before and
	// after the run.
	current *Thread
	started bool
	over    chan struct{} // closed when the simulation has ended, by whoever ends it
	err     error         // why it ended early
	crash   *Crash        // a panic in a program
	killing bool          // goroutines that are woken have to end
	ctx     context.Context
}

// An Interpreter is one Python interpreter of a VM; the main one is there from
// the start. Under PerInterpreter each has a GIL of its own, otherwise they
// share one.
type Interpreter struct {
	vm   *VM
	name string
	gil  *globalLock
}

// New makes a VM without threads. It panics if the Config has values that make
// no sense.
func New(c Config) *VM {
	c = c.withDefaults()
	vm := &VM{
		config: c,
		rng:    rand.New(rand.NewPCG(c.Seed, 0x6711)),
		cores:  make([]*Thread, c.Cores),
		over:   make(chan struct{}),
	}
	vm.interpreters = []*Interpreter{{vm: vm, name: "main", gil: &globalLock{ticks: c.CheckInterval}}}
	return vm
}

// Config is the configuration with its defaults filled in.
func (vm *VM) Config() Config { return vm.config }

// Interpreter adds another interpreter to the process, as
// interpreters.create() in Python 3.14 does.
func (vm *VM) Interpreter(name string) *Interpreter {
	vm.mustSetUp("Interpreter")
	in := &Interpreter{vm: vm, name: name, gil: vm.interpreters[0].gil}
	if vm.config.Mode == PerInterpreter {
		in.gil = &globalLock{ticks: vm.config.CheckInterval}
	}
	vm.interpreters = append(vm.interpreters, in)
	return in
}

// Thread adds a thread to the main interpreter. It starts when the VM runs and
// ends when body returns. body calls the operations of the Thread it gets;
// what it does besides takes no virtual time. It must not wait for anything
// else, such as a channel, that another thread of the VM would have to provide.
func (vm *VM) Thread(name string, body func(t *Thread)) *Thread {
	return vm.interpreters[0].Thread(name, body)
}

// Thread adds a thread to the interpreter; see VM.Thread.
func (in *Interpreter) Thread(name string, body func(t *Thread)) *Thread {
	in.vm.mustSetUp("Thread")
	return in.newThread(name, body)
}

func (vm *VM) mustSetUp(what string) {
	if vm.started {
		panic(fmt.Sprintf("gil: %s was called after the VM was run; within a run threads are started by Thread.Start", what))
	}
}

func (in *Interpreter) newThread(name string, body func(*Thread)) *Thread {
	if body == nil {
		panic(fmt.Sprintf("gil: thread %q has no program: the function is nil", name))
	}
	vm := in.vm
	if name == "" {
		name = fmt.Sprintf("Thread-%d", len(vm.threads)+1)
	}
	t := &Thread{vm: vm, id: len(vm.threads), name: name, in: in, body: body, core: -1, resume: make(chan struct{}, 1)}
	vm.threads = append(vm.threads, t)
	return t
}

// Run runs the threads until all have ended, or none can go on, and returns
// what was seen. Virtual time passes as fast as the simulation can compute it.
//
// Result.Err says if it ended early: a *Deadlock, or the interrupt of the
// calling cell. A panic in a thread's program ends the run and panics again
// here, as a *Crash. A VM runs once; a second call panics.
func (vm *VM) Run() *Result { return vm.run(0) }

// RunFor is Run for programs that do not end, until the virtual time d.
func (vm *VM) RunFor(d time.Duration) *Result {
	if d <= 0 {
		panic(fmt.Sprintf("gil: RunFor(%v): the virtual time has to be positive", d))
	}
	return vm.run(d)
}

func (vm *VM) run(limit time.Duration) *Result {
	if vm.started {
		panic("gil: this VM has run already; make another one with New")
	}
	vm.started, vm.limit, vm.ctx = true, limit, cell.Context()
	vm.stats.begin(vm)
	defer vm.kill()
	for _, t := range vm.threads {
		t.start()
	}
	vm.handOn(vm.next())
	<-vm.over
	vm.current = nil
	r := vm.stats.result()
	vm.kill()
	if vm.crash != nil {
		panic(vm.crash)
	}
	return r
}

// kill ends the goroutines that are left, one after the other, since their
// deferred functions may share variables, and waits for all.
func (vm *VM) kill() {
	vm.killing = true
	for _, t := range vm.threads {
		if t.exited == nil {
			continue
		}
		if !t.done {
			t.done = true
			t.resume <- struct{}{}
		}
		<-t.exited
	}
}

// handOn lets t's program go on; without one, the simulation is over.
func (vm *VM) handOn(t *Thread) {
	vm.current = t
	if t == nil {
		close(vm.over)
		return
	}
	t.resume <- struct{}{}
}

// next carries the simulation on until a program can, and returns its thread,
// or nil at the end.
func (vm *VM) next() *Thread {
	for {
		if t := vm.going; t != nil {
			vm.going = nil
			return t
		}
		if vm.live == 0 || vm.err != nil || vm.crash != nil {
			return nil
		}
		if len(vm.queue) == 0 {
			vm.err = vm.deadlock()
			return nil
		}
		if vm.steps++; vm.steps&0x3ff == 0 && vm.ctx.Err() != nil {
			vm.err = context.Cause(vm.ctx)
			return nil
		}
		e := vm.queue.pop()
		if vm.limit > 0 && e.at > vm.limit {
			vm.now = vm.limit
			return nil
		}
		vm.now = e.at
		if !e.void() {
			vm.happen(e)
		}
	}
}

func (vm *VM) happen(e event) {
	t := e.thread
	switch e.kind {
	case evRunnable:
		vm.runnable(t)
	case evPlaced:
		vm.placed(t)
	case evQuantum:
		vm.quantumOver(t)
	case evBurst:
		vm.burstOver(t)
	case evCheck:
		vm.check(t)
	case evRetry:
		vm.retryOld(t)
	case evFight:
		vm.tryGIL(t)
	case evTimeout:
		vm.timeout(t)
	case evDone:
		t.answered = vm.now
		vm.need(t, vm.wake(), takeLock)
	}
}

// plan has something happen to t after d, unless t's token changes before.
func (vm *VM) plan(d time.Duration, t *Thread, kind eventKind) {
	token := t.token
	if kind == evQuantum {
		token = t.stint
	}
	vm.seq++
	vm.queue.push(event{at: vm.now + d, seq: vm.seq, thread: t, token: token, kind: kind})
}

// wake is how long a wake-up takes this time.
func (vm *VM) wake() time.Duration {
	return time.Duration(vm.jitter(float64(vm.config.Wake)))
}

// jitter varies v. The conversion keeps processors that can multiply and add in
// one step from rounding differently than others.
func (vm *VM) jitter(v float64) float64 {
	if vm.config.Jitter <= 0 {
		return v
	}
	return v * (1 + float64(vm.config.Jitter*(2*vm.rng.Float64()-1)))
}

// proceed lets the program of t go on, which has a core and the GIL, after it
// has done what is left of its operation.
func (vm *VM) proceed(t *Thread) {
	if t.left > 0 {
		vm.burst(t)
		return
	}
	if vm.going != nil {
		panic(fmt.Sprintf("gil: internal error: threads %q and %q go on at once; please report this program", vm.going.name, t.name))
	}
	if t.answered >= 0 {
		t.latencies = append(t.latencies, vm.now-t.answered)
		t.answered = -1
	}
	vm.stats.enter(t, Running)
	vm.going = t
}

// need makes t want a core after d, to do then what next says.
func (vm *VM) need(t *Thread, d time.Duration, next onCore) {
	t.next = next
	t.token++
	vm.plan(d, t, evRunnable)
}
