package goroutine_test

import (
	"sync"
	"testing"

	"interleave/runtime/internal/goroutine"
)

func TestIDTellsLiveGoroutinesApart(t *testing.T) {
	const n = 100
	ids := make(chan uintptr, n)
	leave := make(chan struct{})
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			id := goroutine.ID()
			ids <- id
			<-leave
			if deep(200) != id {
				t.Error("the ID changed")
			}
		})
	}
	seen := map[uintptr]bool{goroutine.ID(): true}
	for range n {
		id := <-ids
		if id == 0 || seen[id] {
			t.Errorf("ID %#x is zero or used twice", id)
		}
		seen[id] = true
	}
	close(leave)
	wg.Wait()
}

// deep asks after the stack has grown and moved.
func deep(n int) uintptr {
	var room [100]uintptr
	if n == 0 {
		return goroutine.ID()
	}
	room[n%100] = deep(n - 1)
	return room[n%100]
}
