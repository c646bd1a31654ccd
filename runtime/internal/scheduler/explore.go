package scheduler

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Strategy decides who goes on. Explore calls it from one goroutine at a time.
type Strategy interface {
	// Pick returns the index of one of w.Choices, or -1 to give the run up.
	Pick(w *World) int
	// End is told when a run is over; false ends the exploration.
	End(w *World) (more bool)
}

// Limits end an exploration early.
type Limits struct {
	Runs   int           // at most so many schedules; 0: no limit
	Budget time.Duration // begin no other schedule after so long; 0: no limit
	First  bool          // stop at the first run that does not finish or has a race
}

// Result is what an exploration has seen.
type Result struct {
	Schedules   int // runs to their end, or to the limit of steps
	Pruned      int // runs given up because they would repeat others
	Unfinished  int // schedules cut at the limit of steps
	Steps       int // of all schedules
	Exhausted   bool
	Interrupted bool
	// Diverged counts schedules that could not be repeated: the program did
	// something else in the same situation.
	Diverged int
	Outcomes []*Outcome // in the order in which they were seen
	Races    []*Race
	Elapsed  time.Duration

	raceAt []Schedule
}

// Outcome is what schedules led to.
type Outcome struct {
	Text     string // what was printed, and how it ended
	Verdict  Verdict
	Count    int      // schedules
	First    int      // the number of the first of them, from 1
	Schedule Schedule // the first of them
	Blocked  []Blocked
	Failure  *Failure
}

// Explore runs f under one schedule after another. It returns when the strategy
// is done, a limit is reached, or s.Interrupted is closed. A panic of the
// strategy is passed on.
func Explore(f func(), strategy Strategy, s Settings, l Limits) *Result {
	e := &explorer{f: f, strategy: strategy, settings: s, limits: l, result: &Result{}, seen: map[string]*Outcome{}, began: time.Now()}
	if !e.drive() {
		return &Result{Interrupted: true, Elapsed: time.Since(e.began)}
	}
	e.result.Elapsed = time.Since(e.began)
	return e.result
}

// explorer is an exploration. It is used by the loop's goroutine while there
// is one, and by the caller of Explore in between.
type explorer struct {
	f        func()
	strategy Strategy
	settings Settings
	limits   Limits
	result   *Result
	seen     map[string]*Outcome
	began    time.Time
	world    *World // nil between runs
	runs     int
	finished bool
	broken   any // a panic of the strategy
}

// interruptGrace is how long an interrupted exploration waits for the program
// to come to an operation.
const interruptGrace = 700 * time.Millisecond

// drive runs loops until all is done. A loop ends early when the program calls
// Goexit; the next one goes on where it was. It is false when it had to leave a
// loop behind that does not come to an operation.
func (e *explorer) drive() bool {
	for !e.finished {
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			defer func() {
				if r := recover(); r != nil {
					e.broken, e.finished = r, true
				}
			}()
			e.loop()
		}()
		select {
		case <-gone:
		case <-e.settings.Interrupted:
			// The program may hang outside of all operations; then it is left alone.
			timer := time.NewTimer(interruptGrace)
			select {
			case <-gone:
				timer.Stop()
			case <-timer.C:
				return false
			}
		}
		select {
		case <-e.settings.Interrupted:
			e.result.Interrupted, e.finished = true, true
		default:
		}
	}
	if e.world != nil {
		e.world.kill()
	}
	if e.broken != nil {
		panic(e.broken)
	}
	return true
}

func (e *explorer) loop() {
	for !e.finished {
		if e.world == nil {
			e.world = newWorld(e.settings, e.runs, e.strategy.Pick)
			e.runs++
			e.world.start("main", e.f, nil, nil, Site{})
		}
		e.world.loop()
		w := e.world
		verdict, blocked := w.verdict()
		w.freeze()
		w.kill()
		e.world = nil
		if w.broken != nil {
			e.broken, e.finished = w.broken, true
			return
		}
		e.add(w, verdict, blocked)
	}
}

