package workload

import "fmt"

// Range is the whole numbers from From up to but not To.
type Range struct{ From, To int }

// Len is how many there are.
func (r Range) Len() int { return r.To - r.From }

// Split divides the numbers from 0 up to but not n into as many parts, which
// differ by one number at most; there are fewer when n is less than parts. It
// panics when n is negative or parts less than one.
func Split(n, parts int) []Range {
	if n < 0 || parts < 1 {
		panic(fmt.Sprintf("workload: Split(%d, %d): numbers from 0 on and at least one part are needed", n, parts))
	}
	list := make([]Range, 0, min(n, parts))
	for i := range min(n, parts) {
		p := min(n, parts)
		list = append(list, Range{n * i / p, n * (i + 1) / p})
	}
	return list
}
