// Own error types and Stringers.
package main

import (
	"errors"
	"fmt"
	"os"
)

type notFound struct{ key string }

func (e *notFound) Error() string { return "not found: " + e.key }

type level int

func (l level) String() string { return [...]string{"low", "mid", "high"}[l] }

var errBase = errors.New("base")

func find(m map[string]int, k string) (int, error) {
	if v, ok := m[k]; ok {
		return v, nil
	}
	return 0, &notFound{k}
}

func wrapped(depth int) error {
	if depth == 0 {
		return errBase
	}
	return fmt.Errorf("level %d: %w", depth, wrapped(depth-1))
}

func main() {
	m := map[string]int{"a": 1}
	fmt.Println(find(m, "a"))
	_, err := find(m, "b")
	fmt.Println(err)
	if nf, ok := err.(*notFound); ok {
		fmt.Println("key", nf.key)
	}
	err = wrapped(3)
	fmt.Println(err, errors.Is(err, errBase), errors.Unwrap(err))
	fmt.Println(level(1), level(2))
	fmt.Printf("%v %d %s|%6s|\n", level(0), level(0), level(2), level(1))
	_, err = os.Open("/no/such/file")
	fmt.Println(errors.Is(err, os.ErrNotExist))
	var pe *os.PathError
	fmt.Println(errors.As(err, &pe), pe.Op)
	var nilErr error
	fmt.Println(nilErr == nil, nilErr)
}
