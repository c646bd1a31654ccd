// Operands: when they are evaluated, what is stored where, and which faults
// are found on the way.
package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

type Stringer interface{ String() string }

type name string

func (n name) String() string { return string(n) }

type point struct {
	x, y int
	next *point
	m    map[string]int
}

func (p point) sum() int        { return p.x + p.y }
func (p *point) move(n int) int { p.x += n; return p.x }

var trace []string

func note[T any](s string, v T) T { trace = append(trace, s); return v }

func flush() { fmt.Println(strings.Join(trace, " ")); trace = nil }

func try(what string, f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
			fmt.Println(what, "ok")
		case error:
			fmt.Println(what, "panics:", r)
		default:
			fmt.Println(what, "panics with", r)
		}
	}()
	f()
}

func pair() (name, error)          { return "pair", nil }
func fails() (n name, err error)   { return "", errors.New("failed") }
func three() (int, string, name)   { return 1, "two", "three" }
func variadic(xs ...any) string    { return fmt.Sprint(len(xs), xs) }
func named() (s Stringer, e error) { s, e = pair(); return }

func tuples() {
	var s Stringer
	var err error
	if s, err = pair(); err == nil {
		fmt.Println(s.String())
	} else if s, err = fails(); err != nil {
		fmt.Println("no")
	}
	for s, err = pair(); err == nil; s, err = fails() {
		fmt.Println("loop", s.String(), err)
	}
	fmt.Println(s.String() == "", err)
	var a [3]int
	var words []string = make([]string, 2)
	i := 1
	i, words[i], s = three()
	fmt.Println(i, words, s)
	a[i], words[0], _ = three()
	fmt.Println(a, words)
	p := &point{m: map[string]int{}}
	p.m["k"], words[1], _ = three()
	p.x, words[0], s = three()
	fmt.Println(p.m, p.x, words, s)
	var ok any
	p.m["z"], ok = p.m["k"]
	fmt.Println(p.m, ok)
	q := p
	q, p.y = &point{x: 9}, 7
	fmt.Println(p.y, q.x)
	t, u := named()
	fmt.Println(t, u)
	var v, w any = strconv.Atoi("12x")
	fmt.Println(v, w.(error) != nil)
	fmt.Println(variadic(three()))
	var iface any = p
	var n int
	var yes bool
	if n, yes = iface.(int); !yes {
		fmt.Println("no int", n)
	}
	switch q, yes = iface.(*point); {
	case yes && q == p:
		fmt.Println("a point")
	}
}

func order() {
	m := map[string]int{}
	m[note("key", "a")] = note("value", 1)
	flush()
	m[note("k1", "a")], m[note("k2", "b")] = note("v1", 1), note("v2", 2)
	fmt.Println(m)
	flush()
	s := []int{1, 2, 3}
	s[note("i", 0)] += note("n", 5)
	flush()
	note("f", func(a, b int) {})(note("a", 1), note("b", 2))
	flush()
	_ = []int{note("e0", 0), note("e1", 1)}
	flush()
	_ = note("l", false) && note("r", true) || note("o", true)
	flush()
	p := &point{}
	fmt.Println(p.move(3), p.move(4))
	s = append(s[:1], s[2], s[1], s[0])
	fmt.Println(s)
	s = append(s[:0], s[1:]...)
	fmt.Println(s)
	s[0], s[1], s[2] = s[2], s[0], s[1]
	fmt.Println(s)
	i := 0
	i, s[i] = 1, 9
	fmt.Println(i, s)
	arr := [3]int{1, 2, 3}
	for i, v := range arr {
		arr[2] = 10
		if i == 2 {
			fmt.Println(v)
		}
	}
	for i, v := range s {
		s[len(s)-1] = 10
		if i == len(s)-1 {
			fmt.Println(v)
		}
	}
	f := p.sum
	p.x = 100
	fmt.Println(f(), p.sum())
	defer fmt.Println("deferred", p.x)
	p.x++
}

