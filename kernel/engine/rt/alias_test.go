package rt

import "testing"

// TestAliases: the text may give Type's symbols a name of its own, once.
func TestAliases(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			type Shape interface { Area() float64; grow(n int) Shape }
			type Sq struct { s float64 }
			func (q Sq) Area() float64
			func (q Sq) grow(n int) Shape
			type Tree map[string]Tree
			type Op func(int) Op`)
		expect(t, s.run(lowered{
			decls: `
				type Shape = {{type "Shape"}}
				type Tree = {{type "Tree"}}
				type Op = {{type "Op"}}
				type Sq struct { s float64 }
				func SqǃArea(q Sq) float64 { return q.s * q.s }
				func Sqǃgrow(q Sq, n int) Shape { q.s *= float64(n); return {{box "Sq" "Shape"}}(q) }
				func sum(list ...Shape) (total float64) { for _, s := range list { total += s.Area() }; return }
				func grown(list []Shape, n int) (out []Shape) { for _, s := range list { out = append(out, {{call "Shape" "grow" "Shape" "int"}}(s, n)) }; return }
				func count(ts ...Tree) int { n := 0; for _, t := range ts { n += 1 + count(values(t)...) }; return n }
				func values(t Tree) []Tree { out := []Tree{}; for _, k := range t { out = append(out, k) }; return out }
				func zero() Shape { return {{none "Shape"}}() }
				type holder struct { one Shape; many map[string]Shape; f func(Shape) Shape; c chan Shape }
				var global Shape
				var n int
				func step(i int) Op { n += i; if n > 5 { return {{none "Op"}}() }; return Op(step) }
				func pair() (Shape, error) { return {{box "Sq" "Shape"}}(Sq{1}), nil }`,
			stmts: `
				a, b := {{box "Sq" "Shape"}}(Sq{2}), {{box "Sq" "Shape"}}(Sq{3})
				out.Print(sum(), sum(a), sum(a, b), sum(grown([]Shape{a, b}, 2)...))
				out.Print(count(Tree{"a": Tree{"b": nil}, "c": Tree{}}))
				h := holder{one: a, many: map[string]Shape{"b": b}, c: make(chan Shape, 1)}
				h.f = func(s Shape) Shape { return {{call "Shape" "grow" "Shape" "int"}}(s, 10) }
				h.c <- h.f(h.many["b"])
				got := <-h.c
				out.Print(got.Area(), h.many["none"] == nil, zero() == nil, global == nil, h.one != nil, h.one == a)
				global = got
				select { case h.c <- global: default: }
				s, ok := <-h.c
				out.Print(s.Area(), ok)
				for o := Op(step); o != nil; o = o(2) { }
				out.Print(n)
				p, err := pair()
				out.Print(p.Area(), err)
				f := p.Area
				out.Print(f())
				defer func(s Shape) { out.Print("deferred", s.Area()) }(b)
				var any interface{} = a
				if x, ok := {{assertIOK "Shape"}}(any); ok { out.Print(x.Area()) }
				go func() { h.c <- a }()
				out.Print((<-h.c).Area())`,
		}), "0 4 13 52\n4\n900 true true true true true\n900 true\n6\n1 <nil>\n1\n4\n4\ndeferred 9")
		expect(t, s.run(lowered{
			decls: `func again(s Shape) float64 { global = s; return global.Area() }`,
			stmts: `out.Print(again({{box "Sq" "Shape"}}(Sq{5})), count(Tree{"x": nil}))`,
		}), "25 2")
	})
}
