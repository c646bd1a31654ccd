package difftest

import "strings"

// helper begins the names of the functions that all programs share.
const helper = "z"

// fuel is how many calls and rounds of loops a program may have: it ends those
// whose functions call each other too often.
const fuel = "3000"

// helpers are those functions; each stands alone.
var helpers = strings.Split(`func ztick() {
	zfuel--
	if zfuel < 0 {
		panic("out of fuel")
	}
}
var zfuel = `+fuel+`

func zguard(name string, f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			fmt.Println(name, "error:", r)
		default:
			fmt.Printf("%s panic: %T %v\n", name, r, r)
		}
	}()
	f()
}

func zshow(name string, list ...any) {
	fmt.Printf("%s:", name)
	for _, x := range list {
		fmt.Printf(" %v (%T)", x, x)
	}
	fmt.Println()
}

func zdump(name string, list ...any) {
	for _, x := range list {
		fmt.Printf("%s: %#v %+v\n", name, x, x)
	}
}

func ztr[T any](name string, x T) T {
	fmt.Println("trace", name)
	return x
}

func ztrInt(name string, x int) int {
	fmt.Println("trace", name, x)
	return x
}

type zinteger interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

func zid[T any](x T) T { return x }

func zat[T any](s []T, i int) T {
	if i < 0 || i >= len(s) {
		var zero T
		return zero
	}
	return s[i]
}

func zif[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

func zchan[T any](list ...T) chan T {
	c := make(chan T, len(list))
	for _, x := range list {
		c <- x
	}
	close(c)
	return c
}`, "\n\n")

// helpersOf are the helpers that a text uses.
func helpersOf(text string) []string {
	var list []string
	for _, h := range helpers {
		_, name, _ := strings.Cut(h, " ")
		name = name[:strings.IndexAny(name, "[( ")]
		if strings.Contains(text, name+"(") || strings.Contains(text, name+"[") || strings.Contains(text, name+"]") || strings.Contains(text, " "+name+" ") {
			list = append(list, h)
		}
	}
	return list
}
