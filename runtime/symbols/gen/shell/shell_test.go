package shell

import (
	"go/importer"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

func loader() *Loader {
	fset := token.NewFileSet()
	return &Loader{fset: fset, importer: importer.ForCompiler(fset, "source", nil)}
}

// The shell has what is generic and what that uses; everything else is
// compiled.
func TestExtract(t *testing.T) {
	got, err := loader().extract(Ours+"p", []string{"a.go", "b.go"}, [][]byte{[]byte(`// Package p.
package p

import (
	"errors"
	str "strings"
)

// Box is generic.
type Box[T any] struct{ v T }

type (
	// Plain is not.
	Plain struct{ hidden int }
	// Boxes is an alias.
	Boxes[T any] = []Box[T]
)

const size, unused = 3, 4

var ErrFull = errors.New("full")

// New makes a Box.
func New[T any](v T) *Box[T] {
	if str.Count(name(), "x") > size {
		panic(ErrFull)
	}
	return &Box[T]{v}
}

func name() string { return other() }

func left() {}
`), []byte(`package p

import "fmt"

func other() string { return fmt.Sprint(Compiled()) }

// Get is a method.
func (b *Box[T]) Get() T { return b.v }

// Ints has an instance in its signature.
func Ints() Box[int] { left(); return *New(1) }

// Compiled uses generic code, but nobody sees it.
func Compiled() string { return fmt.Sprint(New(2).Get(), Plain{}) }
`)})
	if err != nil {
		t.Fatal(err)
	}
	want := `package p

import fmt "fmt"
import str "strings"

type Box[T any] struct{ v T }

type Boxes[T any] = []Box[T]

const size = 3

func New[T any](v T) *Box[T] {
	if str.Count(name(), "x") > size {
		panic(ErrFull)
	}
	return &Box[T]{v}
}

func name() string { return other() }

func left() {}

func other() string { return fmt.Sprint(Compiled()) }

func (b *Box[T]) Get() T { return b.v }

func Ints() Box[int] { left(); return *New(1) }
`
	if got != want {
		t.Errorf("the shell is\n%s\nwant\n%s", got, want)
	}
}

func TestNothingGeneric(t *testing.T) {
	if got, err := loader().extract(Ours+"p", []string{"p.go"}, [][]byte{[]byte("package p\n\nfunc F(x int) int { return x }\n")}); got != "" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// What a shell can't have is an error with its place.
func TestRefused(t *testing.T) {
	for code, want := range map[string]string{
		"var count int; func F[T any](T) { count++ }":                                                `p.go:2:35: generic code uses the variable count`,
		"type point struct{}; func F[T any](T) { _ = point{} }":                                      `p.go:2:45: generic code uses the type point`,
		"type P struct{ x int }; func F[T any](p P, v T) { p.x++ }":                                  `p.go:2:53: generic code uses P.x, which is not exported`,
		"type P struct{}; func (*P) m() {}; func F[T any](p *P, v T) { p.m() }":                      `p.go:2:65: generic code uses P.m, which is not exported`,
		"type B[T any] struct{}; type P struct{}; func (P) Get() B[int] { return B[int]{} }":         `p.go:2:51: method P.Get has an instance`,
		"type B[T any] struct{}; type P struct{ Box *B[string] }":                                    `p.go:2:30: type P is not generic, but cells see an instance`,
		"type B[T any] struct{}; var X []B[string]":                                                  `p.go:2:29: X has an instance of a generic type`,
		"func F[T any](v T) any { type pair struct{ a, b T }; return pair{v, v} }":                   `p.go:2:31: generic code declares the type pair in a function`,
		"func F[T any](T) { _ = helper() }; func helper() int { return shared }; var shared = 1 + 1": `p.go:2:63: generic code uses the variable shared`,
	} {
		_, err := loader().extract(Ours+"p", []string{"p.go"}, [][]byte{[]byte("package p\n" + code + "\n")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n gives %v\nwant %s", code, err, want)
		}
		if err != nil && strings.Count(err.Error(), "\n") != len(regexp.MustCompile(`p\.go`).FindAllString(err.Error(), -1)) {
			t.Errorf("%s: places and sentences differ: %v", code, err)
		}
	}
}
