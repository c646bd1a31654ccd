package vtime_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"interleave/runtime/vtime"
)

func ExampleRun() {
	elapsed, err := vtime.Run(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 24*time.Hour)
		defer cancel()
		<-ctx.Done()
		fmt.Println("a day passed")
	})
	fmt.Println(elapsed, err)
	// Output:
	// a day passed
	// 24h0m0s <nil>
}

func ExampleDeadlockError() {
	_, err := vtime.Run(func() {
		answers := make(chan int)
		<-answers // nobody sends
	})
	var deadlock *vtime.DeadlockError
	if errors.As(err, &deadlock) {
		fmt.Println(deadlock.Waiting[0].State)
	}
	// Output: chan receive
}

func ExampleLeakError() {
	elapsed, err := vtime.Run(func() {
		results := make(chan int)
		go func() {
			time.Sleep(time.Minute)
			results <- 1 // nobody waits for it any more
		}()
		select {
		case <-results:
		case <-time.After(time.Second):
		}
	})
	var leak *vtime.LeakError
	fmt.Println(elapsed, errors.As(err, &leak), leak.Waiting[0].State)
	// Output: 1s true chan send
}

func ExamplePanicError() {
	_, err := vtime.Run(func() { panic("on purpose") })
	var p *vtime.PanicError
	fmt.Println(errors.As(err, &p), p.Value)
	// Output: true on purpose
}
