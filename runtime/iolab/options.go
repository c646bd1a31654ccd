package iolab

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"interleave/runtime/cell"
)

// Option is a knob of a device, server, link or database, and of a transfer.
// What has no use for a knob says so by a panic.
type Option struct {
	name string
	set  func(*knobs)
}

// knobs are what options turn.
type knobs struct {
	latency   time.Duration
	jitter    float64
	failRate  float64
	bandwidth int64 // bytes a second, 0: no limit
	places    int   // 0: no limit
	seed      uint64
	memory    bool
	chunk     int
	buffers   int
	link      *Link
	progress  func(done, total int64)
}

// Latency makes every operation take d longer.
func Latency(d time.Duration) Option {
	if d < 0 {
		panic(fmt.Sprintf("iolab.Latency: %v; it can't be negative", d))
	}
	return Option{"Latency", func(k *knobs) { k.latency = d }}
}

// Jitter makes the latency vary by up to this share of it in both directions,
// evenly: 0.2 is plus or minus 20 %.
func Jitter(share float64) Option {
	if !(share >= 0 && share <= 1) {
		panic(fmt.Sprintf("iolab.Jitter: %v; it is a share from 0 to 1", share))
	}
	return Option{"Jitter", func(k *knobs) { k.jitter = share }}
}

// FailRate makes this share of the operations fail, after their latency.
func FailRate(share float64) Option {
	if !(share >= 0 && share <= 1) {
		panic(fmt.Sprintf("iolab.FailRate: %v; it is a share from 0 to 1", share))
	}
	return Option{"FailRate", func(k *knobs) { k.failRate = share }}
}

// Bandwidth limits data to so many bytes a second, for all together.
func Bandwidth(bytesPerSecond int64) Option {
	if bytesPerSecond < 1 {
		panic(fmt.Sprintf("iolab.Bandwidth: %d bytes a second; it needs one or more", bytesPerSecond))
	}
	return Option{"Bandwidth", func(k *knobs) { k.bandwidth = bytesPerSecond }}
}

// Places limits how many operations are served at once; others queue.
func Places(n int) Option {
	if n < 1 {
		panic(fmt.Sprintf("iolab.Places: %d; it needs one or more", n))
	}
	return Option{"Places", func(k *knobs) { k.places = n }}
}

// Seed makes jitter and failures those of another run.
func Seed(n uint64) Option { return Option{"Seed", func(k *knobs) { k.seed = n }} }

// turn applies the options that owner has a use for.
func turn(owner string, options []Option, allowed ...string) knobs {
	k := knobs{chunk: 32 << 10, buffers: 4}
	for _, o := range options {
		if o.set == nil {
			panic(owner + ": an empty option")
		}
		ok := false
		for _, name := range allowed {
			ok = ok || name == o.name
		}
		if !ok {
			panic(fmt.Sprintf("%s has no use for %s; its knobs are %v", owner, o.name, allowed))
		}
		o.set(&k)
	}
	return k
}

// ErrFailed is the error of operations that fail because of [FailRate].
var ErrFailed = errors.New("iolab: the device failed")

// chance gives latencies and failures by its seed. Goroutines share it.
type chance struct {
	mu sync.Mutex
	r  *rand.Rand
	k  knobs
}

func newChance(k knobs) *chance {
	return &chance{r: rand.New(rand.NewPCG(k.seed, 0x10_1ab)), k: k}
}

// next is the latency of the next operation, and whether it will fail.
func (c *chance) next() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := c.k.latency
	if c.k.jitter > 0 {
		d = time.Duration(float64(d) * (1 + c.k.jitter*(2*c.r.Float64()-1)))
	}
	return d, c.k.failRate > 0 && c.r.Float64() < c.k.failRate
}

// sleep waits for d, or returns why ctx or the calling cell ended.
func sleep(ctx context.Context, d time.Duration) error { return pause(ctx, cell.Context(), d) }

// pause is sleep for a given cell.
func pause(ctx, of context.Context, d time.Duration) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if d <= 0 {
		return context.Cause(of)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-of.Done():
		return context.Cause(of)
	}
}

// noCell is the cell of what belongs to none: goroutines of a server carry the
// mark of the cell that started it, whose interrupt is none of theirs.
var noCell = context.Background()

// withCell ends with ctx and with the calling cell. stop frees what that takes.
func withCell(ctx context.Context) (context.Context, func()) {
	of := cell.Context()
	if of.Done() == nil {
		return ctx, func() {}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	unhook := context.AfterFunc(of, func() { cancel(context.Cause(of)) })
	return ctx, func() {
		unhook()
		cancel(nil)
	}
}
