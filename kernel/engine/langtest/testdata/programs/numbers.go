// Constants, conversions, shifts, narrowing.
package main

import (
	"fmt"
	"math"
	"time"
)

type Weekday int

const (
	Sunday Weekday = iota
	Monday
	_
	Wednesday
)

const (
	KB = 1 << (10 * (iota + 1))
	MB
	huge  = 1 << 100
	ratio = huge >> 98
	third = 1.0 / 3
)

type Celsius float64

func (c Celsius) F() float64 { return float64(c)*9/5 + 32 }

func shift(n uint, x uint8) (int64, uint8, uint8) {
	var big int64 = 1 << n
	return big, x << n, uint8(int(x) << n >> 1)
}

func main() {
	fmt.Println(Sunday, Monday, Wednesday, KB, MB, ratio, third)
	fmt.Println(7/2, -7/2, 7%3, -7%3, 7/2.0, 1/2+1/2.0)
	fmt.Println(shift(9, 200))
	var u8 uint8 = 250
	u8 += 10
	var i8 int8 = 127
	i8++
	fmt.Println(u8, i8, -i8, ^u8, u8<<6)
	var f32 float32 = 0.1
	fmt.Println(f32, float64(f32) == 0.1, f32*3)
	zero := 0.0
	fmt.Println(1/-zero, math.Signbit(-zero), min(2, 1.5), max(u8, 3), min("b", "a"))
	fmt.Println(Celsius(100).F(), time.Duration(1500)*time.Millisecond, 2*time.Second+time.Millisecond)
	c := complex(1, 2)
	c *= 2i
	fmt.Println(c, real(c), imag(c), c == -4+2i)
	fmt.Println('a', string(rune('a'+1)), "é"[0], len("é"), []rune("é")[0], []byte("hi"))
	x := 0x_ff + 0b11 + 0o17 + 1_000
	fmt.Println(x, x&^3, x|1<<12, x^x)
	var a any = 1 << 3
	fmt.Printf("%T %v %T %T %T\n", a, a, 'x', 1.5, 2i)
	p := new(x)
	*p++
	fmt.Println(*p, x, int(3.0), uint16(1<<16-1), int64(math.MinInt64))
	m := map[float64]string{1: "one", 2.5: "more"}
	clear(m)
	s := []int{1, 2, 3}
	clear(s[:2])
	fmt.Println(len(m), s, [...]string{2: "c", 0: "a"}, len([10]int{}))
}
