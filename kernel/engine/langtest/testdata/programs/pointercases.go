// Cases of type switches for pointers to types of cells.
package main

import "fmt"

type Err struct{ code int }

func (e *Err) Error() string { return "err " }

type S interface{ M() }
type T struct{ a int }

func (T) M() {}

type U int

func (U) M() {}

func main() {
	var y error = &Err{3}
	switch y := y.(type) {
	case *Err:
		fmt.Println("d", y.code)
	}
	switch y.(type) {
	case *Err:
		fmt.Println("d2")
	}
	switch y := y.(type) {
	case nil:
	case *Err:
		fmt.Println("d3", y.code)
	default:
		fmt.Println("def")
	}
	var s S = T{1}
	switch y := s.(type) {
	case T:
		fmt.Println("e", y.a)
	}
	switch y := s.(type) {
	case *T, U:
		fmt.Println("no")
	case T:
		fmt.Println("f", y.a)
	}
}
