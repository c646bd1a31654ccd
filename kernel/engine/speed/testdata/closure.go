package main

func counter() func(int) int {
	n := 0
	return func(d int) int {
		n += d
		return n
	}
}

func run() int {
	add := counter()
	total := 0
	for i := 0; i < 100000; i++ {
		add(i)
		total += func(k int) int { return k & 3 }(i)
	}
	return total + add(0)
}
