// Package unsafe: generic code, lock-free lists, functions and interfaces in memory.
package main

import (
	"fmt"
	"reflect"
	"sort"
	"sync"
	"sync/atomic"
	. "unsafe"
	u "unsafe"
)

type Ptr *int
type Words [2]uintptr
type hidden interface{ secret() string }
type hid struct{ s string }

func (h hid) secret() string { return h.s }
func (h *hid) set(s string)  { h.s = s }

type Tree struct {
	left, right *Tree
	v           int
}
type base struct{ id int }
type derived struct {
	base
	*hid
	name string
}

func cast[T, S any](p *S) *T         { return (*T)(u.Pointer(p)) }
func load[T any](p Pointer) T        { return *(*T)(p) }
func sizeOf[T any]() uintptr         { var z T; return u.Sizeof(z) }
func slice[T any](p *T, n int) []T   { return u.Slice(p, n) }
func bytesOf[T any](v *T) []byte     { return u.Slice((*byte)(u.Pointer(v)), u.Sizeof(*v)) }
func variadic(ps ...u.Pointer) int   { return len(ps) }
func noescape(p u.Pointer) u.Pointer { x := uintptr(p); return u.Pointer(x ^ 0) }

type list[T any] struct {
	head u.Pointer
	n    int32
}
type item[T any] struct {
	v    T
	next u.Pointer
}

func (l *list[T]) push(v T) {
	for {
		old := atomic.LoadPointer(&l.head)
		it := &item[T]{v: v, next: old}
		if atomic.CompareAndSwapPointer(&l.head, old, u.Pointer(it)) {
			atomic.AddInt32((*int32)(u.Pointer(&l.n)), 1)
			return
		}
	}
}
func (l *list[T]) each(f func(T)) {
	for p := (*item[T])(l.head); p != nil; p = (*item[T])(p.next) {
		f(p.v)
	}
}

var global struct {
	a int8
	b []string
	c Pointer
}

type State func(int) State

func start(i int) State { fmt.Println("start", i); return nil }

