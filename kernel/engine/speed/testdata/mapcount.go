package main

func run() int {
	counts := map[int]int{}
	x := 1
	for i := 0; i < 200000; i++ {
		x = x * 1103515245 % 2147483647
		counts[x%1000]++
	}
	most := 0
	for _, n := range counts {
		if n > most {
			most = n
		}
	}
	return most*10000 + len(counts)
}
