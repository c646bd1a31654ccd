// Assignments of several values.
package main

import "fmt"

type cell struct {
	v    int
	next *cell
}

func pair(n int) (int, string) { return n * 2, fmt.Sprint("p", n) }

func id(n int) int { return n }

func named() (n int, err error) {
	n, err = -1, nil
	return
}

func safe(f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("recovered:", r)
		}
	}()
	f()
}

func both(p *int) (ok bool, n int) {
	defer func() { recover() }()
	return true, *p
}

func main() {
	s, i := []int{1, 2, 3}, 2
	t, j := cell{4, nil}, "x"
	fmt.Println(s, i, t.v, j)
	a, b := id(3), 4
	a, b = id(10), 11
	a, b = b, a+b
	fmt.Println(a, b)
	i, s[i] = 0, 9
	s[0], s[1] = s[1], s[0]
	fmt.Println(i, s)
	m := map[string]int{"a": 1, "b": 2}
	m["a"], m["b"] = m["b"], m["a"]
	fmt.Println(m)
	var list *cell
	for k := range 3 {
		list = &cell{k, list}
	}
	for l := list; l != nil; {
		l.next, l = nil, l.next
	}
	fmt.Println(list.v, list.next == nil)
	fmt.Println(named())
	var e any
	var n int
	e, n = "text", 5
	fmt.Println(e, n)
	var np *int
	safe(func() { m["c"], *np = 3, 4 })
	fmt.Println(m)
	fmt.Println(both(np))
	x, y := pair(4)
	x, z := pair(5)
	fmt.Println(x, y, z)
	for lo, hi := 0, []int{5, 6}; lo < len(hi); lo, hi = lo+1, append(hi[:1:1], 7) {
		fmt.Print(lo, hi, " ")
	}
	fmt.Println()
	if q, r := []string{"q"}, 7; r > 6 {
		fmt.Println(q, r)
	} else if u, w := 1, []int{2}; u > 0 {
		fmt.Println(u, w)
	}
	var v1, v2 = []int{8}, 9
	var arr [3]int
	k := 1
	for k, arr[k] = range []int{5, 6, 7} {
	}
	fmt.Println(v1, v2, k, arr)
}
