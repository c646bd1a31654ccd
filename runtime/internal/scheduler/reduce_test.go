package scheduler

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	fuzzPrograms = flag.Int("programs", 60, "how many random programs the reduction is compared on")
	fuzzSeed     = flag.Uint64("seed", 1, "the first of their seeds")
)

// TestReductionKeepsOutcomes is the gate of the reduction: on random programs
// that use every operation, the outcomes of the reduced search are those of the
// search through all schedules. An error in the reduction loses bugs without a
// sign; this test is the sign.
func TestReductionKeepsOutcomes(t *testing.T) {
	most := 2000 // schedules of one program, in full
	if raceEnabled {
		// The runtime does not tell the race detector when a coroutine has
		// ended, so each keeps its state: a hundred thousand are a gigabyte.
		most, *fuzzPrograms = 300, min(*fuzzPrograms, 4)
	}
	compared, large, full, slept, reduced := 0, 0, 0, 0, 0
	used := map[string]int{}
	for seed := *fuzzSeed; compared < *fuzzPrograms && seed < *fuzzSeed+uint64(10**fuzzPrograms); seed++ {
		p := newProgram(seed)
		s := Settings{Steps: 200, Early: seed%3 == 0}
		all := Explore(p.run, &Search{Preemptions: -1}, s, Limits{Runs: most})
		if !all.Exhausted {
			large++
			continue
		}
		compared++
		for _, op := range p.ops() {
			used[op]++
		}
		sleep := Explore(p.run, &Search{Preemptions: -1, Reduce: true, sleepOnly: true}, s, Limits{})
		dpor := Explore(p.run, &Search{Preemptions: -1, Reduce: true}, s, Limits{})
		full, slept, reduced = full+all.Schedules, slept+sleep.Schedules, reduced+dpor.Schedules
		for name, r := range map[string]*Result{"sleep sets": sleep, "partial-order reduction": dpor} {
			if !r.Exhausted || r.Schedules > all.Schedules {
				t.Errorf("seed %d: %s: exhausted %v after %d schedules, in full %d", seed, name, r.Exhausted, r.Schedules, all.Schedules)
			}
			if lost := missing(all, r); len(lost) > 0 {
				t.Errorf("seed %d (early timers: %v): %s lost %d of %d outcomes:\n%s\nof the program\n%s", seed, s.Early, name,
					len(lost), len(all.Outcomes), strings.Join(lost[:min(len(lost), 3)], "\n"), p)
			}
			if extra := missing(r, all); len(extra) > 0 {
				t.Errorf("seed %d: %s has outcomes that the full search has not: %q", seed, name, extra)
			}
			if a, b := raceNames(all), raceNames(r); a != b {
				t.Errorf("seed %d: %s reports races %s, the full search %s, of the program\n%s", seed, name, b, a, p)
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d programs compared, %d too large; schedules in full %d, with sleep sets %d, reduced %d", compared, large, full, slept, reduced)
	t.Logf("operations used: %v", used)
	if compared < *fuzzPrograms/2 {
		t.Errorf("only %d programs were small enough to compare", compared)
	}
}

func missing(from, in *Result) (lost []string) {
	have := counts(in)
	for _, o := range from.Outcomes {
		if have[o.Text] == 0 {
			lost = append(lost, fmt.Sprintf("%q by %s", o.Text, o.Schedule))
		}
	}
	return lost
}

// raceNames are the variables that have races. Which accesses are reported
// first depends on the order of the schedules.
func raceNames(r *Result) string {
	var names []string
	for _, x := range r.Races {
		names = append(names, x.Variable)
	}
	slices.Sort(names)
	return fmt.Sprint(slices.Compact(names))
}

// program is a random program: a few steps for main and for up to three
// goroutines.
type program struct {
	main       []step
	goroutines [][]step
	waits      bool // main waits with a WaitGroup, not for all
}

type step struct{ op, a, b int }

func newProgram(seed uint64) program {
	r := rand.New(rand.NewPCG(seed, 0))
	p := program{waits: r.IntN(2) == 0}
	steps := func(n int) (list []step) {
		for range n {
			list = append(list, step{r.IntN(len(stepTexts)), r.IntN(3), r.IntN(2)})
		}
		return list
	}
	for range 2 + r.IntN(3)/2 {
		p.goroutines = append(p.goroutines, steps(1+r.IntN(3)))
	}
	p.main = steps(r.IntN(3))
	return p
}

func (p program) ops() (names []string) {
	for _, list := range append(slices.Clone(p.goroutines), p.main) {
		for _, s := range list {
			names = append(names, stepTexts[s.op])
		}
	}
	return names
}

func (p program) String() string {
	var b strings.Builder
	for i, list := range append([][]step{p.main}, p.goroutines...) {
		fmt.Fprintf(&b, "g%d:", i)
		for _, s := range list {
			fmt.Fprintf(&b, " %s(%d,%d)", stepTexts[s.op], s.a, s.b)
		}
		b.WriteString("\n")
	}
	return b.String()
}

var stepTexts = []string{"send", "receive", "mutex", "select receives", "select send and receive", "atomic load", "read lock",
	"write lock", "cond wait", "cond signal", "close", "select closed", "lock 0 1", "lock 1 0", "sleep", "load", "store", "increment",
	"once", "trylock", "try read lock", "len", "timer", "stop timer", "after func", "add and done", "group wait", "nil channel", "yield", "cond broadcast", "goexit", "now"}

// things are what the goroutines of a program share.
type things struct {
	ch      [3]*Handle
	mu      [2]*Handle
	rw      *Handle
	at      *Handle
	vars    [3]*Handle
	cond    *Handle
	once    *Handle
	group   *Handle
	done    *Handle
	timer   *Handle
	afterC  *Handle
	started *Handle
}

func (p program) run() {
	x := &things{rw: &Handle{Class: RWMutex, Name: "rw"}, at: &Handle{Class: Atomic, Name: "at", Initial: 0},
		once: &Handle{Class: Once, Name: "once"}, group: &Handle{Class: WaitGroup, Name: "group"},
		done: &Handle{Class: Channel, Name: "done"}, afterC: &Handle{Class: Channel, Name: "after", Cap: 1}}
	x.timer = &Handle{Class: Timer, Name: "timer", Of: x.afterC}
	for i := range x.ch {
		x.ch[i] = &Handle{Class: Channel, Name: fmt.Sprint("ch", i), Cap: i}
		x.vars[i] = variable(fmt.Sprint("v", i), 0)
	}
	for i := range x.mu {
		x.mu[i] = &Handle{Class: Mutex, Name: fmt.Sprint("mu", i)}
	}
	x.cond = &Handle{Class: Cond, Name: "cond", Of: x.mu[0]}
	x.started = &Handle{Class: Timer, Name: "func", Func: func() { add(x.at, 100) }}
	wg := &Handle{Class: WaitGroup, Name: "wg"}
	for i, list := range p.goroutines {
		Do("Add", Op{Kind: Add, Handle: wg, Count: 1})
		Go(func() {
			defer Do("Done", Op{Kind: Done, Handle: wg, Count: -1})
			x.body(i+1, list)
		}, Site{})
	}
	x.body(0, p.main)
	if p.waits {
		Do("Wait", Op{Kind: Wait, Handle: wg})
	} else {
		join()
	}
}

func add(h *Handle, n int) int {
	return Do("Add", Op{Kind: AtomicStore, Handle: h, Apply: func(old any) (any, any) { return old.(int) + n, old.(int) + n }}).Value.(int)
}

// body runs steps and prints what they saw.
func (x *things) body(id int, list []step) {
	var seen strings.Builder
	for i, s := range list {
		fmt.Fprintf(&seen, "%v ", x.step(s, id*10+i))
	}
	printf("<%d: %s>", id, seen.String())
}

func (x *things) step(s step, v int) any {
	selects := func(def bool, cases ...Case) any {
		o := Do("Select", Op{Kind: Select, Cases: cases, Default: def})
		return fmt.Sprint(o.Count, o.Value, o.OK)
	}
	a, next := x.ch[s.a], x.ch[(s.a+1)%3]
	mu := x.mu[s.b]
	switch stepTexts[s.op] {
	case "send":
		Do("Send", Op{Kind: Send, Handle: a, Value: v})
	case "receive":
		return Do("Recv", Op{Kind: Recv, Handle: a}).Value
	case "mutex":
		lock(mu)
		n := add(x.at, 1)
		unlock(mu)
		return n
	case "select receives":
		return selects(false, Case{Handle: a}, Case{Handle: next})
	case "select send and receive":
		return selects(s.b == 0, Case{Handle: a, Send: true, Value: v}, Case{Handle: next})
	case "atomic load":
		return Do("Load", Op{Kind: AtomicLoad, Handle: x.at}).Value
	case "read lock":
		Do("RLock", Op{Kind: ReadLock, Handle: x.rw})
		n := Do("Load", Op{Kind: AtomicLoad, Handle: x.at}).Value
		Do("RUnlock", Op{Kind: ReadUnlock, Handle: x.rw})
		return n
	case "write lock":
		Do("Lock", Op{Kind: Announce, Handle: x.rw})
		Do("Lock", Op{Kind: WriteLock, Handle: x.rw})
		add(x.at, 10)
		Do("Unlock", Op{Kind: WriteUnlock, Handle: x.rw})
	case "cond wait":
		lock(x.mu[0])
		if Do("Load", Op{Kind: AtomicLoad, Handle: x.at}).Value.(int)%2 == 0 {
			Do("Wait", Op{Kind: CondWait, Handle: x.cond})
		}
		unlock(x.mu[0])
	case "cond signal":
		add(x.at, 1)
		Do("Signal", Op{Kind: Signal, Handle: x.cond})
	case "cond broadcast":
		Do("Broadcast", Op{Kind: Broadcast, Handle: x.cond})
	case "close":
		Do("Close", Op{Kind: Close, Handle: []*Handle{x.done, a}[s.b]})
	case "select closed":
		return selects(s.b == 0, Case{Handle: x.done}, Case{Handle: a})
	case "lock 0 1", "lock 1 0":
		first, second := x.mu[0], x.mu[1]
		if stepTexts[s.op] == "lock 1 0" {
			first, second = second, first
		}
		lock(first)
		lock(second)
		unlock(second)
		unlock(first)
	case "sleep":
		Do("Sleep", Op{Kind: Sleep, For: time.Duration(s.a + 1)})
	case "load":
		return load(x.vars[s.a])
	case "store":
		store(x.vars[s.a], v)
	case "increment":
		store(x.vars[s.a], load(x.vars[s.a])+1)
	case "once":
		if Do("Do", Op{Kind: OnceBegin, Handle: x.once}).OK {
			store(x.vars[s.a], v)
			Do("Do", Op{Kind: OnceEnd, Handle: x.once})
			return true
		}
	case "trylock":
		if Do("TryLock", Op{Kind: TryLock, Handle: mu}).OK {
			unlock(mu)
			return true
		}
	case "try read lock":
		kind, undo := TryReadLock, ReadUnlock
		if s.b == 0 {
			kind, undo = TryWriteLock, WriteUnlock
		}
		if Do("TryRLock", Op{Kind: kind, Handle: x.rw}).OK {
			Do("RUnlock", Op{Kind: undo, Handle: x.rw})
			return true
		}
	case "len":
		return Do("Len", Op{Kind: Len, Handle: a}).Count
	case "timer":
		Do("Reset", Op{Kind: StartTimer, Handle: x.timer, For: time.Duration(s.a)})
		if s.b == 0 {
			return Do("Recv", Op{Kind: Recv, Handle: x.afterC}).Value
		}
		return selects(false, Case{Handle: x.afterC}, Case{Handle: a})
	case "stop timer":
		return Do("Stop", Op{Kind: StopTimer, Handle: x.timer}).OK
	case "after func":
		Do("AfterFunc", Op{Kind: StartTimer, Handle: x.started, For: time.Duration(s.a)})
	case "add and done":
		Do("Add", Op{Kind: Add, Handle: x.group, Count: 1})
		Do("Done", Op{Kind: Done, Handle: x.group, Count: -1})
	case "group wait":
		Do("Wait", Op{Kind: Wait, Handle: x.group})
	case "nil channel":
		return selects(true, Case{}, Case{Handle: a})
	case "yield":
		Do("Gosched", Op{Kind: Yield})
	case "goexit":
		if s.b == 0 && s.a == 0 {
			runtime.Goexit()
		}
	case "now":
		return Do("Now", Op{Kind: Now}).For
	}
	return ""
}
