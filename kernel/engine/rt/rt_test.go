package rt

import (
	"testing"
)

func TestErrors(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			type NotFound struct { Name string; code int }
			func (e NotFound) Error() string
			type Failed struct { err error }
			func (e *Failed) Error() string
			func (e *Failed) Unwrap() error`)
		got := s.run(lowered{
			imports: "errors fmt",
			decls: `
				type NotFound struct { Name string; code int }
				func NotFoundǃError(e NotFound) string { return "no " + e.Name }
				type Failed struct { err error }
				func FailedǃError(e *Failed) string { return "failed: " + e.err.Error() }
				func FailedǃUnwrap(e *Failed) error { return e.err }
				func find(name string) error {
					if name == "" { return nil }
					return {{box "*Failed" "error"}}(&Failed{ {{box "NotFound" "error"}}(NotFound{name, 404}) })
				}
				func typedNil() error { var p *Failed; return {{box "*Failed" "error"}}(p) }`,
			stmts: `
				err := fmt.Errorf("reading: %w", find("x"))
				out.Print(err)
				var nf NotFound
				out.Print(errors.As(err, {{box "*NotFound" "any"}}(&nf)), nf.Name, nf.code)
				var f *Failed
				out.Print(errors.As(err, {{box "**Failed" "any"}}(&f)), f.err)
				out.Print(errors.Is(err, {{box "NotFound" "error"}}(NotFound{"x", 404})), errors.Is(err, {{box "NotFound" "error"}}(NotFound{"y", 404})))
				out.Print(find("") == nil, typedNil() == nil, typedNil() != nil)
				out.Print(fmt.Sprintf("%T %T %v %+v", err, find("a"), {{box "NotFound" "any"}}(nf), {{box "[]NotFound" "any"}}([]NotFound{nf})))
				out.Print(fmt.Sprintf("%#v", {{box "NotFound" "any"}}(nf)))`,
		})
		expect(t, got, `reading: failed: no x
true x 404
true no x
true false
true false true
*fmt.wrapError *main.Failed no x [no x]
main.NotFound{Name:"x", code:404}`)
	})
}

func TestFmt(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			import "fmt"
			type Celsius float64
			func (c Celsius) String() string
			type Weekday int
			func (d Weekday) String() string
			type Names []string
			func (n Names) String() string
			type Counts map[string]Weekday
			func (c Counts) Total() int
			type Handler func(int) string
			func (h Handler) String() string
			type Feed chan int
			func (f Feed) String() string
			type Point struct { X, y int }
			func (p *Point) String() string
			type Line struct { From, to Point; at Celsius; days []Weekday; by map[Weekday]*Point; any any }
			type Plain struct { a int; B string }
			var _ fmt.Stringer`)
		got := s.run(lowered{
			imports: "fmt strings",
			decls: `
				func CelsiusǃString(c float64) string { return fmt.Sprintf("%.1fC", c) }
				func WeekdayǃString(d int) string { return []string{"Su", "Mo"}[d] }
				func NamesǃString(n []string) string { return strings.Join(n, "+") }
				func CountsǃTotal(c map[string]int) int { return len(c) }
				func HandlerǃString(h func(int) string) string { return h(1) }
				func FeedǃString(f chan int) string { return fmt.Sprint("feed ", cap(f)) }
				type Point struct { X, y int }
				func PointǃString(p *Point) string { return fmt.Sprintf("(%d %d)", p.X, p.y) }
				type Line struct { From, to Point; at float64; days []int; by map[int]*Point; any interface{} }
				type Plain struct { a int; B string }
				func hello(n int) string { return fmt.Sprint("hello ", n) }`,
			stmts: `
				c := 36.6
				out.Print({{box "Celsius" "any"}}(c), {{box "[]Celsius" "any"}}([]float64{1, 2}), {{box "map[Weekday]Celsius" "any"}}(map[int]float64{1: 3}))
				out.Print({{box "Celsius" "fmt.Stringer"}}(c).String(), {{box "Weekday" "any"}}(1), {{box "*Weekday" "any"}}(new(int)) != nil)
				out.Print({{box "Names" "any"}}([]string{"a", "b"}), fmt.Sprintf("%T %d %v", {{box "Counts" "any"}}(map[string]int{"x": 1}), {{box "Counts" "any"}}(map[string]int{"x": 1}), {{box "Counts" "any"}}(map[string]int{"x": 1})))
				h := hello
				out.Print({{box "Handler" "any"}}(h), {{box "Handler" "any"}}(func(n int) string { return "literal" }), {{box "Feed" "any"}}(make(chan int, 3)))
				out.Print(fmt.Sprintf("%T %T", {{box "Handler" "any"}}(hello), {{box "[]Handler" "any"}}([]func(int) string{hello})))
				p := Point{1, 2}
				out.Print({{box "*Point" "any"}}(&p), {{box "Point" "any"}}(p), {{box "[]*Point" "any"}}([]*Point{&p})!= nil)
				l := Line{p, Point{3, 4}, 1.5, []int{0, 1}, map[int]*Point{}, {{box "Weekday" "any"}}(1)}
				out.Print(fmt.Sprintf("%v", {{box "Line" "any"}}(l)))
				out.Print(fmt.Sprintf("%+v", {{box "Line" "any"}}(l)))
				out.Print(fmt.Sprintf("%#v", {{box "Line" "any"}}(l)))
				out.Print(fmt.Sprintf("%T %v %+v %#v", {{box "Plain" "any"}}(Plain{1, "b"}), {{box "Plain" "any"}}(Plain{1, "b"}), {{box "*Plain" "any"}}(&Plain{1, "b"}), {{box "map[string]Plain" "any"}}(map[string]Plain{"k": Plain{}})))
				out.Print(fmt.Sprintf("%v %+v %T", {{box "struct{a Weekday; Plain}" "any"}}(struct{a int; Plain Plain}{1, Plain{2, "z"}}), {{box "struct{a Weekday; Plain}" "any"}}(struct{a int; Plain Plain}{1, Plain{2, "z"}}), {{box "struct{a Weekday; Plain}" "any"}}(struct{a int; Plain Plain}{1, Plain{2, "z"}})))
				var nothing []int
				var nofunc func(int) string
				out.Print(fmt.Sprintf("%v %T %#v", {{box "[]Weekday" "any"}}(nothing), {{box "[]Weekday" "any"}}(nothing), {{box "[]Weekday" "any"}}(nothing)), fmt.Sprintf("%T", {{box "Handler" "any"}}(nofunc)))`,
		})
		expect(t, got, `36.6C [1.0C 2.0C] map[Mo:3.0C]
36.6C Mo true
a+b main.Counts map[%!d(string=x):1] map[x:Mo]
hello 1 literal feed 3
main.Handler []main.Handler
(1 2) {1 2} true
{{1 2} {3 4} 1.5 [0 1] map[] 1}
{From:{X:1 y:2} to:{X:3 y:4} at:1.5 days:[0 1] by:map[] any:1}
main.Line{From:main.Point{X:1, y:2}, to:main.Point{X:3, y:4}, at:1.5, days:[]main.Weekday{0, 1}, by:map[main.Weekday]*main.Point{}, any:1}
main.Plain {1 b} &{a:1 B:b} map[string]main.Plain{"k":main.Plain{a:0, B:""}}
{1 {2 z}} {a:1 Plain:{a:2 B:z}} struct { a main.Weekday; main.Plain }
[] []main.Weekday []main.Weekday(nil) main.Handler`)
	})
}

