// Empty statements and declarations first in clauses.
package main

import "fmt"

func a() {
	switch {
	default:
		type E struct{ z int }
		v := E{3}
		fmt.Println(v)
	}
}
func b() {
	switch x := 2; x {
	case 1:
	default:
		type E struct {
			m map[int]int
			z int
		}
		v := E{map[int]int{}, 3}
		fmt.Println(v)
	}
}
func c() {
	for range 2 {
		type E struct {
			m map[int]int
			z int
		}
		v := E{map[int]int{}, 3}
		fmt.Println(v)
	}
}
func d() {
	for range 2 {
		const k = 2
		fmt.Println(k)
	}
}
func e() {
	switch x := 2; x {
	case 1:
	default:
		const k = 3
		fmt.Println(k)
	}
	switch x := 2; x {
	case 2:
		type T int
		fmt.Println(T(x))
	default:
		fmt.Println("no")
	}
	select {
	default:
		type T int
		fmt.Println(T(3))
	}
	if true {
		type T int
		fmt.Println(T(4))
	}
	switch any(3).(type) {
	case int:
		type T int
		fmt.Println(T(5))
	}
	switch {
	case true:

		fmt.Println("after empty")
	}
	func() {
		type T int
	}()
	for i := 0; i < 2; i++ {

		fmt.Println("x")
	}
	for i := 0; i < 2; i++ {
		type T int
	}
	switch {
	case true:
		type T int
	}
	switch {
	case true:
	case false:
		fmt.Println()
	}
}
func main() {
	for _, f := range []func(){a, b, c, d, e} {
		func() {
			defer func() { fmt.Println(recover()) }()
			f()
		}()
	}
}
