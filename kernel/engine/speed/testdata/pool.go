package main

import "sync"

func work(n int) int {
	s := 0
	for i := 0; i < 10; i++ {
		s += n % (i + 1)
	}
	return s
}

func run() int {
	jobs, results := make(chan int, 64), make(chan int, 64)
	var wg sync.WaitGroup
	for w := 0; w < 4; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := range jobs {
				results <- work(n)
			}
		}()
	}
	go func() {
		for i := 0; i < 20000; i++ {
			jobs <- i
		}
		close(jobs)
		wg.Wait()
		close(results)
	}()
	sum := 0
	for r := range results {
		sum += r
	}
	return sum
}
