package iolab

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"slices"
	"time"
)

// Rung is how long one kind of access takes on this machine.
type Rung struct {
	Name string
	Time time.Duration // median
}

// Rungs are those of a ladder, the fastest first.
type Rungs []Rung

// Ladder measures how long it takes to get at something, from what lies next to
// the processor to what somebody else has to bring: a second or so in all.
// A rung that can't be measured here is left out.
func Ladder(ctx context.Context) (Rungs, error) {
	steps := []struct {
		name    string
		measure func() (op func(n int) error, close func(), err error)
	}{
		{"memory, near", memoryNear},
		{"memory, far", memoryFar},
		{"another goroutine, and back", otherGoroutine},
		{"4 KiB of a file that is in memory", fileCached},
		{"loopback network, and back", loopback},
		{"4 KiB onto the disk", fileSynced},
	}
	var rungs Rungs
	for _, s := range steps {
		if err := sleep(ctx, 0); err != nil {
			return rungs, err
		}
		op, close, err := s.measure()
		if err != nil {
			continue
		}
		d, err := perOperation(op)
		close()
		if err == nil {
			rungs = append(rungs, Rung{s.name, d})
		}
	}
	return rungs, nil
}

// perOperation doubles the number of operations until they take some
// milliseconds, and returns the median of five rounds, for one operation.
func perOperation(op func(n int) error) (time.Duration, error) {
	n := 1
	for {
		t := time.Now()
		if err := op(n); err != nil {
			return 0, err
		}
		if time.Since(t) > 4*time.Millisecond || n > 1<<26 {
			break
		}
		n *= 2
	}
	var times []time.Duration
	for range 5 {
		t := time.Now()
		if err := op(n); err != nil {
			return 0, err
		}
		times = append(times, time.Since(t))
	}
	slices.Sort(times)
	return max(times[2]/time.Duration(n), 1), nil
}

func memoryNear() (func(int) error, func(), error) { return chase(1 << 9) }

func memoryFar() (func(int) error, func(), error) { return chase(1 << 22) }

// chase follows a random cycle through n words, so that each read has to wait
// for the one before.
func chase(n int) (func(int) error, func(), error) {
	next := make([]int, n)
	for i := range next {
		next[i] = i
	}
	r := rand.New(rand.NewPCG(1, 1))
	for i := n - 1; i > 0; i-- { // Sattolo's shuffle gives one cycle
		j := r.IntN(i)
		next[i], next[j] = next[j], next[i]
	}
	at := 0
	return func(n int) error {
		for range n {
			at = next[at]
		}
		runtime.KeepAlive(at) // or the compiler may leave the reads out
		return nil
	}, func() {}, nil
}

func otherGoroutine() (func(int) error, func(), error) {
	there, back := make(chan int), make(chan int)
	go func() {
		for v := range there {
			back <- v
		}
	}()
	return func(n int) error {
		for i := range n {
			there <- i
			<-back
		}
		return nil
	}, func() { close(there) }, nil
}

func temporary() (*os.File, func(), error) {
	f, err := os.CreateTemp("", "iolab-*")
	if err != nil {
		return nil, nil, err
	}
	return f, func() {
		_ = f.Close()
		_ = os.Remove(f.Name())
	}, nil
}

const block = 4 << 10

func fileCached() (func(int) error, func(), error) {
	f, close, err := temporary()
	if err != nil {
		return nil, nil, err
	}
	p := make([]byte, block)
	if _, err := f.Write(p); err != nil {
		close()
		return nil, nil, err
	}
	return func(n int) error {
		for range n {
			if _, err := f.ReadAt(p, 0); err != nil {
				return err
			}
		}
		return nil
	}, close, nil
}

func fileSynced() (func(int) error, func(), error) {
	f, close, err := temporary()
	if err != nil {
		return nil, nil, err
	}
	p := make([]byte, block)
	return func(n int) error {
		for range n {
			if _, err := f.WriteAt(p, 0); err != nil {
				return err
			}
			if err := f.Sync(); err != nil {
				return err
			}
		}
		return nil
	}, close, nil
}

func loopback() (func(int) error, func(), error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = io.Copy(c, c) // until the other end closes
	}()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		_ = l.Close()
		return nil, nil, fmt.Errorf("iolab.Ladder: %w", err)
	}
	p := make([]byte, 1)
	return func(n int) error {
			for range n {
				if _, err := c.Write(p); err != nil {
					return err
				}
				if _, err := io.ReadFull(c, p); err != nil {
					return err
				}
			}
			return nil
		}, func() {
			_ = c.Close()
			_ = l.Close()
		}, nil
}
