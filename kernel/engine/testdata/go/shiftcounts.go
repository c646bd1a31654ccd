// Counts of shifts that are operations, pointers to any, arrays behind pointers.
package main

import "fmt"

func u() uint64 { return 3 }

func main() {
	v := [2]int16{1, 2}
	for a, b := range v {
		for c, d := range &v {
			fmt.Println(a, b, c, d)
		}
	}
	var a int8 = 1
	a = a << (u() &^ 4 & 15)
	fmt.Println(a)
	a = a << (u() & 15)
	fmt.Println(a)
	b := a << (u() | 1)
	b <<= (u() &^ 4 & 15)
	c := uint(1) << (u() &^ u() & 15)
	fmt.Println(b, c, 1<<(u()&3), int32(7)>>(u()%2))
	x := new(any(uint16(11)))
	fmt.Println(x == new(any), x != nil, *x == any(uint16(11)))
	var y *interface{} = x
	var z *any = y
	fmt.Println(y == z, x == y)
	var w []any = []interface{}{1}
	fmt.Println(w)
	m := map[string]any{"a": 1}
	var m2 map[string]interface{} = m
	fmt.Println(m2)
	p := &v
	for i := range p {
		p[i]++
	}
	for i, e := range p {
		p[1] = 9
		fmt.Println(i, e)
	}
	for i, e := range *p {
		p[1] = 10
		fmt.Println(i, e)
	}
	for range p {
		fmt.Println("x")
	}
}
