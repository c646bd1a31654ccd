// What can be done with a value whose type is a parameter.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

type Setter[T any] interface {
	*T
	Set(string)
}

type conf struct{ v string }

func (c *conf) Set(s string) { c.v = "<" + s + ">" }

type level int

func (l *level) Set(s string) { *l = level(len(s)) }

func FromStrings[T any, PT Setter[T]](ss []string) []T {
	out := make([]T, len(ss))
	for i, s := range ss {
		p := PT(&out[i])
		p.Set(s)
	}
	return out
}

func MakeOne[T any, PT Setter[T]](s string) PT {
	p := PT(new(T))
	p.Set(s)
	return p
}

type Text interface{ ~string | ~[]byte }

func Count[T Text](s T, c byte) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			n++
		}
	}
	return n + len(string(s)) - len([]byte(s))
}

func Upto[N ~int](n N) (out []N) {
	for i := range n {
		out = append(out, i)
	}
	return
}

func Clamp[T cmp.Ordered](x, lo, hi T) T { return min(max(x, lo), hi) }

func IsZero[T comparable](x T) bool {
	var zero T
	return x == zero
}

func Describe[T any](x T) string {
	switch v := any(x).(type) {
	case nil:
		return "nil"
	case int:
		return "int " + strconv.Itoa(v)
	case string:
		return "string " + v
	case []T:
		return "slice"
	case func() T:
		return "func"
	case error:
		return "error " + v.Error()
	case fmt.Stringer:
		return "stringer " + v.String()
	}
	return fmt.Sprintf("other %v", x)
}

func As[T any](x any) (T, bool) {
	v, ok := x.(T)
	return v, ok
}

type Stringish interface {
	comparable
	String() string
}

func Join[T Stringish](xs ...T) string {
	f := T.String
	var parts []string
	for _, x := range xs {
		g := x.String
		parts = append(parts, g()+f(x))
	}
	return strings.Join(parts, ",")
}

type day int

func (d day) String() string { return "day" + strconv.Itoa(int(d)) }

func Send[T any](c chan<- T, xs ...T) {
	defer close(c)
	for _, x := range xs {
		select {
		case c <- x:
		case <-time.After(time.Minute):
			panic("slow")
		}
	}
}

func Drain[C ~chan T | ~<-chan T, T any](c C) (out []T) {
	for x := range c {
		out = append(out, x)
	}
	return
}

type pipe chan string

func Once[T any](f func() T) func() T {
	var once sync.Once
	var v T
	return func() T {
		once.Do(func() { v = f() })
		return v
	}
}

type Array interface{ [3]int | [3]string }

func Len[A Array](a A) int { return len(a) + cap(a) }

func Swap[A, B any](a A, b B) (B, A) { return b, a }

type Matrix[T any, R ~[]T] struct{ rows []R }

func (m *Matrix[T, R]) Add(r R) *Matrix[T, R] { m.rows = append(m.rows, r); return m }
func (m Matrix[T, R]) Each(f func(i, j int, v *T)) {
	for i, r := range m.rows {
		for j := range r {
			f(i, j, &r[j])
		}
	}
}

type Rec[T any] struct {
	kids map[string]*Rec[T]
	val  T
}

func (r *Rec[T]) Put(path string, v T) {
	head, rest, more := strings.Cut(path, "/")
	if r.kids == nil {
		r.kids = map[string]*Rec[T]{}
	}
	k, ok := r.kids[head]
	if !ok {
		k = &Rec[T]{}
		r.kids[head] = k
	}
	if more {
		k.Put(rest, v)
		return
	}
	k.val = v
}

func (r *Rec[T]) Sum(add func(a, b T) T) T {
	s := r.val
	for _, k := range r.kids {
		s = add(s, k.Sum(add))
	}
	return s
}

type Base[T any] struct{ id T }

func (b Base[T]) ID() T      { return b.id }
func (b *Base[T]) SetID(v T) { b.id = v }

type User struct {
	Base[int]
	name string
}

type Admin[T any] struct {
	User
	*Base2[T]
}

type Base2[T any] struct{ rights []T }

func (b *Base2[T]) Grant(r ...T) { b.rights = append(b.rights, r...) }

