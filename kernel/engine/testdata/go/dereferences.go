// Values behind pointers in composite literals, elements that are pointers,
// parentheses around what is assigned to.
package main

import "fmt"

type T struct {
	f0 bool
	n  int
	p  *T
	m  map[string]int
	a  []int
}

func (t T) val() int  { return t.n }
func (t *T) ptr() int { return t.n + 1 }
func get(t *T) *T     { return t }

func main() {
	t := T{n: 3, a: []int{1, 2}, m: map[string]int{"a": 7}}
	x := &t
	xx := &x
	y := &[]int{4, 5}
	ar := &[3]int{6, 7, 8}
	fmt.Println([]int{(*y)[1], len(*y), (*ar)[2], cap((*ar)[:2])})
	fmt.Println(T{(*x).f0, (*x).n, x, (*x).m, (*x).a}.p.n)
	fmt.Println(map[string]int{"k": (*x).n, "l": (**xx).n, "m": (*x).m["a"], "v": (*x).val(), "p": (*x).ptr()})
	fmt.Println([]T{*x, **xx, *get(x)}[1].n)
	fmt.Println([]*T{*xx, get(*xx)}[1].n, []int{(*get(x)).n, (*x).a[1]})
	fmt.Println(struct{ a, b int }{(*x).n, (*get(x)).n})
	(*x) = T{(*x).f0, (*x).n + 1, nil, nil, nil}
	fmt.Println(t)
	t.p = &T{n: 9}
	fmt.Println([]int{(*t.p).n, (*(*x).p).n, -(*x).n, (*x).n * 2})
	z := []func() int{(*x).val, (*x).ptr}
	t.n = 50
	fmt.Println(z[0](), z[1]())
	q := []*int{&(*x).n, &(*y)[0]}
	*q[0]++
	fmt.Println(t.n, *q[1])
	var nilT *T
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println([]int{(*nilT).n})
	}()

	e := []*[]int{{1}, {}}
	f := map[string]*[2]int{"a": {3, 4}}
	g := [2]*map[string]int{1: {"b": 5}}
	h := [1]*[][]*T{{{{n: 4}}}}
	fmt.Println(*e[0], len(*e[1]), f["a"][1], (*g[1])["b"], (*h[0])[0][0].n)
	fmt.Println([][]int{(*ar)[:2], (*y)[1:]}, [...]int{5: 4, (*y)[1], 1: (*ar)[0]})

	m := map[string]int{}
	(m["a"]) = 3
	(m["b"])++
	(m["b"]) += 4
	for (m["c"]) = range 3 {
	}
	w := []int{1, 2}
	(w[0]), (w[1]) = w[1], w[0]
	(*ar)[0], (*x) = 9, T{n: 1}
	fmt.Println(m, w, *ar, t.n)
}
