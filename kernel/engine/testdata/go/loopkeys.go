// Loop variables that the body assigns to.
package main

import "fmt"

func main() {
	for i, x := range []string{"a", "b"} {
		i = 7
		fmt.Println(i, x)
	}
	for i := range []string{"a", "b"} {
		i = 7
		fmt.Println(i)
	}
	for i, x := range [2]string{"a", "b"} {
		if x == "a" {
			i = 7
		}
		fmt.Println(i, x)
	}
	for i, x := range []string{"a", "b"} {
		switch {
		case true:
			i = 7
		}
		fmt.Println(i, x)
	}
	for i, x := range []string{"a", "b"} {
		switch b := x; b {
		case "a":
			i = 7
		default:
			i = 8
		}
		fmt.Println(i, x)
	}
	for i, x := range "ab" {
		i += 7
		fmt.Println(i, x)
	}
	for k, v := range map[int]int{1: 2} {
		k = 7
		v++
		fmt.Println(k, v)
	}
}
