package rt

import (
	"fmt"
	"testing"
)

func TestEmbedding(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			import ("fmt"; "io"; "sync"; "bytes")
			type Base struct { n int }
			func (b *Base) Inc()
			func (b Base) Value() int
			func (b Base) sum(xs ...int) int
			type Mid struct { *Base; Label string }
			type Top struct { Mid; sync.Mutex; extra int }
			func (t Top) Name() string
			type Incer interface { Inc(); Value() int }
			type summer interface { sum(...int) int }
			type Namer interface { Name() string }
			type Logger struct { Namer; fmt.Stringer; prefix string }
			type Outer struct { Logger; *bytes.Buffer }
			type Pointers struct { *Base }
			type point struct { X, Y int }
			type Shaper interface { At(p point) point; grow(int) }
			type shape struct { p point }
			func (s *shape) At(p point) point
			func (s *shape) grow(n int)
			type Decorated struct { Shaper }
			type Reader struct { io.Reader }
			var _ io.Writer`)
		got := s.run(lowered{
			imports: "fmt io sync bytes strings",
			decls: `
				type Base struct { n int }
				func BaseǃInc(b *Base) { b.n++ }
				func BaseǃValue(b Base) int { return b.n }
				func Baseǃsum(b Base, xs ...int) int { for _, x := range xs { b.n += x }; return b.n }
				type Mid struct { Base *Base; Label string }
				type Top struct { Mid Mid; Mutex sync.Mutex; extra int }
				func TopǃName(t Top) string { return "top " + t.Mid.Label }
				type Logger struct { Namer {{type "Namer"}}; Stringer fmt.Stringer; prefix string }
				type Outer struct { Logger Logger; Buffer *bytes.Buffer }
				type Pointers struct { Base *Base }
				type point struct { X, Y int }
				type shape struct { p point }
				func shapeǃAt(s *shape, p point) point { return point{s.p.X + p.X, s.p.Y + p.Y} }
				func shapeǃgrow(s *shape, n int) { s.p.X *= n; s.p.Y *= n }
				type Decorated struct { Shaper {{type "Shaper"}} }
				type Reader struct { Reader io.Reader }`,
			stmts: `
				t := Top{Mid: Mid{&Base{5}, "x"}}
				i := {{box "*Top" "Incer"}}(&t)
				i.Inc()
				out.Print(i.Value(), t.Mid.Base.n, {{box "Mid" "Incer"}}(t.Mid).Value())
				l := {{box "*Top" "sync.Locker"}}(&t)
				l.Lock()
				top, ok := {{assertOK "*Top" "*Top"}}(l); out.Print(ok && top == &t)
				l.Unlock()
				out.Print({{call "summer" "sum" "int" "...int"}}({{box "Mid" "summer"}}(t.Mid), 1, 2), {{call "summer" "sum" "int" "...int"}}({{box "Pointers" "summer"}}(Pointers{&Base{1}})))
				lg := Logger{Namer: {{box "*Top" "Namer"}}(&t), prefix: "p"}
				out.Print({{box "Logger" "Namer"}}(lg).Name(), {{box "*Logger" "Namer"}}(&lg).Name())
				o := Outer{lg, &bytes.Buffer{}}
				fmt.Fprintf({{box "Outer" "io.Writer"}}(o), "written %d", 1)
				out.Print(o.Buffer.String(), {{box "*Outer" "Namer"}}(&o).Name())
				d := Decorated{ {{box "*shape" "Shaper"}}(&shape{point{1, 2}}) }
				sh := {{box "Decorated" "Shaper"}}(d)
				{{call "Shaper" "grow" "" "int"}}(sh, 3)
				at := {{call "Shaper" "At" "point" "point"}}(sh, point{1, 1})
				out.Print(at.X, at.Y)
				b, err := io.ReadAll({{box "Reader" "io.Reader"}}(Reader{ {{box "*strings.Reader" "io.Reader"}}(strings.NewReader("read")) }))
				out.Print(string(b), err)
				for k := 0; k < 3; k++ {
					func() {
						defer func() { out.Print(recover()) }()
						switch k {
						case 0: {{box "Logger" "Namer"}}(Logger{}).Name()
						case 1: var p *Base; {{box "*Base" "Incer"}}(p).Value()
						case 2: var p *Top; {{box "*Top" "Incer"}}(p).Inc()
						}
					}()
				}`,
		})
		expect(t, got, `6 6 6
true
9 1
top x top x
written 1 top x
4 7
read <nil>
runtime error: invalid memory address or nil pointer dereference
value method main.Base.Value called using nil *Base pointer
runtime error: invalid memory address or nil pointer dereference`)
	})
}

func TestRecursiveTypes(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			import "fmt"
			type Node struct { value int; next *Node; kids []*Node; by map[string]Node; parent fmt.Stringer }
			func (n *Node) String() string
			type Tree map[string]Tree
			func (t Tree) Depth() int
			type Deep interface { Depth() int }
			type List []List
			type State func(*lexer) State
			func (s State) String() string
			type lexer struct { input string; state State; seen []string }
			type Chain chan Chain
			type Visitor interface { Visit(n *Item) Visitor }
			type Item struct { name string; v Visitor }
			func (i *Item) Visit(n *Item) Visitor
			type A struct { b *B; list []A }
			type B struct { a A; c C }
			type C []*A
			type Linked struct { n int; next *Linked }
			type Walk func(*Linked) Walk`)
		if got := fmt.Sprint(s.world.Compile(s.typ("A")), s.world.Compile(s.typ("B")), s.world.Compile(s.typ("Walk"))); got != "[main.A main.B] [] [main.Linked]" {
			t.Errorf("Compile marked %s", got)
		}
		got := s.run(lowered{
			imports: "fmt strings encoding/json",
			decls: `
				type Node struct { value int; next *Node; kids []*Node; by map[string]Node; parent fmt.Stringer }
				func NodeǃString(n *Node) string { if n == nil { return "end" }; return fmt.Sprint(n.value, " -> ", {{box "*Node" "any"}}(n.next)) }
				func TreeǃDepth(t {{type "Tree"}}) int { d := 0; for _, k := range t { if n := TreeǃDepth(k); n > d { d = n } }; return d + 1 }
				type lexer struct { input string; state {{type "State"}}; seen []string }
				func StateǃString(s {{type "State"}}) string { return "state" }
				func start(l *lexer) {{type "State"}} {
					if l.input == "" { return {{none "State"}}() }
					if strings.HasPrefix(l.input, "\"") { l.input = l.input[1:]; return {{type "State"}}(quoted) }
					l.seen = append(l.seen, l.input[:1]); l.input = l.input[1:]
					return {{type "State"}}(start)
				}
				func quoted(l *lexer) {{type "State"}} {
					i := strings.Index(l.input, "\"")
					l.seen = append(l.seen, l.input[:i]); l.input = l.input[i+1:]
					return {{type "State"}}(start)
				}
				type Item struct { name string; v {{type "Visitor"}} }
				func ItemǃVisit(i *Item, n *Item) {{type "Visitor"}} { i.name += n.name; return {{box "*Item" "Visitor"}}(n) }
				type A = {{type "A"}}
				type B = {{type "B"}}
				type Linked = {{type "Linked"}}`,
			stmts: `
				n := &Node{value: 1, next: &Node{value: 2}}
				n.parent = {{box "*Node" "fmt.Stringer"}}(n.next)
				n.kids = append(n.kids, n.next)
				n.by = map[string]Node{"x": {value: 3}}
				out.Print({{box "*Node" "any"}}(n), n.parent, n.by["x"].value, fmt.Sprintf("%T", {{box "Node" "any"}}(*n)))
				t := {{type "Tree"}}{"a": {{type "Tree"}}{"b": {{type "Tree"}}{}}, "c": nil}
				t["d"] = {{type "Tree"}}{}
				out.Print(TreeǃDepth(t), len(t), {{box "Tree" "Deep"}}(t).Depth(), fmt.Sprintf("%v %T", {{box "Tree" "any"}}(t), {{box "Tree" "any"}}(t["a"])))
				j, err := json.Marshal({{box "Tree" "any"}}(t))
				out.Print(string(j), err)
				back := {{assert "any" "Tree" (type "Tree")}}({{box "Tree" "any"}}(t))
				for k := range back["a"] { out.Print(k) }
				var l {{type "List"}}
				l = append(l, {{type "List"}}{}, {{type "List"}}{nil, nil})
				out.Print(len(l), len(l[1]), fmt.Sprintf("%v %T", {{box "List" "any"}}(l), {{box "List" "any"}}(l)))
				lx := &lexer{input: "a\"quoted\"b"}
				lx.state = {{type "State"}}(start)
				for lx.state != nil { lx.state = lx.state(lx) }
				out.Print(lx.seen, {{box "State" "any"}}(start), fmt.Sprintf("%T", {{box "*lexer" "any"}}(lx)))
				c := make({{type "Chain"}}, 1)
				out.Print(cap(c), fmt.Sprintf("%T", {{box "Chain" "any"}}(c)))
				it := &Item{name: "x"}
				v := {{box "*Item" "Visitor"}}(it)
				w := {{call "Visitor" "Visit" (type "Visitor") "*Item"}}(v, &Item{name: "y"})
				it.v = w
				out.Print(it.name, {{assert "Visitor" "*Item" "*Item"}}(w).name, fmt.Sprintf("%T", {{box "Item" "any"}}(*it)))
				a := A{Xb: &B{}}
				a.Xlist = append(a.Xlist, A{})
				a.Xb.Xc = append(a.Xb.Xc, &a)
				out.Print(len(a.Xb.Xc[0].Xlist), fmt.Sprintf("%+v %T", {{box "[]A" "any"}}(a.Xlist), {{box "B" "any"}}(*a.Xb)))
				var walk {{type "Walk"}}
				walk = {{type "Walk"}}(func(l *Linked) {{type "Walk"}} { if l == nil { return {{none "Walk"}}() }; out.Print(l.Xn); return walk })
				at := &Linked{1, &Linked{2, nil}}
				for w := walk; w != nil; w = w(at) { if at != nil { at = at.Xnext } }
				out.Print(fmt.Sprintf("%T %+v", {{box "Walk" "any"}}(walk), {{box "Linked" "any"}}(Linked{3, nil})))`,
		})
		expect(t, got, `1 -> 2 -> end 2 -> end 3 main.Node
3 3 3 map[a:map[b:map[]] c:map[] d:map[]] main.Tree
{"a":{"b":{}},"c":null,"d":{}} <nil>
b
2 2 [[] [[] []]] main.List
[a quoted b] state *main.lexer
1 main.Chain
xy y main.Item
1 [{b:<nil> list:[]}] main.B
2
main.Walk {n:3 next:<nil>}`)
	})
}
