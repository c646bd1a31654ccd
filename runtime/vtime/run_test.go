package vtime

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTimeIsVirtual(t *testing.T) {
	var order []int
	elapsed, err := Run(func() {
		var wg sync.WaitGroup
		var mu sync.Mutex
		for i := range 100 {
			wg.Go(func() {
				time.Sleep(time.Duration(100-i) * time.Hour)
				mu.Lock()
				defer mu.Unlock()
				order = append(order, i)
			})
		}
		wg.Wait()
	})
	if elapsed != 100*time.Hour || err != nil {
		t.Errorf("%v, %v", elapsed, err)
	}
	for i, x := range order {
		if x != 99-i {
			t.Fatalf("order %v", order)
		}
	}
}

func TestDeadlock(t *testing.T) {
	_, err := Run(func() {
		c := make(chan int)
		time.Sleep(time.Minute)
		<-c
	})
	var d *DeadlockError
	if !errors.As(err, &d) || len(d.Waiting) != 1 || d.Waiting[0].State != "chan receive" || !strings.HasPrefix(d.Waiting[0].Place, "run_test.go:") {
		t.Errorf("%v", err)
	}
}

func TestLeak(t *testing.T) {
	elapsed, err := Run(func() {
		c := make(chan int)
		go func() { c <- 1 }()
		go func() { time.Sleep(time.Hour) }() // ends
		time.Sleep(time.Second)
	})
	var l *LeakError
	if !errors.As(err, &l) || len(l.Waiting) != 1 || l.Waiting[0].State != "chan send" || elapsed != time.Second {
		t.Errorf("%v, %v", elapsed, err)
	}
}

func TestPanic(t *testing.T) {
	cause := errors.New("on purpose")
	_, err := Run(func() { panic(cause) })
	var p *PanicError
	if !errors.As(err, &p) || !errors.Is(err, cause) || !strings.HasPrefix(p.Place(), "run_test.go:") {
		t.Errorf("%v", err)
	}
	if elapsed, err := Run(func() { time.Sleep(time.Nanosecond) }); elapsed != 1 || err != nil {
		t.Errorf("after it: %v, %v", elapsed, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a nil function")
		}
	}()
	Run(nil)
}

func TestRunsAtTheSameTime(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			want := time.Duration(i+1) * time.Hour
			if elapsed, err := Run(func() { time.Sleep(want) }); elapsed != want || err != nil {
				t.Errorf("%v, %v", elapsed, err)
			}
		})
	}
	wg.Wait()
}
