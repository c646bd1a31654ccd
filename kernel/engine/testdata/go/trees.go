// Pointers: a tree, a list, a graph.
package main

import "fmt"

type tree struct {
	left, right *tree
	value       int
}

func (t *tree) insert(v int) *tree {
	if t == nil {
		return &tree{value: v}
	}
	if v < t.value {
		t.left = t.left.insert(v)
	} else {
		t.right = t.right.insert(v)
	}
	return t
}

func (t *tree) walk(visit func(int) bool) bool {
	if t == nil {
		return true
	}
	return t.left.walk(visit) && visit(t.value) && t.right.walk(visit)
}

type list struct {
	head *node
	size int
}

type node struct {
	value string
	next  *node
}

func (l *list) push(s string) {
	l.head = &node{s, l.head}
	l.size++
}

func (l *list) reverse() {
	var prev *node
	for n := l.head; n != nil; {
		n.next, prev, n = prev, n, n.next
	}
	l.head = prev
}

func bfs(edges map[string][]string, from string) (order []string) {
	seen := map[string]bool{from: true}
	for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
		order = append(order, queue[0])
		for _, to := range edges[queue[0]] {
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return order
}

func main() {
	var root *tree
	for _, v := range []int{5, 2, 8, 1, 9, 3} {
		root = root.insert(v)
	}
	sum := 0
	root.walk(func(v int) bool {
		fmt.Print(v, " ")
		sum += v
		return v < 8
	})
	fmt.Println(sum)
	var l list
	for _, s := range []string{"a", "b", "c"} {
		l.push(s)
	}
	l.reverse()
	for n := l.head; n != nil; n = n.next {
		fmt.Print(n.value, "->")
	}
	fmt.Println(l.size)
	fmt.Println(bfs(map[string][]string{"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": {"a"}}, "a"))
	grid := make([][]rune, 3)
	for y := range grid {
		grid[y] = make([]rune, 4)
		for x := range grid[y] {
			grid[y][x] = '.'
		}
	}
	grid[1][2] = '#'
	for _, row := range grid {
		fmt.Println(string(row))
	}
	p, q := new(int), new(int)
	*p = 3
	pp := &p
	**pp += 4
	fmt.Println(*p, p == q, *pp == p, *q)
}
