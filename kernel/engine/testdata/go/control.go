// Loops, labels, goto, switch.
package main

import "fmt"

func grade(n int) string {
	switch {
	case n >= 90:
		return "A"
	case n >= 80:
		return "B"
	default:
		return "C"
	}
}

func main() {
	fmt.Println(grade(95), grade(85), grade(10))
	for i := range 5 {
		switch i {
		case 0, 1:
			fmt.Print("low ")
			fallthrough
		case 2:
			fmt.Print("mid ")
		case 3:
			break
		default:
			fmt.Print("high")
		}
	}
	fmt.Println()
search:
	for i := 2; i < 50; i++ {
		for j := 2; j*j <= i; j++ {
			if i%j == 0 {
				continue search
			}
		}
		if i > 30 {
			break search
		}
		fmt.Print(i, " ")
	}
	fmt.Println()
	n := 27
	steps := 0
again:
	if n != 1 {
		steps++
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		goto again
	}
	fmt.Println(steps)
	for a, b := 0, 1; a < 100; a, b = b, a+b {
		fmt.Print(a, " ")
	}
	fmt.Println(min(3, 1, 2), max(2.5, 1))
}
