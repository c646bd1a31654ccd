package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"testing"

	"interleave/kernel/engine/hooks"
)

// BenchmarkHelpers times the compiled part of helpers, without the interpreter.
func BenchmarkHelpers(b *testing.B) {
	t := &testing.T{}
	s := newSession(t, false)
	s.check(`
		type P struct { n int; s string }
		func (p P) Error() string
		type I interface { Add(p P) P }
		func (p P) Add(q P) P`)
	type layout struct {
		N int
		S string
	}
	u := s.world.NewUnit()
	helper := func(name string, err error) reflect.Value {
		if err != nil {
			b.Fatal(err)
		}
		return u.symbols[name]
	}
	typ := func(e string) types.Type { return s.typ(e) }
	box := helper(u.Box(typ("P"), typ("any"))).Interface().(func(any) any)
	boxError := helper(u.Box(typ("P"), typ("error"))).Interface().(func(any) error)
	assert := helper(u.Assert(typ("any"), typ("P"))).Interface().(func(p, x any))
	choose := helper(u.Switch([]types.Type{typ("int"), typ("error"), typ("P")})).Interface().(func(any) int)
	methods, err := u.Methods()
	if err != nil {
		b.Fatal(err)
	}
	for _, m := range methods {
		if m.Object.Name() == "Error" {
			// As the interpreter makes functions.
			text := []reflect.Value{reflect.ValueOf("a")}
			s.world.setMethod(m.ID, reflect.MakeFunc(reflect.TypeFor[func(layout) string](), func([]reflect.Value) []reflect.Value { return text }).Interface())
		} else {
			s.world.setMethod(m.ID, func(p, q layout) layout { return layout{p.N + q.N, p.S} })
		}
	}
	var x any = layout{1, "a"}
	boxed := box(x)
	asError := boxError(x)
	var to layout
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"box to any", func() { boxed = box(x) }},
		{"box to error", func() { asError = boxError(x) }},
		{"assert", func() { assert(&to, boxed) }},
		{"switch", func() { choose(boxed) }},
		{"call Error through the interface", func() { _ = asError.Error() }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.f()
			}
		})
	}
}

// BenchmarkFirstBoxing times what a cell pays that boxes a type of its own.
func BenchmarkFirstBoxing(b *testing.B) {
	s := newSession(&testing.T{}, false)
	var named []types.Type
	for i := range 500 {
		s.check(fmt.Sprintf("type T%d struct { A int; b string; next *T%d }; func (t T%d) String() string; func (t *T%d) Set(int)", i, i, i, i))
		named = append(named, s.typ(fmt.Sprint("T", i)))
	}
	anyT := s.typ("any")
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if i == len(named) {
			b.Skip("out of types")
		}
		u := s.world.NewUnit()
		if _, err := u.Box(named[i], anyT); err != nil {
			b.Fatal(err)
		}
		if _, err := u.Methods(); err != nil {
			b.Fatal(err)
		}
		i++
	}
}

// BenchmarkInterpreted times what lowered code pays, loop included.
func BenchmarkInterpreted(b *testing.B) {
	for _, c := range []struct{ name, body string }{
		{"static method", "n += PǃGet(p)"},
		{"method of a value through an interface", "n += g.Get()"},
		{"method of a pointer through an interface", "h.Inc()"},
		{"method with a cell type through an interface", "q = add(a, q)"},
		{"the same with Call", "q = {{call \"Adder\" \"Add\" \"P\" \"P\"}}(a, q)"},
		{"promoted method through an interface", "n += e.Get()"},
		{"box to any", "x = {{box \"P\" \"any\"}}(p)"},
		{"box to an interface", "g = {{box \"P\" \"Getter\"}}(p)"},
		{"box a pointer", "x = {{box \"*P\" \"any\"}}(&p)"},
		{"assert", "q = {{assert \"any\" \"P\" \"P\"}}(x)"},
		{"assert to an interface", "g = {{assertI \"Getter\"}}(x)"},
		{"switch", "n += {{switch \"int\" \"P\" \"Getter\"}}(x)"},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := newSession(&testing.T{}, false)
			s.check(`
				type P struct { n int; s string }
				func (p P) Get() int
				func (p *P) Inc()
				func (p P) Add(q P) P
				type E struct { s string; P }
				type Getter interface { Get() int }
				type Incer interface { Inc() }
				type Adder interface { Add(q P) P }`)
			text := `p := P{1, "a"}; q := p; n := 0; var x interface{} = {{box "P" "any"}}(p); g := {{box "P" "Getter"}}(p); h := {{box "*P" "Incer"}}(&p); a := {{box "P" "Adder"}}(p); e := {{box "E" "Getter"}}(E{})
				for i := 0; i < ` + fmt.Sprint(b.N) + `; i++ { ` + c.body + ` }
				_, _, _, _, _, _, _, _ = p, q, n, x, g, h, a, e`
			l := lowered{decls: `
				type P struct { n int; s string }
				type E struct { s string; P P }
				func add(a {{type "Adder"}}, q P) P { return a.Add(q) }
				func PǃGet(p P) int { return p.n }
				func PǃInc(p *P) { p.n++ }
				func PǃAdd(p P, q P) P { q.n += p.n; return q }`, stmts: text}
			program := s.compile(l)
			b.ResetTimer()
			if out := s.machine.Run(program, hooks.NewCell(1)); out.End != hooks.Finished {
				b.Fatal(out.Panic)
			}
		})
	}
}
