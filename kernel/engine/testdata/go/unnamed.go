// Parameters without names, with variables of other types next to them.
package main

import (
	"fmt"
	"reflect"
	"sort"
)

type T struct{ n int }

func (T) method(int, string) string        { a := fmt.Sprint("method"); return a }
func (*T) pointer(...int) (s string)       { b, a := 1.5, fmt.Sprint("pointer"); _ = b; return a }
func two(int, string) string               { a := fmt.Sprint("two"); return a }
func blanks(_ int, _, x string) string     { a := fmt.Sprint("blanks ", x); return a }
func generic[A, B any](A, B) string        { a := fmt.Sprint("generic"); return a }
func variadic(string, ...any) int          { a := []int{1, 2}; return len(a) }
func named([]int) (n int, err error)       { n = 3; return }
func calls(func(int) string, chan int) any { a := map[string]int{"a": 1}; return a }

type pair[A any] struct{ a A }

func (pair[A]) m(int, A) string { a := fmt.Sprint("m"); return a }

func less(int, int) bool {
	a := fmt.Sprint(1)
	return a != "1"
}

func made([]reflect.Value) []reflect.Value {
	a := reflect.ValueOf("made")
	return []reflect.Value{a}
}

func main() {
	fmt.Println(T{}.method(1, "a"), new(T).pointer(1, 2), two(1, "b"), blanks(1, "", "x"), generic(1, "c"), generic("d", 2.5))
	fmt.Println(variadic("a", 1, "b"), pair[int]{}.m(1, 2))
	fmt.Println(named(nil))
	fmt.Println(calls(nil, nil))
	sort.Slice([]int{1, 2}, less)
	f := reflect.MakeFunc(reflect.TypeFor[func(int) string](), made).Interface().(func(int) string)
	fmt.Println(f(1))
	lit := func(int, []byte) string { a := fmt.Sprint("lit"); return a }
	fmt.Println(lit(1, nil))
	var any any = two
	fmt.Println(any.(func(int, string) string)(1, ""))
	var i interface{ method(int, string) string } = T{}
	fmt.Println(i.method(2, ""), T.method(T{}, 3, ""), (*T).pointer(nil, 4))
	done := make(chan string)
	go func(int, chan string) { s := fmt.Sprint("go"); done <- s }(1, done)
	fmt.Println(<-done)
	defer func(int) { s := fmt.Sprint("deferred ", recover()); fmt.Println(s) }(1)
	panic("p")
}
