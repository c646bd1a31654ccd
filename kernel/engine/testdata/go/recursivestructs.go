// Recursive structs with values of other recursive structs in them.
package main

import "fmt"

type A struct {
	F0   string
	next *A
}
type B struct {
	F0   *A
	next *B
	l    []A
	m    map[string]A
	r    [2]A
}
type C struct {
	a  A
	bs []B
	c  *C
	f  func(C) A
}

func main() {
	var g B
	g.next = &B{}
	h := B{F0: &A{next: &A{}}, next: nil}
	fmt.Println(h.F0.next.F0 == "")
	h.l = append(h.l, A{next: &A{"x", nil}})
	h.m = map[string]A{"a": {next: &A{"x", nil}}}
	h.r[1] = A{next: &A{"z", nil}}
	fmt.Println(h.l[0].next.F0, h.m["a"].next.F0, h.r[1].next.F0)
	var c C
	c.bs = append(c.bs, h)
	c.c = &C{a: A{"q", &A{}}}
	c.f = func(c C) A { return *c.c.a.next }
	fmt.Println(c.c.a.F0, c.bs[0].r[1].next.F0, c.f(c))
	fmt.Printf("%T %+v\n", c.c.a, c.c.a.next)
}
