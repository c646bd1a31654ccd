package main

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

type oblong struct{ a, b int }

func (o *oblong) area() int { return o.a * o.b }

func run() int {
	shapes := []shape{square{3}, &oblong{4, 5}}
	n := 0
	for i := 0; i < 100000; i++ {
		n += shapes[i&1].area()
	}
	return n
}
