package scheduler

// clock is a vector clock: for each goroutine, how much of it is known to have
// happened before. Missing entries are 0.
type clock []uint32

func (c clock) get(i int) uint32 {
	if i < len(c) {
		return c[i]
	}
	return 0
}

func (c *clock) set(i int, v uint32) {
	for len(*c) <= i {
		*c = append(*c, 0)
	}
	(*c)[i] = v
}

// join makes c know what d knows.
func (c *clock) join(d clock) {
	for len(*c) < len(d) {
		*c = append(*c, 0)
	}
	for i, v := range d {
		if v > (*c)[i] {
			(*c)[i] = v
		}
	}
}

func (c clock) clone() clock { return append(make(clock, 0, len(c)+2), c...) }
