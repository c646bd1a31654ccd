// A panic that nobody recovers: deferred calls run, then it ends.
package main

import "fmt"

func f(n int) {
	defer fmt.Println("leaving", n)
	if n == 0 {
		var m map[string]int
		m["x"]++
	}
	f(n - 1)
}

func main() {
	defer fmt.Println("leaving main")
	f(3)
}