func TestJSON(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			import "encoding/json"
			type Level int
			func (l Level) MarshalJSON() ([]byte, error)
			func (l *Level) UnmarshalJSON(b []byte) error
			type Base struct { ID int; note string }
			type User struct { Base; Name string ` + "`json:\"name\"`" + `; Level Level; secret string; Tags map[string]Level ` + "`json:\"tags,omitempty\"`" + ` }
			var _ json.Marshaler`)
		got := s.run(lowered{
			imports: "encoding/json errors",
			decls: `
				func LevelǃMarshalJSON(l int) ([]byte, error) { return []byte("\"L" + string(rune('0'+l)) + "\""), nil }
				func LevelǃUnmarshalJSON(l *int, b []byte) error { if len(b) != 4 { return errors.New("no level: " + string(b)) }; *l = int(b[2] - '0'); return nil }
				type Base struct { ID int; note string }
				type User struct { Base Base; Name string ` + "`json:\"name\"`" + `; Level int; secret string; Tags map[string]int ` + "`json:\"tags,omitempty\"`" + ` }`,
			stmts: `
				u := User{Base{7, "n"}, "Ada", 3, "x", nil}
				b, err := json.Marshal({{box "User" "any"}}(u))
				out.Print(string(b), err)
				b, err = json.Marshal({{box "[]*User" "any"}}([]*User{&u}))
				out.Print(string(b), err)
				var v User
				err = json.Unmarshal([]byte("{\"ID\": 9, \"name\": \"Bo\", \"Level\": \"L4\", \"secret\": \"leak\", \"tags\": {\"a\": \"L1\"}}"), {{box "*User" "any"}}(&v))
				out.Print(v.Base.ID, v.Name, v.Level, v.secret == "", v.Tags["a"], err)
				err = json.Unmarshal([]byte("{\"Level\": 4}"), {{box "*User" "any"}}(&v))
				out.Print(err)`,
		})
		expect(t, got, `{"ID":7,"name":"Ada","Level":"L3"} <nil>
[{"ID":7,"name":"Ada","Level":"L3"}] <nil>
9 Bo 4 true 1 <nil>
no level: 4`)
	})
}

