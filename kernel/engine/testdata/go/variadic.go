// Variadic calls whose arguments are themselves slices of the parameter's type,
// called, deferred and started as goroutines.
package main

import "fmt"

type list []any

type thing struct{}

func (thing) m(list ...any) { fmt.Println("m", len(list), list) }

func show(list ...any) { fmt.Println(len(list), list) }

func after(n int, list ...any) { fmt.Println("after", n, len(list), list) }

func count[E any](list ...E) int { return len(list) }

func calls() {
	w := []any{7, 8}
	show(w, 1)
	show(w)
	show(any(w), 1)
	show(w...)
	show(list(w))
	show()
	after(1, w)
	after(1, w, w)
	thing{}.m(w, w)
	f := show
	f(w, 1)
	g := thing{}.m
	g(w)
	h := func(x ...any) int { return len(x) }
	fmt.Println(h(w), h(w, w), h(w...), h())
	fmt.Println(count(w, w), count[any](w, w), count[any](w), count(w...))
	show(append([]any{7}), append(append([]any{8}), 9))
	show(append([]any{7})...)
}

func deferred() {
	w := []any{7, 8}
	defer func(list ...any) { fmt.Println("literal...", len(list), list) }(w...)
	defer func(n int, list ...any) { fmt.Println("literal...", n, len(list), list) }(1, w...)
	defer func(list ...any) { fmt.Println("literal", len(list), list) }(w, 1)
	defer func(list ...any) { fmt.Println("literal", list == nil) }()
	defer func(n int, list ...string) { fmt.Println("literal", n, list == nil) }(1)
	defer func(list ...int) { fmt.Println("literal", list) }(1, 2, 3)
	defer after(1, w...)
	defer after(2)
	defer after(3, w)
	defer thing{}.m(w, w)
	defer thing{}.m()
	defer thing{}.m(w...)
	f := after
	defer f(4, w, w)
	defer f(4, w...)
	defer fmt.Println(w...)
	defer fmt.Println(w, w)
}

func recovering() {
	defer func(list ...string) { fmt.Println(list, recover()) }([]string{"caught"}...)
	panic("it")
}

func started() {
	w := []any{7, 8}
	done := make(chan int)
	go func(list ...any) { done <- len(list) }(w, 1, 2)
	fmt.Println(<-done)
	go func(list ...any) { done <- len(list) }(w...)
	fmt.Println(<-done)
	go func(list ...any) { done <- len(list) }()
	fmt.Println(<-done)
}

type counts map[bool]int

func (counts) Error() string { return "counts" }

func main() {
	calls()
	deferred()
	recovering()
	started()
	defer func(y counts) { fmt.Println("a named type:", y) }(counts{})
}
