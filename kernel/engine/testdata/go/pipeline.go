// A pipeline of goroutines and channels.
package main

import "fmt"

func generate(n int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for i := 1; i <= n; i++ {
			out <- i
		}
	}()
	return out
}

func square(in <-chan int) <-chan int {
	out := make(chan int, 2)
	go func() {
		for v := range in {
			out <- v * v
		}
		close(out)
	}()
	return out
}

func main() {
	sum := 0
	for v := range square(square(generate(10))) {
		sum += v
	}
	fmt.Println("sum of fourth powers:", sum)
	v, ok := <-square(generate(0))
	fmt.Println(v, ok)
}
