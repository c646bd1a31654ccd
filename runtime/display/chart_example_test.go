package display_test

import (
	"fmt"
	"math"
	"slices"
	"time"

	"interleave/runtime/display"
)

func ExampleLine() {
	workers := []int{1, 2, 4}
	display.Line("measured", workers, []float64{1, 1.9, 3.2}).
		Title("Speedup").X("workers").Y("speedup").
		HLine("sequential", 1).
		Show()
	// Output:
	// Speedup
	// workers  measured
	// 1        1
	// 2        1.9
	// 4        3.2
	// sequential: speedup = 1
}

func ExampleScatter() {
	display.Scatter("", []float64{0.5, 1.5}, []time.Duration{3 * time.Millisecond, 7 * time.Millisecond}).
		X("size (MB)").Y("time").Show()
	// Output:
	// size (MB)  time
	// 0.5        3 ms
	// 1.5        7 ms
}

func ExampleSteps() {
	display.Steps("queue", nil, []int{0, 1, 2, 1, 0}).VLine("closed", 3).X("event").Show()
	// Output:
	// event  queue
	// 0      0
	// 1      1
	// 2      2
	// 3      1
	// 4      0
	// closed: event = 3
}

func ExampleFunction() {
	amdahl := func(p float64) float64 { return 1 / (0.1 + 0.9/p) }
	c := display.Function("serial share 10 %", amdahl, 1, 64).LogX().FromZero()
	w, h := c.Size(400, 240).Figure().Size()
	fmt.Println(w, h)
	// Output: 400 240
}

func ExampleLineChart_Errors() {
	display.Line("median", []int{1, 2}, []float64{10, 6}).Errors([]float64{9, 5}, []float64{14, 9}).Show()
	// Output:
	// x  median
	// 1  10 (9 to 14)
	// 2  6 (5 to 9)
}

func ExampleLineChart() {
	c := display.Line("sequential", []int{10, 1000}, []float64{1, 100}).
		Line("parallel", []int{10, 1000}, []float64{8, 40}).
		Scatter("one run", []int{1000}, []float64{37}).
		LogX().LogY().Between(1, 1000)
	fmt.Println(c)
	// Output:
	// x     sequential  parallel  one run
	// 10    1           8
	// 1000  100         40        37
}

func ExampleBars() {
	display.Bars([]string{"goroutine", "thread"}, []time.Duration{300 * time.Nanosecond, 24 * time.Microsecond}).
		Title("Cost of birth").Value("time").Log().Show()
	// Output:
	// Cost of birth
	//            time
	// goroutine  300 ns
	// thread     24 µs
}

// What the helpers write into their pictures is Portuguese from here on.
func ExampleLanguage() {
	display.Language("pt")
	defer display.Language("en")
	display.Counts([]string{"AB", "BA", "AB"}).Title("ordem de chegada").Show()
	// Output:
	// ordem de chegada
	//     contagem
	// AB  2         ██████████████████████████████
	// BA  1         ███████████████
}

func ExampleBarChart_Group() {
	display.Bars([]string{"1 thread", "2 threads"}, []float64{1, 0.99}).Named("with the GIL").
		Group("without", []float64{0.8, 1.5}).
		Vertical().Line("sequential", 1).Show()
	// Output:
	//            with the GIL  without
	// 1 thread   1             0.8
	// 2 threads  0.99          1.5
}

func ExampleCounts() {
	display.Counts([]string{"abc", "acb", "abc", "abc"}).Title("Orders that were seen").Show()
	// Output:
	// Orders that were seen
	//      count
	// abc  3      ██████████████████████████████
	// acb  1      ██████████
}

func ExampleHistogram() {
	display.Histogram([]int{1, 1, 2, 5}).Bins(2).X("from").Show()
	// Output:
	// from  to  count
	// 1     3   3      ██████████████████████████████
	// 3     5   1      ██████████
}

func ExampleHeat() {
	display.Heat([][]int{{0, 3}, {1, 0}}).
		Rows("from", "main", "worker").Columns("to", "main", "worker").Value("messages").Show()
	// Output:
	// from    main  worker
	// main    0     3
	// worker  1     0
	// messages
}

func ExampleStack() {
	up := display.Line("up", nil, []int{1, 2}).Title("Up")
	down := display.Line("down", nil, []int{2, 1}).Title("Down")
	display.Any(display.Stack("Both ways", up, down))
	// Output:
	// Both ways
	//
	// Up
	// x  up
	// 0  1
	// 1  2
	//
	// Down
	// x  down
	// 0  2
	// 1  1
}

func ExampleGrid() {
	var waves []display.Figurer
	for k := range 4 {
		f := func(x float64) float64 { return math.Sin(float64(k+1) * x) }
		waves = append(waves, display.Function("", f, 0, 6).Size(240, 160))
	}
	w, h := display.Grid("Waves", 2, waves...).Size()
	fmt.Println(w, h)
	// Output: 480 350
}

func ExampleProgress() {
	bar := display.Progress("pages", 4)
	for range 4 {
		bar.Add(1)
	}
	// A frontend shows one bar that grows; a program prints a line for every
	// quarter.

	// Output:
	// pages ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 4
	// pages ████████░░░░░░░░░░░░░░░░░░░░░░ 1 of 4
	// pages ███████████████░░░░░░░░░░░░░░░ 2 of 4
	// pages ███████████████████████░░░░░░░ 3 of 4
	// pages ██████████████████████████████ 4 of 4
}

func ExampleBar_Each() {
	found := -1
	numbers := []int{4, 8, 15, 16, 23, 42}
	for i := range display.Progress("search", len(numbers)).Each() {
		if numbers[i] == 15 {
			found = i
			break
		}
	}
	fmt.Println("found at", found)
	// Output:
	// search ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 6
	// search ██████████░░░░░░░░░░░░░░░░░░░░ 2 of 6
	// found at 2
}

func ExampleBar_Report() {
	bar := display.Progress("bytes", 0)
	copyFile := func(progress func(done, total int)) {
		for _, done := range []int{500, 1000} {
			progress(done, 1000)
		}
	}
	copyFile(bar.Report)
	// Output:
	// bytes ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 0
	// bytes ███████████████░░░░░░░░░░░░░░░ 500 of 1000
	// bytes ██████████████████████████████ 1000 of 1000
}

func ExampleHandle_Any() {
	place := display.New()
	seen := []int{3, 1}
	for range 2 {
		place.Any(display.Line("seen", nil, slices.Clone(seen)))
		seen = append(seen, 2)
	}
	// In a notebook the second chart takes the place of the first.

	// Output:
	// x  seen
	// 0  3
	// 1  1
	// x  seen
	// 0  3
	// 1  1
	// 2  2
}
