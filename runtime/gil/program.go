package gil

import (
	"fmt"
	"strings"
	"time"
)

// A Program is a program that both the simulator and Python can run: threads
// made of steps, with one shared variable x and one lock.
//
//	gil.Program{Name: "convoy", Threads: []gil.Actor{
//		{Name: "server", Steps: []gil.Step{gil.Repeat(20, gil.Pause(ms), gil.Work(ms/100))}},
//		{Name: "cpu", Steps: []gil.Step{gil.Work(ms)}, Background: true},
//	}}
type Program struct {
	Name    string
	Threads []Actor
	// Limit is how long each Python may take for it, in real time, before it is
	// stopped; default 30 s.
	Limit time.Duration
}

// An Actor is one thread of a Program.
type Actor struct {
	Name  string
	Steps []Step
	// Background repeats the steps until all threads that are not in the
	// background have ended.
	Background bool
}

// A Step is something that a thread of a Program does. The functions that
// return a Step make them.
type Step struct {
	kind  stepKind
	d     time.Duration
	n     int
	steps []Step
}

type stepKind uint8

const (
	stepNone stepKind = iota
	stepWork
	stepKeep
	stepRelease
	stepPause
	stepAdd
	stepAddCall
	stepAddLocked
	stepRepeat
)

// calls are the methods of the Python side, by kind.
var calls = [...]string{stepWork: "work", stepKeep: "keep", stepRelease: "release", stepPause: "pause",
	stepAdd: "add", stepAddCall: "add_call", stepAddLocked: "add_locked"}

// Work runs bytecode that would take d if the thread were alone: on a real
// Python, as many turns of a counting loop as take that long there.
func Work(d time.Duration) Step { return lasting("Work", stepWork, d) }

// KeepGIL is a C function that keeps the GIL and takes d: sum in Python.
func KeepGIL(d time.Duration) Step { return lasting("KeepGIL", stepKeep, d) }

// ReleaseGIL is a C function that releases the GIL and takes d: SHA-256 of a
// large buffer in Python.
func ReleaseGIL(d time.Duration) Step { return lasting("ReleaseGIL", stepRelease, d) }

// Pause is time.sleep(d).
func Pause(d time.Duration) Step { return lasting("Pause", stepPause, d) }

// Increment does x += 1, n times.
func Increment(n int) Step { return counted("Increment", stepAdd, n) }

// IncrementByCall does x = x + one(), n times: a call between load and store.
func IncrementByCall(n int) Step { return counted("IncrementByCall", stepAddCall, n) }

// IncrementLocked does x += 1 with the lock held, n times.
func IncrementLocked(n int) Step { return counted("IncrementLocked", stepAddLocked, n) }

// Repeat does the steps n times.
func Repeat(n int, steps ...Step) Step {
	s := counted("Repeat", stepRepeat, n)
	s.steps = steps
	return s
}

func lasting(name string, kind stepKind, d time.Duration) Step {
	if d <= 0 {
		panic(fmt.Sprintf("gil: %s(%v): the time has to be positive", name, d))
	}
	return Step{kind: kind, d: d}
}

func counted(name string, kind stepKind, n int) Step {
	if n < 0 {
		panic(fmt.Sprintf("gil: %s(%d): the number must not be negative", name, n))
	}
	return Step{kind: kind, n: n}
}

// String is the value in words.
func (s Step) String() string {
	switch {
	case s.kind == stepNone:
		return "nothing"
	case s.kind == stepRepeat:
		inner := make([]string, len(s.steps))
		for i, t := range s.steps {
			inner[i] = t.String()
		}
		return fmt.Sprintf("%d × (%s)", s.n, strings.Join(inner, ", "))
	case s.d > 0:
		return fmt.Sprintf("%s %v", calls[s.kind], s.d)
	}
	return fmt.Sprintf("%s %d", calls[s.kind], s.n)
}

