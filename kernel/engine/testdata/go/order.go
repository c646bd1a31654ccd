// Order of evaluation and assignment.
package main

import "fmt"

var trail []string

func note(s string, v int) int {
	trail = append(trail, s)
	return v
}

type pair struct{ a, b int }

func (p *pair) swap() { p.a, p.b = p.b, p.a }

func three() (int, string, error) { return 7, "seven", nil }

func main() {
	xs := []int{10, 20, 30}
	i := 0
	i, xs[i] = 2, 99
	fmt.Println(i, xs)
	xs[0], xs[1], xs[2] = xs[2], xs[0], xs[1]
	fmt.Println(xs)
	m := map[string]int{"k": note("map", 1)}
	m["k"], m["j"] = m["j"], m["k"]
	fmt.Println(m, trail)
	sum := note("a", 1) + note("b", 2)*note("c", 3)
	fmt.Println(sum, trail[1:])
	p := pair{1, 2}
	q := &p
	q.swap()
	q.a, p.b = p.b, q.a
	fmt.Println(p)
	n, s, err := three()
	n, t := n*2, s+"!"
	fmt.Println(n, s, t, err)
	var arr [3]int
	for k, arr[k%3] = range []int{5, 6, 7} {
	}
	fmt.Println(k, arr)
	a, b, c := 1, []int{2, 3}, map[string]bool{"x": true}
	fmt.Println(a, b, c)
	d, e, f := [2]int{1, 2}, 3, pair{4, 5}
	fmt.Println(d, e, f)
}

var k int
