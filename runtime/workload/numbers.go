package workload

import (
	"fmt"
	"math/rand/v2"
)

// Matrix is rows of numbers, all of one length.
type Matrix [][]float64

// RandomMatrix is a matrix with numbers from 0 to 1, by seed.
func RandomMatrix(rows, columns int, seed uint64) Matrix {
	r := rand.New(rand.NewPCG(seed, 2))
	m := make(Matrix, rows)
	for i := range m {
		m[i] = make([]float64, columns)
		for j := range m[i] {
			m[i][j] = r.Float64()
		}
	}
	return m
}

// MultiplyRows is the rows of the product of a and b that r names. It panics when
// the matrices do not fit together.
func (a Matrix) MultiplyRows(b Matrix, r Range) Matrix {
	out := make(Matrix, 0, r.Len())
	for i := r.From; i < r.To; i++ {
		if len(a[i]) != len(b) {
			panic(fmt.Sprintf("workload: a row of %d numbers by a matrix of %d rows: they have to be as many", len(a[i]), len(b)))
		}
		var row []float64
		if len(b) > 0 {
			row = make([]float64, len(b[0]))
		}
		for k, x := range a[i] {
			for j, y := range b[k] {
				row[j] += x * y
			}
		}
		out = append(out, row)
	}
	return out
}

// Pi throws darts at a square and counts those in the quarter of a circle; 4 times
// the hits by the darts is about pi. Each part needs a seed of its own, or all
// throw the same darts.
func Pi(darts int, seed uint64) (hits int) {
	r := rand.New(rand.NewPCG(seed, 3))
	for range darts {
		x, y := r.Float64(), r.Float64()
		if x*x+y*y < 1 {
			hits++
		}
	}
	return hits
}

// Sum adds numbers from the first to the last. Floating-point addition is not
// associative: sums of parts, added, differ from it in the last digits.
func Sum(xs []float64) float64 {
	s := 0.0
	for _, x := range xs {
		s += x
	}
	return s
}

// Scan replaces each number by the sum of those up to it, beginning with start, and
// returns the last sum. In parts: Sum of each part, Scan of these sums, and then
// Scan of each part, which starts with what stands before it.
func Scan(xs []float64, start float64) float64 {
	for i := range xs {
		start += xs[i]
		xs[i] = start
	}
	return start
}

// RandomNumbers is n numbers from -1 to 1 of very different size, by seed.
func RandomNumbers(n int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 4))
	xs := make([]float64, n)
	for i := range xs {
		x := r.Float64()
		xs[i] = (2*r.Float64() - 1) * x * x * x * x
	}
	return xs
}
