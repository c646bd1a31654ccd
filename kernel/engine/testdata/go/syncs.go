// sync: once, cond, rwmutex, waitgroup, pool, map, semaphores by channel.
package main

import (
	"fmt"
	"sort"
	"sync"
	"sync/atomic"
)

type queue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	items []int
}

func newQueue() *queue {
	q := &queue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) put(v int) {
	q.mu.Lock()
	q.items = append(q.items, v)
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *queue) get() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 {
		q.cond.Wait()
	}
	v := q.items[0]
	q.items = q.items[1:]
	return v
}

type cache struct {
	sync.RWMutex
	data map[int]int
}

func (c *cache) get(k int) int {
	c.RLock()
	v, ok := c.data[k]
	c.RUnlock()
	if ok {
		return v
	}
	c.Lock()
	defer c.Unlock()
	c.data[k] = k * k
	return c.data[k]
}

func main() {
	q := newQueue()
	var wg sync.WaitGroup
	got := make([]int, 0, 10)
	var mu sync.Mutex
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			v := q.get()
			mu.Lock()
			defer mu.Unlock()
			got = append(got, v)
		}()
	}
	for i := 0; i < 10; i++ {
		q.put(i)
	}
	wg.Wait()
	sort.Ints(got)
	fmt.Println(got)
	c := &cache{data: map[int]int{}}
	var once sync.Once
	var n atomic.Int64
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func(k int) {
			defer wg.Done()
			once.Do(func() { fmt.Println("once") })
			n.Add(int64(c.get(k % 5)))
		}(i)
	}
	wg.Wait()
	fmt.Println(n.Load(), len(c.data))
	sem := make(chan struct{}, 2)
	var now, peak int32
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sem <- struct{}{}
			defer func() { <-sem }()
			v := atomic.AddInt32(&now, 1)
			for {
				p := atomic.LoadInt32(&peak)
				if v <= p || atomic.CompareAndSwapInt32(&peak, p, v) {
					break
				}
			}
			atomic.AddInt32(&now, -1)
		}()
	}
	wg.Wait()
	fmt.Println(peak <= 2 && peak > 0, now)
	var sm sync.Map
	sm.Store("a", 1)
	v, loaded := sm.LoadOrStore("a", 2)
	fmt.Println(v, loaded)
	pool := sync.Pool{New: func() any { return new(int) }}
	*pool.Get().(*int) = 3
	fmt.Println(*pool.Get().(*int) >= 0)
}
