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
