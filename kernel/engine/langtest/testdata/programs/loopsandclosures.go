// Each turn of a loop has its own variables.
package main

import (
	"fmt"
	"sync"
)

func main() {
	var fs []func() int
	for i := 0; i < 4; i++ {
		if i == 1 {
			i++
			continue
		}
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()
	var ps []*int
	for i, s := range []string{"a", "b"} {
		ps = append(ps, &i)
		defer func() { fmt.Println("deferred", i, s) }()
		defer fmt.Println("args", i, s)
	}
	fmt.Println(*ps[0], *ps[1])
	for i := range 3 {
		defer func(n int) { fmt.Println("int", i, n) }(i * i)
	}
	var n8 uint8 = 3
	for i := range n8 {
		fmt.Printf("%T%d ", i, i)
	}
	fmt.Println()
	res := make([]int, 5)
	var wg sync.WaitGroup
	for i := range res {
		wg.Add(2)
		go func() {
			defer wg.Done()
			res[i] += i
		}()
		go func(k int) {
			defer wg.Done()
			_ = k
		}(i)
	}
	wg.Wait()
	for i := range res {
		wg.Go(func() { res[i] *= res[i] })
	}
	wg.Wait()
	fmt.Println(res)
outer:
	for i := 0; i < 3; i++ {
		for j := range 3 {
			f := func() int { return i*10 + j }
			switch {
			case j == 1:
				continue outer
			case i == 2:
				break outer
			}
			fmt.Print(f(), " ")
		}
	}
	fmt.Println()
	cs := []chan int{make(chan int, 1), make(chan int, 1)}
	for i, c := range cs {
		c <- i
	}
	for _, c := range cs {
		fmt.Print(<-c, " ")
	}
	for i, r := range "é\xffz" {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	fmt.Println(fib(12))
}