func main() {
	var n int = 0x0102
	var pp Ptr = Ptr(u.Pointer(&n))
	fmt.Println(*pp, *(*Words)(Pointer(&[2]uintptr{4, 5})))
	fmt.Println(*cast[uint8](&n), load[int](Pointer(&n)), sizeOf[[3]int32]())
	fmt.Println(bytesOf(&n), slice(&n, 1))
	var h hidden = hid{"s"}
	fmt.Println((*(*hidden)(Pointer(&h))).secret())
	d := derived{base{7}, &hid{"x"}, "n"}
	(*(**hid)(u.Add(Pointer(&d), u.Offsetof(d.hid)))).set("changed")
	fmt.Println(d.secret(), (*base)(Pointer(&d)).id, *(*string)(u.Add(Pointer(&d), 16)))
	(*derived)(Pointer(&d)).set("again")
	fmt.Println(d.s)
	t := &Tree{left: &Tree{v: 1}, right: &Tree{v: 2}}
	fmt.Println((*(**Tree)(Pointer(t))).v, (*(**Tree)(u.Add(Pointer(t), Sizeof(t)))).v)
	l := &list[string]{}
	var wg sync.WaitGroup
	for _, s := range []string{"a", "b", "c"} {
		wg.Add(1)
		go func() { defer wg.Done(); l.push(s) }()
	}
	wg.Wait()
	var all []string
	l.each(func(s string) { all = append(all, s) })
	sort.Strings(all)
	fmt.Println(all, l.n)
	global.b = []string{"q"}
	global.c = Pointer(&global)
	fmt.Println((*(*[]string)(u.Add(global.c, u.Offsetof(global.b))))[0])
	fmt.Println(variadic(), variadic(nil, Pointer(&n)), variadic([]Pointer{nil}...))
	fmt.Println(noescape(Pointer(&n)) == Pointer(&n))
	copy((*[8]byte)(Pointer(&n))[:], "\x01\x02")
	fmt.Println(n)
	f := func() int { return n }
	g := f
	fmt.Println(**(**uintptr)(Pointer(&f)) == **(**uintptr)(Pointer(&g)), (*(*func() int)(Pointer(&f)))())
	fp := &f
	*fp = func() int { return 99 }
	fmt.Println(f(), (*(*func() int)(Pointer(fp)))())
	*(*func() int)(Pointer(&f)) = func() int { return 100 }
	fmt.Println(f())
	var nilf func()
	fmt.Println(*(*uintptr)(Pointer(&nilf)), *(*func())(Pointer(&nilf)) == nil)
	st := State(start)
	(*(*State)(Pointer(&st)))(3)
	fs := []func(int) int{func(i int) int { return i + 1 }, func(i int) int { return i + 2 }}
	fmt.Println((*(*func(int) int)(u.Add(Pointer(&fs[0]), 8)))(10))
	ms := map[string]func() string{"a": func() string { return "from map" }}
	fm := ms["a"]
	fmt.Println((*(*func() string)(Pointer(&fm)))())
	mth := d.secret
	fmt.Println((*(*func() string)(Pointer(&mth)))())
	switch p := Pointer(&n); p {
	case nil:
		fmt.Println("nil")
	case Pointer(&n):
		fmt.Println("n")
	}
	type S struct{ p Pointer }
	fmt.Println(S{Pointer(&n)} == S{Pointer(&n)}, S{} == S{nil}, uintptr(Pointer(nil)))
	fmt.Println(uintptr(Pointer(&fs[0])) < uintptr(Pointer(&fs[1])), uintptr(Pointer(&fs[1]))-uintptr(Pointer(&fs[0])))
	a, b := Pointer(&n), Pointer(nil)
	a, b = b, a
	fmt.Println(a == nil, b != nil, fmt.Sprintf("%p", b) == fmt.Sprintf("%p", &n))
	defer func(p *int) { fmt.Println("deferred", *p) }((*int)(b))
	defer fmt.Println(*(*int)(b))
	n = 1000
	ch := make(chan Pointer)
	go func() { ch <- Pointer(&d) }()
	select {
	case p := <-ch:
		fmt.Println((*derived)(p).name)
	}
	fmt.Println(Pointer(reflect.ValueOf(&n).Pointer()) == b, reflect.NewAt(reflect.TypeOf(n), b).Elem().Int())
	var e any = (*derived)(Pointer(&d))
	_, isD := e.(*derived)
	fmt.Printf("%v %T\n", isD, e)
	var err error = fmt.Errorf("x")
	fmt.Println((*(*error)(Pointer(&err))).Error())
	var eface any = d
	type ef struct{ t, p Pointer }
	fmt.Println((*derived)((*ef)(Pointer(&eface)).p).name)
	var e2 any = derived{}
	fmt.Println((*ef)(Pointer(&eface)).t == (*ef)(Pointer(&e2)).t)
	var e3 any = base{}
	fmt.Println((*ef)(Pointer(&eface)).t == (*ef)(Pointer(&e3)).t)
	m := map[string]int{"a": 1}
	mp := *(*Pointer)(Pointer(&m))
	m2 := *(*map[string]int)(Pointer(&mp))
	m2["b"] = 2
	fmt.Println(len(m))
	c1 := make(chan int, 3)
	c1 <- 1
	cp := *(*Pointer)(Pointer(&c1))
	fmt.Println(len(*(*chan int)(Pointer(&cp))))
	for i, p := 0, Pointer(&fs[0]); i < 2; i, p = i+1, u.Add(p, 8) {
		fmt.Println((*(*func(int) int)(p))(i))
	}
	str := "héllo"
	fmt.Println(u.Slice(u.StringData(str), len(str)), u.String(u.StringData(str), 3))
	hs := []hidden{hid{"1"}, &hid{"2"}}
	fmt.Println((*(*hidden)(u.Add(Pointer(&hs[0]), 16))).secret(), (*[2]hidden)(hs)[0].secret())
	x := struct {
		a bool
		b int64
		c [3]byte
	}{true, 1, [3]byte{1, 2, 3}}
	fmt.Println(u.Sizeof(x), u.Offsetof(x.c), *(*byte)(u.Add(Pointer(&x), u.Offsetof(x.c)+1)))
	pa := &x.c[2]
	*(*byte)(Pointer(pa)) = 9
	fmt.Println(x.c)
	f32 := float32(1)
	fmt.Printf("%#x\n", *(*uint32)(Pointer(&f32)))
	clo := func(k int) func() int { return func() int { k++; return k } }(5)
	clo2 := *(*func() int)(Pointer(&clo))
	fmt.Println(clo(), clo2(), clo())
	var np *Tree
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println((*Tree)(Pointer(np)).v)
	}()
	*(*int)(Pointer(&(*[2]int)(Pointer(&[]int{1, 2}[0]))[1])) += 5
	gp := Pointer(&global.b)
	*(*[]string)(gp) = append(*(*[]string)(gp), "r")
	fmt.Println(global.b)
	sw := [4]byte{1, 2, 3, 4}
	fmt.Println(*(*uint32)(Pointer(&sw)), *(*uint16)(Pointer(&sw[2])))
	var pv Pointer
	pv2 := &pv
	*pv2 = Pointer(&n)
	fmt.Println(*(*int)(pv), *(**int)(Pointer(pv2)) == &n)
}
