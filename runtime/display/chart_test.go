package display

import (
	"encoding/xml"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"interleave/runtime/cell"
)

func TestChartsShowAllForms(t *testing.T) {
	for name, show := range map[string]func(){
		"line":      func() { Line("a", nil, []int{1, 2}).Title("T").Show() },
		"bars":      func() { Bars([]string{"a"}, []float32{1}).Title("T").Show() },
		"histogram": func() { Histogram([]uint8{1, 2}).Title("T").Show() },
		"heat":      func() { Heat([][]float64{{1}}).Title("T").Show() },
		"stack":     func() { Any(Stack("T", Steps("q", nil, []int{1}))) },
	} {
		b := one(t, show)
		if types(b) != "image/svg+xml text/html text/plain" {
			t.Errorf("%s: types %s", name, types(b))
			continue
		}
		if err := xml.Unmarshal([]byte(b.Data["image/svg+xml"].(string)), &struct{ XMLName xml.Name }{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if text := b.Data["text/plain"].(string); !strings.HasPrefix(text, "T\n") {
			t.Errorf("%s: plain text %q", name, text)
		}
	}
}

func TestChartDataOfManyTypes(t *testing.T) {
	type celsius float64
	for _, data := range []any{[]int8{1, 2}, []uint64{1, 2}, [2]float32{1, 2}, []celsius{1, 2}, []any{1, 2.0}, &[]int{1, 2}, []bool{true, false}} {
		if got := strings.Count(Line("y", nil, data).String(), "\n"); got != 2 {
			t.Errorf("%T: %d lines after the header, want 2", data, got)
		}
	}
	if got := Line("y", nil, []time.Duration{time.Millisecond}).String(); !strings.Contains(got, "1 ms") {
		t.Errorf("durations: %q", got)
	}
	if got := Counts(map[int]time.Duration{2: time.Second, 1: time.Minute}).String(); !strings.Contains(got, "60 s") || strings.Index(got, "60 s") > strings.Index(got, "1 s") {
		t.Errorf("a map with durations: %q", got)
	}
}

func TestChartMisusePanicsWithASentence(t *testing.T) {
	for want, f := range map[string]func(){
		"display.Line: y is of type string, want a slice of numbers or durations": func() { Line("", nil, "12") },
		"display.Line: y is nil, want a slice":                                    func() { Line("", nil, nil) },
		"display.Scatter: y[1] is of type string, want a number or a duration":    func() { Scatter("", nil, []any{1, "2"}) },
		"display.Line: y mixes numbers and durations":                             func() { Line("", nil, []any{1, time.Second}) },
		"display.Line: y[0] is nil":                                               func() { Line("", nil, []any{nil}) },
		"display.Line: 1 values of x and 2 of y; there must be as many":           func() { Line("", []int{1}, []int{1, 2}) },
		"display.Line: on the y axis some series have numbers and others":         func() { Line("", nil, []int{1}).Line("", nil, []time.Duration{1}) },
		"display.Function: the function is nil":                                   func() { Function("", nil, 0, 1) },
		"display.LineChart.Errors: there is no series yet":                        func() { new(LineChart).Errors(nil, nil) },
		"display.LineChart.Between: from 2 to 1 is no range":                      func() { new(LineChart).Between(2, 1) },
		"display.LineChart.Size: 3 x 4 pixels":                                    func() { new(LineChart).Size(3, 4) },
		"display.Bars: 1 values and 2 names; there must be as many":               func() { Bars([]string{"a", "b"}, []int{1}) },
		"display.Counts: the data is of type int, want a slice":                   func() { Counts(3) },
		"display.Distribution.Bins: 0 ranges":                                     func() { Histogram([]int{1}).Bins(0) },
		"display.Heat: 1 values in rows[1] and 2 in rows[0]":                      func() { Heat([][]int{{1, 2}, {1}}) },
		"display.Heat: rows is of type int":                                       func() { Heat(1) },
		"display.Progress: a total of -1 steps":                                   func() { Progress("", -1) },
		"chart.Grid: 0 columns":                                                   func() { Grid("", 0) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.HasPrefix(got, want) {
					t.Errorf("panicked with %q, want %q", got, want)
				}
			}()
			f()
		}()
	}
}

// TestProgressInAFrontend has many goroutines work faster than can be shown:
// few bundles come, and the last one is the end.
func TestProgressInAFrontend(t *testing.T) {
	hosted := func() bool { return true }
	old := inFrontend
	inFrontend = hosted
	defer func() { inFrontend = old }()
	const steps = 8 * 1000
	began := time.Now()
	got := published(t, func() {
		bar := Progress("work", steps)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range steps / 8 {
					bar.Add(1)
				}
			})
		}
		wg.Wait()
		bar.Add(1) // finished: ignored
	})
	if most := 3 + int(time.Since(began)/between); len(got) < 2 || len(got) > most {
		t.Errorf("%d bundles in %v, want 2 to %d", len(got), time.Since(began), most)
	}
	last := got[len(got)-1].Data["text/plain"].(string)
	if !strings.Contains(last, "8000 of 8000") {
		t.Errorf("the last text is %q", last)
	}
	for i, b := range got {
		if b.Update != (i > 0) {
			t.Errorf("bundle %d: update %v", i, b.Update)
		}
	}
}

// TestProgressShowsTheLastStateLater makes a change too soon after another; a
// timer shows it.
func TestProgressShowsTheLastStateLater(t *testing.T) {
	oldHost, oldPublish := inFrontend, publish
	defer func() { inFrontend, publish = oldHost, oldPublish }()
	inFrontend = func() bool { return true }
	texts := make(chan string, 100)
	publish = func(b cell.Bundle) error { texts <- b.Data["text/plain"].(string); return nil }
	bar := Progress("work", 10)
	bar.Set(3)
	bar.Set(7)
	deadline := time.After(time.Minute)
	for {
		select {
		case text := <-texts:
			if strings.Contains(text, "7 of 10") {
				bar.Finish()
				return
			}
		case <-deadline:
			t.Fatal("7 of 10 was never shown")
		}
	}
}
