// Loops over functions of every shape.
package main

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

func Count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Print("<")
		for i := range n {
			if !yield(i) {
				fmt.Print("!")
				return
			}
		}
	}
}

func Filter[T any](seq iter.Seq[T], f func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range seq {
			if f(v) {
				if !yield(v) {
					return
				}
			}
		}
	}
}

func Zip[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		for x := range a {
			y, ok := next()
			if !ok || !yield(x, y) {
				return
			}
		}
	}
}

func Take[T any](seq iter.Seq[T], n int) iter.Seq[T] {
	return func(yield func(T) bool) {
		if n <= 0 {
			return
		}
		i := 0
		for v := range seq {
			if i++; !yield(v) || i == n {
				return
			}
		}
	}
}

func Fib() iter.Seq[int] {
	return func(yield func(int) bool) {
		a, b := 0, 1
		for yield(a) {
			a, b = b, a+b
		}
	}
}

type Tree struct {
	Left, Right *Tree
	Val         int
}

func (t *Tree) All(yield func(int) bool) bool {
	return t == nil || t.Left.All(yield) && yield(t.Val) && t.Right.All(yield)
}

func (t *Tree) Values() iter.Seq[int] { return func(yield func(int) bool) { t.All(yield) } }

func find(n int) (i, j int, err error) {
	for i := range Count(5) {
		for j := range Count(i) {
			if i*j == n {
				return i, j, nil
			}
			if i+j > 6 {
				return 0, 0, errors.New("too far")
			}
		}
	}
	err = errors.New("none")
	return
}

func early(xs ...int) (out []int) {
	defer func() { out = append(out, -1) }()
	for _, x := range slices.All(xs) {
		switch {
		case x == 0:
			continue
		case x > 3:
			return
		}
		out = append(out, x)
	}
	return append(out, 100)
}

func labels() (s string) {
outer:
	for i := range Count(4) {
		for j := 0; j < 3; j++ {
			for k := range Count(3) {
				if k == 1 {
					continue outer
				}
				if i == 2 {
					break outer
				}
				s += fmt.Sprint(i, j, k, ";")
			}
		}
	}
	return s
}

func jumps() int {
	n := 0
again:
	n++
	for i := range Count(3) {
		if i == 1 && n < 3 {
			goto again
		}
		if n == 3 {
			goto done
		}
	}
done:
	return n
}

func deferring() (log []string) {
	defer func() { log = append(log, "outer") }()
	for i := range Count(3) {
		defer func(k int) { log = append(log, fmt.Sprint("arg", k)) }(i * 10)
		defer func() { log = append(log, fmt.Sprint("lit", i)) }()
		for j := range Count(1) {
			defer func() { log = append(log, fmt.Sprint("in", i, j)) }()
		}
	}
	defer func() { log = append(log, "late") }()
	return nil
}

func recovering() (err error) {
	for i := range Count(2) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("%v at %d", r, i)
			}
		}()
		if i == 1 {
			panic("boom")
		}
	}
	return nil
}

func panics(f func()) {
	defer func() {
		r := recover()
		e, ok := r.(error)
		fmt.Println(r, ok, e != nil)
	}()
	f()
}

func closures() []func() int {
	var fs []func() int
	for i := range Count(3) {
		fs = append(fs, func() int { i++; return i })
	}
	return fs
}

func main() {
	fmt.Println(find(6))
	fmt.Println(find(100))
	fmt.Println(find(11))
	fmt.Println(early(1, 0, 2, 5, 3), early(1))
	fmt.Println(labels())
	fmt.Println(jumps())
	fmt.Println(deferring())
	fmt.Println(recovering())
	for _, f := range closures() {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	for v := range Take(Filter(Fib(), func(i int) bool { return i%2 == 0 }), 5) {
		fmt.Print(v, " ")
	}
	fmt.Println()
	for a, b := range Zip(Count(3), slices.Values([]string{"x", "y"})) {
		fmt.Print(a, b, " ")
	}
	fmt.Println()
	t := &Tree{&Tree{nil, nil, 1}, &Tree{nil, nil, 3}, 2}
	for v := range t.Values() {
		if v == 3 {
			break
		}
		fmt.Print(v, " ")
	}
	fmt.Println(slices.Collect(t.Values()))
	var i, j int
	for i, j = range slices.All([]int{5, 6}) {
	}
	fmt.Println(i, j)
	m := map[string][]int{}
	for m["k"] = range func(yield func([]int) bool) { yield([]int{7}) } {
	}
	fmt.Println(m)
	n := 0
	for range Count(3) {
		n++
	}
	for range func(yield func() bool) { _ = yield() && yield() } {
		n++
	}
	fmt.Println(n)
	bad := func(yield func(int) bool) { yield(1); yield(2) }
	panics(func() {
		for range bad {
			break
		}
	})
	var kept func(int) bool
	panics(func() {
		for range func(yield func(int) bool) { kept = yield } {
		}
		kept(1)
	})
	panics(func() {
		for range func(yield func(int) bool) {
			defer func() { recover() }()
			yield(1)
		} {
			panic("swallowed")
		}
	})
	panics(func() {
		var seq iter.Seq[int]
		for range seq {
		}
	})
	for line := range strings.Lines("a\nb\n") {
		fmt.Printf("%q ", line)
	}
	for k := range maps.Keys(map[string]int{"only": 1}) {
		fmt.Println(k)
	}
	next, stop := iter.Pull2(slices.All([]string{"p", "q"}))
	fmt.Println(next())
	stop()
	fmt.Println(next())
	func() {
		for x := range Count(3) {
			f := func() int {
				for y := range Count(5) {
					if y == x+1 {
						return y
					}
				}
				return -1
			}
			fmt.Print(f(), " ")
		}
	}()
	fmt.Println()
	for i := range Count(2) {
		select {
		default:
			if i == 0 {
				break
			}
			fmt.Println("second")
		}
	}
}
