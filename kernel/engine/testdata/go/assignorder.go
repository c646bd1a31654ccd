// What an assignment evaluates before it finds that it can't assign.
package main

import "fmt"

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}
func say[T any](x T) T { fmt.Println("say", x); return x }

type T struct {
	n int
	p *T
	m map[string]int
}

func main() {
	a := []int{1}
	var m map[string]int
	var p *T
	arr := [2]int{}
	var nilarr *[2]int
	five := 5
	try("slice", func() { a[five] = say(1) })
	try("both", func() { a[five] = a[five+1] })
	try("map", func() { m["x"] = say(2) })
	try("mapkey", func() { m[say("k")] = say(2) })
	try("ptr", func() { p.n = say(3) })
	try("ptrptr", func() { p.p.n = say(3) })
	try("arr", func() { arr[five] = say(4) })
	try("nilarr", func() { nilarr[1] = say(4) })
	try("multi", func() { a[0], a[five] = say(6), say(7) })
	try("multi2", func() { a[five], a[0] = say(6), say(7) })
	fmt.Println(a)
	try("deref", func() { *(&p.n) = say(8) })
	var q *int
	try("deref2", func() { *q = say(9) })
	try("idx", func() { a[say(five)] = say(10) })
	try("idxidx", func() { [][]int{a}[say(five)][0] = say(10) })
	try("fieldmap", func() { p.m["x"] = say(11) })
	try("div", func() { a[five] = 1 / (five - 5) })
	try("copy", func() { a[five], a[0] = 1, 2 })
	try("send", func() { c := make(chan int, 1); c <- a[five] })
	try("slice3", func() { _ = a[say(0):say(five)] })
}
