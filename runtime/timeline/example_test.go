package timeline_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"interleave/runtime/timeline"
)

// Three goroutines and main are alive together; how many run at once is up to
// the processors.
func ExampleTrace() {
	tl, err := timeline.Trace(func() {
		var wg, all sync.WaitGroup
		all.Add(3)
		for range 3 {
			wg.Go(func() { all.Done(); all.Wait() })
		}
		wg.Wait()
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tl.Goroutines(), "goroutines,", tl.Alive(), "alive at once")
	// Output: 4 goroutines, 4 alive at once
}

func ExampleTraceStarted() {
	tl, err := timeline.TraceStarted(func() {
		var wg sync.WaitGroup
		wg.Go(func() {})
		wg.Wait()
	})
	fmt.Println(tl.Goroutines(), err)
	// Output: 1 <nil>
}

func ExampleRecord() {
	tl := timeline.Record(func() {
		// Helpers that are used here have lanes of their own.
	})
	fmt.Println(tl)
	// Output: nothing was recorded
}

// A program may mark what it does itself.
func ExampleStart() {
	r := timeline.Start()
	jobs := make(chan func())
	var wg sync.WaitGroup
	wg.Go(func() {
		for arrived := range jobs {
			arrived()
			end := r.Span("worker", "job")
			r.Mark("worker", "half-way")
			end()
		}
	})
	jobs <- r.Send("main", "worker", "job")
	close(jobs)
	r.Wait("main", "for the worker")()
	wg.Wait()
	tl := r.Stop()
	fmt.Println(tl.Lanes(), "lanes", tl.Length() > 0)
	// Output: 2 lanes true
}

func ExampleTimeline() {
	r := timeline.Start()
	r.Span("main", "sum")()
	tl := r.Stop()
	fmt.Println(tl.Alive(), tl.In("running") >= 0, strings.HasPrefix(tl.SVG(), "<svg"), strings.Contains(tl.HTML(), "<svg"))
	_, height := tl.Figure().Size()
	fmt.Println(height > 100, tl.RunningAtOnce() <= 1)
	// Output:
	// 1 true true true
	// true true
}

func ExampleTimeline_WriteChrome() {
	r := timeline.Start()
	r.Span("main", "sum")()
	var b bytes.Buffer
	err := r.Stop().WriteChrome(&b)
	fmt.Println(strings.Contains(b.String(), `"thread_name"`), err)
	// Output: true <nil>
}

func ExampleTimeline_Save() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	fmt.Println(timeline.Record(func() {}).Save(filepath.Join(dir, "trace.json")))
	// Output: <nil>
}
