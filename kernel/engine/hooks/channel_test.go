//go:build !nohooks

package hooks

import (
	"reflect"
	"strings"
	"testing"
)

// Compiled types with channels, which cells know by their reflect.Type only.
type (
	compiledNode struct {
		Ints  chan int
		Errs  chan error
		Any   chan any
		Funcs chan func(int) int
		Nodes chan *compiledNode
		Small chan<- uint8
	}
	compiledChan chan float64
	compiledSelf chan compiledSelf
)

func TestCompiledChannels(t *testing.T) {
	for _, tt := range []struct{ name, decls, body, want string }{
		{"constants", "", "n := &nb.Node{Ints: make(chan int, 2)}\nn.Ints <- 4\nn.Ints <- 'a'\nnb.Got(<-n.Ints)\nnb.Got(<-n.Ints)\nc := make(nb.Chan, 1)\nc <- 1\nnb.Got(<-c)", "4 97 1"},
		{"variables", "func send(c chan int, k int) { c <- k }", "n := nb.Node{Ints: make(chan int, 2)}\nk := 3\nn.Ints <- k\nn.Ints <- k * k\nnb.Got(<-n.Ints)\nnb.Got(<-n.Ints)\nsend(n.Ints, 5)\nv, ok := <-n.Ints\nnb.Got(v)\nnb.Got(ok)", "3 9 5 true"},
		{"range", "", "n := nb.Node{Ints: make(chan int, 2)}\nn.Ints <- 1\nn.Ints <- 2\nclose(n.Ints)\nfor v := range n.Ints {\nnb.Got(v)\n}\nc := make(nb.Chan, 2)\nc <- 0.5\nclose(c)\nfor v := range c {\nnb.Got(v)\n}", "1 2 0.5"},
		{"interfaces", "type myErr struct{ s string }\nfunc (e myErr) Error() string { return e.s }", "n := &nb.Node{Errs: make(chan error, 3), Any: make(chan interface{}, 3)}\nn.Errs <- errors.New(\"a\")\nn.Errs <- nil\nn.Errs <- myErr{\"b\"}\nnb.Got(<-n.Errs)\nnb.Got(<-n.Errs == nil)\nnb.Got((<-n.Errs).Error())\nn.Any <- 1\nn.Any <- \"s\"\nn.Any <- nil\nnb.Got(<-n.Any)\nnb.Got(<-n.Any)\nnb.Got(<-n.Any)", "a true b 1 s <nil>"},
		{"functions", "func double(n int) int { return 2 * n }", "n := &nb.Node{Funcs: make(chan func(int) int, 3)}\nk := 5\nn.Funcs <- func(n int) int { return n + k }\nn.Funcs <- double\nn.Funcs <- nil\nf := <-n.Funcs\nnb.Got(f(1))\nf = <-n.Funcs\nnb.Got(f(1))\nf = <-n.Funcs\nnb.Got(f == nil)", "6 2 true"},
		{"recursive types", "", "n := &nb.Node{Nodes: make(chan *nb.Node, 2)}\nn.Nodes <- n\nn.Nodes <- nil\nnb.Got(<-n.Nodes == n)\nnb.Got(<-n.Nodes == nil)\nc := make(nb.Self, 1)\nc <- c\nd := <-c\nd <- nil\nnb.Got(<-c == nil)", "true true true"},
		{"send only", "", "c := make(chan uint8, 2)\nn := &nb.Node{Small: c}\nn.Small <- 200\nselect {\ncase n.Small <- 7:\n}\nnb.Got(<-c)\nnb.Got(<-c)", "200 7"},
		{"select", "", "n := &nb.Node{Ints: make(chan int, 1), Errs: make(chan error, 1)}\nfor i := 0; i < 2; i++ {\nselect {\ncase n.Ints <- 4 + i:\ncase v, ok := <-n.Ints:\nnb.Got(v)\nnb.Got(ok)\n}\n}\nselect {\ncase n.Errs <- nil:\nnb.Got(len(n.Errs))\n}\nselect {\ncase err := <-n.Errs:\nnb.Got(err == nil)\n}\nselect {\ncase n.Errs <- io.EOF:\n}\nnb.Got(<-n.Errs == io.EOF)", "4 true 1 true true"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			nb := values(&got)
			nb["Node"] = reflect.ValueOf((*compiledNode)(nil))
			nb["Chan"] = reflect.ValueOf((*compiledChan)(nil))
			nb["Self"] = reflect.ValueOf((*compiledSelf)(nil))
			newTestMachine(t, Options{}, nb).run(tt.decls, tt.body)
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("got %s, want %s", s, tt.want)
			}
		})
	}
}
