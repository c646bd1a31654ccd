// Values are copied wherever Go copies them.
package main

import "fmt"

type P struct {
	X, Y int
	A    [2]int
}
type W struct {
	P
	In  P
	Ptr *P
	Any any
}

func (p P) with(x int) P { p.X = x; p.A[0] = x; return p }
func (p *P) set(x int)   { p.X = x; p.A[0] = x }
func (p P) get() int     { return p.X*10 + p.A[0] }

type Getter interface{ get() int }

func change(p P, a [2]int) (P, [2]int) { p.X, a[0] = 99, 99; p.A[1] = 99; return p, a }
func ret(p *P) P                       { return *p }
func retA(p *P) [2]int                 { return p.A }
func named(p *P) (q P)                 { q = *p; p.X = -1; return }
func deferred(p *P) (q P)              { defer func() { p.X = -2 }(); return *p }
func both(p *P) (P, int)               { return *p, func() int { p.X = 55; return 1 }() }
func vary(ps ...P) int                 { ps[0].X = 77; return len(ps) }

var global = P{X: 1}
var globals = [2]P{{X: 1}, {X: 2}}

func main() {
	p := P{1, 2, [2]int{3, 4}}
	q := p
	q.X, q.A[0] = 10, 10
	fmt.Println(p, q)
	a := p.A
	a[1] = 8
	fmt.Println(p.A, a)
	pa := &p.A
	pa[0] = 5
	fmt.Println(p.A)
	r, b := change(p, p.A)
	fmt.Println(p, r, b)
	m := map[string]P{"k": p}
	p.X = 2
	fmt.Println(m["k"].X)
	v := m["k"]
	v.A[0] = 70
	fmt.Println(m["k"].A, v.A)
	s := []P{p, p}
	s[0].X = 30
	p.Y = 31
	fmt.Println(s, p)
	e := s[1]
	s[1].X = 32
	fmt.Println(e.X, s[1].X)
	for _, x := range s {
		x.X = 1000
	}
	for i, x := range s {
		s[i].X++
		fmt.Print(x.X, " ")
	}
	fmt.Println(s[0].X, s[1].X)
	arr := [2]P{p, q}
	for i, x := range arr {
		arr[1].X = 500
		fmt.Print(i, x.X, " ")
	}
	for i, x := range &arr {
		arr[1].X = 600
		fmt.Print(i, x.X, " ")
	}
	fmt.Println()
	brr := arr
	brr[0].A[0] = 41
	fmt.Println(arr[0].A, brr[0].A, arr == brr)
	w := W{p, p, &p, p}
	p.X = 3
	w.P.X = 4
	w.In.A[0] = 44
	fmt.Println(p.X, w.X, w.In, w.Ptr.X, w.Any.(P).X)
	w2 := w
	w2.In.X = 6
	w2.Ptr.X = 7
	fmt.Println(w.In.X, w2.In.X, w.Ptr.X)
	c := make(chan P, 2)
	c <- p
	p.X = 8
	fmt.Println((<-c).X, p.X)
	var any1 any = p
	p.X = 9
	any2 := any1
	fmt.Println(any1.(P).X, any2 == any1, any1 == any(p))
	got := any1.(P)
	got.X = 11
	fmt.Println(any1.(P).X)
	var g Getter = p
	p.set(12)
	fmt.Println(g.get(), p.get())
	g = &p
	p.set(13)
	fmt.Println(g.get())
	f := p.get
	h := (&p).get
	k := (*P).set
	k(&p, 14)
	fmt.Println(f(), h(), p.get(), p.with(20).get(), p.get())
	x1, x2 := ret(&p), retA(&p)
	p.set(15)
	fmt.Println(x1.X, x2, named(&p).X, p.X)
	p.set(16)
	fmt.Println(deferred(&p).X, p.X)
	p.set(17)
	ps := []P{p}
	fmt.Println(vary(ps...), ps[0].X, vary(p, p), p.X)
	func(p P) { p.X = 18 }(p)
	fn := func() P { return p }
	y := fn()
	y.X = 19
	fmt.Println(p.X, y.X)
	defer fmt.Println("deferred", p, p.A)
	defer func(p P) { fmt.Println("deferred", p.X) }(p)
	p.X = 21
	gl := global
	gl.X = 2
	global.Y = 3
	gs := globals
	gs[0].X = 4
	fmt.Println(global, gl, globals[0].X, gs[0].X)
	lit := struct {
		P
		N [1]P
	}{p, [1]P{p}}
	p.X = 22
	lit.N[0].X++
	fmt.Println(lit.X, lit.N[0].X, p.X)
	nested := [][]P{{p}, {p, p}}
	nested[0][0].X = 23
	fmt.Println(nested[1][0].X, p.X)
	mp := map[P]int{p: 1}
	p.X = 24
	mp[p]++
	fmt.Println(len(mp), mp[p], mp[P{X: 22}])
	pp := &p
	cp := *pp
	pp.X = 25
	*pp = P{Y: 1}
	fmt.Println(cp.X, p)
	pp2 := pp
	pp2.Y = 26
	fmt.Println(p.Y, pp == pp2)
	cond := p
	if true {
		cond = cp
	}
	cond.X = 27
	fmt.Println(cp.X, cond.X)
	t, u := cp, cond
	t, u = u, t
	t.X++
	fmt.Println(t.X, u.X, cp.X, cond.X)
	s2 := append([]P{}, cp)
	cp.X = 28
	s3 := s2[:1:1]
	s3 = append(s3, cp)
	s3[0].X = 29
	fmt.Println(s2[0].X, s3[0].X)
	copy(s3, s3[1:])
	s3[1].X = 33
	fmt.Println(s3[0].X, s3[1].X)
	ar := [...][2]int{{1, 2}, {3, 4}}
	row := ar[0]
	row[0] = 9
	sl := ar[1][:]
	sl[0] = 9
	fmt.Println(ar, row)
	var ia any = ar
	ar[0][0] = 50
	fmt.Println(ia, ia == any(ar))
	type local struct{ v [1]int }
	l1 := local{[1]int{1}}
	l2 := []local{l1}
	l2[0].v[0] = 2
	fmt.Println(l1, l2)
	z, n := both(&p)
	fmt.Println(z.Y, n, p.X)
	go func(p P) { p.X = 1 }(p)
	sw := p
	switch sw := sw; sw.X {
	case 55:
		sw.X = 56
	}
	fmt.Println(sw.X)
}
