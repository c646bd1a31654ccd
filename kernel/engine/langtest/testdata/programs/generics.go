// Generic data structures and algorithms together.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

type Number interface {
	~int | ~int8 | ~int64 | ~uint8 | ~float32 | ~float64
}

type Ordered[T any] interface {
	Less(T) bool
}

type Heap[T Ordered[T]] struct{ items []T }

func (h *Heap[T]) Push(v T) {
	h.items = append(h.items, v)
	for i := len(h.items) - 1; i > 0; {
		parent := (i - 1) / 2
		if !h.items[i].Less(h.items[parent]) {
			break
		}
		h.items[i], h.items[parent] = h.items[parent], h.items[i]
		i = parent
	}
}

func (h *Heap[T]) Pop() (T, bool) {
	var zero T
	if len(h.items) == 0 {
		return zero, false
	}
	top := h.items[0]
	last := len(h.items) - 1
	h.items[0] = h.items[last]
	h.items = h.items[:last]
	for i := 0; ; {
		small := i
		for _, c := range []int{2*i + 1, 2*i + 2} {
			if c < last && h.items[c].Less(h.items[small]) {
				small = c
			}
		}
		if small == i {
			return top, true
		}
		h.items[i], h.items[small] = h.items[small], h.items[i]
		i = small
	}
}

type task struct {
	priority int
	name     string
}

func (t task) Less(u task) bool { return t.priority < u.priority }

type Cache[K comparable, V any] struct {
	mu    sync.Mutex
	data  map[K]V
	order []K
	limit int
	miss  func(K) (V, error)
	hits  atomic.Int64
}

func NewCache[K comparable, V any](limit int, miss func(K) (V, error)) *Cache[K, V] {
	return &Cache[K, V]{data: make(map[K]V), limit: limit, miss: miss}
}

func (c *Cache[K, V]) Get(k K) (V, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.data[k]; ok {
		c.hits.Add(1)
		return v, nil
	}
	v, err := c.miss(k)
	if err != nil {
		return v, fmt.Errorf("get %v: %w", k, err)
	}
	if len(c.order) == c.limit {
		delete(c.data, c.order[0])
		c.order = c.order[1:]
	}
	c.data[k] = v
	c.order = append(c.order, k)
	return v, nil
}

type Option[T any] struct {
	value T
	ok    bool
}

func Some[T any](v T) Option[T] { return Option[T]{v, true} }
func None[T any]() Option[T]    { return Option[T]{} }

func (o Option[T]) OrElse(d T) T {
	if o.ok {
		return o.value
	}
	return d
}

func (o Option[T]) String() string {
	if !o.ok {
		return "none"
	}
	return fmt.Sprintf("some(%v)", o.value)
}

func Then[T, U any](o Option[T], f func(T) Option[U]) Option[U] {
	if !o.ok {
		return None[U]()
	}
	return f(o.value)
}

type LinkedList[T any] struct {
	head, tail *elem[T]
}

type elem[T any] struct {
	next *elem[T]
	val  T
}

func (l *LinkedList[T]) Push(v T) {
	e := &elem[T]{val: v}
	if l.tail == nil {
		l.head, l.tail = e, e
		return
	}
	l.tail.next = e
	l.tail = e
}

func (l *LinkedList[T]) All() iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		i := 0
		for e := l.head; e != nil; e = e.next {
			if !yield(i, e.val) {
				return
			}
			i++
		}
	}
}

func MapSlice[S ~[]E, E, F any](s S, f func(E) F) []F {
	out := make([]F, 0, len(s))
	for _, v := range s {
		out = append(out, f(v))
	}
	return out
}

func Reduce[E, A any](seq iter.Seq[E], init A, f func(A, E) A) A {
	for v := range seq {
		init = f(init, v)
	}
	return init
}

func GroupBy[K comparable, V any](xs []V, key func(V) K) map[K][]V {
	out := map[K][]V{}
	for _, x := range xs {
		k := key(x)
		out[k] = append(out[k], x)
	}
	return out
}

func SortedKeys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	return keys
}

func SumOf[N Number](xs ...N) (sum N) {
	for _, x := range xs {
		sum += x
	}
	return
}

func Abs[N ~int | ~float64](x N) N {
	if x < 0 {
		return -x
	}
	return x
}

func ParallelMap[T, U any](ctx context.Context, in []T, f func(context.Context, T) (U, error)) ([]U, error) {
	out := make([]U, len(in))
	errs := make([]error, len(in))
	var wg sync.WaitGroup
	for i, v := range in {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out[i], errs[i] = f(ctx, v)
		}()
	}
	wg.Wait()
	return out, errors.Join(errs...)
}

func Fan[T any](chans ...<-chan T) <-chan T {
	out := make(chan T)
	var wg sync.WaitGroup
	for _, c := range chans {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for v := range c {
				out <- v
			}
		}()
	}
	go func() { wg.Wait(); close(out) }()
	return out
}

