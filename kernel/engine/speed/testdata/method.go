package main

type point struct{ x, y int }

func (p point) sum() int { return p.x + p.y }

func (p *point) move(d int) { p.x += d }

func run() int {
	p := point{1, 2}
	n := 0
	for i := 0; i < 100000; i++ {
		p.move(1)
		n += p.sum()
	}
	return n
}