func TestSortAndHeap(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			import ("sort"; "container/heap")
			type Ages []int
			func (a Ages) Len() int
			func (a Ages) Less(i, j int) bool
			func (a Ages) Swap(i, j int)
			type Queue []*Job
			type Job struct { name string; at int }
			func (q Queue) Len() int
			func (q Queue) Less(i, j int) bool
			func (q Queue) Swap(i, j int)
			func (q *Queue) Push(x any)
			func (q *Queue) Pop() any
			var _ sort.Interface; var _ heap.Interface`)
		got := s.run(lowered{
			imports: "sort container/heap",
			decls: `
				func AgesǃLen(a []int) int { return len(a) }
				func AgesǃLess(a []int, i, j int) bool { return a[i] < a[j] }
				func AgesǃSwap(a []int, i, j int) { a[i], a[j] = a[j], a[i] }
				type Job struct { name string; at int }
				func QueueǃLen(q []*Job) int { return len(q) }
				func QueueǃLess(q []*Job, i, j int) bool { return q[i].at < q[j].at }
				func QueueǃSwap(q []*Job, i, j int) { q[i], q[j] = q[j], q[i] }
				func QueueǃPush(q *[]*Job, x interface{}) { *q = append(*q, {{assert "any" "*Job" "*Job"}}(x)) }
				func QueueǃPop(q *[]*Job) interface{} { old := *q; x := old[len(old)-1]; *q = old[:len(old)-1]; return {{box "*Job" "any"}}(x) }`,
			stmts: `
				a := []int{3, 1, 2}
				sort.Sort({{box "Ages" "sort.Interface"}}(a))
				out.Print(a)
				sort.Sort(sort.Reverse({{box "Ages" "sort.Interface"}}(a)))
				out.Print(a)
				q := &[]*Job{}
				for i, n := range []string{"c", "a", "b"} {
					heap.Push({{box "*Queue" "heap.Interface"}}(q), {{box "*Job" "any"}}(&Job{n, (i * 2) % 3}))
				}
				for len(*q) > 0 {
					j := {{assert "any" "*Job" "*Job"}}(heap.Pop({{box "*Queue" "heap.Interface"}}(q)))
					out.Print(j.name, j.at)
				}`,
		})
		expect(t, got, "[1 2 3]\n[3 2 1]\nc 0\nb 1\na 2")
	})
}

func TestHTTPHandler(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			import "net/http"
			type Counter struct { n int; prefix string }
			func (c *Counter) ServeHTTP(w http.ResponseWriter, r *http.Request)
			type Func func(w http.ResponseWriter, r *http.Request)
			func (f Func) ServeHTTP(w http.ResponseWriter, r *http.Request)`)
		got := s.run(lowered{
			imports: "net/http net/http/httptest fmt",
			decls: `
				type Counter struct { n int; prefix string }
				func CounterǃServeHTTP(c *Counter, w http.ResponseWriter, r *http.Request) { c.n++; fmt.Fprint(w, c.prefix, c.n, r.URL.Path) }
				func FuncǃServeHTTP(f func(w http.ResponseWriter, r *http.Request), w http.ResponseWriter, r *http.Request) { f(w, r) }`,
			stmts: `
				c := &Counter{prefix: "n="}
				mux := http.NewServeMux()
				mux.Handle("/c/", {{box "*Counter" "http.Handler"}}(c))
				mux.Handle("/f/", {{box "Func" "http.Handler"}}(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(418) }))
				for _, p := range []string{"/c/a", "/c/b", "/f/"} {
					rec := httptest.NewRecorder()
					mux.ServeHTTP(rec, httptest.NewRequest("GET", p, {{none "io.Reader"}}()))
					out.Print(rec.Code, rec.Body.String())
				}
				out.Print(c.n)`,
		})
		expect(t, got, "200 n=1/c/a\n200 n=2/c/b\n418 \n2")
	})
}

