// Statements and calls of basic types, which run as one step each: every kind of
// number and operation, variables that closures or pointers share, frames that
// are used again.
package main

import (
	"errors"
	"fmt"
	"sync"
)

type pair struct {
	a, b int
	name string
	next *pair
	list [3]int
}

var global = 10

func bump() int { global++; return global }

func numbers() {
	var i8 int8 = 127
	i8++
	var u8 uint8
	u8--
	var i16 int16 = -32768
	i16--
	var u16 uint16 = 65535
	u16 += 2
	var i32 int32 = 1 << 30
	i32 *= 3
	var u32 uint32 = 7
	u32 -= 9
	var i64 int64 = -9
	i64 /= 2
	var u64 uint64 = 9
	u64 %= 4
	var f32 float32 = 1.1
	f32 *= f32
	f64 := 1.1
	f64 *= f64
	fmt.Println(i8, u8, i16, u16, i32, u32, i64, u64, f32, f64)
	x, y := 13, 5
	fmt.Println(x+y, x-y, x*y, x/y, x%y, x&y, x|y, x^y, x&^y, x<<2, x>>1, -x, x<<uint8(y), x>>y)
	x += y
	x -= 2 * y
	x *= y - 1
	x <<= 3
	x |= 1
	x &= 0xff
	x ^= 3
	x &^= 2
	x >>= 1
	x %= 7
	fmt.Println(x, y, float64(x)/float64(y), int(2.9*float64(y)), uint8(x-3), int8(300+x), rune('a'+x), float32(x)/3)
	var d uint = 3
	fmt.Println(1<<d, 0xff>>d, x<<d, ^x, +y, !(x < y), x == y || x != 3 && y >= 5)
	fmt.Println(i8 < 0, u8 > 3, f64 <= 1.21, f32 == 1.21, "a"+"b" < "ab"+"c", i64 == -4)
	const big = 1 << 40
	z := big + x
	fmt.Println(z, z/big, uint32(z), int16(z))
	var c uint64 = 1 << 63
	fmt.Println(c, c>>63, float64(c), int64(c))
}

func order() {
	global = 10
	a := global + bump()
	b := bump() + global
	c := global*2 + bump()*global
	fmt.Println(a, b, c, bump()-bump(), global-bump())
	s := []int{1, 2, 3}
	i := 0
	i, s[i] = 2, 9
	s[0], s[2] = s[2], s[0]
	fmt.Println(i, s)
	x, y := 1, 2
	x, y = y, x
	x, y = x+y, x-y
	fmt.Println(x, y, x > y && bump() > 0 || bump() < 0, global)
}

func shared() {
	var fs []func() int
	var ps []*int
	for i := 0; i < 3; i++ {
		x := i * i
		y := x + 1
		fs = append(fs, func() int { x++; return x })
		ps = append(ps, &y)
		y += 10
	}
	for k := range fs {
		fmt.Print(fs[k](), fs[k](), *ps[k], " ")
	}
	n := 0
	p := &n
	for i := 0; i < 4; i++ {
		n += i
		*p += 100
	}
	q := pair{name: "q"}
	r := &q
	r.next = r
	r.next.a = 3
	q.b++
	r.list[r.a-1] += 5
	arr := [3]int{1, 2, 3}
	sl := arr[:]
	sl[1] = 7
	arr[2] *= 2
	other := arr
	other[0] = 50
	pa := &arr
	pa[0]--
	fmt.Println(n, q.a, q.b, q.list, q.next.next.name, arr, sl, other, len(arr), len(sl), len(q.name))
}

func fact(n int) int {
	if n <= 1 {
		return 1
	}
	return n * fact(n-1)
}

func even(n int) bool {
	if n == 0 {
		return true
	}
	return odd(n - 1)
}

func odd(n int) bool {
	if n == 0 {
		return false
	}
	return even(n - 1)
}

func ackermann(m, n int) int {
	if m == 0 {
		return n + 1
	}
	if n == 0 {
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}

func divmod(a, b int) (q, r int) {
	q = a / b
	r = a % b
	return
}

func named(k int) (sum int, text string) {
	for i := 0; i < k; i++ {
		sum += i
		text += "x"
	}
	return
}

func join(a, b string, p *pair, l []int, e error) (string, *pair, []int, error) {
	if e != nil {
		return a, nil, l, e
	}
	p.a++
	return a + b, p, l[1:], nil
}

func address(n int) *int {
	m := n * 2
	return &m
}

func param(n int) func() int { return func() int { n++; return n } }

func depth(n int, values []int) int {
	local := n * 3
	if n > 0 {
		values[n] = depth(n-1, values)
	}
	return local + n
}

func calls() {
	fmt.Println(fact(10), even(10), odd(7), even(7), ackermann(2, 3))
	q, r := divmod(17, 5)
	fmt.Println(q, r)
	for k := 0; k < 3; k++ {
		fmt.Println(named(k))
	}
	p := &pair{a: 1}
	fmt.Println(join("a", "b", p, []int{1, 2, 3}, nil))
	fmt.Println(join("a", "b", p, []int{1, 2, 3}, errors.New("no")))
	a, b := address(1), address(2)
	f, g := param(1), param(10)
	fmt.Println(*a, *b, f(), f(), g(), p.a)
	values := make([]int, 6)
	fmt.Println(depth(5, values), values)
}

func fails(k int, s []int, p *pair) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	switch k {
	case 0:
		s[len(s)] = 1
	case 1:
		k = s[0] / (k - 1)
	case 2:
		p.a++
	case 3:
		k = p.next.a
	case 4:
		s[0] += s[-k+3]
	case 5:
		k = 1 << (k - 6)
	case 6:
		k %= len(s) - 2
	case 7:
		b := "abc"[k]
		k = int(b)
	case 8:
		var list [3]int
		list[k-5] = 1
	}
	return nil
}

func failures() {
	for k := 0; k < 9; k++ {
		fmt.Println(k, fails(k, []int{1, 2}, nil))
	}
}

func work(n int) int {
	t := 0
	for i := 0; i < n; i++ {
		t += fact(i % 5)
	}
	return t
}

func goroutines() {
	var wg sync.WaitGroup
	sums := make([]int, 8)
	for g := range sums {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sums[g] = work(200 + g)
		}()
	}
	wg.Wait()
	fmt.Println(sums)
}

func zeroes() {
	for i := 0; i < 3; i++ {
		var n int
		var s string
		var p *pair
		var l []int
		var ok, no bool
		fmt.Print(n, s == "", p == nil, l == nil, ok, no, " ")
		n, s, p, l, ok = i, "s", &pair{}, []int{i}, true
		if n > 0 && s != "" && p != nil && l != nil && ok {
			fmt.Print("set ")
		}
	}
	fmt.Println()
}

func bytesOf(s string) (n int) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'a' && c <= 'z' {
			n += int(c - 'a')
		} else if !(c == ' ') {
			n--
		}
	}
	return n
}

func main() {
	numbers()
	order()
	shared()
	calls()
	failures()
	goroutines()
	zeroes()
	fmt.Println(bytesOf("Hello, world"))
}
