package main

import "sort"

func run() int {
	a := make([]int, 20000)
	x := 1
	for i := range a {
		x = x * 1103515245 % 2147483647
		a[i] = x
	}
	sort.Slice(a, func(i, j int) bool { return a[i] < a[j] })
	return a[0] + a[100] + a[19999]
}
