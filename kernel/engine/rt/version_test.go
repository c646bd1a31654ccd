package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"
	"sync"
	"testing"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/engine/realtype"
)

const showDecls = `
	func show(p Point) { out.Print({{box "Point" "any"}}(p)) }
	func as(x interface{}) int { return {{assert "any" "Point" "Point"}}(x).X }
	func which(x interface{}) int { return {{switch "fmt.Stringer" "Point" "[]Point"}}(x) }`

func TestMethodAddedLater(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`
			import "fmt"
			type Point struct { X, y int }
			type Pair struct { Point; P *Point }
			type Mover interface { Move(p Point) Point }
			type Rock struct{}
			func (Rock) Move(p Point) Point
			var _ fmt.Stringer`)
		expect(t, s.run(lowered{
			decls: `type Point struct { X, y int }
				type Pair struct { Point Point; P *Point }
				type Rock struct{}
				func RockǃMove(r Rock, p Point) Point { return Point{p.X + 1, p.y} }
				var old, oldSlice, oldPair interface{}
				var mover {{type "Mover"}}` + showDecls,
			stmts: `show(Point{1, 2}); old = {{box "Point" "any"}}(Point{3, 4}); oldSlice = {{box "[]Point" "any"}}([]Point{ {5, 6} }); oldPair = {{box "Pair" "any"}}(Pair{})
				mover = {{box "Rock" "Mover"}}(Rock{})
				out.Print(as(old), which(old), which(oldSlice), mover != nil)`,
		}), "{1 2}\n3 1 2 true")
		s.check(`func (p Point) String() string`)
		expect(t, s.run(lowered{
			imports: "fmt",
			decls:   `{{touch "Point"}}func PointǃString(p Point) string { return fmt.Sprint("point ", p.X) }`,
			stmts:   `show(Point{7, 8}); out.Print(old, as(old), which(old), which({{box "Point" "any"}}(Point{})), which(oldSlice))`,
		}), "point 7\n{3 4} 3 1 0 2")
		expect(t, s.run(lowered{
			imports: "fmt",
			stmts: `x := {{box "[]Point" "any"}}([]Point{ {1, 2} })
				out.Print(x, which(x), fmt.Sprintf("%T", x), {{box "Pair" "any"}}(Pair{Point{5, 6}, nil}), {{box "*Pair" "fmt.Stringer"}}(&Pair{}).String())
				p, ok := {{assertOK "[]Point" "[]Point"}}(oldSlice)
				out.Print(p[0].X, ok)
				m, ok := {{assertIOK "Mover"}}({{box "Rock" "any"}}(Rock{}))
				out.Print({{call "Mover" "Move" "Point" "Point"}}(m, Point{1, 1}).X, {{call "Mover" "Move" "Point" "Point"}}(mover, Point{2, 2}).X, ok)`,
		}), "[point 1] 2 []main.Point point 5 point 0\n5 true\n2 3 true")
	})
}

func TestMethodDeclaredAgain(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`type T struct { n int }; func (t T) String() string; func (t *T) Inc()`)
		expect(t, s.run(lowered{
			imports: "fmt",
			decls: `type T struct { n int }
				func TǃString(t T) string { return "one" }
				func TǃInc(t *T) { t.n++ }
				var kept interface{}
				func show() { out.Print(kept, {{box "T" "any"}}(T{})) }`,
			stmts: `kept = {{box "T" "any"}}(T{}); show()`,
		}), "one one")
		u := s.world.NewUnit()
		named := s.typ("T").(*types.Named)
		m, ok, err := u.Bound(named, named.Method(0))
		if err != nil || !ok || m.Object.Name() != "String" {
			t.Fatalf("Bound: %v %v %v", m, ok, err)
		}
		if _, ok, _ := u.Bound(s.typ("T").(*types.Named), types.NewFunc(0, s.pkg, "None", named.Method(0).Signature())); ok {
			t.Error("a method that does not exist is bound")
		}
		expect(t, s.run(lowered{
			decls: fmt.Sprintf("func Tǃ2String(t T) string { return \"two\" }\n{{setMethod %d \"Tǃ2String\"}}", m.ID),
			stmts: `show()`,
		}), "two two")
	})
}

// TestDroppedUnit: what a unit that never ran has asked for is asked for again.
func TestDroppedUnit(t *testing.T) {
	s := newSession(t, false)
	s.check(`type T struct{}; func (t T) String() string`)
	u := s.world.NewUnit()
	if _, err := u.Box(s.typ("T"), s.typ("any")); err != nil {
		t.Fatal(err)
	}
	first, err := u.Methods()
	if err != nil || len(first) != 1 {
		t.Fatal(first, err)
	}
	expect(t, s.run(lowered{
		decls: `type T struct{}; func TǃString(t T) string { return "ran" }`,
		stmts: `out.Print({{box "T" "any"}}(T{}))`,
	}), "ran")
	u = s.world.NewUnit()
	if _, err := u.Box(s.typ("[]T"), s.typ("any")); err != nil {
		t.Fatal(err)
	}
	if again, err := u.Methods(); err != nil || len(again) != 0 {
		t.Errorf("methods that have functions are asked for: %v %v", again, err)
	}
	if _, ok := u.Ready(); ok {
		t.Error("a unit without new methods wants Ready")
	}
}

