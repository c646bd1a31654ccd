package gil

import "fmt"

// An Int is a variable that threads share, such as a global of a Python module.
// It notices updates that were lost. (Variables of the Go program can be shared
// as well: only one thread's program runs at a time, and operations are where
// others get their turn.)
type Int struct {
	vm     *VM
	name   string
	value  int
	stores int
	// depth is how many stores led to the value, each from the value that its
	// thread had loaded. Those that did not are lost.
	depth int
	seen  map[*Thread]int // depth of the value that a thread has loaded
}

// Int makes a shared variable.
func (vm *VM) Int(name string, value int) *Int {
	x := &Int{vm: vm, name: name, value: value, seen: map[*Thread]int{}}
	vm.ints = append(vm.ints, x)
	return x
}

// Value is the variable's value. It takes no virtual time.
func (x *Int) Value() int { return x.value }

// Lost is how many stores had no effect on the value, since a thread stored
// what it made of an older one. A store by a thread that did not load before
// counts as one that means to replace the value.
func (x *Int) Lost() int { return x.stores - x.depth }

func (t *Thread) shares(op string, x *Int) {
	t.mine(op)
	if x == nil {
		panic(fmt.Sprintf("gil: %s of thread %q: the variable is nil; make one with VM.Int", op, t.name))
	}
	if x.vm != t.vm {
		panic(fmt.Sprintf("gil: %s of thread %q: variable %q belongs to another VM", op, t.name, x.name))
	}
}

// Load reads a shared variable: one instruction.
func (t *Thread) Load(x *Int) int {
	t.shares("Load", x)
	t.use(opBytecode, t.vm.tick(), 0, false)
	x.seen[t] = x.depth
	return x.value
}

// Store writes a shared variable: one instruction.
func (t *Thread) Store(x *Int, v int) {
	t.shares("Store", x)
	t.use(opBytecode, t.vm.tick(), 0, false)
	depth, loaded := x.seen[t]
	if !loaded {
		depth = x.depth
	}
	delete(x.seen, t)
	x.value, x.depth = v, depth+1
	x.stores++
}

// Add is x += n: a load, the sum, and a store, without a jump or a call
// between them.
func (t *Thread) Add(x *Int, n int) {
	v := t.Load(x)
	t.use(opBytecode, addTicks*t.vm.tick(), 0, false)
	t.Store(x, v+n)
}

// A Mutex is a lock that threads use, Python's threading.Lock. It is not the
// GIL: waiting for it releases the GIL.
type Mutex struct {
	vm      *VM
	name    string
	owner   *Thread
	waiters []*Thread
	// How often it was locked, and how often that meant to wait.
	locked, contended int
}

// Mutex makes a lock.
func (vm *VM) Mutex(name string) *Mutex {
	m := &Mutex{vm: vm, name: name}
	vm.mutexes = append(vm.mutexes, m)
	return m
}

func (t *Thread) locks(op string, m *Mutex) {
	t.mine(op)
	if m == nil {
		panic(fmt.Sprintf("gil: %s of thread %q: the mutex is nil; make one with VM.Mutex", op, t.name))
	}
	if m.vm != t.vm {
		panic(fmt.Sprintf("gil: %s of thread %q: mutex %q belongs to another VM", op, t.name, m.name))
	}
}

// Lock acquires m, waiting without the GIL as long as another thread has it. A
// thread that locks what it has locked waits for ever.
func (t *Thread) Lock(m *Mutex) {
	t.locks("Lock", m)
	t.use(opBytecode, callTicks*t.vm.tick(), 0, true)
	m.locked++
	if m.owner == nil {
		m.owner = t
		return
	}
	m.contended++
	m.waiters = append(m.waiters, t)
	t.waitMutex = m
	t.waitLocked()
	t.waitMutex = nil
}

// Unlock releases m and wakes the thread that has waited for it longest. It
// panics if m is not locked. As in Python, any thread may do it.
func (t *Thread) Unlock(m *Mutex) {
	t.locks("Unlock", m)
	if m.owner == nil {
		panic(fmt.Sprintf("gil: thread %q unlocks mutex %q, which is not locked", t.name, m.name))
	}
	m.owner = nil
	if len(m.waiters) > 0 {
		w := m.waiters[0]
		m.waiters = m.waiters[1:]
		t.vm.need(w, t.vm.wake(), tryMutex)
	}
	t.use(opBytecode, callTicks*t.vm.tick(), 0, true)
}

// tryMutex is the try of a thread that an Unlock has woken. Somebody else may
// have been faster.
func (vm *VM) tryMutex(t *Thread) {
	m := t.waitMutex
	if m.owner == nil {
		m.owner = t
		vm.takeGIL(t)
		return
	}
	m.waiters = append([]*Thread{t}, m.waiters...)
	vm.leaveCore(t)
	t.token++
	vm.stats.enter(t, WaitLock)
}
