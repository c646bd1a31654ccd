// Statements and expressions in combinations that the interpreter is asked for
// rarely.
package main

import (
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"
)

type Celsius float64
type IDs []int
type Grid [2][3]int
type Op func(int, int) int
type Tree struct {
	Left, Right *Tree
	Value       int
}
type Pair struct {
	A any
	B fmt.Stringer
}
type Day int

func (d Day) String() string { return [...]string{"Mon", "Tue", "Wed"}[d%3] }

func (t *Tree) insert(v int) *Tree {
	if t == nil {
		return &Tree{Value: v}
	}
	if v < t.Value {
		t.Left = t.Left.insert(v)
	} else {
		t.Right = t.Right.insert(v)
	}
	return t
}

func (t *Tree) walk(f func(int) bool) bool {
	return t == nil || t.Left.walk(f) && f(t.Value) && t.Right.walk(f)
}

func divmod(a, b int) (q, r int, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("divmod: %v", e)
		}
	}()
	q, r = a/b, a%b
	return
}

func shadow() (out []string) {
	x := 1
	{
		x := x + 1
		x++
		out = append(out, fmt.Sprint(x))
	}
	if x := x * 10; x > 5 {
		out = append(out, fmt.Sprint(x))
	} else if y := x; y > 0 {
		out = append(out, "no")
	}
	for x := 0; x < 2; x++ {
		out = append(out, fmt.Sprint(x))
	}
	switch x := any(x).(type) {
	case int:
		out = append(out, fmt.Sprint("int", x))
	}
	func(x string) { out = append(out, x) }("arg")
	return append(out, fmt.Sprint(x))
}

func channels() {
	c := make(chan int, 3)
	done := make(chan struct{})
	results := map[string]int{}
	var v int
	var ok bool
	go func() {
		defer close(done)
		for i := range 3 {
			c <- i * i
		}
		close(c)
	}()
	<-done
	arr := [2]int{}
	idx := 0
	for {
		select {
		case arr[idx], ok = <-c:
			if !ok {
				goto end
			}
			idx = (idx + 1) % 2
			continue
		case <-time.After(time.Minute):
			return
		}
	}
end:
	fmt.Println(arr, ok)
	d := make(chan map[string]int, 1)
	d <- results
	(<-d)["k"]++
	fmt.Println(results)
	e := make(chan error, 1)
	var err error
	select {
	case e <- fmt.Errorf("sent"):
	default:
	}
	select {
	case err = <-e:
	}
	fmt.Println(err)
	cs := []chan int{make(chan int, 1), make(chan int, 1)}
	cs[1] <- 5
	i := 0
	next := func() int { i++; return i - 1 }
	select {
	case v = <-cs[next()]:
	case v = <-cs[next()]:
	}
	fmt.Println(v, i)
	var mu sync.Mutex
	var wg sync.WaitGroup
	total := 0
	for i := range 10 {
		wg.Add(1)
		go func(n int) {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			total += n * i
		}(i)
	}
	wg.Wait()
	fmt.Println(total)
}

func compound() {
	m := map[string][]int{}
	m["a"] = append(m["a"], 1, 2)
	m["a"][0]++
	m["b"] = nil
	n := map[string]map[string]int{"x": {}}
	n["x"]["y"] += 2
	n["x"]["y"] <<= 3
	s := map[string]*Tree{"t": {}}
	s["t"].Value |= 5
	a := map[[2]int]Pair{{1, 2}: {1, Day(1)}}
	fmt.Println(m, n, s["t"].Value, a[[2]int{1, 2}].B, len(m["zz"]))
	var g Grid
	g[1][2] = 7
	h := g
	h[1][2]++
	fmt.Println(g, h, g == h, g != h, len(g[0]))
	pg := &g
	pg[0][1] = 4
	for i, row := range pg {
		for j := range row {
			pg[i][j] *= 2
		}
	}
	fmt.Println(g, &pg[0] == &g[0])
	x := []struct {
		Name string
		N    *int
	}{{Name: "a"}, {"b", new(int)}}
	*x[1].N = 3
	for i := range x {
		p := &x[i]
		p.Name += "!"
	}
	fmt.Println(x[0], x[1].Name, *x[1].N)
	ops := map[string]Op{"+": func(a, b int) int { return a + b }, "-": func(a, b int) int { return a - b }}
	keys := make([]string, 0)
	for k := range ops {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		fmt.Print(k, ops[k](5, 3), " ")
	}
	fmt.Println()
	t := Celsius(36.6)
	t += 0.4
	t /= 2
	u := uint8(250)
	u += 10
	w := int8(-128)
	w = -w
	z := ^uint16(0) &^ 0xff
	f := 1.0
	f -= 1e-17
	fmt.Println(t, u, w, z, f == 1, 7&^2|1<<3, -7/2, -7%3, 0x1p-2, 'a'+1, "s"[0], 1_000)
	str := "héllo"
	for i, r := range str {
		if r > 127 {
			fmt.Println(i, string(r), len(str), []byte(str)[1], []rune(str)[1])
		}
	}
	bs := []byte("abc")
	copy(bs[1:], "zz")
	fmt.Println(string(bs), strings.Repeat("=", 3), bs[len(bs)-1:cap(bs[:3:3])])
	ids := IDs{3, 1, 2}
	sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
	ids = append(ids, ids...)
	fmt.Println(ids, ids[1:3:4], len(ids[:0]))
	var iface any = []int(ids)
	switch v := iface.(type) {
	case []int:
		fmt.Println("slice", v)
	}
	c := complex(1, 2)
	c *= c
	fmt.Println(c, real(c), imag(c), c == complex(-3, 4))
	const big = 1 << 100
	fmt.Println(big>>98, min(3, 1, 2), max(2.5, 1), min("b", "a"))
	clear(m)
	fmt.Println(len(m))
}

func closures() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 2; return i })
	}
	for _, f := range fs {
		fmt.Print(f(), f(), " ")
	}
	fmt.Println()
	counter := func() (func() int, func()) {
		n := 0
		return func() int { return n }, func() { n++ }
	}
	get, inc := counter()
	inc()
	inc()
	fmt.Println(get())
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	fmt.Println(fib(12))
	for i := range 3 {
		defer func() { fmt.Print("d", i, " ") }()
	}
	defer func(s string) { fmt.Print(s, " ") }(fmt.Sprint("now", get()))
	inc()
	func() {
		defer func() {
			r := recover()
			fmt.Println("recovered", r)
			defer func() { fmt.Println("again", recover()) }()
			panic("second")
		}()
		panic("first")
	}()
}

func gotos() {
	i := 0
loop:
	if i < 3 {
		i++
		goto loop
	}
	fmt.Println(i)
rows:
	for y := 0; y < 3; y++ {
		for x := 0; x < 3; x++ {
			switch {
			case x == y:
				continue rows
			case y == 2:
				break rows
			}
			fmt.Print(x, y, " ")
		}
	}
	fmt.Println()
	switch i {
	case 3:
		for {
			break
		}
		fmt.Println("out of for")
		fallthrough
	case 4:
		if i == 3 {
			break
		}
		fmt.Println("not here")
	}
}

func main() {
	var root *Tree
	for _, v := range []int{5, 2, 8, 1} {
		root = root.insert(v)
	}
	root.walk(func(v int) bool { fmt.Print(v, " "); return v < 5 })
	fmt.Println()
	fmt.Println(divmod(7, 2))
	fmt.Println(divmod(7, 0))
	fmt.Println(shadow())
	channels()
	compound()
	closures()
	fmt.Println()
	gotos()
}
