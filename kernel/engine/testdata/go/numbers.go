// Integers that wrap, shifts, conversions, constants.
package main

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
)

type celsius float64
type month int

const (
	jan month = iota + 1
	feb
	mar
)

const (
	_  = iota
	kb = 1 << (10 * iota)
	mb
)

func collatz(n uint64) (steps int) {
	for ; n != 1; steps++ {
		if n&1 == 0 {
			n >>= 1
		} else {
			n = 3*n + 1
		}
	}
	return
}

func main() {
	var u8 uint8 = 250
	u8 += 10
	var i16 int16 = math.MaxInt16
	i16++
	var u32 uint32 = 1
	fmt.Println(u8, i16, u32<<31, u32<<30>>3, ^uint16(0), -7>>1, uint8(300&0xff))
	x := uint8(0xf0)
	fmt.Println(x<<2, x>>4, x<<2>>2, uint16(x)<<2)
	var h uint32 = 2166136261
	for _, c := range []byte("hash me") {
		h ^= uint32(c)
		h *= 16777619
	}
	fmt.Println(h, h%97)
	f := 7.9
	fmt.Println(int(f), int(-f), float32(0.1), float64(float32(0.1)), 7/2, 7/2.0, 1e3)
	fmt.Println(math.Inf(1), -math.Inf(1), math.NaN() == math.NaN(), math.MaxUint32, kb, mb, feb, mar)
	t := celsius(36.6)
	t += 0.4
	fmt.Printf("%.1f %T %v\n", float64(t), int64(3), month(2) == feb)
	fmt.Println(collatz(27), strconv.FormatInt(-255, 16), strconv.Quote("a\x00b"))
	z := complex(3, 4)
	fmt.Println(real(z), imag(z), z*z, z == complex(3, 4))
	fact := big.NewInt(1)
	for i := int64(1); i <= 25; i++ {
		fact.Mul(fact, big.NewInt(i))
	}
	fmt.Println(fact)
	var n8 int8 = -128
	fmt.Println(-n8, n8/-1, n8%7, 5&^3, 6|1, 6^3)
	const huge = 1 << 100
	fmt.Println(huge>>98, 'a'+1, string(rune('a'+1)))
}
