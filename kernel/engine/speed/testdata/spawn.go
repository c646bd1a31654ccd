package main

func run() int {
	c := make(chan int, 20000)
	for i := 0; i < 20000; i++ {
		go func(k int) { c <- k }(i)
	}
	sum := 0
	for i := 0; i < 20000; i++ {
		sum += <-c
	}
	return sum
}
