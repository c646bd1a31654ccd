// What a program sees of its own stack: names, lines, and nothing that runs it.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
)

// show prints the functions and lines of the caller's stack, as far as they are
// the program's.
func show(what string) {
	pcs := make([]uintptr, 50)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	fmt.Println(what)
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") || strings.HasPrefix(f.Function, "sort.S") {
			fmt.Println("   ", f.Function, lineOf(f))
		}
		if !more {
			return
		}
	}
}

func lineOf(f runtime.Frame) int {
	if strings.HasPrefix(f.Function, "main.") {
		return f.Line
	}
	return 0
}

type point struct{ x int }

//go:noinline
func (p point) value() { show("value method") }

//go:noinline
func (p *point) pointer() { show("pointer method") }

type shower interface{ value() }

type stack[T any] struct{ list []T }

//go:noinline
func (s *stack[T]) push(v T) { s.list = append(s.list, v); show("generic method") }

//go:noinline
func apply[T any](v T, f func(T)) { f(v) }

//go:noinline
func count(yield func(int) bool) {
	if !yield(1) {
		return
	}
}

//go:noinline
func named() (err error) {
	defer func() {
		show("deferred after a panic")
		err = fmt.Errorf("%v", recover())
	}()
	var list []int
	index := 3
	list[index]++
	return nil
}

//go:noinline
func early(n int) int {
	defer show("deferred")
	if n > 0 {
		return n +
			1
	}
	n++
	return n
}

//go:noinline
func bare() {
	defer show("deferred at the end")
	_ = 1
}

//go:noinline
func deep(n int) {
	if n > 0 {
		deep(n - 1)
		return
	}
	pcs := make([]uintptr, 1000)
	n = runtime.Callers(0, pcs)
	calls := 0
	frames := runtime.CallersFrames(pcs[:n])
	for more := true; more; {
		var f runtime.Frame
		if f, more = frames.Next(); f.Function == "main.deep" {
			calls++
		}
	}
	fmt.Println("deep", calls)
}

func main() {
	show("main")
	func() {
		defer func() {}() // keeps the compiler from inlining, which changes names
		func() {
			defer func() {}()
			show("literal in a literal")
		}()
	}()
	point{}.value()
	(&point{}).pointer()
	shower(point{}).value()
	var s stack[string]
	s.push("a")
	apply(1, func(int) { show("literal given to a generic function") })
	for range count {
		defer func() {}()
		show("body of a loop over a function")
	}
	sort.Slice([]int{2, 1}, func(i, j int) bool { show("called by package sort"); return false })
	f := point{}.value
	f()
	defer func() {
		r := recover()
		pc, _, line, ok := runtime.Caller(0)
		fmt.Println("recovered", r, line, ok, runtime.FuncForPC(pc).Name())
		text := string(debug.Stack())
		fmt.Println(strings.Contains(text, "main.fails("), strings.Contains(text, "main.main()"), strings.HasPrefix(text, "goroutine "))
	}()
	fmt.Println(named())
	fmt.Println(early(1), early(0))
	bare()
	deep(200)
	done := make(chan bool)
	go func() {
		defer close(done)
		show("goroutine")
	}()
	<-done
	fails()
}

//go:noinline
func fails() {
	var p *point
	p.x = 1
}
