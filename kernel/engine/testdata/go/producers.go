// Fan-out, fan-in, quit channels, nil channels in select, a ticker of turns.
package main

import (
	"fmt"
	"sort"
	"sync"
)

func merge(cs ...<-chan int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, c := range cs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for v := range c {
				out <- v
			}
		}()
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

func produce(from, n int, quit <-chan struct{}) <-chan int {
	c := make(chan int)
	go func() {
		defer close(c)
		for i := 0; i < n; i++ {
			select {
			case c <- from + i:
			case <-quit:
				return
			}
		}
	}()
	return c
}

func both(a, b <-chan int) (out []int) {
	for a != nil || b != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			out = append(out, v)
		case v, ok := <-b:
			if !ok {
				b = nil
				break
			}
			out = append(out, v)
		}
	}
	return out
}

type request struct {
	n     int
	reply chan int
}

func serve(reqs <-chan request) {
	state := 0
	for r := range reqs {
		state += r.n
		r.reply <- state
	}
}

func main() {
	quit := make(chan struct{})
	var all []int
	for v := range merge(produce(0, 3, quit), produce(10, 3, quit), produce(20, 2, quit)) {
		all = append(all, v)
	}
	sort.Ints(all)
	fmt.Println(all)
	got := both(produce(1, 3, quit), produce(5, 2, quit))
	sort.Ints(got)
	fmt.Println(got)
	endless := produce(100, 1_000_000, quit)
	fmt.Println(<-endless, <-endless)
	close(quit)
	left := 0
	for range endless {
		left++
	}
	fmt.Println(left < 10)
	reqs := make(chan request)
	go serve(reqs)
	for i := 1; i <= 4; i++ {
		r := request{i, make(chan int)}
		reqs <- r
		fmt.Print(<-r.reply, " ")
	}
	close(reqs)
	fmt.Println()
	ping, pong := make(chan int), make(chan int)
	go func() {
		for v := range ping {
			pong <- v + 1
		}
		close(pong)
	}()
	v := 0
	for i := 0; i < 100; i++ {
		ping <- v
		v = <-pong
	}
	close(ping)
	_, ok := <-pong
	fmt.Println(v, ok)
	funcs := make(chan func() string, 2)
	funcs <- func() string { return "called" }
	fmt.Println((<-funcs)())
}
