package rt

import (
	"go/types"
	"testing"
)

// TestViews: methods with lower-case names and with cell types are called as they
// are written.
func TestViews(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			type Point struct { X, y int }
			type Unit int
			type Shape interface { area() float64; Move(by Point, us ...Unit) Shape; Bounds(p *Point) (min, max Point, all []Point); Pick(Chooser) map[string]Point }
			type Chooser interface { choose(Shape) bool }
			type Sq struct { at Point; side float64 }
			func (s *Sq) area() float64
			func (s *Sq) Move(by Point, us ...Unit) Shape
			func (s *Sq) Bounds(p *Point) (min, max Point, all []Point)
			func (s *Sq) Pick(c Chooser) map[string]Point
			type big float64
			func (b big) choose(s Shape) bool
			type Scene struct { Shape; others map[Unit]Shape }
			type Plain interface { Get() int }
			type Node struct { next *Node }
			type Visitor interface { visit(*Node) *Node }
			func (n *Node) visit(m *Node) *Node`)
		for _, c := range []struct {
			iface, method  string
			called, boxing bool
			typed          bool
		}{
			{"Shape", "area", false, true, false}, {"Shape", "Move", false, true, false}, {"Shape", "Bounds", false, true, true}, {"Shape", "Pick", false, true, true},
			{"Chooser", "choose", false, true, false}, {"Plain", "Get", false, false, false},
			{"Visitor", "visit", true, false, true}, {"error", "Error", false, false, false}, {"interface { area() float64 }", "area", false, true, false},
		} {
			typ := s.typ(c.iface)
			o, _, _ := types.LookupFieldOrMethod(typ, false, s.pkg, c.method)
			if got := s.world.Called(typ, o.(*types.Func)); got != c.called {
				t.Errorf("Called(%s.%s) is %t", c.iface, c.method, got)
			}
			if got := s.world.Typed(o.(*types.Func)); got != c.typed {
				t.Errorf("Typed(%s.%s) is %t", c.iface, c.method, got)
			}
			if got := s.world.Boxed(types.NewSlice(typ)); got != c.boxing {
				t.Errorf("Boxed([]%s) is %t", c.iface, got)
			}
		}
		expect(t, s.run(lowered{
			imports: "fmt",
			decls: `
				type Shape = {{type "Shape"}}
				type Chooser = {{type "Chooser"}}
				type Visitor = {{type "Visitor"}}
				type Point struct { X, y int }
				type Sq struct { at Point; side float64 }
				func Sqǃarea(s *Sq) float64 { return s.side * s.side }
				func SqǃMove(s *Sq, by Point, us ...int) Shape { s.at.X += by.X; s.at.y += len(us); return {{box "*Sq" "Shape"}}(s) }
				func SqǃBounds(s *Sq, p *Point) (min, max Point, all []Point) { p.X = 99; return s.at, Point{1, 1}, []Point{ {2, 2} } }
				func SqǃPick(s *Sq, c Chooser) map[string]Point { if c.choose({{box "*Sq" "Shape"}}(s)) { return map[string]Point{"at": s.at} }; return nil }
				func bigǃchoose(b float64, s Shape) bool { return s.area() > b }
				type Scene struct { Shape Shape; others map[int]Shape }
				type Node struct { next *Node }
				func Nodeǃvisit(n *Node, m *Node) *Node { n.next = m; return n }
				func bounds(s Shape, p *Point) (Point, Point, []Point) { return s.Bounds(p) }
				func pick(s Shape, c Chooser) map[string]Point { return s.Pick(c) }
				func total(list ...Shape) (t float64) { for _, s := range list { t += s.area() }; return t }`,
			stmts: `
				s := {{box "*Sq" "Shape"}}(&Sq{side: 2})
				out.Print(s.area(), s.Move(Point{5, 0}, 1, 2).area(), total(s, s.Move(Point{}), s))
				var p Point
				min, max, all := bounds(s, &p)
				out.Print(min.X, min.y, max.X, len(all), p.X)
				c := {{box "big" "Chooser"}}(3)
				at := pick(s, c)["at"]
				out.Print(at.X, at.y, all[0].y, c.choose(s), len(pick(s, {{box "big" "Chooser"}}(100))))
				sc := Scene{s, map[int]Shape{1: s}}
				out.Print(sc.Shape.area(), sc.others[1].Move(Point{1, 1}) == s, {{box "*Scene" "Shape"}}(&sc).area())
				out.Print(fmt.Sprintf("%T %T %v", s, {{box "[]Shape" "any"}}([]Shape{s}), {{box "map[string]Shape" "any"}}(map[string]Shape{})))
				l := {{assertI "interface { area() float64 }"}}(s)
				out.Print(l.area())
				back := {{assertI "Shape"}}({{box "*Sq" "any"}}(&Sq{side: 3}))
				out.Print(back.area())
				n := {{call "Visitor" "visit" "*Node" "*Node"}}({{box "*Node" "Visitor"}}(&Node{}), &Node{})
				out.Print(n.next != nil)
				list := {{assert "any" "[]Shape" "[]Shape"}}({{box "[]Shape" "any"}}([]Shape{s, back}))
				out.Print(total(list...))
				var none Shape
				defer func() { out.Print(none == nil, recover() != nil) }()
				none.area()`,
		}), `4 4 12
5 2 1 1 99
5 2 2 true 0
4 true 4
*main.Sq []main.Shape map[]
4
9
true
13
true true`)
	})
}
