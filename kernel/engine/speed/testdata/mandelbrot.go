package main

func run() int {
	const size, limit = 100, 50
	inside := 0
	for py := 0; py < size; py++ {
		for px := 0; px < size; px++ {
			x0 := float64(px)/size*3 - 2
			y0 := float64(py)/size*2 - 1
			x, y := 0.0, 0.0
			i := 0
			for i < limit && x*x+y*y <= 4 {
				x, y = x*x-y*y+x0, 2*x*y+y0
				i++
			}
			if i == limit {
				inside++
			}
		}
	}
	return inside
}
