// Declared functions as arguments of functions that take interfaces.
package main

import "fmt"
import "reflect"

func g() int { return 0 }

func typeof(x interface{}) string { return reflect.TypeOf(x).String() }
func show(x any)                  { fmt.Printf("%T\n", x) }
func keep(x any) any              { return x }

func main() {
	show(g)
	fmt.Println(typeof(g))
	want := typeof(g)
	fmt.Println(want)
	y := keep(g)
	fmt.Println(y.(func() int)())
}
