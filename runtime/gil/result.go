package gil

import (
	"slices"
	"time"
)

// A Result is what was seen in a run.
type Result struct {
	Config Config
	// Err says why the run ended before its threads and its time were over:
	// a *Deadlock, or the cause of an interrupt. Usually nil.
	Err error
	// Wall is the virtual time that the run took.
	Wall    time.Duration
	Threads []ThreadStats // in the order in which they were made
	Vars    []VarStats
	Mutexes []MutexStats
	Spans   []Span // what each thread did, in the order of their ends
	Holds   []Hold // who had the GIL, in the order of their ends; empty without one
	// Truncated is the time from which on Spans and Holds are missing because
	// there were too many; 0 if they are complete. Everything else is complete.
	Truncated time.Duration

	overlap  time.Duration
	measured bool          // on a real Python
	cpu      time.Duration // of the process, if measured
}

// ThreadStats is about one thread. All times are virtual.
type ThreadStats struct {
	Name        string
	Interpreter string
	Start, End  time.Duration // End is that of the run if Ended is false
	Ended       bool

	CPU    time.Duration // on a core, Wasted included
	Wasted time.Duration // of CPU: spent on the old GIL instead of the program
	Held   time.Duration // had the GIL

	Bytecode     time.Duration // ran bytecode
	Native       time.Duration // ran native code and kept the GIL
	NoGIL        time.Duration // ran native code without the GIL
	WaitedGIL    time.Duration // waited or fought for the GIL
	WaitedCore   time.Duration // could run, but had no core
	WaitedLock   time.Duration // waited for mutexes and threads
	WaitedDevice time.Duration // slept or waited for IO

	Holds       int // times that it had the GIL
	Switches    int // times that it got the GIL from another thread
	Forced      int // times that it gave the GIL up because another thread asked
	Voluntary   int // times that it gave the GIL up for IO, locks or native code
	FailedWakes int // times that it was woken for the GIL, or tried, in vain

	// Latencies are the times from the ends of its waits for IO and sleep until
	// it went on.
	Latencies []time.Duration
}

// VarStats is about one shared variable.
type VarStats struct {
	Name                string
	Value, Stores, Lost int
}

// MutexStats is about one mutex: how often it was locked, and how often the
// thread had to wait for that.
type MutexStats struct {
	Name              string
	Locked, Contended int
}

func (r *recorder) result() *Result {
	vm := r.vm
	r.end()
	out := &Result{Config: vm.config, Err: vm.err, Wall: vm.now, Spans: r.spans, Holds: r.allHolds, Truncated: r.truncated, overlap: r.overlap}
	for _, t := range vm.threads {
		s := ThreadStats{
			Name: t.name, Interpreter: t.in.name, Start: t.begun, End: t.end, Ended: t.done,
			CPU: t.cpu, Wasted: t.wasted, Held: t.held,
			Bytecode: t.times[Running], Native: t.times[Native], NoGIL: t.times[NoGIL],
			WaitedGIL: t.times[WaitGIL] + t.times[Fighting], WaitedCore: t.times[Runnable],
			WaitedLock: t.times[WaitLock], WaitedDevice: t.times[Blocked],
			Holds: t.holds, Switches: t.switches, Forced: t.forced, Voluntary: t.voluntary, FailedWakes: t.failedWakes,
			Latencies: t.latencies,
		}
		if !t.done {
			s.End = vm.now
		}
		out.Threads = append(out.Threads, s)
	}
	for _, x := range vm.ints {
		out.Vars = append(out.Vars, VarStats{x.name, x.value, x.stores, x.Lost()})
	}
	for _, m := range vm.mutexes {
		out.Mutexes = append(out.Mutexes, MutexStats{m.name, m.locked, m.contended})
	}
	return out
}

// Thread is what is known of the thread of that name, the first if there are
// several; ok is false if there is none.
func (r *Result) Thread(name string) (t ThreadStats, ok bool) {
	i := slices.IndexFunc(r.Threads, func(t ThreadStats) bool { return t.Name == name })
	if i < 0 {
		return t, false
	}
	return r.Threads[i], true
}

// CPU is the time that all threads spent on cores.
func (r *Result) CPU() time.Duration {
	if r.measured {
		return r.cpu
	}
	return total(r, func(t ThreadStats) time.Duration { return t.CPU })
}

// Wasted is the part of CPU that went into the old GIL.
func (r *Result) Wasted() time.Duration {
	return total(r, func(t ThreadStats) time.Duration { return t.Wasted })
}

// Switches is how often the GIL went from one thread to another.
func (r *Result) Switches() int {
	n := 0
	for _, t := range r.Threads {
		n += t.Switches
	}
	return n
}

func total(r *Result, of func(ThreadStats) time.Duration) (d time.Duration) {
	for _, t := range r.Threads {
		d += of(t)
	}
	return d
}

// Overlap is for how long at least two threads ran bytecode at the same time:
// 0 wherever there is one GIL.
func (r *Result) Overlap() time.Duration { return r.overlap }

// Parallelism is how many cores were busy on average: CPU / Wall.
func (r *Result) Parallelism() float64 { return ratio(r.CPU(), r.Wall) }

// Utilization is the part of the time that somebody had the GIL. With several
// GILs it can be more than 1.
func (r *Result) Utilization() float64 {
	return ratio(total(r, func(t ThreadStats) time.Duration { return t.Held }), r.Wall)
}

func ratio(a, b time.Duration) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Fairness is Jain's index of the times in which the threads ran: 1 if all had
// the same, 1/n if one of n had everything.
func (r *Result) Fairness() float64 {
	var sum, squares float64
	for _, t := range r.Threads {
		x := (t.Bytecode + t.Native + t.NoGIL).Seconds()
		sum += x
		squares += x * x
	}
	if squares == 0 {
		return 1
	}
	return sum * sum / (float64(len(r.Threads)) * squares)
}

// Latency is a percentile (0 to 100) of the times from the ends of waits until
// the threads went on; 0 if there was no wait.
func (r *Result) Latency(percent float64) time.Duration {
	var all []time.Duration
	for _, t := range r.Threads {
		all = append(all, t.Latencies...)
	}
	return percentile(all, percent)
}

// Latency is a percentile (0 to 100) of the thread's latencies.
func (t ThreadStats) Latency(percent float64) time.Duration {
	return percentile(slices.Clone(t.Latencies), percent)
}

// HoldTime is a percentile (0 to 100) of how long the GIL was held at a time.
func (r *Result) HoldTime(percent float64) time.Duration {
	all := make([]time.Duration, len(r.Holds))
	for i, h := range r.Holds {
		all[i] = h.To - h.From
	}
	return percentile(all, percent)
}

// percentile sorts what it gets.
func percentile(xs []time.Duration, percent float64) time.Duration {
	if len(xs) == 0 {
		return 0
	}
	slices.Sort(xs)
	i := int(percent/100*float64(len(xs)-1) + 0.5)
	return xs[min(max(i, 0), len(xs)-1)]
}
