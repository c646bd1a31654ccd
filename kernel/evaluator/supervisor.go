package evaluator

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Options say how the front starts and treats its evaluators. The zero value
// starts the running executable itself with the argument "evaluate", in the
// current folder, without a memory limit and without a spare.
type Options struct {
	Command []string // argv of the child; nil: this executable, "evaluate"
	Env     []string // whole environment as in exec.Cmd; nil: inherited
	Dir     string   // working folder of the child; "": inherited
	Memory  int64    // limit of the child's data in bytes; 0: none
	Spare   bool     // keep a second process warm
	Events  Handler  // nil: everything that cells say is dropped

	InterruptGrace time.Duration // from asking to killing; 0: DefaultInterruptGrace
	CloseGrace     time.Duration // from asking to killing; 0: DefaultCloseGrace
	SpareDelay     time.Duration // from a ready evaluator to starting the spare; 0: DefaultSpareDelay
}

// Defaults of Options.
const (
	DefaultInterruptGrace = time.Second
	DefaultCloseGrace     = 500 * time.Millisecond
	DefaultSpareDelay     = 300 * time.Millisecond // the first cell has the processors to itself
)

const (
	// maxStartFailures is how many evaluators in a row may fail to start, or end
	// while young and idle, before the supervisor stops trying by itself; each
	// request then tries once.
	maxStartFailures = 3
	youth            = 2 * time.Second
)

// Handler gets what cells say. Stream, Display, ClearOutput and Comm are called
// one at a time for one evaluator, in the order in which its cells spoke; one
// that blocks holds the cells back. Execute returns only after everything that
// the cell said before its end has been handled.
type Handler interface {
	// Stream delivers text of the cell's "stdout" or "stderr". With CellCurrent
	// it was written to the file descriptors, by native code or by a child
	// process, and belongs to the running or most recent cell.
	Stream(cell CellID, name string, text []byte)
	Display(cell CellID, d Display)
	ClearOutput(cell CellID, wait bool)
	Comm(m CommMessage)
	// Input asks for a line; it returns ErrInputRefused, io.EOF, or ctx.Err()
	// as Output.Input does. Each call has a goroutine of its own. When ctx is
	// done nobody waits for the line any more.
	Input(ctx context.Context, cell CellID, prompt string, password bool) (string, error)
	// Restarted says that the evaluator was replaced. When a cell was running
	// (Crash.Cell is not 0) the call ends before Execute returns the Result that
	// says the same; else nobody else tells.
	Restarted(c Crash)
}

// Supervisor is the front's end: one evaluator at work, if wanted one in
// reserve, and the rules for replacing it.
//
// Goroutines: watch, one for each process, waits for its end and replaces it;
// reap waits for orphans of the evaluators; thread starts children. Close ends
// them all. Execute, Complete and the other requests run on their callers'.
type Supervisor struct {
	options Options
	thread  *thread
	watches sync.WaitGroup
	stop    chan struct{} // closed by Close, ends reap
	reapEnd chan struct{} // closed by reap
	closing sync.Once

	executing sync.Mutex // held by Execute: cells run one after another

	mu            sync.Mutex // guards what follows
	atWork        *process   // nil: none could be started
	spare         *process
	spareTimer    *time.Timer
	living        map[*process]bool
	declared      []Cell // to be replayed
	ran           []int  // numbers of the cells that atWork has run
	cancel        context.CancelFunc
	closed        bool
	failures      int // evaluators in a row that ran no cell
	spareFailures int
	startErr      error
}

// serial tells the processes of this front apart.
var serial atomic.Int64

// Start starts the first evaluator and returns without waiting until it is
// ready; everything that needs it waits, see Ready. ctx only bounds the start.
func Start(ctx context.Context, o Options) (*Supervisor, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if o.InterruptGrace == 0 {
		o.InterruptGrace = DefaultInterruptGrace
	}
	if o.CloseGrace == 0 {
		o.CloseGrace = DefaultCloseGrace
	}
	if o.SpareDelay == 0 {
		o.SpareDelay = DefaultSpareDelay
	}
	subreap(+1)
	s := &Supervisor{
		options: o,
		thread:  newThread(),
		living:  map[*process]bool{},
		stop:    make(chan struct{}),
		reapEnd: make(chan struct{}),
	}
	go s.reap()
	s.mu.Lock()
	s.promote()
	err := s.startErr
	s.mu.Unlock()
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// promote puts the spare, or else a new process, to work and has it declare
// again what earlier cells declared. The caller has the lock.
func (s *Supervisor) promote() {
	next := s.spare
	s.spare = nil
	if next == nil {
		next, s.startErr = s.launch()
	}
	s.atWork = next
	if next == nil {
		return
	}
	if len(s.declared) > 0 {
		next.replay(s.declared)
	}
	if next.isReady() {
		s.launchSpare()
	}
}

// launch starts a process. The caller has the lock.
func (s *Supervisor) launch() (*process, error) {
	if s.closed {
		return nil, ErrClosed
	}
	marker := fmt.Sprintf("%d-%d", os.Getpid(), serial.Add(1))
	var child *spawned
	var err error
	s.thread.do(func() { child, err = spawn(&s.options, marker) })
	if err != nil {
		return nil, err
	}
	p := newProcess(child, marker, &s.options, s.becameReady)
	s.living[p] = true
	s.watches.Go(func() { s.watch(p) })
	return p, nil
}

// launchSpare starts the spare after a delay, if one is wanted and missing. The
// caller has the lock.
func (s *Supervisor) launchSpare() {
	if !s.options.Spare || s.closed {
		return
	}
	if s.spareTimer == nil {
		s.spareTimer = time.AfterFunc(s.options.SpareDelay, s.launchSpareNow)
	} else {
		s.spareTimer.Reset(s.options.SpareDelay)
	}
}

// launchSpareNow is called by the timer.
func (s *Supervisor) launchSpareNow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	ready := s.atWork != nil && s.atWork.isReady() // else: when it becomes ready
	if ready && s.spare == nil && !s.closed && s.spareFailures < maxStartFailures {
		s.spare, _ = s.launch() // without a spare, a replacement takes longer
	}
}

