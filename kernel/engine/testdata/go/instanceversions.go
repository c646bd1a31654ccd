// Instances whose arguments differ in a star only.
package main

import "fmt"

type G[T any] struct {
	F0   T
	next *G[T]
}

func zchan[T any](list ...T) chan T {
	c := make(chan T, len(list))
	for _, x := range list {
		c <- x
	}
	close(c)
	return c
}
func zid[T any](x T) T { return x }

func f16(p1 G[complex64]) {
	p1.next = <-zchan[*G[complex64]](new(zid[G[complex64]](G[complex64]{F0: complex64(-3 + 0i), next: &p1})))
	fmt.Println(p1.next.F0)
}

func f30(p0 G[*complex64]) {
	v32 := <-zchan[G[complex64]](zid[G[complex64]](G[complex64]{F0: complex64(3 + 2i), next: &G[complex64]{F0: complex64(-2 + 7i), next: &G[complex64]{}}}))
	fmt.Println(v32.F0, p0.next == nil, *p0.F0)
}

func main() {
	f16(G[complex64]{})
	x := complex64(2)
	f30(zid[G[*complex64]](G[*complex64]{F0: &x}))
	f30(<-zchan[G[*complex64]](G[*complex64]{F0: &x}))
	fmt.Printf("%T %T\n", G[*complex64]{}, G[complex64]{})
}
