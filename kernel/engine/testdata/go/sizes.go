// Sizes that depend on type parameters are no constants.
package main

import (
	"fmt"
	"unsafe"
)

func shift[T any]() int64     { return 1 << unsafe.Sizeof(*new(T)) }
func divide[T any]() uintptr  { return 1 / unsafe.Sizeof(*new(T)) }
func narrow[T any]() int8     { var x T; return int8(unsafe.Sizeof(x)) }
func align[T any](x T) int    { return int(unsafe.Alignof(x)) - 100 }
func add[T any]() int64       { return 1<<63 - 1 + int64(unsafe.Sizeof(*new(T))) }
func equal[A, B any]() bool   { return unsafe.Sizeof(*new(A)) == unsafe.Sizeof(*new(B)) }
func element[T any]() (n int) { return []int{1, 2, 3}[unsafe.Sizeof(*new(T))] }

type pair[A, B any] struct {
	a A
	b B
}

func (p pair[A, B]) offset() uintptr { return unsafe.Offsetof(p.b) }

func kind[T any](x T) string {
	switch unsafe.Sizeof(x) {
	case unsafe.Sizeof(*new(T)) + 1:
		return "never"
	case 1:
		return "byte"
	case unsafe.Sizeof(x):
		return "itself"
	}
	return "none"
}

func try(f func()) {
	defer func() { fmt.Println(recover()) }()
	f()
}

func main() {
	fmt.Println(shift[[3]byte](), shift[[63]byte](), shift[[64]byte](), shift[[1000]byte]())
	fmt.Println(divide[byte](), narrow[[300]byte](), align(int32(1)), align(struct{}{}), add[byte]())
	try(func() { fmt.Println(divide[struct{}]()) })
	try(func() { fmt.Println(element[uint16](), element[int32]()) })
	fmt.Println(equal[int, uint](), equal[int, int8](), kind(byte(1)), kind(2), pair[byte, int64]{}.offset(), pair[string, bool]{}.offset())
}
