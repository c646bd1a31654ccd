// What go and defer freeze, and what deferred calls see.
package main

import (
	"errors"
	"fmt"
	"sync"
)

type account struct{ balance int }

func (a account) show(s string)  { fmt.Println(s, a.balance) }
func (a *account) add(n int)     { a.balance += n }
func (a *account) later() func() { return func() { fmt.Println("later", a.balance) } }

type base struct{ id int }

func (b base) name() string { return fmt.Sprint("base", b.id) }

type derived struct {
	base
	*account
}

func work() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered %v after %d", r, n)
			n *= 2
		}
	}()
	a := account{1}
	defer a.show("value")
	defer (&a).add(1)
	p := &a
	defer p.later()()
	f := a.show
	defer f("method value")
	a.balance = 100
	p = nil
	done := func() { fmt.Println("done", n) }
	defer done()
	done = nil
	for i := range 2 {
		defer func() { fmt.Println("turn", i) }()
	}
	n = 21
	panic(errors.New("stop"))
}

func main() {
	fmt.Println(work())
	d := derived{base{7}, &account{5}}
	name := d.name
	add := (*account).add
	show := account.show
	d.id = 8
	add(d.account, 3)
	show(*d.account, "expression")
	fmt.Println(name(), d.name(), d.balance)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var got []string
	rec := func(s string) { mu.Lock(); got = append(got, s); mu.Unlock(); wg.Done() }
	x := account{1}
	wg.Add(3)
	go func(b int) { rec(fmt.Sprint("lit", b)) }(x.balance)
	go rec(fmt.Sprint("named", x.balance))
	m := map[string]func(string){"f": rec}
	go m["f"]("map")
	x.balance = 50
	delete(m, "f")
	wg.Wait()
	fmt.Println(len(got))
	var nilFunc func()
	func() {
		defer func() { fmt.Println("nil func:", recover() != nil) }()
		defer nilFunc()
	}()
}
