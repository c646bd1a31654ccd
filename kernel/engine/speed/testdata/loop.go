package main

func run() int {
	s := 0
	for i := 0; i < 2000000; i++ {
		s += i
	}
	return s
}