func Gen[T any](xs ...T) <-chan T {
	c := make(chan T)
	go func() {
		defer close(c)
		for _, x := range xs {
			c <- x
		}
	}()
	return c
}

type Matrix[N Number] [][]N

func (m Matrix[N]) Mul(o Matrix[N]) Matrix[N] {
	out := make(Matrix[N], len(m))
	for i := range m {
		out[i] = make([]N, len(o[0]))
		for j := range o[0] {
			for k := range o {
				out[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return out
}

type Event[T any] struct {
	handlers []func(T)
}

func (e *Event[T]) On(f func(T)) { e.handlers = append(e.handlers, f) }
func (e *Event[T]) Emit(v T) {
	for _, h := range e.handlers {
		h(v)
	}
}

type Node[K cmp.Ordered, V any] struct {
	key         K
	val         V
	left, right *Node[K, V]
}

type TreeMap[K cmp.Ordered, V any] struct {
	root *Node[K, V]
	size int
}

func (t *TreeMap[K, V]) Set(k K, v V) {
	p := &t.root
	for *p != nil {
		switch c := cmp.Compare(k, (*p).key); {
		case c < 0:
			p = &(*p).left
		case c > 0:
			p = &(*p).right
		default:
			(*p).val = v
			return
		}
	}
	*p = &Node[K, V]{key: k, val: v}
	t.size++
}

func (t *TreeMap[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		t.root.walk(yield)
	}
}

func (n *Node[K, V]) walk(yield func(K, V) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.key, n.val) && n.right.walk(yield)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func main() {
	h := &Heap[task]{}
	for i, n := range []string{"write", "test", "ship", "plan"} {
		h.Push(task{(i * 7) % 4, n})
	}
	for t, ok := h.Pop(); ok; t, ok = h.Pop() {
		fmt.Print(t.name, " ")
	}
	fmt.Println()

	c := NewCache(2, func(s string) (int, error) { return strconv.Atoi(s) })
	for _, s := range []string{"1", "2", "1", "3", "1", "x"} {
		v, err := c.Get(s)
		fmt.Print(v, " ", err, "; ")
	}
	fmt.Println(c.hits.Load(), errors.Is(func() error { _, err := c.Get("y"); return err }(), strconv.ErrSyntax))

	o := Then(Some(20), func(i int) Option[string] { return Some(strings.Repeat("ab", i/10)) })
	fmt.Println(o.OrElse("?"), None[float64]().OrElse(2.5), o.String(), None[int]().String())

	var l LinkedList[rune]
	for _, r := range "héy" {
		l.Push(r)
	}
	for i, r := range l.All() {
		fmt.Print(i, string(r), " ")
	}
	fmt.Println()

	words := strings.Fields("the quick brown fox jumps over the lazy dog")
	groups := GroupBy(words, func(s string) int { return len(s) })
	for _, k := range SortedKeys(groups) {
		fmt.Print(k, groups[k], " ")
	}
	fmt.Println(MapSlice(words[:3], strings.ToUpper), MapSlice(words[:2], func(s string) int { return len(s) }))
	fmt.Println(Reduce(slices.Values(words), 0, func(n int, s string) int { return n + len(s) }))
	fmt.Println(SumOf(1, 2, 3), SumOf(0.5, 0.25), SumOf[uint8](200, 100), Abs(-3), Abs(-2.5))

	squares, err := ParallelMap(context.Background(), []int{1, 2, 3}, func(_ context.Context, i int) (string, error) {
		if i == 3 {
			return "", fmt.Errorf("no %d", i)
		}
		return fmt.Sprint(i * i), nil
	})
	fmt.Printf("%q %v\n", squares, err)

	var got []int
	for v := range Fan(Gen(1, 2, 3), Gen(10, 20)) {
		got = append(got, v)
	}
	slices.Sort(got)
	fmt.Println(got, slices.IsSorted(got))

	m := Matrix[int]{{1, 2}, {3, 4}}
	fmt.Println(m.Mul(m), Matrix[float64]{{0.5}}.Mul(Matrix[float64]{{4}}))

	var e Event[map[string]int]
	total := 0
	e.On(func(m map[string]int) { total += len(m) })
	e.On(func(m map[string]int) { total += m["a"] })
	e.Emit(map[string]int{"a": 5, "b": 1})
	fmt.Println(total)

	var tm TreeMap[string, int]
	for i, w := range words {
		tm.Set(w, i)
	}
	for k, v := range tm.All() {
		if k == "quick" {
			break
		}
		fmt.Print(k, "=", v, " ")
	}
	fmt.Println(tm.size, len(maps.Collect(tm.All())))

	type pair[A, B any] struct {
		a A
		b B
	}
	ps := []pair[string, int]{{"x", 2}, {"y", 1}}
	slices.SortFunc(ps, func(p, q pair[string, int]) int { return cmp.Compare(p.b, q.b) })
	fmt.Println(ps, must(strconv.Atoi("7")))

	defer func() {
		fmt.Println("recovered:", recover())
	}()
	must(strconv.Atoi("seven"))
}
