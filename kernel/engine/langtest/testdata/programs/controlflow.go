// goto, labels, fallthrough, switches, scopes.
package main

import "fmt"

var trace []string

func t(s string) string { trace = append(trace, s); return s }

func grade(n int) (s string) {
	switch {
	case n > 90:
		s = "A"
		fallthrough
	case n > 80:
		s += "B"
	default:
		s += "D"
		fallthrough
	case n > 70:
		s += "C"
		if n == 75 {
			break
		}
		s += "!"
	}
	return
}

func find(grid [][]int, want int) (r, c int) {
	for r = range grid {
		for c = range grid[r] {
			if grid[r][c] == want {
				goto found
			}
		}
	}
	return -1, -1
found:
	return r, c
}

func state() string {
	s := ""
	i := 0
again:
	s += fmt.Sprint(i)
	i++
	if i < 3 {
		goto again
	}
	return s
}

const limit = 3

func scopes(limit int) (out []int) {
	if limit := limit * 2; limit > 4 {
		out = append(out, limit)
		limit := limit + 1
		out = append(out, limit)
	} else if other := limit; other > 0 {
		out = append(out, other, limit)
	}
	{
		limit := "inner"
		_ = limit
	}
	return append(out, limit)
}

func main() {
	for _, n := range []int{95, 85, 75, 71, 10} {
		fmt.Print(grade(n), " ")
	}
	fmt.Println()
	fmt.Println(find([][]int{{1, 2}, {3, 4}}, 3))
	fmt.Println(find(nil, 3))
	fmt.Println(state(), scopes(3), scopes(1), limit)
	switch x := len(trace); x {
	case 0, 1:
		fmt.Println("few")
	case 2:
	}
	switch t("tag") {
	case t("a"), t("tag"), t("never"):
	}
	fmt.Println(trace)
	n := 0
	for {
		n++
		if n%2 == 0 {
			continue
		}
		if n > 6 {
			break
		}
	}
	for n > 0 {
		n -= 3
	}
	fmt.Println(n)
	len := func(s []int) int { return 42 }
	fmt.Println(len(nil))
	type local struct{ a, b int }
	ls := map[local]string{{1, 2}: "x"}
	fmt.Println(ls[local{1, 2}], ls)
	func() {
		defer func() { fmt.Println("recovered", recover()) }()
		var m map[string]int
		m["x"]++
	}()
}
