// Counting and updating in variables, elements and fields of every kind of number.
package main

import "fmt"

type ctr map[string]uintptr

func main() {
	m := map[int]uintptr{}
	m[1]++
	m[1]++
	m[2] += 5
	m[2]--
	fmt.Println(m)
	u8 := map[int]uint8{}
	u8[1]--
	u8[1] <<= 1
	c64 := map[int]complex64{}
	c64[1]++
	c128 := map[int]complex128{}
	c128[1]++
	c128[1] += 2i
	f32 := map[int]float32{}
	f32[1]++
	f32[1] /= 4
	i8 := map[int]int8{1: 127}
	i8[1]++
	r := map[rune]rune{}
	r['a']++
	b := map[byte]byte{}
	b['a']--
	fmt.Println(u8, c64, c128, f32, i8, r, b)
	var up uintptr = 3
	up++
	up *= 3
	a := []uintptr{1}
	a[0]++
	a[0] |= 8
	p := &a[0]
	*p--
	s := struct{ u uintptr; c complex64 }{}
	s.u--
	s.c++
	cc := []complex64{1}
	cc[0]--
	fmt.Println(up, a, s, cc, up>>1, ^up, up&^1, -up)
	var z complex128
	z++
	z--
	z -= 2
	fmt.Println(z)
}