func faults() {
	var p *point
	var pi *int
	var pp **point
	var m map[string]int
	var a *[4]int
	var f func(int) int
	var s Stringer
	var e error
	try("field", func() { fmt.Println(p.x) })
	try("field set", func() { p.x = 1 })
	try("value method", func() { p.sum() })
	try("pointer method", func() { p.move(1) })
	try("value method value", func() { _ = p.sum })
	try("pointer method value", func() { _ = p.move })
	try("deref", func() { x := *pi; _ = x })
	try("deref argument", func() { fmt.Println(*pi) })
	try("deref twice", func() { fmt.Println((**pp).x) })
	try("deref set", func() { *pi = 1 })
	try("deref add", func() { *pi += 1 })
	try("deref inc", func() { *pi++ })
	try("deref compared", func() { fmt.Println(*pi == 1) })
	try("deref condition", func() {
		var b *bool
		if *b {
			fmt.Println()
		}
	})
	try("struct copy", func() { q := *p; _ = q })
	try("address of deref", func() { q := &*p; fmt.Println(q == nil) })
	try("map read", func() { fmt.Println(m["a"]) })
	try("map set", func() { m["a"] = 1 })
	try("map add", func() { m["a"]++ })
	try("map delete", func() { delete(m, "a") })
	try("array len", func() { fmt.Println(len(a), cap(a)) })
	try("array index", func() { fmt.Println(a[1]) })
	try("array set", func() { a[1] = 2 })
	try("array slice", func() { _ = a[:] })
	try("array range", func() {
		for i := range a {
			fmt.Print(i)
		}
	})
	try("array address", func() { _ = &a[1] })
	try("function", func() { f(1) })
	try("interface", func() { _ = s.String() })
	try("error", func() { _ = e.Error() })
	try("error value", func() { _ = e.Error })
	try("go", func() { var g func(); defer g() })
	try("divide", func() { z := 0; fmt.Println(1 / z) })
	try("modulo", func() { z := uint8(0); fmt.Println(1 % z) })
	try("divide assign", func() { z, x := 0, 1; x /= z })
	try("shift", func() { n := -1; fmt.Println(1 << n) })
	try("shift assign", func() { n := int8(-1); x := uint(1); x >>= n })
	try("shift far", func() { n := 70; fmt.Println(1<<n, -8>>n, uint8(1)<<n) })
	try("index", func() { i := 5; fmt.Println([]int{1}[i]) })
	try("negative index", func() { i := -1; fmt.Println([]int{1}[i]) })
	try("string index", func() { i := 9; fmt.Println("abc"[i]) })
	try("slice", func() { i := 9; fmt.Println("abc"[i:]) })
	try("array conversion", func() { s := []int{1}; _ = [2]int(s) })
	try("array pointer conversion", func() { s := []int{1}; _ = (*[2]int)(s) })
	try("close nil", func() { var c chan int; close(c) })
	try("close twice", func() { c := make(chan int); close(c); close(c) })
	try("send closed", func() { c := make(chan int, 1); close(c); c <- 1 })
	try("panic nil error", func() { panic(e) })
	try("custom", func() { panic(name("custom")) })
}

func switches(x int, s string, i any) {
outer:
	switch {
	case x > 10, x < -10 && s != "", x == 3:
		switch x {
		case 3:
			fmt.Println("three")
			break outer
		case 11, 12, note("y", 13):
			fmt.Println("teens")
		}
		fallthrough
	case s == "a" || s == "b":
		fmt.Println("after", x)
		if x == 12 {
			break outer
		}
		fmt.Println("more")
		fallthrough
	default:
		fmt.Println("default", x, s)
	}
	switch i {
	case nil:
		fmt.Println("nil")
	case x, s:
		fmt.Println("same")
	case name("n"), 1.5:
		fmt.Println("name or float")
	default:
		fmt.Println("other")
	}
	trace = nil
}

func main() {
	tuples()
	order()
	faults()
	switches(3, "", 3)
	switches(11, "a", "a")
	switches(12, "", nil)
	switches(13, "", name("n"))
	switches(0, "b", 1.5)
	switches(-11, "x", os.Args)
}
