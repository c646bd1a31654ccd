// Labelled loops with switches in them, whose keys the body assigns to.
package main

import "fmt"

func main() {
	func() {
	L:
		for a := range 2 {
			switch b := a; b {
			case 1:
				continue L
			default:
				v := struct{ z int }{3}
				fmt.Println(v)
				w := v
				fmt.Println(w.z)
			}
		}
	}()
	for a := range 3 {
		switch b := a; b {
		case 1:
			continue
		default:
			v := []int{b}
			for i, x := range v {
				fmt.Println(i, x)
			}
		}
	}
L2:
	for a := range 3 {
		for i, x := range []string{"a", "b"} {
			_ = x
			switch b := a; b {
			case 1:
				continue L2
			default:
				i = 7
			}
			fmt.Println(i)
		}
	}
L163:
	for v164 := range int8(2) {
		if v164 > 5 {
			continue L163
		}
		for v166, v167 := range []struct{ a int }{{}} {
			_ = v166
			_ = v167
		L185:
			for v186 := range 3 {
				switch v187 := v186; v187 {
				case 0:
					continue L185
				default:
					v166 = int(-9223372036854775808)
				}
			}
		}
	}
}
