package engine

import (
	"errors"
	"go/token"
	"go/types"
	"math/big"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

type inner struct {
	N int
	s string
}

type panicky struct{ n int }

func (panicky) String() string { panic("no text") }

func TestFormatValue(t *testing.T) {
	n := 5
	var nilMap map[string]int
	var nilFunc func()
	cyclic := []any{1, nil}
	cyclic[1] = cyclic
	for _, c := range []struct {
		value any
		want  string
	}{
		{nil, "<nil>"},
		{true, "true"},
		{int8(-3), "-3"},
		{uintptr(7), "7"},
		{1.5, "1.5"},
		{float32(0.1), "0.1"},
		{1e100, "1e+100"},
		{complex64(1 + 2i), "(1+2i)"},
		{"a\tb", `"a\tb"`},
		{"a\nb", "`a\nb`"},
		{"a`\nb", "\"a`\\nb\""},
		{[]string{"a\nb"}, `["a\nb"]`},
		{[]byte("hi\n"), `[]byte("hi\n")`},
		{[]byte{1, 200}, "[1 200]"},
		{[]byte{}, "[]"},
		{[2]bool{true}, "[true false]"},
		{map[int]string{2: "b", 1: "a"}, `map[1:"a" 2:"b"]`},
		{map[any]int{"x": 1, 2: 2}, `map[2:2 "x":1]`},
		{nilMap, "map[]"},
		{nilFunc, "<nil>"},
		{struct {
			N int
			s string
		}{1, "x"}, `{N:1 s:"x"}`},
		{inner{1, "x"}, `engine.inner{N:1}`},
		{[]*inner{{1, "x"}, nil}, `[&engine.inner{N:1} <nil>]`},
		{sync.Mutex{}, "sync.Mutex{}"},
		{time.NewTimer(0), "&time.Timer{C:<-chan time.Time (len 0, cap 0)}"},
		{&n, "&5"},
		{errors.New("bad"), "bad"},
		{time.Second, "1s"},
		{[]time.Duration{time.Second}, "[1s]"},
		{struct{ E error }{errors.New("in")}, "{E:in}"},
		{big.NewInt(7), "7"},
		{panicky{1}, "%!v(PANIC=no text)"},
		{func(int) bool { return true }, "func(int) bool"},
		{make(chan string, 2), "chan string (len 0, cap 2)"},
		{struct{ Xname, X_id, Xy int }{1, 2, 3}, "{name:1 _id:2 y:3}"},
		{cyclic, "[1 <cycle>]"},
	} {
		if got := formatValue(reflect.ValueOf(c.value), nil); got != c.want {
			t.Errorf("%#v: got %s, want %s", c.value, got, c.want)
		}
	}
}

func TestFormatUsesStaticTypes(t *testing.T) {
	pkg := types.NewPackage("main", "main")
	field := func(name string, typ types.Type) *types.Var {
		return types.NewField(token.NoPos, pkg, name, typ, false)
	}
	point := types.NewStruct([]*types.Var{field("x", types.Typ[types.Int]), field("Xy", types.Typ[types.Int])}, nil)
	named := types.NewNamed(types.NewTypeName(token.NoPos, pkg, "point", nil), point, nil)
	v := []struct{ Xx, Xy int }{{1, 2}}
	if got, want := formatValue(reflect.ValueOf(v), types.NewSlice(named)), "[{x:1 Xy:2}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	f := types.NewSignatureType(nil, nil, nil, types.NewTuple(field("p", named)), nil, false)
	if got, want := formatValue(reflect.ValueOf(func(int) {}), f), "func(p point)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFormatIsBounded(t *testing.T) {
	if got := formatValue(reflect.ValueOf(make([]int, 5000)), nil); !strings.HasSuffix(got, "0 ... 4000 more]") {
		t.Errorf("a long slice ends with %q", got[len(got)-30:])
	}
	long := formatValue(reflect.ValueOf(strings.Repeat("é", 100_000)), nil)
	if len(long) > textLimit+200 || !strings.Contains(long, "... cut at") || strings.ContainsRune(long, '\uFFFD') {
		t.Errorf("a long string is %d bytes and ends with %q", len(long), long[len(long)-80:])
	}
	type list struct{ Next *list }
	var l *list
	for range 100 {
		l = &list{l}
	}
	if got := formatValue(reflect.ValueOf(l), nil); !strings.Contains(got, "...") || len(got) > 1000 {
		t.Errorf("a deep value is %s", got)
	}
}

func BenchmarkFormatSlice(b *testing.B) {
	v := reflect.ValueOf(make([]int, 1000))
	for b.Loop() {
		formatValue(v, nil)
	}
}
