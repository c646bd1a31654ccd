// Arrays are copied, slices share, maps and pointers refer.
package main

import (
	"fmt"
	"strings"
)

type grid [2][3]int

type item struct {
	tags []string
	at   [2]int
}

func change(g grid) grid { g[1][2] = 9; return g }

func main() {
	var g grid
	h := change(g)
	fmt.Println(g, h, g == h)
	a := []int{1, 2, 3, 4}
	b := a[1:3]
	b[0] = 20
	b = append(b, 40)
	b = append(b, 50)
	b[0] = 200
	fmt.Println(a, b, len(b))
	x := item{tags: []string{"p"}, at: [2]int{1, 1}}
	y := x
	y.tags[0], y.at[0] = "q", 5
	fmt.Println(x.tags, x.at, y.tags, y.at)
	m := map[[2]int]*item{{1, 2}: &x}
	m[[2]int{1, 2}].at[1] = 8
	fmt.Println(x.at, len(m), m[[2]int{3, 4}] == nil)
	for i, r := range "aé世" {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println(len("aé世"), []byte("é"), []rune("é世"))
	c := make([]int, 2)
	fmt.Println(copy(c, a), c, cap(a[:2:3]))
	delete(m, [2]int{1, 2})
	fmt.Println(len(m), strings.Repeat("=", 5))
	const big = 1 << 40
	var small int8 = 127
	small++
	fmt.Println(big>>38, small, 7/2, -7/2, 7%3, -7%3, 1<<3|1, 6&^2, ^5)
}
