// A generic cache with a limit, loaded once per key by many, and containers with
// iterators.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// List is a doubly linked list.
type List[T any] struct {
	root node[T]
	n    int
}

type node[T any] struct {
	next, prev *node[T]
	value      T
}

func (l *List[T]) init() {
	if l.root.next == nil {
		l.root.next, l.root.prev = &l.root, &l.root
	}
}

func (l *List[T]) PushFront(v T) *node[T] {
	l.init()
	n := &node[T]{next: l.root.next, prev: &l.root, value: v}
	n.next.prev, n.prev.next = n, n
	l.n++
	return n
}

func (l *List[T]) Remove(n *node[T]) T {
	n.prev.next, n.next.prev = n.next, n.prev
	n.next, n.prev = nil, nil
	l.n--
	return n.value
}

func (l *List[T]) Back() (v *node[T], ok bool) {
	if l.n == 0 {
		return nil, false
	}
	return l.root.prev, true
}

func (l *List[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		if l.n == 0 {
			return
		}
		for n := l.root.next; n != &l.root; n = n.next {
			if !yield(n.value) {
				return
			}
		}
	}
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

// Cache keeps the last used values.
type Cache[K comparable, V any] struct {
	mu      sync.Mutex
	limit   int
	order   List[entry[K, V]]
	places  map[K]*node[entry[K, V]]
	evicted func(K, V)
	hits    atomic.Int64
	misses  atomic.Int64
}

type Option[K comparable, V any] func(*Cache[K, V])

func OnEvict[K comparable, V any](f func(K, V)) Option[K, V] {
	return func(c *Cache[K, V]) { c.evicted = f }
}

func NewCache[K comparable, V any](limit int, options ...Option[K, V]) *Cache[K, V] {
	c := &Cache[K, V]{limit: limit, places: map[K]*node[entry[K, V]]{}}
	for _, o := range options {
		o(c)
	}
	return c
}

func (c *Cache[K, V]) Get(k K, load func(K) (V, error)) (V, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n, ok := c.places[k]; ok {
		c.hits.Add(1)
		e := c.order.Remove(n)
		c.places[k] = c.order.PushFront(e)
		return e.value, nil
	}
	c.misses.Add(1)
	v, err := load(k)
	if err != nil {
		var zero V
		return zero, fmt.Errorf("loading %v: %w", k, err)
	}
	c.places[k] = c.order.PushFront(entry[K, V]{k, v})
	for c.order.n > c.limit {
		last, _ := c.order.Back()
		e := c.order.Remove(last)
		delete(c.places, e.key)
		if c.evicted != nil {
			c.evicted(e.key, e.value)
		}
	}
	return v, nil
}

func (c *Cache[K, V]) Keys() iter.Seq[K] {
	return func(yield func(K) bool) {
		for e := range c.order.All() {
			if !yield(e.key) {
				return
			}
		}
	}
}

// Functions over sequences.
func Map[T, U any](s iter.Seq[T], f func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		for x := range s {
			if !yield(f(x)) {
				return
			}
		}
	}
}

func Take[T any](s iter.Seq[T], n int) iter.Seq[T] {
	return func(yield func(T) bool) {
		if n <= 0 {
			return
		}
		left := n
		for x := range s {
			if !yield(x) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

func MaxBy[T any, K cmp.Ordered](s iter.Seq[T], key func(T) K) (best T, ok bool) {
	for x := range s {
		if !ok || key(x) > key(best) {
			best, ok = x, true
		}
	}
	return best, ok
}

type Number interface {
	~int | ~int64 | ~float64
}

func Sum[T Number](s iter.Seq[T]) (t T) {
	for x := range s {
		t += x
	}
	return t
}

type Set[T comparable] map[T]struct{}

func SetOf[T comparable](xs ...T) Set[T] {
	s := Set[T]{}
	for _, x := range xs {
		s[x] = struct{}{}
	}
	return s
}

func (s Set[T]) Union(t Set[T]) Set[T] {
	u := maps.Clone(s)
	maps.Copy(u, t)
	return u
}

func (s Set[T]) Has(x T) bool { _, ok := s[x]; return ok }

type Seconds float64

var errOdd = errors.New("odd length")

func main() {
	var gone []string
	c := NewCache(3, OnEvict(func(k string, v int) { gone = append(gone, fmt.Sprint(k, "=", v)) }))
	load := func(k string) (int, error) {
		if len(k)%2 == 1 {
			return 0, errOdd
		}
		return len(k) * 10, nil
	}
	for _, k := range strings.Fields("aa bbbb aa cccccc dddddddd x aa eeeeeeeeee") {
		v, err := c.Get(k, load)
		if err != nil {
			fmt.Println(err, errors.Is(err, errOdd))
			continue
		}
		fmt.Println(k, v)
	}
	fmt.Println(slices.Collect(c.Keys()), gone, c.hits.Load(), c.misses.Load())

	var wg sync.WaitGroup
	squares := NewCache[int, int](1000)
	var calls atomic.Int32
	for range 8 {
		wg.Go(func() {
			for i := range 100 {
				squares.Get(i, func(i int) (int, error) { calls.Add(1); return i * i, nil })
			}
		})
	}
	wg.Wait()
	fmt.Println(calls.Load(), squares.hits.Load(), squares.misses.Load())

	lengths := Map(slices.Values([]string{"go", "gopher", "goroutine"}), func(s string) int { return len(s) })
	fmt.Println(slices.Collect(lengths), Sum(lengths), Sum(slices.Values([]Seconds{0.5, 1.25})))
	longest, ok := MaxBy(slices.Values([]string{"a", "ccc", "bb"}), func(s string) int { return len(s) })
	fmt.Println(longest, ok)
	naturals := func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	}
	fmt.Println(slices.Collect(Take(Map(naturals, func(i int) string { return strings.Repeat("*", i) }), 4)))
	next, stop := iter.Pull(Take(naturals, 3))
	defer stop()
	for {
		v, ok := next()
		if !ok {
			break
		}
		fmt.Print(v, " ")
	}
	fmt.Println()

	s := SetOf(1, 2).Union(SetOf(2, 5))
	fmt.Println(slices.Sorted(maps.Keys(s)), s.Has(5), s.Has(7))
	fmt.Printf("%T %T %T %v\n", s, c.order, entry[string, Seconds]{"x", 2}, entry[string, Seconds]{"x", 2})
}
