// Panics, deferred calls and recover.
package main

import (
	"errors"
	"fmt"
)

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Printf("%s: %v\n", name, r)
		}
	}()
	f()
	fmt.Println(name, "returned")
}

func deferred() (n int) {
	defer func() { n *= 2 }()
	defer func() { n += 3 }()
	n = 4
	return n
}

func main() {
	try("nothing", func() {})
	try("string", func() { panic("text") })
	try("error", func() { panic(errors.New("an error")) })
	try("index", func() {
		s, i := []int{1, 2}, 4
		fmt.Println(s[i])
	})
	try("map", func() {
		var m map[string]int
		m["x"] = 1
	})
	try("divide", func() {
		z := 0
		fmt.Println(1 / z)
	})
	try("nil", func() {
		var p *struct{ x int }
		fmt.Println(p.x)
	})
	try("slice", func() {
		s, i := "hello", 9
		fmt.Println(s[2:i])
	})
	try("again", func() {
		defer func() {
			r := recover()
			panic(fmt.Sprint("second after ", r))
		}()
		panic("first")
	})
	fmt.Println(deferred())
	for i := 0; i < 3; i++ {
		defer fmt.Println("deferred", i)
	}
}
