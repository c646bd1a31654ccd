// Embedded structs, interfaces and mutexes.
package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
)

type Animal interface{ Sound() string }

type Base struct{ Name string }

func (b Base) Hello() string    { return "hello " + b.Name }
func (b *Base) Rename(n string) { b.Name = n }
func (b Base) Sound() string    { return "..." }

type Dog struct {
	Base
	Age int
}

func (d Dog) Sound() string { return d.Name + " barks, " + d.Base.Sound() }

type Puppy struct {
	*Dog
	Toy string
}

type Guarded struct {
	sync.Mutex
	m map[string]int
}

func (g *Guarded) inc(k string) int {
	g.Lock()
	defer g.Unlock()
	g.m[k]++
	return g.m[k]
}

type upper struct{ io.Reader }

func (u upper) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	copy(p, bytes.ToUpper(p[:n]))
	return n, err
}

type deep struct {
	Puppy
	Base
}

func main() {
	d := Dog{Base{"rex"}, 3}
	d.Rename("max")
	fmt.Println(d.Hello(), d.Sound(), d.Name, d.Base.Name)
	p := Puppy{&d, "ball"}
	p.Rename("tim")
	p.Age++
	fmt.Println(p.Hello(), p.Sound(), d.Age, p.Dog.Base.Name)
	var a Animal = p
	fmt.Println(a.Sound())
	x := deep{p, Base{"shallow"}}
	fmt.Println(x.Name, x.Hello(), x.Sound())
	g := &Guarded{m: map[string]int{}}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { g.inc("k") })
	}
	wg.Wait()
	var l sync.Locker = g
	l.Lock()
	fmt.Println(g.m["k"], g.TryLock())
	l.Unlock()
	text, err := io.ReadAll(upper{strings.NewReader("loud")})
	fmt.Println(string(text), err)
	pt := &struct {
		Base
		n int
	}{Base{"anon"}, 1}
	pt.Rename("anonymous")
	fmt.Println(pt.Hello(), pt.n)
}
