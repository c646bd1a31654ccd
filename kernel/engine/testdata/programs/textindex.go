// An index of words made by workers: pipelines with contexts, select, timeouts of
// a state machine, bit operations, strings and runes.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/sync/errgroup"
)

const poem = `O rio corre para o mar,
o mar não corre para o rio;
quem corre com pressa não vê o rio,
quem vê o mar não tem pressa.

Go far, go fast, go home.`

type Posting struct {
	Line, Column int
}

type Index map[string][]Posting

func (x Index) Add(word string, p Posting) { x[word] = append(x[word], p) }

func (x Index) Merge(y Index) {
	for w, ps := range y {
		x[w] = append(x[w], ps...)
	}
}

type line struct {
	n    int
	text string
}

// lines sends the lines of a text.
func lines(ctx context.Context, text string) <-chan line {
	out := make(chan line)
	go func() {
		defer close(out)
		s := bufio.NewScanner(strings.NewReader(text))
		for n := 1; s.Scan(); n++ {
			select {
			case out <- line{n, s.Text()}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func words(l line) Index {
	x := Index{}
	start := -1
	for i, r := range l.text + " " {
		switch letter := unicode.IsLetter(r); {
		case letter && start < 0:
			start = i
		case !letter && start >= 0:
			x.Add(strings.ToLower(l.text[start:i]), Posting{l.n, start})
			start = -1
		}
	}
	return x
}

func build(ctx context.Context, text string, workers int) (Index, error) {
	g, ctx := errgroup.WithContext(ctx)
	in := lines(ctx, text)
	out := make(chan Index, workers)
	for range workers {
		g.Go(func() error {
			for l := range in {
				if strings.Contains(l.text, "\x00") {
					return fmt.Errorf("line %d: %w", l.n, errBinary)
				}
				select {
				case out <- words(l):
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}
	whole := Index{}
	merged := make(chan struct{})
	go func() {
		defer close(merged)
		for x := range out {
			whole.Merge(x)
		}
	}()
	err := g.Wait()
	close(out)
	<-merged
	for _, ps := range whole {
		slices.SortFunc(ps, func(a, b Posting) int {
			if a.Line != b.Line {
				return a.Line - b.Line
			}
			return a.Column - b.Column
		})
	}
	return whole, err
}

var errBinary = errors.New("binary text")

// Bloom is a filter of 64 bits.
type Bloom uint64

func (b *Bloom) Add(s string) {
	for _, bit := range positions(s) {
		*b |= 1 << bit
	}
}

func (b Bloom) May(s string) bool {
	for _, bit := range positions(s) {
		if b&(1<<bit) == 0 {
			return false
		}
	}
	return true
}

func positions(s string) (p [2]uint) {
	h := fnv.New32a()
	h.Write([]byte(s))
	sum := h.Sum32()
	return [...]uint{uint(sum) & 63, uint(sum>>16) & 63}
}

// state is a function: a machine that reads events until a timeout.
type state func(*machine) state

type machine struct {
	events chan string
	trace  []string
}

func idle(m *machine) state {
	select {
	case e, ok := <-m.events:
		if !ok {
			return nil
		}
		m.trace = append(m.trace, "idle:"+e)
		if e == "start" {
			return running
		}
		return idle
	}
}

func running(m *machine) state {
	timeout := time.NewTimer(time.Hour)
	defer timeout.Stop()
loop:
	for {
		select {
		case e, ok := <-m.events:
			switch {
			case !ok:
				break loop
			case e == "stop":
				m.trace = append(m.trace, "stopped")
				return idle
			case e == "fail":
				goto failed
			}
			m.trace = append(m.trace, "run:"+e)
		case <-timeout.C:
			m.trace = append(m.trace, "timeout")
			return nil
		}
	}
	m.trace = append(m.trace, "closed while running")
	return nil
failed:
	m.trace = append(m.trace, "failed")
	return nil
}

func (m *machine) run() []string {
	for s := state(idle); s != nil; {
		s = s(m)
	}
	return m.trace
}

func main() {
	ctx := context.Background()
	x, err := build(ctx, poem, 3)
	fmt.Println(len(x), err)
	keys := slices.Sorted(maps.Keys(x))
	slices.SortStableFunc(keys, func(a, b string) int { return len(x[b]) - len(x[a]) })
	for _, w := range keys[:6] {
		fmt.Println(w, len(x[w]), x[w])
	}
	_, err = build(ctx, "a\nb\x00\nc", 2)
	fmt.Println(err, errors.Is(err, errBinary))
	stopped, cancel := context.WithCancelCause(ctx)
	cancel(errors.New("enough"))
	_, err = build(stopped, strings.Repeat("x\n", 1000), 1)
	fmt.Println(err == nil || errors.Is(err, context.Canceled), context.Cause(stopped))

	var b Bloom
	for _, w := range keys {
		if len(w) > 4 {
			b.Add(w)
		}
	}
	all := true
	for _, w := range keys {
		all = all && (len(w) <= 4 || b.May(w))
	}
	fmt.Printf("%d bits, %v, %#016x\n", bits.OnesCount64(uint64(b)), all, uint64(b))

	for _, events := range []string{"a start b c stop d", "start b", "start fail c", ""} {
		m := &machine{events: make(chan string)}
		var wg sync.WaitGroup
		wg.Add(1)
		done := make(chan struct{})
		go func() {
			defer wg.Done()
			defer close(m.events)
			for _, e := range strings.Fields(events) {
				select {
				case m.events <- e:
				case <-done:
					return
				}
			}
		}()
		trace := m.run()
		close(done)
		wg.Wait()
		fmt.Printf("%q\n", trace)
	}
	reversed := []rune("açúcar 日本")
	slices.Reverse(reversed)
	fmt.Println(string(reversed), len("açúcar"), len(reversed))
}