func TestTypeDeclaredAgain(t *testing.T) {
	both(t, func(t *testing.T, s *session) {
		s.check(`type P struct { A int }`)
		first := s.typ("P")
		expect(t, s.run(lowered{decls: `type P struct { A int }; var old interface{}; func isOld(x interface{}) bool { return {{switch "P"}}(x) == 0 }`, stmts: `old = {{box "P" "any"}}(P{1}); out.Print(isOld(old))`}), "true")
		s.pkg = types.NewPackage("main", "main")
		s.check(`type P struct { A int; B string }`)
		if types.Identical(first, s.typ("P")) {
			t.Fatal("the test declares one type only")
		}
		expect(t, s.run(lowered{imports: "fmt", decls: `type P2 struct { A int; B string }`, stmts: `x := {{box "P" "any"}}(P2{1, "b"})
			out.Print(isOld(x), {{switch "P"}}(old), {{switch "P"}}(x), fmt.Sprintf("%T %T %v %v", old, x, old, x))
			defer func() { out.Print(recover()) }()
			{{assert "any" "P" "P2"}}(old)`}), "false -1 0 main.P main.P {1} {1 b}\ninterface conversion: interface {} is main.P, not main.P (types from different scopes)")
	})
}

func TestGenericInstances(t *testing.T) {
	s := newSession(t, false)
	s.check(`
		import "net/http"
		type Weekday int
		type Stack[T any] struct { items []T }
		func (s *Stack[T]) Push(x T)
		func (s Stack[T]) String() string
		type Pair[K comparable, V any] struct { Key K; Val V }
		type Set[T comparable] map[T]struct{}
		type Tree[T any] struct { left, right *Tree[T]; value T }
		var a Stack[Weekday]; var b Pair[string, []Weekday]; var c Pair[*http.Request, any]; var d Set[byte]; var e Tree[Pair[int, Weekday]]`)
	for expr, want := range map[string]string{
		"Stack[Weekday]": "main.Stack[main.Weekday]", "Pair[string, []Weekday]": "main.Pair[string,[]main.Weekday]", "Pair[*http.Request, any]": "main.Pair[*net/http.Request,interface {}]",
		"Set[byte]": "main.Set[uint8]", "*Tree[Pair[int, Weekday]]": "*main.Tree[main.Pair[int,main.Weekday]]", "Stack[Stack[int]]": "main.Stack[main.Stack[int]]",
	} {
		r, err := s.world.Real(s.typ(expr))
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r.String(), want)
		again, _ := s.world.Real(s.typ(expr))
		if again != r {
			t.Errorf("%s has two real types", expr)
		}
	}
	r, _ := s.world.Real(s.typ("*Stack[int]"))
	if r.NumMethod() != 2 || r.Method(0).Type.In(1) != reflect.TypeFor[int]() {
		t.Errorf("methods of %v", r)
	}
}

func TestRefusals(t *testing.T) {
	s := newSession(t, false)
	s.check(`
		import "sync/atomic"
		type Blank struct { a, _ int }
		type T struct { n int }
		type I interface { M() }
		type G[X any] struct { x X }
		func f[X any](x G[X]) {}
		var v atomic.Pointer[T]
		type Number interface { ~int | ~float64 }`)
	u := s.world.NewUnit()
	anyT := s.typ("any")
	for what, c := range map[string]struct {
		err  func() error
		want string
	}{
		"a map with blank keys": {func() error { _, err := u.Box(s.typ("map[Blank]int"), anyT); return err }, "the key type main.Blank of a map has a blank field"},
		"a missing method":      {func() error { _, err := u.Box(s.typ("T"), s.typ("I")); return err }, "main.T does not implement main.I in the running program: it lacks method M"},
		"a type parameter": {func() error {
			_, err := u.Box(s.pkg.Scope().Lookup("f").(*types.Func).Signature().Params().At(0).Type(), anyT)
			return err
		}, "there is no type of the running program for X"},
	} {
		if err := c.err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", what, err, c.want)
		}
	}
	// A request that failed leaves nothing half made.
	if r, err := s.world.Real(s.typ("Blank")); err != nil || r.NumField() != 2 {
		t.Error(r, err)
	}
}