type IDer[T any] interface{ ID() T }

func IDs[T any, X IDer[T]](xs ...X) (out []T) {
	for _, x := range xs {
		out = append(out, x.ID())
	}
	return
}

type Result[T any] struct {
	Val T
	Err error
}

func Try[T any](f func() T) (r Result[T]) {
	defer func() {
		if e := recover(); e != nil {
			switch e := e.(type) {
			case error:
				r.Err = e
			default:
				r.Err = fmt.Errorf("%v", e)
			}
		}
	}()
	r.Val = f()
	return
}

type Func[A, B any] func(A) B

func (f Func[A, B]) Map(xs ...A) (out []B) {
	for _, x := range xs {
		out = append(out, f(x))
	}
	return
}

func Compose[A, B, C any](f func(A) B, g func(B) C) Func[A, C] {
	return func(a A) C { return g(f(a)) }
}

const limit = 10

func ScaleF[T ~float32 | ~float64](x T) T { return x*2.5 + T(1)/3 }

func main() {
	fmt.Println(FromStrings[conf]([]string{"a", "b"}), FromStrings[level]([]string{"abc"}), MakeOne[conf]("x").v)
	fmt.Println(Count("banana", 'a'), Count([]byte("abc"), 'z'), Upto(3), Upto(level(2)))
	fmt.Println(Clamp(5, 1, 3), Clamp("b", "c", "d"), IsZero(0), IsZero("x"), IsZero(struct{ a int }{}), IsZero[any](nil))
	fmt.Println(Describe(1), Describe("s"), Describe(errors.New("e")), Describe[any](nil), Describe(2.5), Describe[any]([]any{}))
	n, ok := As[int](any(3))
	s, ok2 := As[string](any(3))
	e, ok3 := As[error](errors.New("x"))
	fmt.Println(n, ok, s, ok2, e, ok3)
	fmt.Println(Join(day(1), day(2)))
	c := make(chan int)
	go Send(c, 1, 2, 3)
	p := make(pipe)
	go Send(p, "a", "b")
	fmt.Println(Drain(c), Drain(p))
	calls := 0
	once := Once(func() string { calls++; return "v" })
	fmt.Println(once(), once(), calls, Len([3]string{}))
	fmt.Println(Swap(1, "x"))
	m := (&Matrix[int, []int]{}).Add([]int{1, 2}).Add([]int{3})
	m.Each(func(i, j int, v *int) { *v += 10*i + j })
	fmt.Println(m.rows)
	r := &Rec[int]{}
	r.Put("a/b", 1)
	r.Put("a/c", 2)
	r.Put("d", 4)
	fmt.Println(r.Sum(func(a, b int) int { return a + b }), len(r.kids))
	a := Admin[string]{User{Base[int]{7}, "root"}, &Base2[string]{}}
	a.SetID(8)
	a.Grant("rw", "x")
	fmt.Println(a.ID(), a.rights, a.name, IDs[int](a.User, User{Base[int]{1}, ""}), IDs[string](Base[string]{"q"}))
	fmt.Println(Try(func() int { return 1 }), Try(func() string { panic("p") }).Err, Try(func() int { var m []int; return m[2] }).Err)
	up := Compose(strconv.Itoa, strings.NewReplacer("1", "one").Replace)
	fmt.Println(up.Map(1, 21), up(11))
	fmt.Println(ScaleF(float32(1)), ScaleF(2.0))
	xs := []struct {
		k string
		v int
	}{{"b", 2}, {"a", 2}, {"c", 1}}
	slices.SortStableFunc(xs, func(x, y struct {
		k string
		v int
	}) int {
		return cmp.Or(cmp.Compare(x.v, y.v), cmp.Compare(x.k, y.k))
	})
	fmt.Println(xs)
	defer func() { fmt.Println("deferred", Clamp(0.5, 0, 1)) }()
	func() {
		type local struct{ a, b int }
		v, _ := As[local](any(local{1, 2}))
		fmt.Println(v.a+v.b, IsZero(local{}), slices.Index([]local{{1, 2}, {3, 4}}, local{3, 4}))
	}()
}