// add takes a run into the result and decides whether there is another one.
func (e *explorer) add(w *World, v Verdict, blocked []Blocked) {
	r := e.result
	for _, race := range w.races {
		r.addRace(race, w)
	}
	switch w.end {
	case Interrupted:
		r.Interrupted, e.finished = true, true
		return
	case Pruned:
		r.Pruned++
	default:
		r.Schedules++
		r.Steps += len(w.events)
		if v == Unfinished {
			r.Unfinished++
		}
		key := w.key(v, blocked)
		o := e.seen[key]
		if o == nil {
			o = &Outcome{Text: key, Verdict: v, First: r.Schedules, Schedule: w.path(), Blocked: blocked, Failure: w.failure}
			e.seen[key] = o
			r.Outcomes = append(r.Outcomes, o)
		}
		o.Count++
	}
	more := e.strategy.End(w)
	s, systematic := e.strategy.(*Search)
	if systematic {
		r.Diverged = s.diverged
	}
	if !more {
		r.Exhausted = systematic && s.diverged == 0 && r.Unfinished == 0
		e.finished = true
		return
	}
	l := e.limits
	e.finished = l.Runs > 0 && r.Schedules >= l.Runs ||
		l.Budget > 0 && time.Since(e.began) > l.Budget ||
		l.First && (v != Finished && w.end != Pruned || len(r.Races) > 0)
}

// maxRaces is how many races are kept before the places are known.
const maxRaces = 40

func (r *Result) addRace(x *Race, w *World) {
	if len(r.Races) == maxRaces {
		return
	}
	for _, y := range r.Races {
		if y.Variable == x.Variable && y.First.same(x.First) && y.Second.same(x.Second) {
			return
		}
	}
	r.Races = append(r.Races, x)
	r.raceAt = append(r.raceAt, w.path())
}

// maxLocated is how many outcomes are run again for their places.
const maxLocated = 100

// Locate fills in the places of the outcomes that went wrong, and of the races,
// by running the first schedule of each again.
func (r *Result) Locate(f func(), s Settings) {
	s.Traced = true
	for i, o := range r.Outcomes {
		if i == maxLocated {
			break
		}
		if o.Verdict != Deadlocked && o.Verdict != Leaked && o.Verdict != Panicked {
			continue
		}
		if _, again := replay(f, o.Schedule, s); again != nil && again.Text == o.Text {
			o.Blocked, o.Failure = again.Blocked, again.Failure
		}
	}
	for i, x := range r.Races {
		w, _ := replay(f, r.raceAt[i], s)
		if w == nil {
			continue
		}
		for _, y := range w.races {
			if y.Variable == x.Variable && y.First.like(x.First) && y.Second.like(x.Second) {
				r.Races[i] = y
				break
			}
		}
	}
	r.merge()
}

// merge keeps one of the races between the same two places, whichever came
// first and whichever goroutines ran there.
func (r *Result) merge() {
	var kept []*Race
	for _, x := range r.Races {
		double := slices.ContainsFunc(kept, func(y *Race) bool {
			return y.Variable == x.Variable &&
				(y.First.code(x.First) && y.Second.code(x.Second) || y.First.code(x.Second) && y.Second.code(x.First))
		})
		if !double {
			kept = append(kept, x)
		}
	}
	r.Races = kept
}

// code reports whether two accesses are in the same piece of code.
func (a Access) code(b Access) bool {
	return a.Write == b.Write && a.Site == b.Site && (a.Site != Site{} || a.Goroutine == b.Goroutine)
}

// like is same without the places.
func (a Access) like(b Access) bool { return a.Goroutine == b.Goroutine && a.Write == b.Write }