func TestView(t *testing.T) {
	s := newSession(t, false)
	s.check(`type T struct { n int }; func (t T) String() string; type L []T`)
	expect(t, s.run(lowered{
		decls: `type T struct { n int }; func TǃString(t T) string { return "T" + string(rune('0'+t.n)) }; var v T; var l []T`,
		stmts: `v.n = 3; l = []T{ {4} }; out.Print({{box "T" "any"}}(v))`,
	}), "T3")
	for name, typ := range map[string]string{"v": "T", "l": "L"} {
		g, ok := s.machine.Global(name)
		if !ok {
			t.Fatal(name)
		}
		v, err := s.world.View(g, s.typ(typ))
		if err != nil {
			t.Fatal(err)
		}
		expect(t, fmt.Sprintf("%v %T", v, v.Interface()), map[string]string{"v": "T3 main.T", "l": "[T4] main.L"}[name])
	}
	if _, err := s.world.View(reflect.ValueOf("s"), s.typ("T")); err == nil {
		t.Error("a string was taken for a struct")
	}
}

// TestWhileLowering calls helpers in goroutines of an earlier unit, while further
// units are lowered, compiled and run that add methods.
func TestWhileLowering(t *testing.T) {
	s := newSession(t, false)
	s.check(`
		import "fmt"
		type P struct { n int; s string }
		func (p P) Error() string
		type I interface { Add(p P) P }
		func (p P) Add(q P) P
		type E struct { code int }
		func (e E) Error() string
		var _ fmt.Stringer`)
	stop := make(chan struct{})
	var failed sync.Map
	err := s.machine.Use(map[string]map[string]reflect.Value{"test/bg//bg": {
		"Go": reflect.ValueOf(hooks.Go),
		"Stop": reflect.ValueOf(func() bool {
			select {
			case <-stop:
				return true
			default:
				return false
			}
		}),
		"Fail": reflect.ValueOf(func(s string) { failed.Store(s, true) }),
		"Wait": reflect.ValueOf(&sync.WaitGroup{}),
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.used["test/bg"] = true
	s.run(lowered{
		imports: "errors fmt test/bg",
		decls: `
			type P struct { n int; s string }
			func PǃError(p P) string { return p.s }
			type E struct { code int }
			func EǃError(e E) string { return "E" }
			func PǃAdd(p P, q P) P { return P{p.n + q.n, p.s + q.s} }
			func work() {
				for !bg.Stop() {
					var x interface{} = {{box "P" "any"}}(P{1, "a"})
					if fmt.Sprint(x) != "a" { bg.Fail(fmt.Sprint("printed ", x)) }
					i := {{assertI "I"}}(x)
					if r := {{call "I" "Add" "P" "P"}}(i, P{2, "b"}); r.n != 3 || r.s != "ab" { bg.Fail(fmt.Sprint("added ", r.n, r.s)) }
					if {{switch "int" "P"}}(x) != 1 { bg.Fail("switch") }
					var e E // which gets no methods meanwhile: versions are different types
					if !errors.As(fmt.Errorf("w: %w", {{box "E" "error"}}(E{4})), {{box "*E" "any"}}(&e)) || e.code != 4 { bg.Fail("errors.As") }
					if {{assert "any" "P" "P"}}(x).s != "a" { bg.Fail("assertion") }
				}
				bg.Wait.Done()
			}`,
		stmts: `bg.Wait.Add(4); for i := 0; i < 4; i++ { bg.Go(work) }`,
	})
	rounds := 12
	if testing.Short() {
		rounds = 4
	}
	for i := range rounds {
		s.check(fmt.Sprintf("type Q%d struct { P; m map[P]*P }", i))
		got := s.run(lowered{
			decls: fmt.Sprintf("type Q%d struct { P P; m map[P]*P }\nfunc use%d(q Q%d) interface{} { return {{box \"Q%d\" \"any\"}}(q) }", i, i, i, i),
			stmts: fmt.Sprintf("out.Print(use%d(Q%d{P: P{1, \"embedded\"}}))", i, i),
		})
		expect(t, got, "embedded")
		s.check(fmt.Sprintf("func (p P) Later%d() int", i))
		got = s.run(lowered{
			decls: fmt.Sprintf("{{touch \"P\"}}func PǃLater%d(p P) int { return %d }", i, i),
			stmts: fmt.Sprintf(`x := {{box "P" "interface{ Later%d() int }"}}(P{}); out.Print(x.Later%d())`, i, i),
		})
		expect(t, got, fmt.Sprint(i))
	}
	close(stop)
	p := s.compile(lowered{imports: "test/bg", stmts: "bg.Wait.Wait()"})
	if out := s.machine.Run(p, hooks.NewCell(0)); out.End != hooks.Finished {
		t.Error(out.End)
	}
	failed.Range(func(k, _ any) bool { t.Error(k); return true })
	t.Logf("%d slots used", realtype.UsedSlots())
}
