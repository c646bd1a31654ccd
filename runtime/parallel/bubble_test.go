package parallel_test

import (
	"testing"
	"time"

	"interleave/runtime/parallel"
	"interleave/runtime/vtime"
)

// TestTasksAreAwaitedInVirtualTime: a task of the real world, and a whole pool, can
// be waited for where time is virtual; its worker is outside.
func TestTasksAreAwaitedInVirtualTime(t *testing.T) {
	pool := parallel.NewPool[int](parallel.Workers(1))
	defer pool.Close()
	gates := [3]chan struct{}{make(chan struct{}), make(chan struct{}), make(chan struct{})}
	var tasks []*parallel.Task[int]
	for i, gate := range gates {
		tasks = append(tasks, pool.Submit(func() int { <-gate; return i }))
	}
	elapsed, err := vtime.Run(func() {
		time.Sleep(time.Hour)
		close(gates[0])
		if v, err := tasks[0].Wait(); v != 0 || err != nil {
			t.Errorf("Wait of the first: %v, %v", v, err)
		}
		close(gates[1])
		<-tasks[1].Done()
		close(gates[2])
		if err := pool.Wait(); err != nil {
			t.Errorf("Wait of the pool: %v", err)
		}
	})
	if elapsed != time.Hour || err != nil {
		t.Errorf("%v, %v", elapsed, err)
	}
	if v, err := tasks[2].Wait(); v != 2 || err != nil {
		t.Errorf("the last one: %v, %v", v, err)
	}
}
