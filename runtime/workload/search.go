package workload

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"strings"
)

// Find is where pattern begins in a text, all places, in bytes. Places may overlap.
// An empty pattern is found nowhere.
func Find(text, pattern string) (places []int) {
	if pattern == "" {
		return nil
	}
	for from := 0; ; {
		i := strings.Index(text[from:], pattern)
		if i < 0 {
			return places
		}
		places = append(places, from+i)
		from += i + 1
	}
}

// maxQueens is the largest board: more would not fit the bits, nor anyone's life.
const maxQueens = 20

// Queens counts the ways to put n queens on a board of n by n so that none attacks
// another, with the queen of the first row in the column first, from 0. The sum
// over all first columns is the number of all ways: 92 for n = 8. It panics unless
// n is from 1 to 20 and first from 0 to n-1.
func Queens(n, first int) int {
	if n < 1 || n > maxQueens || first < 0 || first >= n {
		panic(fmt.Sprintf("workload: Queens(%d, %d): a board of 1 to %d and a first column on it are needed", n, first, maxQueens))
	}
	all := uint32(1)<<n - 1
	var place func(columns, left, right uint32) int
	place = func(columns, left, right uint32) int {
		if columns == all {
			return 1
		}
		ways := 0
		for free := all &^ (columns | left | right); free != 0; free &= free - 1 {
			q := free & -free
			ways += place(columns|q, (left|q)<<1, (right|q)>>1)
		}
		return ways
	}
	q := uint32(1) << first
	return place(q, q<<1, q>>1)
}

// ErrNotFound is the error of a search that found nothing.
var ErrNotFound = errors.New("workload: nothing was found")

// Preimage looks in r for the first number whose hash, SHA-256 of salt and the
// number in eight bytes, begins with at least so many zero bits. It tries 2 to the
// power of zeros numbers on average. Without one in r the error is ErrNotFound, and
// when ctx is done before, its cause.
func Preimage(ctx context.Context, salt string, zeros int, r Range) (int, error) {
	buf := append([]byte(salt), make([]byte, 8)...)
	for n := r.From; n < r.To; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		binary.BigEndian.PutUint64(buf[len(salt):], uint64(n))
		if LeadingZeros(sha256.Sum256(buf)) >= zeros {
			return n, nil
		}
	}
	return 0, ErrNotFound
}

// LeadingZeros is how many zero bits a hash begins with.
func LeadingZeros(hash [sha256.Size]byte) int {
	n := 0
	for _, b := range hash {
		if b != 0 {
			return n + bits.LeadingZeros8(b)
		}
		n += 8
	}
	return n
}
