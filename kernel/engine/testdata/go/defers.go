// defer: order, arguments at once, named results, loops, methods.
package main

import (
	"errors"
	"fmt"
)

type file struct{ name string }

func (f file) close()   { fmt.Println("close", f.name) }
func (f *file) rename() { fmt.Println("was", f.name); f.name = "renamed" }

func open(name string) (*file, error) {
	if name == "" {
		return nil, errors.New("no name")
	}
	return &file{name}, nil
}

func process(names ...string) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("process: %v after %d", r, n)
		}
	}()
	for _, name := range names {
		f, err := open(name)
		if err != nil {
			panic(err)
		}
		defer f.close()
		n++
	}
	return n, nil
}

func nested() (s string) {
	defer func() { s += "|outer" }()
	func() {
		defer func() {
			r := recover()
			s += fmt.Sprint("|inner:", r)
		}()
		panic("p")
	}()
	return "body" + s
}

func counter() func() int {
	n := 0
	return func() int {
		defer func() { n++ }()
		return n
	}
}

func main() {
	fmt.Println(process("a", "b"))
	fmt.Println(process("c", "", "d"))
	fmt.Println(nested())
	c := counter()
	fmt.Println(c(), c(), c())
	x := 1
	defer fmt.Println("argument then", x)
	x = 2
	defer func() { fmt.Println("closure now", x) }()
	f := file{"first"}
	defer f.close()
	f.name = "second"
	defer f.rename()
	for i := range 3 {
		defer func(n int) { fmt.Print(n, i, " ") }(i * 10)
	}
	fmt.Println("end of main")
}
