// Results that builtins compute, beside named results and others.
package main

import "fmt"

func a() (r0 []uint64, r1 []int)     { return r0, append(r1, 8) }
func b() ([]uint64, []int)           { var x []uint64; var y []int; return x, append(y, 8) }
func c() (r0 []int, r1 []int)        { return append(r0, 1), append(r1, 8) }
func d() (r0 []int, r1 int)          { return append(r0, 1), len(r0) }
func e() (r0 string, r1 []int)       { return r0 + "x", append(r1, 8) }
func f() (r0 int, r1 []int)          { r1 = []int{1}; return len(r1), r1[0:] }
func g() (r0 int, r1 map[int]int)    { return 1, make(map[int]int) }
func h() (r0 int, r1 *int)           { return 1, new(int) }
func i() (r0 int, r1 any)            { return 1, any(2) }
func j() (r0 int, r1 int)            { return len("abc"), cap(make([]int, 4)) }
func k() (r0 string, r1 []byte)      { return string([]byte("x")), []byte("y") }
func l() (r0 []uint64, r1 []int)     { r1 = append(r1, 1, 2); return r0, append(r1[:1], r1...) }
func m() (r0 bool, r1 []int)         { return r1 == nil, append([]int(nil), 3) }
func n() (r0 error, r1 []int)        { return nil, append(r1, 3) }
func o() (r0 float64, r1 complex128) { return real(r1), complex(1, 2) }

type T struct{ p int }

func (t T) get() (r0 []string, r1 []T) { return r0, append(r1, t) }

func z20(c bool, p []int) int {
L:
	for v := uint16(0); v < 2; v++ {
		if fls(false) {
			break L
		}
		switch v24 := any("a").(type) {
		case nil:
			fmt.Println("nil")
		default:
			_ = v24
		}
		if p == nil {
			continue
		}
	}
	return min(min(1, 2), 3)
}

func fls(b bool) bool { return b }

func main() {
	fmt.Println(a())
	fmt.Println(b())
	fmt.Println(c())
	fmt.Println(d())
	fmt.Println(e())
	fmt.Println(f())
	fmt.Println(g())
	_, q := h()
	fmt.Println(*q)
	fmt.Println(i())
	fmt.Println(j())
	fmt.Println(k())
	fmt.Println(l())
	fmt.Println(m())
	fmt.Println(n())
	fmt.Println(o())
	fmt.Println(T{1}.get())
	fmt.Println(z20(true, nil), z20(true, []int{}))
}
