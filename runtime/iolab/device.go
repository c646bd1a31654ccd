package iolab

import (
	"context"
	"sync"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/words"
)

// Device is a simulated device: an operation waits for a place, takes the
// latency, and succeeds or fails. Any number of goroutines may use it.
type Device struct {
	chance *chance
	places chan struct{} // nil: no limit
	load   load
}

// NewDevice returns a device with the knobs Latency, Jitter, FailRate, Places
// and Seed.
func NewDevice(options ...Option) *Device {
	k := turn("iolab.NewDevice", options, "Latency", "Jitter", "FailRate", "Places", "Seed")
	d := &Device{chance: newChance(k)}
	if k.places > 0 {
		d.places = make(chan struct{}, k.places)
	}
	return d
}

// Do is one operation. The error is [ErrFailed], or says why ctx or the cell
// ended.
func (d *Device) Do(ctx context.Context) (err error) {
	defer d.load.operation("device", "operation", &err)()
	return d.do(ctx)
}

func (d *Device) do(ctx context.Context) error {
	of := cell.Context()
	if d.places != nil {
		select {
		case d.places <- struct{}{}:
			defer func() { <-d.places }()
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-of.Done():
			return context.Cause(of)
		}
	}
	latency, fails := d.chance.next()
	if err := sleep(ctx, latency); err != nil {
		return err
	}
	if fails {
		return ErrFailed
	}
	return nil
}

// Stats are what the device did since it was made, or since Reset.
func (d *Device) Stats() Stats { return d.load.stats() }

// Figure draws how many operations were in flight over time, with their mean
// and what Little's law makes of rate and time.
func (d *Device) Figure() chart.Figure { return d.load.figure("device") }

// Reset makes Stats begin anew. Operations in flight go on.
func (d *Device) Reset() { d.load.reset() }

// Stats are counts and times of operations. Little's law says that on average
// InFlight = Rate * Time, whatever the device and the order.
type Stats struct {
	Done, Failed int
	Now, Max     int           // in flight: now, and most at once
	Elapsed      time.Duration // from the first arrival to the last departure, or until now
	InFlight     float64       // mean over Elapsed
	Rate         float64       // departures a second
	Time         time.Duration // mean of an operation, waiting for a place included
}

// Little is Rate * Time, which is InFlight once all operations have ended.
func (s Stats) Little() float64 { return s.Rate * s.Time.Seconds() }

// String is the value in words.
func (s Stats) String() string {
	return words.F("%d done, %d of them failed, in %v: on average %.2f in flight (at most %d), %.1f a second, %v each",
		s.Done, s.Failed, s.Elapsed.Round(time.Microsecond), s.InFlight, s.Max, s.Rate, s.Time.Round(time.Microsecond))
}

// load counts operations in flight and adds up the area under that count.
type load struct {
	mu            sync.Mutex
	now, max      int
	done, failed  int
	begun         bool
	first, last   time.Time
	area          time.Duration // sum over time of operations in flight
	total         time.Duration // sum of the times of operations that have ended
	since, epochs time.Time     // of the last change; of the last reset
	levels        []level       // the changes since first, at most maxLevels
}

// level is how many operations were in flight from a moment on.
type level struct {
	at  time.Time
	now int
}

// maxLevels bounds what a picture of the operations in flight remembers.
const maxLevels = 50_000

// keep remembers that the count has changed.
func (l *load) keep(t time.Time) {
	if len(l.levels) < maxLevels {
		l.levels = append(l.levels, level{t, l.now})
	}
}

func (l *load) arrive() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := time.Now()
	l.advance(t)
	l.now++
	l.max = max(l.max, l.now)
	l.keep(t)
	return t
}

func (l *load) leave(begun time.Time, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := time.Now()
	l.advance(t)
	l.now--
	l.keep(t)
	l.done++
	if err != nil {
		l.failed++
	}
	if begun.Before(l.epochs) { // it arrived before the last reset
		begun = l.epochs
	}
	l.total += t.Sub(begun)
}

func (l *load) advance(t time.Time) {
	if !l.begun {
		l.begun, l.first = true, t
	} else {
		l.area += time.Duration(l.now) * t.Sub(l.since)
	}
	l.since, l.last = t, t
}

func (l *load) stats() Stats {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := Stats{Done: l.done, Failed: l.failed, Now: l.now, Max: l.max}
	if !l.begun {
		return s
	}
	if l.now > 0 {
		l.advance(time.Now())
	}
	s.Elapsed = l.last.Sub(l.first)
	if s.Elapsed > 0 {
		s.InFlight = float64(l.area) / float64(s.Elapsed)
		s.Rate = float64(l.done) / s.Elapsed.Seconds()
	}
	if l.done > 0 {
		s.Time = l.total / time.Duration(l.done)
	}
	return s
}

func (l *load) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, t := l.now, time.Now()
	l.max, l.done, l.failed, l.area, l.total = now, 0, 0, 0, 0
	l.begun, l.first, l.since, l.last, l.epochs = now > 0, t, t, t, t
	l.levels = nil
}
