// Blank fields count for nothing.
package main

import (
	"fmt"
	"sync"
	"unsafe"
)

type T struct{ _, _, _ int }

type U struct {
	A, _, B int
	_       string
}

type inner struct {
	_ int
	x string
}

type outer struct {
	inner
	i  inner
	a  [2]inner
	mu *sync.Mutex
}

type array [2]U

type pair[K any] struct {
	_ K
	k K
}

type node struct { // made of each other
	_    int
	list []*edge
	id   int
}

type edge struct {
	to node2
	_  int
}

type node2 struct {
	e *edge
	_ bool
	n int
}

func words(p *U) *[3]int { return (*[3]int)(unsafe.Pointer(p)) }

func equal[K comparable](a, b K) bool { return a == b }

func main() {
	t1 := *(*T)(unsafe.Pointer(&[3]int{1, 2, 3}))
	t2 := *(*T)(unsafe.Pointer(&[3]int{4, 5, 6}))
	fmt.Println(t1 == t2, t1 != t2, any(t1) == any(t2), equal(t1, t2))
	a, b := U{A: 1, B: 2}, U{A: 1, B: 2}
	words(&a)[1] = 7
	fmt.Println(a == b, a != b, [2]U{a, b} == [2]U{b, a}, array{a} == array{b}, equal(array{a}, array{b}))
	b.B = 3
	fmt.Println(a == b, a != b)
	b.B = 2
	m := map[U]int{a: 1}
	m[b]++
	m[a] += 10
	v, ok := m[b]
	fmt.Println(len(m), m[a], v, ok)
	delete(m, b)
	fmt.Println(len(m))
	ms := map[U]string{{1, 2, 3, "four"}: "literal"}
	fmt.Println(ms[U{1, 5, 3, "six"}], U{1, 2, 3, "four"}, &U{1, 2, 3, ""}, []U{{1, 2, 3, ""}}, *[]*U{{4, 5, 6, ""}}[0])
	x, y := outer{}, outer{}
	*(*int)(unsafe.Pointer(&x)) = 1
	*(*int)(unsafe.Add(unsafe.Pointer(&x.a), unsafe.Sizeof(x.i))) = 2
	fmt.Println(x == y, x.a == y.a, x.inner == y.i)
	y.a[1].x = "y"
	fmt.Println(x == y)
	p, q := pair[string]{k: "k"}, pair[string]{"other", "k"}
	fmt.Println(p == q, map[pair[string]]int{p: 1}[q])
	s := struct {
		_ int
		b bool
	}{b: true}
	*(*int)(unsafe.Pointer(&s)) = 3
	fmt.Println(s == struct {
		_ int
		b bool
	}{5, true})
	switch a {
	case U{A: 2}:
		fmt.Println("no")
	case U{A: 1, B: 2}:
		fmt.Println("yes")
	}
	e := &edge{to: node2{n: 3}}
	f := *e
	*(*bool)(unsafe.Add(unsafe.Pointer(&f), unsafe.Sizeof(e))) = true
	fmt.Println(*e == f, e.to == f.to, (&node{id: 1}).id)
	ch := make(chan U, 1)
	ch <- a
	fmt.Println(<-ch == b)
}
