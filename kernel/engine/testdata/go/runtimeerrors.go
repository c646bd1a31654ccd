// The texts and types of the runtime's errors, and recover where a deferred
// function panics and defers itself.
package main

import (
	"fmt"
	"runtime"
)

func try(name string, f func()) {
	defer func() {
		r := recover()
		_, ok := r.(runtime.Error)
		fmt.Printf("%s: %T %v %v\n", name, r, r, ok)
	}()
	f()
}

type unhashable struct{ list []int }

type number struct{ n int }

func (x number) get() int { return x.n }

type getter interface{ get() int }

//go:noinline
func call(g getter) int { return g.get() }

func bounds() {
	list, text, array := []int{1, 2, 3}, "abc", [3]int{}
	for _, i := range []int64{-9876543210, 4, 9876543210} {
		try("index", func() { list[i]++ })
		try("index", func() { array[i]++ })
		try("index", func() { _ = text[i] })
		try("slice", func() { _ = list[i:] })
		try("slice", func() { _ = list[:i] })
		try("slice", func() { _ = text[i:2] })
		try("slice", func() { _ = array[1:i] })
		try("slice", func() { _ = list[1:i:2] })
		try("slice", func() { _ = array[i:3:3] })
		try("slice", func() { _ = array[:i:2] })
	}
	for _, i := range []uint64{1 << 63, 1<<64 - 1} {
		try("index", func() { list[i]++ })
		try("slice", func() { _ = text[:i] })
		try("slice", func() { _ = list[i:] })
	}
	var b uint8 = 200
	try("index", func() { list[b]++ })
	try("array", func() { _ = [4]int(list) })
	var empty []int
	try("index", func() { _ = empty[0] })
}

func keys() {
	m := map[any]int{}
	var k any = unhashable{}
	try("assign", func() { m[k] = 1 })
	try("read", func() { _ = m[k] })
	try("read", func() { _, _ = m[k] })
	try("delete", func() { delete(m, k) })
	m[1], m["a"] = 2, 3
	m[1], m["a"] = m["a"], m[1]
	try("assign", func() { m[k] = 1 })
	fmt.Println(m)
}

func mustRecover(want any) {
	if v := recover(); v != want {
		fmt.Println("recovered", v, "instead of", want)
	}
}

// deferRecover defers recover itself: it is then as if the function called it.
func deferRecover() {
	defer mustRecover(nil)
	defer func() {
		defer recover() // sees 1: 2 was recovered
		defer mustRecover(2)
		panic(2)
	}()
	panic(1)
}

func deferRecoverEarly() {
	defer mustRecover(1)
	defer func() {
		defer mustRecover(2)
		defer recover() // called by the panic
		panic(2)
	}()
	panic(1)
}

func main() {
	bounds()
	keys()
	var p *number
	try("nil", func() { call(p) })
	deferRecover()
	deferRecoverEarly()
	try("recover", func() { defer recover(); panic(3) })
	try("recover", func() {
		defer func() { defer recover() }()
		panic(4)
	})
}
