package main

func run() int {
	c := make(chan int, 128)
	go func() {
		for i := 0; i < 200000; i++ {
			c <- i
		}
		close(c)
	}()
	sum := 0
	for x := range c {
		sum += x
	}
	return sum
}
