// Package unsafe: pointers to variables of every kind, the functions, atomic pointers.
package main

import (
	"fmt"
	"reflect"
	"sync/atomic"
	"unsafe"
)

type P unsafe.Pointer
type T struct {
	a byte
	b int32
	c string
	f func() int
	e error
	x any
}
type I interface{ M() int }

func (t T) M() int { return int(t.b) }

func get() unsafe.Pointer                { return nil }
func id(p unsafe.Pointer) unsafe.Pointer { return p }

type node struct {
	v    int
	next unsafe.Pointer
}

var g unsafe.Pointer

func main() {
	x := 258
	p := unsafe.Pointer(&x)
	fmt.Println(*(*byte)(p), *(*[2]byte)(p))
	*(*int8)(p) = 7
	fmt.Println(x)
	var q unsafe.Pointer
	fmt.Println(q == nil, get() == nil, p == unsafe.Pointer(&x), id(p) == p, id(nil) == nil, g == nil)
	q = p
	fmt.Println(q == p, q != p)
	var pp P = P(p)
	fmt.Println(unsafe.Pointer(pp) == p)
	fmt.Printf("%T %T\n", pp, p)
	t := T{a: 1, b: 2, c: "hello", f: func() int { return x }, e: fmt.Errorf("bad"), x: T{b: 9}}
	b := (*int32)(unsafe.Add(unsafe.Pointer(&t), unsafe.Offsetof(t.b)))
	*b = 77
	fmt.Println(t.b, t.M())
	s := *(*string)(unsafe.Pointer(uintptr(unsafe.Pointer(&t)) + unsafe.Offsetof(t.c)))
	fmt.Println(s)
	f := *(*func() int)(unsafe.Pointer(&t.f))
	fmt.Println(f())
	fmt.Println(*(*error)(unsafe.Pointer(&t.e)))
	y := *(*any)(unsafe.Pointer(&t.x))
	fmt.Println(y.(T).b)
	var i I = t
	w := *(*[2]unsafe.Pointer)(unsafe.Pointer(&i))
	fmt.Println((*T)(w[1]).b, (*(*I)(unsafe.Pointer(&i))).M())
	arr := []int{1, 2, 3}
	sl := unsafe.Slice(&arr[0], 2)
	sl[1] = 50
	fmt.Println(arr, len(sl), cap(sl), *unsafe.SliceData(arr))
	bs := []byte("hello")
	fmt.Println(unsafe.String(&bs[1], 3), *unsafe.StringData("abc"))
	fmt.Println(unsafe.Sizeof(t), unsafe.Alignof(t.b), unsafe.Offsetof(t.x))
	n := &node{1, nil}
	n = &node{2, unsafe.Pointer(n)}
	fmt.Println((*node)(n.next).v)
	for p := n; p != nil; p = (*node)(p.next) {
		fmt.Println("list", p.v)
	}
	var ap unsafe.Pointer
	atomic.StorePointer(&ap, unsafe.Pointer(n))
	fmt.Println((*node)(atomic.LoadPointer(&ap)).v, atomic.CompareAndSwapPointer(&ap, unsafe.Pointer(n), nil), ap == nil)
	ff := func(a int) int { return a + x }
	ffp := *(*func(int) int)(unsafe.Pointer(&ff))
	fmt.Println(ffp(3))
	m := map[unsafe.Pointer]int{p: 1}
	fmt.Println(m[unsafe.Pointer(&x)])
	ch := make(chan unsafe.Pointer, 1)
	ch <- p
	fmt.Println(*(*int)(<-ch))
	var a any = p
	switch v := a.(type) {
	case *int:
		fmt.Println("int")
	case unsafe.Pointer:
		fmt.Println("ptr", v == p)
	}
	_, ok := a.(unsafe.Pointer)
	fmt.Println(ok, a == p, a == any(unsafe.Pointer(&x)))
	fmt.Println(reflect.ValueOf(&x).UnsafePointer() == p, *(*int)(reflect.ValueOf(&x).UnsafePointer()))
	fl := 1.5
	fmt.Printf("%x\n", *(*uint64)(unsafe.Pointer(&fl)))
	func() {
		defer func() { r := recover(); _, ok := r.(interface{ RuntimeError() }); fmt.Println(r, ok) }()
		neg := -1
		_ = unsafe.Slice(&x, neg)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = unsafe.Slice((*int)(nil), 1)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = unsafe.String(nil, 1)
	}()
	fmt.Println(unsafe.Slice((*int)(nil), 0) == nil)
	e := struct{ typ, data unsafe.Pointer }{}
	*(*any)(unsafe.Pointer(&e)) = 5
	fmt.Println(*(*int)(e.data), e.typ != nil)
	hdr := (*reflect.StringHeader)(unsafe.Pointer(&s))
	fmt.Println(hdr.Len)
	ptrs := []unsafe.Pointer{p, nil, unsafe.Pointer(&fl)}
	fmt.Println(len(ptrs), ptrs[1] == nil, ptrs[0] == p)
}
