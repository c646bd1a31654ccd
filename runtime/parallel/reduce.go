package parallel

import (
	"slices"

	"interleave/runtime/internal/workers"
)

// Filter returns the elements of xs that keep is true for, in their order.
func Filter[T any](xs []T, keep func(T) bool, options ...Option) ([]T, error) {
	workers.Check("Filter", keep == nil)
	job := workers.NewJob("Filter", len(xs), options, "Unordered")
	parts := make([][]*part[[]T], job.Count())
	err := job.Do(func(s *workers.Share) {
		for lo := s.Chunk(); lo >= 0; lo = s.Chunk() {
			w, kept := s.Worker(), &part[[]T]{lo: lo, ready: s.Slot()}
			parts[w] = append(parts[w], kept)
			for i := s.Inside(); i >= 0; i = s.Inside() {
				if keep(xs[i]) {
					kept.value = append(kept.value, xs[i])
				}
			}
		}
	})
	var list []T
	for _, p := range inOrder(parts, job.Unordered) {
		list = append(list, p.value...)
	}
	return list, err
}

// Reduce combines the elements of xs with op, which must be associative and have
// zero as its neutral element: op(zero, x) is x. It need not be commutative,
// unless [Unordered] is given. Each chunk is combined by itself, beginning with
// zero, and then the chunks are, so for a number of workers and a chunk
// the result is always the same, for floating-point numbers as well. After an error
// the result is zero.
func Reduce[T any](xs []T, zero T, op func(T, T) T, options ...Option) (T, error) {
	workers.Check("Reduce", op == nil)
	job := workers.NewJob("Reduce", len(xs), options, "Unordered", "-AllErrors")
	parts := make([][]*part[T], job.Count())
	err := job.Do(func(s *workers.Share) {
		for lo := s.Chunk(); lo >= 0; lo = s.Chunk() {
			acc := zero
			for i := s.Inside(); i >= 0; i = s.Inside() {
				acc = op(acc, xs[i])
			}
			w := s.Worker()
			parts[w] = append(parts[w], &part[T]{lo, s.Slot(), acc})
		}
	})
	if err != nil {
		return zero, err
	}
	acc := zero
	for _, p := range inOrder(parts, job.Unordered) {
		acc = op(acc, p.value)
	}
	return acc, nil
}

// MapReduce calls mapper for each element of xs, which emits any number of keys
// with values, groups the values by their keys, and calls reducer once for each
// key with all its values, in the order of the elements that emitted them. Both
// run on several workers; a mapper calls emit on its own goroutine only.
func MapReduce[T any, K comparable, V, R any](xs []T, mapper func(x T, emit func(K, V)), reducer func(key K, values []V) R, options ...Option) (map[K]R, error) {
	workers.Check("MapReduce", mapper == nil || reducer == nil)
	job := workers.NewJob("MapReduce", len(xs), options, "Unordered", "-AllErrors")
	parts := make([][]*part[map[K][]V], job.Count())
	err := job.Do(func(s *workers.Share) {
		for lo := s.Chunk(); lo >= 0; lo = s.Chunk() {
			groups := map[K][]V{}
			emit := func(k K, v V) { groups[k] = append(groups[k], v) }
			for i := s.Inside(); i >= 0; i = s.Inside() {
				mapper(xs[i], emit)
			}
			w := s.Worker()
			parts[w] = append(parts[w], &part[map[K][]V]{lo, s.Slot(), groups})
		}
	})
	if err != nil {
		return nil, err
	}
	groups := map[K][]V{}
	var keys []K
	for _, p := range inOrder(parts, job.Unordered) {
		for k, vs := range p.value {
			if _, known := groups[k]; !known {
				keys = append(keys, k)
			}
			groups[k] = append(groups[k], vs...)
		}
	}
	second := job.Again(len(keys))
	results := make([]R, len(keys))
	err = second.Do(func(s *workers.Share) {
		for i := s.Next(); i >= 0; i = s.Next() {
			results[i] = reducer(keys[i], groups[keys[i]])
		}
	})
	if err != nil {
		return nil, err
	}
	reduced := make(map[K]R, len(keys))
	for i, k := range keys {
		reduced[k] = results[i]
	}
	return reduced, nil
}

// part is what came of a chunk.
type part[T any] struct {
	lo    int // where the chunk begins
	ready int // the how-manieth it was
	value T
}

// inOrder joins what workers made, in the order of the elements or in that in which
// it was ready.
func inOrder[T any](parts [][]*part[T], unordered bool) []*part[T] {
	all := slices.Concat(parts...)
	slices.SortFunc(all, func(a, b *part[T]) int {
		if unordered {
			return a.ready - b.ready
		}
		return a.lo - b.lo
	})
	return all
}