// becameReady is called by a process that is ready for cells.
func (s *Supervisor) becameReady(p *process) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p == s.atWork {
		s.launchSpare()
	}
}

// watch waits for the end of p and replaces it.
func (s *Supervisor) watch(p *process) {
	<-p.dead
	if s.replace(p) && s.options.Events != nil {
		s.options.Events.Restarted(p.crash)
	}
	close(p.ended)
}

// replace finds a successor for the dead process p and completes its crash
// report. It says whether p had been at work.
func (s *Supervisor) replace(p *process) (worked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.living, p)
	young := time.Since(p.started) < youth
	if p == s.spare {
		s.spare = nil
		if young {
			s.spareFailures++
		}
		s.launchSpare()
		return false
	}
	dropped := p.replaying.Load() != 0
	declared := s.declared
	if dropped {
		s.declared = nil
	}
	p.crash.complete(lostText(s.ran, len(s.declared) > 0, dropped), func(number int) string {
		return sourceOf(number, p.running.Load(), declared)
	})
	idle := len(s.ran) == 0
	s.ran = nil
	s.atWork = nil
	if s.closed {
		return false
	}
	switch {
	case p.failure != "":
		s.startErr = fmt.Errorf("the evaluator does not start: %s", p.startFailure())
		s.failures++
	case idle && young:
		s.startErr = fmt.Errorf("the evaluator keeps ending: %s", p.crash.Cause)
		s.failures++
	}
	if s.failures < maxStartFailures {
		s.promote()
	}
	return p.failure == ""
}

// sourceOf finds the code of In[number].
func sourceOf(number int, r *running, declared []Cell) string {
	if r != nil && r.cell.Number == number {
		return r.cell.Code
	}
	for i := len(declared) - 1; i >= 0; i-- {
		if declared[i].Number == number {
			return declared[i].Code
		}
	}
	return ""
}

// acquire waits for a process that is ready for cells.
func (s *Supervisor) acquire(ctx context.Context) (*process, error) {
	for tried := false; ; {
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			return nil, ErrClosed
		}
		if s.atWork == nil && !tried {
			tried = true
			s.promote()
		}
		p, err := s.atWork, s.startErr
		s.mu.Unlock()
		if p == nil {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-p.begun:
		}
		if p.failure == "" {
			select {
			case <-p.gone: // its successor is on the way
			default:
				return p, nil
			}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-p.ended:
		}
	}
}

// Ready waits until an evaluator is ready for cells, or says why none is.
func (s *Supervisor) Ready(ctx context.Context) error {
	_, err := s.acquire(ctx)
	return err
}

// PID is the process id of the evaluator at work, 0 when there is none.
func (s *Supervisor) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.atWork == nil {
		return 0
	}
	return s.atWork.pid
}

// Close ends all evaluators and what their cells started: asks, waits
// Options.CloseGrace, kills. It returns when they and the supervisor's
// goroutines are gone. A running Execute returns an error.
func (s *Supervisor) Close() error {
	s.closing.Do(func() {
		s.mu.Lock()
		s.closed = true
		if s.spareTimer != nil {
			s.spareTimer.Stop()
		}
		for p := range s.living {
			p.end(s.options.CloseGrace)
		}
		s.mu.Unlock()
		s.watches.Wait()
		close(s.stop)
		<-s.reapEnd
		s.thread.close()
		subreap(-1)
	})
	return nil
}

// reap waits for orphans whenever a child of this process has died.
func (s *Supervisor) reap() {
	defer close(s.reapEnd)
	died, stop := childDeaths()
	defer stop()
	for {
		select {
		case <-s.stop:
			return
		case <-died:
		}
		s.mu.Lock()
		for p := range s.living {
			p.reapOrphans()
		}
		s.mu.Unlock()
	}
}