// must panics for what is no program, and returns it with its names.
func (p Program) must() Program {
	threads := make([]Actor, len(p.Threads))
	copy(threads, p.Threads)
	foreground := 0
	for i := range threads {
		a := &threads[i]
		if a.Name == "" {
			a.Name = fmt.Sprint("thread ", i+1)
		}
		if !a.Background {
			foreground++
		} else if !busy(a.Steps) {
			panic(fmt.Sprintf("gil: Program %q: thread %q in the background has nothing to repeat; it needs a Step that takes time", p.Name, a.Name))
		}
		whole(p.Name, a.Name, a.Steps)
	}
	if foreground == 0 {
		panic(fmt.Sprintf("gil: Program %q has no thread that ends; expected at least one that is not in the background", p.Name))
	}
	if p.Limit < 0 {
		panic(fmt.Sprintf("gil: Program %q: Limit is %v; it has to be positive (0 means 30s)", p.Name, p.Limit))
	}
	if p.Limit == 0 {
		p.Limit = 30 * time.Second
	}
	if p.Name == "" {
		p.Name = "program"
	}
	p.Threads = threads
	return p
}

func busy(steps []Step) bool {
	for _, s := range steps {
		if s.d > 0 || s.n > 0 && (s.kind != stepRepeat || busy(s.steps)) {
			return true
		}
	}
	return false
}

func whole(program, thread string, steps []Step) {
	for _, s := range steps {
		if s.kind == stepNone {
			panic(fmt.Sprintf("gil: Program %q: thread %q has an empty Step; make steps with Work, Pause, Repeat and their like", program, thread))
		}
		whole(program, thread, s.steps)
	}
}

// Simulate runs the program in the simulator. Work takes what it says also
// without a GIL, since on a real Python it is measured there: the price of
// free threading does not show in it.
func (p Program) Simulate(c Config) *Result {
	p = p.must()
	return p.simulate(c, p.Threads)
}

// alone is what the threads that end take one after the other.
func (p Program) alone(c Config) (time.Duration, error) {
	var sum time.Duration
	for _, a := range p.Threads {
		if a.Background {
			continue
		}
		r := p.simulate(c, []Actor{a})
		sum += r.Wall
		if r.Err != nil {
			return sum, r.Err
		}
	}
	return sum, nil
}

func (p Program) simulate(c Config, actors []Actor) *Result {
	c.FreeThreadedCost = 1
	vm := New(c)
	run := simulation{}
	if p.counts() {
		run.x = vm.Int("x", 0)
	}
	if p.has(stepAddLocked) {
		run.lock = vm.Mutex("lock")
	}
	for _, a := range actors {
		if !a.Background {
			run.left++
		}
	}
	for _, a := range actors {
		vm.Thread(a.Name, func(t *Thread) {
			if !a.Background {
				run.do(t, a.Steps, nil)
				run.left--
				return
			}
			for run.left > 0 {
				run.do(t, a.Steps, &run.left)
			}
		})
	}
	return vm.Run()
}

func (p Program) counts() bool { return p.has(stepAdd) || p.has(stepAddCall) || p.has(stepAddLocked) }

func (p Program) has(kind stepKind) bool {
	for _, a := range p.Threads {
		if has(a.Steps, kind) {
			return true
		}
	}
	return false
}

func has(steps []Step, kind stepKind) bool {
	for _, s := range steps {
		if s.kind == kind || has(s.steps, kind) {
			return true
		}
	}
	return false
}

// simulation is what the threads of a simulated Program share.
type simulation struct {
	x    *Int
	lock *Mutex
	left int // threads in the foreground that have not ended
}

// do runs the steps; those of the background end when left is 0.
func (run *simulation) do(t *Thread, steps []Step, left *int) {
	for _, s := range steps {
		if left != nil && *left == 0 {
			return
		}
		switch s.kind {
		case stepWork:
			t.Bytecode(s.d)
		case stepKeep:
			t.Native(s.d)
		case stepRelease:
			t.NoGIL(s.d)
		case stepPause:
			t.Sleep(s.d)
		case stepRepeat:
			for range s.n {
				run.do(t, s.steps, left)
			}
			t.Loop()
		default:
			run.count(t, s)
		}
	}
}

func (run *simulation) count(t *Thread, s Step) {
	for range s.n {
		switch s.kind {
		case stepAdd:
			t.Add(run.x, 1)
		case stepAddCall:
			v := t.Load(run.x)
			t.Call(func() {})
			t.Store(run.x, v+1)
		case stepAddLocked:
			t.Lock(run.lock)
			t.Add(run.x, 1)
			t.Unlock(run.lock)
		}
		t.Loop()
	}
}
