// Select in loops, goroutines and methods.
package main

import (
	"fmt"
	"sync"
	"time"
)

type hub struct {
	in, out chan int
	quit    chan struct{}
}

func (h *hub) run() (turns int) {
	for {
		turns++
		select {
		case v, ok := <-h.in:
			if !ok {
				h.in = nil
				close(h.quit)
				break
			}
			h.out <- v * v
		case <-h.quit:
			return
		}
	}
}

func first(cs ...<-chan string) string {
	select {
	case s := <-cs[0]:
		return s
	case s := <-cs[1]:
		return s
	case <-time.After(10 * time.Second):
		return "timeout"
	}
}

func main() {
	h := &hub{make(chan int), make(chan int, 10), make(chan struct{})}
	go func() {
		for i := range 3 {
			h.in <- i
		}
		close(h.in)
	}()
	fmt.Println(h.run(), len(h.out), <-h.out, <-h.out, <-h.out)
	c := make(chan string, 1)
	c <- "hello"
	fmt.Println(first(make(chan string), c))
	var a [2]int
	n := make(chan int, 2)
	n <- 4
	n <- 5
	i := 0
	for i < 2 {
		select {
		case a[i] = <-n:
			i++
		default:
		}
	}
	fmt.Println(a)
	var wg sync.WaitGroup
	total := make(chan int, 40)
	for w := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mine, other := make(chan int, 1), make(chan int)
			for k := range 10 {
				select {
				case mine <- k:
				case <-other:
				}
				select {
				case v := <-mine:
					total <- v + w
				case <-other:
				}
			}
		}()
	}
	wg.Wait()
	close(total)
	sum := 0
	for v := range total {
		sum += v
	}
	fmt.Println(sum)
	var nilc chan int
	select {
	case <-nilc:
	case nilc <- 1:
	default:
		fmt.Println("nothing")
	}
loop:
	for k := 0; ; k++ {
		select {
		case n <- k:
			continue loop
		default:
			break loop
		}
	}
	fmt.Println(len(n))
}
