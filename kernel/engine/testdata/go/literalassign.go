// An assignment of a literal changes the variable: pointers to it, closures and
// results see that.
package main

import (
	"fmt"
	"image"
)

type T struct {
	n int
	p *T
}

type U struct {
	T
	m int
}

var global = T{n: 1}

func result() (r T) {
	defer func() { r.n++ }()
	p := &r
	r = T{n: 4}
	p.n *= 10
	return
}

func main() {
	v := T{n: 1}
	p := &v
	f := func() int { return v.n }
	v = T{n: 2, p: v.p}
	fmt.Println(p.n, f(), v.n)
	p.n = 3
	fmt.Println(f(), v.n)

	g := &global
	global = T{n: 5}
	fmt.Println(g.n, global.n, result().n)

	a := struct {
		x int
		y string
	}{1, "x"}
	q := &a
	a = struct {
		x int
		y string
	}{2, a.y}
	fmt.Println(q.x, q.y)

	u := U{}
	t := &u.T
	u = U{T{n: 4}, 3}
	u.T = T{n: u.n + 1}
	fmt.Println(t.n)

	pt := image.Point{1, 2}
	ptr := &pt
	pt = image.Point{X: pt.Y, Y: 9}
	fmt.Println(*ptr)

	var list []*T
	for i := range 3 {
		w := T{n: i}
		list = append(list, &w)
		if i == 1 {
			w = T{n: 10}
		}
	}
	fmt.Println(list[0].n, list[1].n, list[2].n)

	var x, y T
	px := &x
	x, y = T{n: 6}, T{n: 7}
	x, y = y, x
	fmt.Println(px.n, y.n)
}