// replay runs one schedule; both are nil when it was interrupted.
func replay(f func(), schedule Schedule, s Settings) (*World, *Outcome) {
	c := &capture{Replay: Replay{Schedule: schedule}}
	r := Explore(f, c, s, Limits{Runs: 1})
	if r.Interrupted || len(r.Outcomes) == 0 {
		return nil, nil
	}
	return c.world, r.Outcomes[0]
}

// capture is a Replay that keeps the World.
type capture struct {
	Replay
	world *World
}

func (c *capture) End(w *World) bool { c.world = w; return c.Replay.End(w) }

// Run runs one schedule and tells what happened, step by step. The error says
// where the schedule could not be followed; the trace goes on from there as the
// goroutines come.
func Run(f func(), schedule Schedule, s Settings) (*Trace, *Outcome, error) {
	s.Traced = true
	c := &capture{Replay: Replay{Schedule: schedule}}
	r := Explore(f, c, s, Limits{Runs: 1})
	if r.Interrupted || len(r.Outcomes) == 0 {
		return nil, nil, fmt.Errorf("interrupted")
	}
	return c.world.trace(), r.Outcomes[0], c.Err
}

// Choices are the possibilities to pick from. The slice is valid until Pick
// returns.
func (w *World) Choices() []Choice { return w.choices }

// Step is the number of events so far.
func (w *World) Step() int { return len(w.events) }

// Last is the goroutine of the last event; Clock also if there was none.
func (w *World) Last() int { return w.last }

// Pending says in words what a choice would do: "g1: lock a".
func (w *World) Pending(c Choice) (goroutine, doing string) {
	if c.Goroutine == Clock {
		return "clock", "the clock moves"
	}
	g := w.gs[c.Goroutine]
	o := g.op.object
	if c.Case >= 0 {
		o = g.op.Cases[c.Case].object
	}
	if o == nil || g.op.Kind == Print {
		return g.name, g.op.Kind.String()
	}
	return g.name, g.op.Kind.String() + " " + o.name
}

// path is the schedule of the events so far.
func (w *World) path() Schedule {
	s := make(Schedule, len(w.events))
	for i := range w.events {
		s[i] = w.events[i].Choice
	}
	return s
}

// Schedule is a list of choices. As text it is the goroutines' numbers, "*3"
// for three times the same, "/1" for case 1 of a select, "t" for the clock:
// "1*2 2 t 0".
type Schedule []Choice

func (s Schedule) String() string {
	var words []string
	for i := 0; i < len(s); {
		n := 1
		for i+n < len(s) && s[i+n] == s[i] {
			n++
		}
		word := "t"
		if s[i].Goroutine != Clock {
			word = strconv.Itoa(int(s[i].Goroutine))
		}
		if s[i].Case >= 0 {
			word += "/" + strconv.Itoa(int(s[i].Case))
		}
		if n > 1 {
			word += "*" + strconv.Itoa(n)
		}
		words = append(words, word)
		i += n
	}
	return strings.Join(words, " ")
}

// ParseSchedule reads the text of a Schedule.
func ParseSchedule(text string) (Schedule, error) {
	var s Schedule
	for i, word := range strings.Fields(text) {
		bad := fmt.Errorf("word %d of the schedule is %q: expected a goroutine's number or t for the clock, then /1 for a case, *3 for three times", i+1, word)
		rest, times, isTimes := strings.Cut(word, "*")
		who, which, isCase := strings.Cut(rest, "/")
		c, n := Choice{Clock, -1}, 1
		if who != "t" {
			g, err := strconv.ParseInt(who, 10, 32)
			if err != nil || g < 0 {
				return nil, bad
			}
			c.Goroutine = int32(g)
		}
		if isCase {
			k, err := strconv.ParseInt(which, 10, 32)
			if err != nil || k < 0 {
				return nil, bad
			}
			c.Case = int32(k)
		}
		if isTimes {
			var err error
			if n, err = strconv.Atoi(times); err != nil || n < 1 || n > 1e6 {
				return nil, bad
			}
		}
		for range n {
			s = append(s, c)
		}
	}
	return s, nil
}
