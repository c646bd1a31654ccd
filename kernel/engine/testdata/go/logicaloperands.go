// Calls as operands of the logical operators.
package main

import "fmt"

func main() {
	yes := func(n int) bool { fmt.Println("yes", n); return n > 0 }
	x := any(3)
	_ = yes(1) && yes(2)
	_ = yes(1) && yes(x.(int))
	a := yes(1) && yes(x.(int))
	_ = yes(x.(int)) && yes(2)
	b := yes(x.(int)) && yes(2)
	fmt.Println(a, b)
	f := func(yield func(int) bool) { _ = yield(x.(int)) && yield(2) }
	f(yes)
	g := func(yield func(int) bool) { _ = yield(1) && yield(2) }
	g(yes)
	for range g {
	}
	for v := range f {
		fmt.Println(v)
	}
	type S struct {
		a int
		b bool
	}
	s := S{1, true}
	switch s {
	case S{2, true}, func() S { return s }():
		fmt.Println("case")
	}
	switch {
	case s == S{2, true} || s == func() S { return s }():
		fmt.Println("c2")
	}
	if s == (S{2, true}) || s == func() S { return s }() {
		fmt.Println("c3")
	}
	c := s == (S{2, true}) || s == func() S { return s }()
	fmt.Println(c)
}
