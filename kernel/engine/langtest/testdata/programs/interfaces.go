// Values behind interfaces: copies, assertions, comparisons, switches.
package main

import (
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
)

type Shape interface{ Area() int }

type Square struct{ Side int }

func (s Square) Area() int { return s.Side * s.Side }

type Counter struct{ n int }

func (c *Counter) Area() int { c.n++; return c.n }

type Level int

func (l Level) Area() int      { return int(l) }
func (l Level) String() string { return fmt.Sprint("level ", int(l)) }

type byArea []Shape

func (b byArea) Len() int           { return len(b) }
func (b byArea) Less(i, j int) bool { return b[i].Area() < b[j].Area() }
func (b byArea) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func kind(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, string:
		return fmt.Sprint("plain ", v)
	case error:
		return "error " + v.Error()
	case Shape:
		return fmt.Sprint("shape ", v.Area())
	case fmt.Stringer:
		return "stringer"
	}
	return "other"
}

func what(r io.Reader) string {
	switch r.(type) {
	case io.ByteScanner:
		return "scanner"
	case nil:
		return "none"
	}
	return "reader"
}

func is(v any) string {
	switch v {
	case 1:
		return "one"
	case "two", 2.0:
		return "two"
	case nil:
		return "nothing"
	}
	return "?"
}

func main() {
	sq := Square{2}
	var s Shape = sq
	sq.Side = 9
	fmt.Println(s.Area())
	var shapes []Shape
	for i := 3; i > 0; i-- {
		sq.Side = i
		l := Level(i * 2)
		shapes = append(shapes, sq, l, &Counter{i * 100})
	}
	for _, s := range shapes {
		fmt.Print(s.Area(), " ")
	}
	fmt.Println()
	few := byArea{Square{3}, Level(2), Square{1}}
	sort.Sort(few)
	for _, s := range few {
		fmt.Print(s.Area(), " ")
	}
	fmt.Println()
	if q, ok := s.(Square); ok {
		fmt.Println("square", q.Side)
	}
	_, ok := s.(fmt.Stringer)
	_, ok2 := Shape(Level(1)).(fmt.Stringer)
	fmt.Println(ok, ok2)
	fmt.Println(kind(nil), kind(3), kind("s"), kind(errors.New("e")), kind(Square{4}), kind(&Counter{}), kind(2.5), kind(io.EOF))
	fmt.Println(what(strings.NewReader("")), what(nil), what(io.LimitReader(nil, 1)))
	fmt.Println(is(1), is("two"), is(2.0), is(nil), is(2), is(true))
	c := &Counter{}
	var a, b Shape = c, c
	fmt.Println(a == b, a == Shape(&Counter{}), a != nil, Shape(Square{1}) == Square{1}, any(c) == a)
	var none Shape
	fmt.Println(none == nil, a == none)
}
