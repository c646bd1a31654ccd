package rt

import (
	"fmt"
	"go/types"
	"math/rand"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// TestLayoutsAreTheInterpreters: layouts are the interpreter's own types, not only
// alike, where rt says so; maps would hash keys differently.
func TestLayoutsAreTheInterpreters(t *testing.T) {
	s := newSession(t, false)
	s.check(`
		import ("io"; "time")
		type Celsius float64
		type Key struct { a, B int; name Celsius }
		type Deep struct { Key; at [2]Key; by map[Key][]*Key; f func(Key, ...Celsius) (Key, error); c chan<- Key; any any; r io.Reader; d time.Duration; t time.Time; s struct { x, Y int } }
		type Tagged struct { A int ` + "`json:\"a\"`" + ` }
		type Shape interface { Area() float64 }
		type Holder struct { s Shape; list []Shape }
		type Tree map[string]Tree
		type Trees struct { root Tree; all []Tree }
		type Empty struct {}`)
	s.compileAndRun(t, lowered{
		imports: "io time",
		decls: `
			type Key struct { a, B int; name float64 }
			type Deep struct { Key Key; at [2]Key; by map[Key][]*Key; f func(Key, ...float64) (Key, error); c chan<- Key; any interface{}; r io.Reader; d time.Duration; t time.Time; s struct { x, Y int } }
			type Tagged struct { A int ` + "`json:\"a\"`" + ` }
			type Holder struct { s {{type "Shape"}}; list []{{type "Shape"}} }
			type Trees struct { root {{type "Tree"}}; all []{{type "Tree"}} }
			type Empty struct {}
			var vKey Key; var vDeep Deep; var vTagged Tagged; var vHolder Holder; var vTrees Trees; var vEmpty Empty; var vCelsius float64; var vTree {{type "Tree"}}; var vShape {{type "Shape"}}`,
	})
	for _, name := range []string{"Key", "Deep", "Tagged", "Holder", "Trees", "Empty", "Celsius", "Tree", "Shape"} {
		v, ok := s.machine.Global("v" + name)
		if !ok {
			t.Fatalf("no variable v%s", name)
		}
		if want := s.world.exactLayout(s.typ(name)); v.Type() != want {
			t.Errorf("%s: the interpreter's type is\n%v, expected\n%v", name, v.Type(), want)
		}
		if v.Type().Size() != sizes.Sizeof2(s.typ(name)) {
			t.Errorf("%s has %d bytes, the compiler says %d", name, v.Type().Size(), sizes.Sizeof2(s.typ(name)))
		}
	}
}

func (s *session) compileAndRun(t *testing.T, l lowered) {
	t.Helper()
	if out := s.run(l); out != "" {
		t.Fatal(out)
	}
}

// sizes are the compiler's.
var sizes = compilerSizes{types.SizesFor("gc", runtime.GOARCH)}

type compilerSizes struct{ types.Sizes }

func (s compilerSizes) Sizeof2(t types.Type) uintptr { return uintptr(s.Sizeof(t)) }

// TestRandomTypes makes random sets of types that refer to each other.
func TestRandomTypes(t *testing.T) {
	sets := 150
	if testing.Short() {
		sets = 30
	}
	valid := 0
	for seed := range sets {
		s := newSession(t, false)
		src := randomTypes(rand.New(rand.NewSource(int64(seed))))
		if !s.tryCheck(src) {
			continue // not Go: a type that contains itself
		}
		valid++
		u := s.world.NewUnit()
		for _, name := range s.pkg.Scope().Names() {
			typ := s.typ(name)
			if _, err := u.Box(typ, s.typ("any")); err != nil && !types.IsInterface(typ) {
				if strings.Contains(err.Error(), "slots") {
					t.Skip(err)
				}
				t.Fatalf("seed %d: %s: %v\n%s", seed, name, err, src)
			}
			r, err := s.world.Real(typ)
			if err != nil {
				t.Fatalf("seed %d: %v\n%s", seed, err, src)
			}
			checkReal(t, typ, r, fmt.Sprintf("seed %d, %s\n%s", seed, name, src))
		}
	}
	if valid < sets/5 {
		t.Errorf("only %d of %d sets are Go", valid, sets)
	}
}

// checkReal compares what go/types says of t with what reflect says of r.
func checkReal(t *testing.T, typ types.Type, r reflect.Type, where string) {
	t.Helper()
	switch {
	case r.Size() != sizes.Sizeof2(typ):
		t.Fatalf("%v has %d bytes, want %d: %s", r, r.Size(), sizes.Sizeof2(typ), where)
	case r.String() != types.TypeString(typ, nil):
		t.Fatalf("%v is called %v: %s", typ, r, where)
	case r.Comparable() != types.Comparable(typ):
		t.Fatalf("%v is comparable: %t: %s", typ, r.Comparable(), where)
	}
	if !types.IsInterface(typ) {
		if got, want := reflect.PointerTo(r).NumMethod(), types.NewMethodSet(types.NewPointer(typ)).Len(); got != want {
			t.Fatalf("*%v has %d methods, want %d: %s", r, got, want, where)
		}
		_ = fmt.Sprintf("%#v", reflect.Zero(r).Interface() != nil)
	}
	if st, ok := typ.Underlying().(*types.Struct); ok {
		for i := range st.NumFields() {
			if f := r.Field(i); f.Name != st.Field(i).Name() || f.Anonymous != st.Field(i).Embedded() || f.Type.String() != realString(st.Field(i).Type()) {
				t.Fatalf("field %d of %v is %v, want %v: %s", i, r, f, st.Field(i), where)
			}
		}
	}
}

// realString is how reflect prints a type.
func realString(t types.Type) string {
	return strings.ReplaceAll(strings.ReplaceAll(types.TypeString(t, nil), "any", "interface {}"), "struct{", "struct {")
}

func (s *session) tryCheck(src string) (ok bool) {
	s.t.Helper()
	err := s.checkErr(src)
	return err == nil
}

// randomTypes declares types T0 to T9 with methods.
func randomTypes(r *rand.Rand) string {
	var b strings.Builder
	ref := func() string { return fmt.Sprint("T", r.Intn(10)) }
	var expr func(depth int) string
	expr = func(depth int) string {
		if depth > 2 {
			return ref()
		}
		switch r.Intn(12) {
		case 0:
			return "[]" + expr(depth+1)
		case 1:
			return fmt.Sprintf("[%d]%s", r.Intn(4), expr(depth+1))
		case 2:
			return "map[" + []string{"string", "int", "*" + ref()}[r.Intn(3)] + "]" + expr(depth+1)
		case 3:
			return "func(" + expr(depth+1) + ") " + expr(depth+1)
		case 4:
			return "chan " + expr(depth+1)
		case 5, 6:
			return ref()
		case 7, 8:
			return "*" + ref()
		}
		return []string{"int", "string", "float64", "bool", "any", "error", "uint8", "complex128"}[r.Intn(8)]
	}
	for i := range 10 {
		switch r.Intn(8) {
		case 0:
			fmt.Fprintf(&b, "type T%d interface { m%d(%s) %s; M%d() }\n", i, i, expr(1), expr(1), i)
			continue
		case 1, 2, 3:
			fmt.Fprintf(&b, "type T%d %s\n", i, expr(0))
		default:
			fmt.Fprintf(&b, "type T%d struct { ", i)
			for j := range r.Intn(6) {
				fmt.Fprintf(&b, "%s%d %s; ", []string{"f", "F"}[r.Intn(2)], j, expr(0))
			}
			if r.Intn(3) == 0 {
				fmt.Fprintf(&b, "*%s", ref())
			}
			b.WriteString("}\n")
		}
		if r.Intn(2) == 0 {
			fmt.Fprintf(&b, "func (t %sT%d) Do%d(%s) %s\n", []string{"", "*"}[r.Intn(2)], i, r.Intn(3), expr(1), expr(1))
		}
	}
	return b.String()
}

// TestCollectorStress runs others in a process whose collector runs all the time
// and overwrites what it frees.
func TestCollectorStress(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^(TestWhileLowering|TestEmbedding|TestRecursiveTypes|TestErrors|TestInterfaces|TestKeys)$", "-test.short")
	cmd.Env = append(os.Environ(), "GOGC=1", "GODEBUG=clobberfree=1,invalidptr=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
