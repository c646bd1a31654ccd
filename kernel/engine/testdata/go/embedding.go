// Embedded structs and interfaces.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type animal interface {
	Name() string
	Sound() string
}

type base struct{ name string }

func (b base) Name() string     { return b.name }
func (b *base) Rename(s string) { b.name = s }
func (b base) Describe() string { return "I am " + b.name }

type dog struct {
	base
	age int
}

func (d dog) Sound() string { return "woof" }

type puppy struct {
	*dog
	toys []string
}

func (p puppy) Sound() string { return strings.ToUpper(p.dog.Sound()) }

type byAge []dog

func (b byAge) Len() int           { return len(b) }
func (b byAge) Less(i, j int) bool { return b[i].age < b[j].age }
func (b byAge) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func main() {
	d := dog{base{"rex"}, 3}
	d.Rename("max")
	fmt.Println(d.Name(), d.Describe(), d.Sound(), d.name)
	p := puppy{dog: &d, toys: []string{"ball"}}
	p.Rename("tiny")
	fmt.Println(p.Name(), d.Name(), p.Sound(), p.age, len(p.toys))
	for _, a := range []animal{d, &d, p} {
		fmt.Print(a.Name(), ":", a.Sound(), " ")
	}
	fmt.Println()
	pack := byAge{{base{"c"}, 9}, {base{"a"}, 1}, {base{"b"}, 5}}
	sort.Sort(pack)
	for _, d := range pack {
		fmt.Print(d.name, d.age, " ")
	}
	sort.Sort(sort.Reverse(pack))
	fmt.Println(pack[0].name)
	f := d.Describe
	d.Rename("later")
	fmt.Println(f(), "|", d.Describe())
	g := (*base).Rename
	g(&d.base, "expr")
	fmt.Println(dog.Sound(d), d.name)
}
