package cell_test

import (
	"context"
	"fmt"
	"time"

	"interleave/runtime/cell"
)

func ExamplePublish() {
	err := cell.Publish(cell.Bundle{Data: map[string]any{
		"text/html":  "<b>42</b>",
		"text/plain": "42",
	}})
	fmt.Println(err)
	// Output:
	// 42
	// <nil>
}

// A library that waits gives up when the cell that called it is interrupted.
func ExampleContext() {
	wait := func(ch <-chan int) (int, error) {
		ctx := cell.Context()
		select {
		case v := <-ch:
			return v, nil
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
	ch := make(chan int, 1)
	ch <- 1
	fmt.Println(wait(ch))
	// Output: 1 <nil>
}

// A timer's goroutine belongs to nobody; bound, its callback is the cell's.
func ExampleBind() {
	done := make(chan struct{})
	time.AfterFunc(0, cell.Bind(func() {
		fmt.Println("tick")
		close(done)
	}))
	<-done
	// Output: tick
}

// A panic in a goroutine of the library becomes an error for who waits.
func ExampleRecovered() {
	run := func(f func()) (err error) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer func() {
				if r := recover(); r != nil {
					p := cell.Recovered(r)
					err = fmt.Errorf("panic: %v (place known: %v)", p.Value, p.Place() != "")
				}
			}()
			f()
		}()
		<-done
		return err
	}
	fmt.Println(run(func() { panic("no") }))
	// Output: panic: no (place known: true)
}

func ExampleNumber() {
	fmt.Println(cell.Number() >= 0) // 0 in a compiled program
	// Output: true
}

func ExampleHosted() {
	fmt.Println(cell.Hosted() == (cell.Number() > 0))
	// Output: true
}

func ExampleHere() {
	fmt.Println(cell.Here().Cell == cell.Number())
	// Output: true
}

func ExampleClearOutput() {
	cell.ClearOutput(true) // nothing happens in a compiled program
	fmt.Println("new output")
	// Output: new output
}

func ExampleAtEnd() {
	cell.AtEnd(func() {}) // is called when the cell is over; never in a compiled program
	fmt.Println("the cell goes on")
	// Output: the cell goes on
}

func ExampleInput() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // nobody is asked any more
	_, err := cell.Input(ctx, "", false)
	fmt.Println(err != nil)
	// Output: true
}

func ExampleSendComm() {
	err := cell.SendComm(cell.CommMessage{Type: "open", ID: "example", Target: "nobody"})
	fmt.Println((err == nil) == cell.Hosted()) // a compiled program has no frontend
	// Output: true
}

func ExampleSource() {
	_, ok := cell.Source("no such declaration")
	fmt.Println(ok)
	// Output: false
}

func ExampleGoroutines() {
	fmt.Println((len(cell.Goroutines()) > 0) == cell.Hosted()) // at least this one, in a cell
	// Output: true
}

func ExampleWithin() {
	scope := cell.Within() // in a bubble of testing/synctest, see package vtime
	done := make(chan bool)
	scope.Go(func() { close(done) })
	<-done
	scope.Release()
	scope.Close()
	fmt.Println("done")
	// Output: done
}
