// Forms of select.
package main

import (
	"fmt"
	"time"
)

func main() {
	a, b := make(chan int, 1), make(chan string, 1)
	select {
	case v := <-a:
		fmt.Println("unexpected", v)
	default:
		fmt.Println("nothing ready")
	}
	b <- "x"
	select {
	case v := <-a:
		fmt.Println("unexpected", v)
	case s := <-b:
		fmt.Println("got", s)
	}
	select {
	case a <- 7:
		fmt.Println("sent")
	case s := <-b:
		fmt.Println("unexpected", s)
	}
	close(b)
	if s, ok := <-b; !ok {
		fmt.Printf("%q closed\n", s)
	}
	timeout := time.After(5 * time.Millisecond)
	n := 0
loop:
	for {
		select {
		case v, ok := <-a:
			n += v
			fmt.Println(v, ok)
		case <-timeout:
			fmt.Println("timeout")
			break loop
		}
	}
	fmt.Println(n)
}
