// Labels and several values in the clauses of switches.
package main

import "fmt"

func id(x int) int { return x }
func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}
func main() {
	try("a", func() {
		switch tag := 3; tag {
		case id(0), id(1):
			fmt.Println("case")
		default:
		L:
			for v := range 1 {
				if v > 3 {
					continue L
				}
				fmt.Println("in")
			}
		}
	})
	try("b", func() {
		switch tag := 3; tag {
		case id(0), id(1):
			fmt.Println("case")
		default:
			for v := range 1 {
				switch v {
				case 1:
					continue
				default:
				}
				fmt.Println("in")
			}
		}
	})
	try("c", func() {
		switch tag := 3; tag {
		case id(0):
			fmt.Println("case")
		default:
		L:
			for v := 0; v < 1; v++ {
				switch v {
				case 1:
					continue L
				}
				fmt.Println("in")
			}
		}
	})
	try("d", func() {
		switch tag := 3; tag {
		case id(0), id(1):
			fmt.Println("case")
		default:
		L:
			for v := 0; v < 1; v++ {
				fmt.Println("in")
				continue L
			}
		}
	})
}
