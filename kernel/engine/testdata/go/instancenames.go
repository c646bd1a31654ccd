// The names of instances of generic types, with type arguments of every kind.
package main

import (
	"fmt"
	"io"
)

type G[T any] struct{ v T }

type P[K comparable, V any] map[K]V

type named struct{}

type Embedded struct{}

func main() {
	for _, x := range []any{
		G[struct{}]{},
		G[struct{ a, b int }]{},
		G[struct {
			A int `json:"a"`
		}]{},
		G[struct {
			Embedded
			*named
		}]{},
		G[[3]uint8]{},
		G[[]named]{},
		G[map[string]*named]{},
		G[chan int]{},
		G[<-chan int]{},
		G[chan<- int]{},
		G[chan (<-chan int)]{},
		G[chan<- func()]{},
		G[func()]{},
		G[func(int, ...string) error]{},
		G[func(named) (int, error)]{},
		G[interface{ M() }]{},
		G[interface{ m(int) string }]{},
		G[io.Reader]{},
		G[any]{},
		G[error]{},
		G[G[named]]{},
		P[struct{ x int8 }, [2]chan bool]{},
		new(G[byte]),
		[]G[rune]{},
	} {
		fmt.Printf("%T\n", x)
	}
}
