package main

func run() int {
	ping, pong := make(chan int), make(chan int)
	go func() {
		for x := range ping {
			pong <- x + 1
		}
		close(pong)
	}()
	x := 0
	for i := 0; i < 20000; i++ {
		ping <- x
		x = <-pong
	}
	close(ping)
	return x
}
