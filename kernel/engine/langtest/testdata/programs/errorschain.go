// Own error types through wrapping, Is, As and Join.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

type NotFound struct{ Name string }

func (e *NotFound) Error() string { return e.Name + " not found" }

type Negative float64

func (n Negative) Error() string { return fmt.Sprintf("%v is negative", float64(n)) }

type Op struct {
	Name string
	Err  error
}

func (o Op) Error() string { return o.Name + ": " + o.Err.Error() }
func (o Op) Unwrap() error { return o.Err }

type Temporary struct{}

func (Temporary) Error() string        { return "try again" }
func (Temporary) Is(target error) bool { return target == io.ErrUnexpectedEOF }

var ErrBase = errors.New("base")

func find(name string) error {
	if name == "" {
		return &NotFound{"empty"}
	}
	return nil
}

func sqrt(x float64) (float64, error) {
	if x < 0 {
		return 0, Negative(x)
	}
	return x, nil
}

func main() {
	err := fmt.Errorf("outer: %w", find(""))
	var nf *NotFound
	fmt.Println(err, errors.As(err, &nf), nf.Name)
	_, err = sqrt(-4)
	var neg Negative
	fmt.Println(errors.As(fmt.Errorf("w: %w", err), &neg), float64(neg))
	n, ok := err.(Negative)
	fmt.Println(n, ok, err == Negative(-4))
	switch e := err.(type) {
	case nil:
		fmt.Println("nil")
	case Negative:
		fmt.Println("negative", float64(e))
	}
	err = Op{"read", Op{"open", ErrBase}}
	var op Op
	fmt.Println(errors.Is(err, ErrBase), errors.As(err, &op), op.Name, errors.Is(err, io.EOF))
	j := errors.Join(Temporary{}, Op{"join", fs.ErrNotExist})
	fmt.Println(errors.Is(j, io.ErrUnexpectedEOF), errors.Is(j, os.ErrNotExist), errors.Is(j, ErrBase))
	_, err = os.Open("/no/such/file")
	var pe *fs.PathError
	fmt.Println(errors.As(Op{"x", err}, &pe), pe.Op, errors.Is(Op{"y", err}, fs.ErrNotExist))
	if err := find("a"); err != nil {
		fmt.Println("unexpected", err)
	}
	fmt.Println(errors.Unwrap(Op{"a", ErrBase}) == nil, errors.Is(nil, ErrBase))
}
