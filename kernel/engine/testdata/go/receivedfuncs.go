// Functions that come from channels which calls return.
package main

import "fmt"

type A [3]float32

func zid[T any](x T) T { return x }
func zchan[T any](list ...T) chan T {
	c := make(chan T, len(list))
	for _, x := range list {
		c <- x
	}
	close(c)
	return c
}

func main() {
	f := func(v165 func(A) A) func(A) A {
		return <-zchan[func(A) A](any(zid[func(A) A](v165)).(func(A) A))
	}
	g := f(func(a A) A { a[0] = 5; return a })
	fmt.Println(g(A{}))
	h := <-zchan(zid(func(a A) A { a[0] = 6; return a }))
	fmt.Println(h(A{}))
	x := any(zid[func(A) A](h)).(func(A) A)
	fmt.Println(x(A{}))
	c := make(chan func(A) A, 1)
	c <- any(h).(func(A) A)
	y := <-c
	fmt.Println(y(A{}))
	k := func() func(A) A { return <-zchan(h) }
	fmt.Println(k()(A{}))
	k2 := func() func(A) A { c := zchan(h); return <-c }
	fmt.Println(k2()(A{}))
	m := func(func(A) A) func(A) A { return <-zchan(h) }
	fmt.Println(m(h)(A{}))
}
