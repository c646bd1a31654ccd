package bench

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/alitto/pond/v2"
	"github.com/samber/lo"
	concpool "github.com/sourcegraph/conc/pool"
	"github.com/sourcegraph/conc/stream"

	"interleave/runtime/async"
)

// goChannel is a future by hand: no error, no callbacks, a panic ends the program, and the
// value can be received once.
func goChannel(f func() int) <-chan int {
	c := make(chan int, 1)
	go func() { c <- f() }()
	return c
}

// BenchmarkFuture starts one function and waits for its value.
func BenchmarkFuture(b *testing.B) {
	for _, steps := range []int{0, 500} {
		b.Run(fmt.Sprintf("steps=%d", steps), func(b *testing.B) {
			p := pond.NewResultPool[int](runtime.GOMAXPROCS(0))
			defer p.StopAndWait()
			const n = 100
			compare(b, n,
				rival{"async", func() {
					for x := range n {
						if _, err := async.Go(func() (int, error) { return work(x, steps), nil }).Await(); err != nil {
							b.Fatal(err)
						}
					}
				}},
				rival{"lo", func() {
					for x := range n {
						<-lo.Async(func() int { return work(x, steps) })
					}
				}},
				rival{"channel", func() {
					for x := range n {
						<-goChannel(func() int { return work(x, steps) })
					}
				}},
				rival{"pond", func() {
					for x := range n {
						if _, err := p.Submit(func() int { return work(x, steps) }).Wait(); err != nil {
							b.Fatal(err)
						}
					}
				}})
		})
	}
}

// BenchmarkFutures starts many functions and then waits for all values, in order.
func BenchmarkFutures(b *testing.B) {
	for _, steps := range []int{0, 500} {
		b.Run(fmt.Sprintf("steps=%d", steps), func(b *testing.B) {
			const n = 1000
			start := func() []*async.Future[int] {
				fs := make([]*async.Future[int], n)
				for x := range fs {
					fs[x] = async.Go(func() (int, error) { return work(x, steps), nil })
				}
				return fs
			}
			compare(b, n,
				rival{"async", func() {
					out := make([]int, n)
					for x, f := range start() {
						out[x], _ = f.Await()
					}
				}},
				rival{"async.All", func() {
					if _, err := async.All(start()...).Await(); err != nil {
						b.Fatal(err)
					}
				}},
				rival{"lo", func() {
					cs, out := make([]<-chan int, n), make([]int, n)
					for x := range cs {
						cs[x] = lo.Async(func() int { return work(x, steps) })
					}
					for x, c := range cs {
						out[x] = <-c
					}
				}},
				rival{"channel", func() {
					cs, out := make([]<-chan int, n), make([]int, n)
					for x := range cs {
						cs[x] = goChannel(func() int { return work(x, steps) })
					}
					for x, c := range cs {
						out[x] = <-c
					}
				}},
				rival{"conc/pool", func() { // without a limit, so a goroutine each, too
					p := concpool.NewWithResults[int]()
					for x := range n {
						p.Go(func() int { return work(x, steps) })
					}
					p.Wait()
				}},
				rival{"conc/stream", func() { // GOMAXPROCS goroutines
					s, out := stream.New().WithMaxGoroutines(runtime.GOMAXPROCS(0)), make([]int, 0, n)
					for x := range n {
						s.Go(func() stream.Callback {
							v := work(x, steps)
							return func() { out = append(out, v) }
						})
					}
					s.Wait()
				}})
		})
	}
}

// BenchmarkThen adds a step to a future that is settled: nobody else has that, so the other
// side is a goroutine and a channel for it.
func BenchmarkThen(b *testing.B) {
	const n = 100
	compare(b, n,
		rival{"async", func() {
			f := async.Resolved(1)
			for range n {
				f = async.Then(f, func(v int) (int, error) { return v + 1, nil })
			}
			if _, err := f.Await(); err != nil {
				b.Fatal(err)
			}
		}},
		rival{"channel", func() {
			c := goChannel(func() int { return 1 })
			for range n {
				from := c
				c = goChannel(func() int { return <-from + 1 })
			}
			<-c
		}})
}
