// Assignments and switches in every place that a statement can stand.
package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

type Err struct{ code int }

func (e *Err) Error() string { return "err " + strconv.Itoa(e.code) }

type Num int

func (n Num) String() string { return "#" + strconv.Itoa(int(n)) }

type Box struct {
	v    any
	s    fmt.Stringer
	err  error
	list []any
	m    map[string]fmt.Stringer
}

func get(n int) (Num, *Err) {
	if n%2 == 0 {
		return Num(n), nil
	}
	return Num(-n), &Err{n}
}
func get2(n int) (Num, error) {
	if a, e := get(n); e != nil {
		return a, e
	} else {
		return a, nil
	}
}
func lookup(m map[string]Num, k string) (fmt.Stringer, bool) { v, ok := m[k]; return v, ok }
func (b *Box) fill(n int) (err error) {
	b.s, err = get2(n)
	b.v, b.err = get2(n + 1)
	b.list[0], b.list[1] = get2(n)
	b.m["a"], b.v = get2(n + 2)
	return
}

var (
	pa, pb = get2(3)
	pc     fmt.Stringer
	pd, pe any = func() (any, any) { return get2(5) }()
	n1, n2     = 1, n3 + 1
	n3         = func() int { return 41 }()
)

func seq(yield func(int, string) bool) {
	for i, s := range strings.Fields("a b c d") {
		if !yield(i, s) {
			return
		}
	}
}

func ranges() (out string, err error) {
	var k, v any
	for k, v = range seq {
		if k == 1 {
			continue
		}
		if v == "d" {
			break
		}
		out += fmt.Sprint(k, v, " ")
	}
	var b Box
	b.list = make([]any, 2)
	for b.list[0], b.v = range map[string]Num{"x": 7} {
		out += fmt.Sprint(b.list[0], " ", b.v.(Num) == 7, " ")
	}
	for b.v = range 3 {
		if b.v == 2 {
			out += "two "
		}
	}
	var i8 int8
	for i8 = range 5 {
	}
	out += fmt.Sprint(i8, " ")
	for i := range 4 {
		var s fmt.Stringer
		if s, err = get2(i); err != nil && i > 1 {
			return out + s.String(), err
		}
	}
	return "never", nil
}

func switches(n int, x any) (out []string) {
	m := map[string]Num{"k": Num(n)}
	var s fmt.Stringer
	var ok bool
loop:
	for i := 0; i < 4; i++ {
		switch s, ok = lookup(m, "k"); {
		case i == 0, i == 1 && ok:
			out = append(out, "low "+s.String())
			continue
		case i == 2:
			out = append(out, "two")
			fallthrough
		case i == 9:
			if n > 5 {
				break loop
			}
			break
		default:
			out = append(out, "default")
		}
		out = append(out, "after")
	}
	switch s, ok = lookup(m, "z"); y := x.(type) {
	case nil:
		out = append(out, "nil")
	case int, string:
		out = append(out, fmt.Sprint("basic ", y, ok))
	case error:
		out = append(out, y.Error())
	case fmt.Stringer:
		out = append(out, "stringer "+y.String())
	case func() int:
		out = append(out, fmt.Sprint("func ", y()))
	default:
		out = append(out, fmt.Sprintf("%T", y))
	}
	switch e := errors.Unwrap(fmt.Errorf("w: %w", &Err{n})); e := e.(type) {
	case *Err:
		out = append(out, fmt.Sprint(e.code))
	}
	switch {
	}
	switch n {
	}
	switch f := func() int { return n }; f() {
	case 1, 2, 3:
		out = append(out, "small")
	case 4, f():
		out = append(out, "itself")
	}
	switch i := any(n); i {
	case 5.0, "5":
		out = append(out, "no")
	case 5, 6:
		out = append(out, "five or six")
	case nil:
	}
	switch c := 'x'; {
	case 'a' <= c && c <= 'z' || c == '_':
		out = append(out, "letter")
	}
	if _, err := strconv.Atoi("z"); err == nil {
		out = append(out, "no")
	} else if v, err := strconv.Atoi(strconv.Itoa(n)); err != nil {
		out = append(out, "no")
	} else if w, ok := m["k"]; !ok || w != Num(v) {
		out = append(out, "no")
	} else {
		out = append(out, fmt.Sprint(v, w, err))
	}
	return out
}

func selects() {
	var b Box
	b.list = make([]any, 3)
	c := make(chan Num, 3)
	c <- 1
	c <- 2
	close(c)
	i := 0
	for done := false; !done; i++ {
		select {
		case b.list[i], b.v = <-c:
			if b.v == false {
				done = true
			}
		}
	}
	fmt.Println(len(b.list), b.list[1].(Num) == 2, b.v, i)
	d := make(chan fmt.Stringer, 1)
	select {
	case d <- Num(3):
		s := <-d
		fmt.Println(s)
	case <-(chan int)(nil):
	}
	var e, f chan int
	select {
	case e <- 1:
	case <-f:
	default:
		fmt.Println("default")
	}
	n := 0
	g := make(chan int, 10)
	for n < 3 {
		select {
		case g <- n:
			n++
			if n == 2 {
				break
			}
			fmt.Print("sent ", n, " ")
		}
	}
	fmt.Println(len(g))
}

func updates() {
	m := map[string]int{"a": 1}
	inc := func() int { m["a"]++; return 10 }
	m["a"] += inc()
	m["b"] -= inc()
	fmt.Println(m)
	mm := map[string]map[string]int{"x": {}}
	key := func(k string) string { fmt.Print(k, " "); return k }
	mm[key("x")][key("y")] += len(key("zz"))
	mm[key("x")][key("y")]++
	fmt.Println(mm)
	s := [][]int{{1}, {2, 3}}
	s[len(s)-1][s[0][0]] *= 4
	s[0], s[1] = s[1], s[0]
	fmt.Println(s)
	p := &s[0][1]
	*p++
	*p <<= 2
	*p &^= 4
	fmt.Println(s, *p)
	str := "a"
	str += "b" + func() string { str = "z"; return "c" }()
	fmt.Println(str)
	f := 1.5
	f *= float64(len(str))
	x := uint8(200)
	x += x
	y := 7
	y %= 4
	y ^= 5
	y |= 8
	fmt.Println(f, x, y)
	type node struct {
		val  int
		next *node
	}
	var head *node
	for i := range 3 {
		head = &node{i, head}
	}
	var prev *node
	for cur := head; cur != nil; {
		cur.next, prev, cur = prev, cur, cur.next
	}
	for n := prev; n != nil; n = n.next {
		fmt.Print(n.val, " ")
	}
	i, j := 0, 9
	for i, j = 1, 8; i < j; i, j = i+2, j-1 {
		fmt.Print(i, j, " ")
	}
	fmt.Println(i, j)
}

func main() {
	fmt.Println(pa, pb, pc, pd.(Num) == -5, pe.(error), n1, n2, n3)
	b := Box{list: make([]any, 2), m: map[string]fmt.Stringer{}}
	fmt.Println(b.fill(1), b.s, b.err, b.list[1].(error), b.m["a"].String(), b.v.(error))
	fmt.Println(b.fill(2), b.s, b.err, b.list[1], b.m["a"].String(), b.v)
	fmt.Println(ranges())
	fmt.Println(switches(5, nil))
	fmt.Println(switches(6, 3))
	fmt.Println(switches(1, &Err{4}))
	fmt.Println(switches(3, func() int { return 3 }))
	fmt.Println(switches(0, []string{}))
	selects()
	updates()
}
