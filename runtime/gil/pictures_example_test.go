package gil_test

import (
	"fmt"
	"strings"
	"time"

	"interleave/runtime/gil"
)

// serverBeside is a server beside busy threads.
func serverBeside(vm *gil.VM, busy int) {
	vm.Thread("server", func(t *gil.Thread) {
		for range 10 {
			t.IO(time.Millisecond)
			t.Ticks(200)
		}
	})
	for i := range busy {
		vm.Thread(fmt.Sprint("cpu ", i), func(t *gil.Thread) { t.Bytecode(time.Hour) })
	}
}

func ExampleResult_Strip() {
	vm := gil.New(gil.Python("3.11"))
	serverBeside(vm, 2)
	r := vm.RunFor(100 * time.Millisecond)
	fmt.Println(r.Strip().Title())
	// Output:
	// Python 3.11: who has the GIL
}

func ExampleResult_StripBetween() {
	vm := gil.New(gil.Python("3.11"))
	serverBeside(vm, 1)
	r := vm.RunFor(time.Second)
	strip := r.StripBetween(20*time.Millisecond, 40*time.Millisecond)
	fmt.Println(strings.Contains(strip.SVG(), "waits for the GIL"))
	// Output:
	// true
}

func ExampleResult_Convoy() {
	vm := gil.New(gil.Python("3.11"))
	serverBeside(vm, 1)
	r := vm.RunFor(time.Second)
	fmt.Println(r.Convoy().Title())
	// Output:
	// Python 3.11: server goes on 5.15ms after the answer
}

func ExampleResult_Table() {
	vm := gil.New(gil.Python("3.11"))
	vm.Thread("A", func(t *gil.Thread) { t.Bytecode(4 * time.Millisecond) })
	fmt.Println(vm.Run().Table())
	// Output:
	// thread  CPU  bytecode  holds
	// A       4ms       4ms      1
}

func ExampleResult_HTML() {
	vm := gil.New(gil.Python("3.11"))
	vm.Thread("A", func(t *gil.Thread) { t.Bytecode(4 * time.Millisecond) })
	page := vm.Run().HTML()
	fmt.Println(strings.Contains(page, "<svg"), strings.Contains(page, "<table>"))
	// Output:
	// true true
}

func ExampleTable() {
	t := gil.Table{Title: "cores", Header: []string{"version", "cores"}, Rows: [][]string{{"3.11", "0.99"}, {"3.14t", "4"}}}
	fmt.Println(t)
	// Output:
	// cores
	// version  cores
	// 3.11      0.99
	// 3.14t        4
}

func ExampleTable_String() {
	fmt.Println(gil.Table{Header: []string{"n", "n²"}, Rows: [][]string{{"1", "1"}, {"4", "16"}}}.String())
	// Output:
	// n  n²
	// 1   1
	// 4  16
}

func ExampleTable_HTML() {
	t := gil.Table{Header: []string{"a"}, Rows: [][]string{{"1 < 2"}}}
	fmt.Println(strings.Contains(t.HTML(), "1 &lt; 2"))
	// Output:
	// true
}

func ExampleSweep() {
	points := gil.Sweep{
		Config:    gil.Python("3.11"),
		Intervals: []time.Duration{time.Millisecond, 5 * time.Millisecond},
		Threads:   []int{1, 4},
		For:       time.Second,
	}.Run(serverBeside)
	fmt.Println(points.Table(gil.MedianLatency))
	// Output:
	// threads  switch interval  median latency
	// 1                    1ms          1.15ms
	// 1                    5ms          5.15ms
	// 4                    1ms          3.61ms
	// 4                    5ms          19.6ms
}

func ExampleSweep_Run() {
	points := gil.Sweep{Versions: []string{"2.7", "3.11", "3.14t"}, Threads: []int{1, 2}}.Run(func(vm *gil.VM, threads int) {
		for range threads {
			vm.Thread("", func(t *gil.Thread) { t.Bytecode(100 * time.Millisecond / time.Duration(threads)) })
		}
	})
	fmt.Println(points.Table(gil.WallTime, gil.Parallelism))
	// Output:
	// version  threads   wall  parallelism
	// 2.7            1  100ms            1
	// 2.7            2  199ms         1.64
	// 3.11           1  100ms            1
	// 3.11           2  101ms         0.99
	// 3.14t          1  110ms            1
	// 3.14t          2   55ms            2
}