func TestKeys(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			import "context"
			type key string
			type other string
			type none struct{}
			type Point struct { X, Y int }
			type name struct { first, last string }
			var _ context.Context`)
		got := s.run(lowered{
			imports: "context fmt",
			decls: `
				type none struct{}
				type Point struct { X, Y int }
				type name struct { first, last string }`,
			stmts: `
				ctx := context.WithValue(context.Background(), {{box "key" "any"}}("k"), 1)
				ctx = context.WithValue(ctx, {{box "none" "any"}}(none{}), {{box "Point" "any"}}(Point{1, 2}))
				out.Print(ctx.Value({{box "key" "any"}}("k")), ctx.Value("k"), ctx.Value({{box "other" "any"}}("k")), ctx.Value({{box "none" "any"}}(none{})))
				m := map[interface{}]string{ {{box "key" "any"}}("a"): "key", "a": "string", {{box "Point" "any"}}(Point{1, 2}): "point", {{box "other" "any"}}("a"): "other"}
				out.Print(len(m), m[{{box "key" "any"}}("a")], m["a"], m[{{box "Point" "any"}}(Point{1, 2})], m[{{box "Point" "any"}}(Point{2, 1})] == "")
				byName := map[name]int{}
				byPoint := map[Point]int{}
				for i := 0; i < 20; i++ { byName[name{"a", fmt.Sprint(i)}] = i; byPoint[Point{i, i}] = i }
				out.Print(len(fmt.Sprint({{box "map[name]int" "any"}}(byName))), fmt.Sprint({{box "map[Point]int" "any"}}(map[Point]int{Point{1, 2}: 3})))
				got := {{assert "any" "map[name]int" "map[name]int"}}({{box "map[name]int" "any"}}(byName))
				out.Print(got[name{"a", "7"}], len(got))`,
		})
		expect(t, got, "1 <nil> <nil> {1 2}\n4 key string point true\n184 map[{1 2}:3]\n7 20")
	})
}

func TestInterfaces(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			import ("fmt"; "io")
			type Point struct { X, Y int }
			type Shape interface { Area() float64; Move(by Point) Shape; Bounds(scale ...Point) (min, max Point); name() string }
			type Namer interface { name() string }
			type Square struct { at Point; side float64 }
			func (s Square) Area() float64
			func (s Square) Move(by Point) Shape
			func (s Square) Bounds(scale ...Point) (min, max Point)
			func (s Square) name() string
			func (s Square) String() string
			type Circle struct { r float64 }
			func (c *Circle) Area() float64
			func (c *Circle) Move(by Point) Shape
			func (c *Circle) Bounds(scale ...Point) (min, max Point)
			func (c *Circle) name() string
			type Any interface{}
			type Kind int
			var _ fmt.Stringer; var _ io.Reader`)
		got := s.run(lowered{
			imports: "fmt io",
			decls: `
				type Point struct { X, Y int }
				type Square struct { at Point; side float64 }
				func SquareǃArea(s Square) float64 { return s.side * s.side }
				func SquareǃMove(s Square, by Point) {{type "Shape"}} { s.at.X += by.X; s.at.Y += by.Y; return {{box "Square" "Shape"}}(s) }
				func SquareǃBounds(s Square, scale ...Point) (min, max Point) { return s.at, Point{len(scale), len(scale)} }
				func Squareǃname(s Square) string { return "square" }
				func SquareǃString(s Square) string { return fmt.Sprint("square at ", s.at.X, s.at.Y) }
				type Circle struct { r float64 }
				func CircleǃArea(c *Circle) float64 { return 3 * c.r * c.r }
				func CircleǃMove(c *Circle, by Point) {{type "Shape"}} { return {{none "Shape"}}() }
				func CircleǃBounds(c *Circle, scale ...Point) (min, max Point) { return }
				func Circleǃname(c *Circle) string { return "circle" }
				func kind(x interface{}) string {
					switch {{switch "nil" "Kind" "[]Kind" "Square" "fmt.Stringer" "Namer" "int" "error" "func(Point) Shape"}}(x) {
					case 0: return "nil"
					case 1: return "Kind"
					case 2: return "[]Kind"
					case 3: return "Square"
					case 4: return "Stringer"
					case 5: return "Namer"
					case 6: return "int"
					case 7: return "error"
					case 8: return "func"
					}
					return "none"
				}`,
			stmts: `
				shapes := []{{type "Shape"}}{ {{box "Square" "Shape"}}(Square{Point{1, 2}, 2}), {{box "*Circle" "Shape"}}(&Circle{1}) }
				for _, s := range shapes {
					out.Print(s.Area(), {{call "Shape" "name" "string"}}(s))
				}
				moved := {{call "Shape" "Move" (type "Shape") "Point"}}(shapes[0], Point{10, 10})
				out.Print(moved, fmt.Sprintf("%T", moved), {{call "Shape" "Move" (type "Shape") "Point"}}(shapes[1], Point{}) == nil)
				out.Print(fmt.Sprintf("%v %T", {{box "[]Shape" "any"}}(shapes[:1]), {{box "map[string]Shape" "any"}}(map[string]{{type "Shape"}}{})))
				n := {{convert "Namer"}}(shapes[0])
				out.Print({{call "Namer" "name" "string"}}(n))
				st, ok := {{assertIOK "fmt.Stringer"}}(n)
				out.Print(st, ok)
				_, ok = {{assertIOK "fmt.Stringer"}}(shapes[1])
				out.Print(ok)
				sq, ok := {{assertOK "Square" "Square"}}(n)
				out.Print(sq.at.X, ok)
				_, ok = {{assertOK "*Circle" "*Circle"}}(n)
				out.Print(ok)
				out.Print(kind(nil), kind({{box "Kind" "any"}}(1)), kind({{box "[]Kind" "any"}}([]int{1})), kind([]int{1}), kind(shapes[0]), kind(shapes[1]), kind(1), kind(io.EOF), kind("s"), kind({{box "func(Point) Shape" "any"}}(func(p Point) {{type "Shape"}} { return shapes[0] })))
				var none {{type "Shape"}}
				out.Print(none == nil, {{convert "Namer"}}(none) == nil, {{equal}}(shapes[0], {{box "Square" "any"}}(Square{Point{1, 2}, 2})), {{equal}}(shapes[0], shapes[1]))
				for i := 0; i < 6; i++ {
					func() {
						defer func() { r := recover(); _, isErr := r.(error); out.Print(r, isErr) }()
						switch i {
						case 0: {{assert "Namer" "*Circle" "*Circle"}}(n)
						case 1: {{assert "any" "Kind" "int"}}(1)
						case 2: {{assertI "fmt.Stringer"}}(shapes[1])
						case 3: {{assertI "Shape"}}(nil)
						case 4: {{assert "error" "Square" "Square"}}(nil)
						case 5: {{call "Shape" "name" "string"}}(none)
						}
					}()
				}`,
		})
		expect(t, got, `4 square
3 circle
square at 11 12 main.Square true
[square at 1 2] map[string]main.Shape
square
square at 1 2 true
false
1 true
false
nil Kind []Kind none Square Namer int error none func
true true true false
interface conversion: main.Namer is main.Square, not *main.Circle true
interface conversion: interface {} is int, not main.Kind true
interface conversion: *main.Circle is not fmt.Stringer: missing method String true
interface conversion: interface is nil, not main.Shape true
interface conversion: error is nil, not main.Square true
runtime error: invalid memory address or nil pointer dereference true`)
	})
}
