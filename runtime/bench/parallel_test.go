package bench

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/alitto/pond/v2"
	loparallel "github.com/samber/lo/parallel"
	"github.com/sourcegraph/conc/iter"
	concpool "github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"

	"interleave/runtime/parallel"
)

func numbers(n int) []int {
	xs := make([]int, n)
	for i := range xs {
		xs[i] = i
	}
	return xs
}

// work is a small task of about step times 2 ns.
func work(x, steps int) int {
	for range steps {
		x = x*1664525 + 1013904223
	}
	return x
}

var sizes = []struct{ elements, steps int }{{10, 0}, {1000, 0}, {100_000, 0}, {1000, 500}}

func BenchmarkForEach(b *testing.B) {
	for _, size := range sizes {
		xs, out := numbers(size.elements), make([]int, size.elements)
		b.Run(fmt.Sprintf("elements=%d,steps=%d", size.elements, size.steps), func(b *testing.B) {
			compare(b, size.elements,
				rival{"parallel", func() {
					if err := parallel.ForEach(xs, func(x int) { out[x] = work(x, size.steps) }); err != nil {
						b.Fatal(err)
					}
				}},
				rival{"conc", func() { iter.ForEach(xs, func(x *int) { out[*x] = work(*x, size.steps) }) }},
				rival{"lo", func() { loparallel.ForEach(xs, func(x, _ int) { out[x] = work(x, size.steps) }) }},
				rival{"errgroup", func() {
					var g errgroup.Group
					g.SetLimit(runtime.GOMAXPROCS(0))
					for _, x := range xs {
						g.Go(func() error { out[x] = work(x, size.steps); return nil })
					}
					if err := g.Wait(); err != nil {
						b.Fatal(err)
					}
				}})
		})
	}
}

func BenchmarkMap(b *testing.B) {
	for _, size := range sizes {
		xs := numbers(size.elements)
		b.Run(fmt.Sprintf("elements=%d,steps=%d", size.elements, size.steps), func(b *testing.B) {
			compare(b, size.elements,
				rival{"parallel", func() {
					if _, err := parallel.Map(xs, func(x int) int { return work(x, size.steps) }); err != nil {
						b.Fatal(err)
					}
				}},
				rival{"conc", func() { iter.Map(xs, func(x *int) int { return work(*x, size.steps) }) }},
				rival{"lo", func() { loparallel.Map(xs, func(x, _ int) int { return work(x, size.steps) }) }})
		})
	}
}

func BenchmarkMapErr(b *testing.B) {
	for _, size := range sizes {
		xs := numbers(size.elements)
		b.Run(fmt.Sprintf("elements=%d,steps=%d", size.elements, size.steps), func(b *testing.B) {
			compare(b, size.elements,
				rival{"parallel", func() {
					if _, err := parallel.MapErr(xs, func(_ context.Context, x int) (int, error) { return work(x, size.steps), nil }); err != nil {
						b.Fatal(err)
					}
				}},
				rival{"conc", func() {
					if _, err := iter.MapErr(xs, func(x *int) (int, error) { return work(*x, size.steps), nil }); err != nil {
						b.Fatal(err)
					}
				}})
		})
	}
}

// BenchmarkPool makes a pool, gives it tasks without results, and waits.
func BenchmarkPool(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("elements=%d,steps=%d", size.elements, size.steps), func(b *testing.B) {
			var sum atomic.Int64
			task := func(x int) { sum.Add(int64(work(x, size.steps))) }
			compare(b, size.elements,
				rival{"parallel", func() {
					p := parallel.NewPool[struct{}]()
					for x := range size.elements {
						p.Submit(func() struct{} { task(x); return struct{}{} })
					}
					if err := p.Close(); err != nil {
						b.Fatal(err)
					}
				}},
				rival{"conc", func() {
					p := concpool.New().WithMaxGoroutines(runtime.GOMAXPROCS(0))
					for x := range size.elements {
						p.Go(func() { task(x) })
					}
					p.Wait()
				}},
				rival{"errgroup", func() {
					var g errgroup.Group
					g.SetLimit(runtime.GOMAXPROCS(0))
					for x := range size.elements {
						g.Go(func() error { task(x); return nil })
					}
					if err := g.Wait(); err != nil {
						b.Fatal(err)
					}
				}},
				rival{"pond", func() {
					p := pond.NewPool(runtime.GOMAXPROCS(0))
					for x := range size.elements {
						p.Submit(func() { task(x) })
					}
					p.StopAndWait()
				}})
		})
	}
}

// BenchmarkPoolResults gives tasks with results and waits for each.
func BenchmarkPoolResults(b *testing.B) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("elements=%d,steps=%d", size.elements, size.steps), func(b *testing.B) {
			compare(b, size.elements,
				rival{"parallel", func() {
					p := parallel.NewPool[int]()
					tasks := make([]*parallel.Task[int], size.elements)
					for x := range tasks {
						tasks[x] = p.Submit(func() int { return work(x, size.steps) })
					}
					for _, t := range tasks {
						if _, err := t.Wait(); err != nil {
							b.Fatal(err)
						}
					}
				}},
				rival{"conc", func() {
					p := concpool.NewWithResults[int]().WithMaxGoroutines(runtime.GOMAXPROCS(0))
					for x := range size.elements {
						p.Go(func() int { return work(x, size.steps) })
					}
					p.Wait()
				}},
				rival{"pond", func() {
					p := pond.NewResultPool[int](runtime.GOMAXPROCS(0))
					tasks := make([]pond.Result[int], size.elements)
					for x := range tasks {
						tasks[x] = p.Submit(func() int { return work(x, size.steps) })
					}
					for _, t := range tasks {
						if _, err := t.Wait(); err != nil {
							b.Fatal(err)
						}
					}
					p.StopAndWait()
				}})
		})
	}
}
