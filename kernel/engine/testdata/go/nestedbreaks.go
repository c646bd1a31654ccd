// Loops that are left from a select, inside of loops that begin again.
package main

import "fmt"

func main() {
	for n := 0; n < 2; n++ {
		for i := range []int{1, 2} {
			fmt.Println(i)
		S:
			for j := 0; j < 2; j++ {
				select {
				default:
					break S
				}
			}
		}
		fmt.Println("more")
	}
	n := 0
G:
	n++
	for k, x := range map[string]int{"a": 5} {
		fmt.Println(n, k, x)
	U:
		for range 2 {
			select {
			default:
				break U
			}
		}
	}
	for i, r := range "aç" {
		fmt.Println(n, i, r)
	T:
		for range "xy" {
			select {
			default:
				break T
			}
		}
	}
	if n < 3 {
		goto G
	}
	fmt.Println("end")
}
