// Workers that share a map under a mutex.
package main

import (
	"fmt"
	"sort"
	"sync"
	"sync/atomic"
)

type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (t *tally) add(word string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[word]++
}

func main() {
	t := &tally{counts: map[string]int{}}
	words := []string{"go", "chan", "go", "select", "chan", "go"}
	jobs := make(chan string)
	var done atomic.Int64
	var wg sync.WaitGroup
	for w := 0; w < 4; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for word := range jobs {
				t.add(word)
				done.Add(1)
			}
		}()
	}
	for round := 0; round < 50; round++ {
		for _, w := range words {
			jobs <- w
		}
	}
	close(jobs)
	wg.Wait()
	var keys []string
	for k := range t.counts {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Println(k, t.counts[k])
	}
	fmt.Println(done.Load())
}