func ExamplePoints_Chart() {
	points := gil.Sweep{Threads: []int{1, 2, 4}, Seeds: 3, For: time.Second}.Run(serverBeside)
	fmt.Println(points.Chart(gil.MedianLatency).Title())
	// Output:
	// median latency, new GIL
}

func ExamplePoints_Table() {
	points := gil.Sweep{Checks: []int{100, 10_000}, Config: gil.Python("2.7")}.Run(func(vm *gil.VM, _ int) {
		for range 2 {
			vm.Thread("", func(t *gil.Thread) { t.Bytecode(50 * time.Millisecond) })
		}
	})
	fewer := gil.Measure{Name: "fewer than 100 switches", Of: func(r *gil.Result) float64 {
		if r.Switches() < 100 {
			return 1
		}
		return 0
	}}
	fmt.Println(points.Table(fewer))
	// Output:
	// check interval  fewer than 100 switches
	// 100                                   0
	// 10000                                 1
}

func ExamplePoints_HTML() {
	points := gil.Sweep{Threads: []int{1, 2}, For: time.Second}.Run(serverBeside)
	fmt.Println(strings.Count(points.HTML(), "<tr>"))
	// Output:
	// 3
}

func ExamplePoints_String() {
	points := gil.Sweep{Threads: []int{1, 2}, For: time.Second}.Run(serverBeside)
	fmt.Println(strings.Contains(points.String(), "median latency"))
	// Output:
	// true
}

func ExampleMeasure() {
	waited := gil.Measure{Name: "waited for the GIL", Seconds: true, Of: func(r *gil.Result) float64 {
		return r.Threads[0].WaitedGIL.Seconds()
	}}
	points := gil.Sweep{Threads: []int{0, 1}}.Run(func(vm *gil.VM, busy int) {
		vm.Thread("A", func(t *gil.Thread) { t.Bytecode(10 * time.Millisecond) })
		for range busy {
			vm.Thread("B", func(t *gil.Thread) { t.Bytecode(10 * time.Millisecond) })
		}
	})
	fmt.Println(points.Table(waited))
	// Output:
	// threads  waited for the GIL
	// 0                         -
	// 1                    5.21ms
}

func ExamplePoints() {
	points := gil.Sweep{Cores: []int{1, 2}, Config: gil.Config{Mode: gil.FreeThreaded}}.Run(func(vm *gil.VM, _ int) {
		for range 2 {
			vm.Thread("", func(t *gil.Thread) { t.Native(10 * time.Millisecond) })
		}
	})
	fmt.Println(points.Table(gil.WallTime))
	// Output:
	// cores  wall
	// 1      20ms
	// 2      10ms
}

func ExamplePoint() {
	points := gil.Sweep{Versions: []string{"3.11", "3.14t"}}.Run(func(vm *gil.VM, _ int) {
		vm.Thread("A", func(t *gil.Thread) { t.Bytecode(10 * time.Millisecond) })
	})
	for _, p := range points.Points {
		fmt.Println(p.Version, p.Results[0].Wall)
	}
	// Output:
	// 3.11 10ms
	// 3.14t 11ms
}

func ExampleMeasure_lostUpdates() {
	points := gil.Sweep{Versions: []string{"3.11", "3.14t"}, Config: gil.Config{Cores: 2}}.Run(func(vm *gil.VM, _ int) {
		x := vm.Int("x", 0)
		for range 2 {
			vm.Thread("", func(t *gil.Thread) {
				for range 1000 {
					t.Add(x, 1)
					t.Loop()
				}
			})
		}
	})
	for _, p := range points.Points {
		fmt.Println(p.Version, gil.LostUpdates.Of(p.Results[0]) > 0.2)
	}
	// Output:
	// 3.11 false
	// 3.14t true
}
