package main

type circle struct{ r int }

type box struct{ a, b int }

func run() int {
	values := []any{circle{2}, box{3, 4}, 5}
	n := 0
	for i := 0; i < 50000; i++ {
		v := values[i%3]
		switch x := v.(type) {
		case circle:
			n += x.r
		case box:
			n += x.a
		case int:
			n += x
		}
		if c, ok := v.(circle); ok {
			n += c.r
		}
		n += values[1].(box).b
	}
	return n
}
