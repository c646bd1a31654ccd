package realtype

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unsafe"
)

// pointLayout is the memory of main.Point.
type pointLayout struct {
	F0 int
	F1 string
	F2 *int
}

func slot(t testing.TB, f any) int {
	t.Helper()
	i, err := NewSlot("not set")
	if err != nil {
		t.Fatal(err)
	}
	if f != nil {
		SetSlot(i, reflect.ValueOf(f))
	}
	return i
}

// newPoint makes
//
//	type Point struct { X int `json:"x"`; name string; next *Point }
//	func (Point) String() string
//	func (*Point) Set(int)
func newPoint(t testing.TB) *Type {
	n := New("main", "Point", reflect.TypeFor[pointLayout](), 1, 2)
	n.SetFields([]Field{
		{Name: "X", Type: reflect.TypeFor[int](), Tag: `json:"x"`},
		{Name: "name", Type: reflect.TypeFor[string]()},
		{Name: "next", Type: reflect.PointerTo(n.Type())},
	})
	text := func(p pointLayout) string { return fmt.Sprintf("<%d %s>", p.F0, p.F1) }
	n.SetMethods([]Method{
		{Name: "String", Type: reflect.TypeFor[func() string](), Slot: slot(t, func(p *pointLayout) string { return text(*p) }), ValueSlot: slot(t, text)},
		{Name: "Set", Type: reflect.TypeFor[func(int)](), Slot: slot(t, func(p *pointLayout, x int) { p.F0 = x }), Pointer: true},
	})
	return n
}

// make gives a variable of the type that holds layout.
func variable(n *Type, layout any) reflect.Value {
	v := reflect.New(n.Type())
	CopyTo(v.Interface(), layout)
	return v
}

func expect(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestStruct(t *testing.T) {
	n := newPoint(t)
	v := variable(n, pointLayout{3, "a", nil})
	x := v.Elem().Interface()
	expect(t, fmt.Sprintf("%v %T %+v %v", x, x, []any{x}, v.Interface()), "<3 a> main.Point [<3 a>] <3 a>")
	expect(t, fmt.Sprintf("%#v", x), `main.Point{X:3, name:"a", next:(*main.Point)(nil)}`)
	b, err := json.Marshal(x)
	expect(t, fmt.Sprint(string(b), err), `{"x":3}<nil>`)
	expect(t, json.Unmarshal([]byte(`{"x":5,"name":"b"}`), v.Interface()), nil)
	expect(t, v.Elem().Interface().(fmt.Stringer).String(), "<5 a>")
	v.Interface().(interface{ Set(int) }).Set(9)
	expect(t, x.(fmt.Stringer).String()+v.Interface().(fmt.Stringer).String(), "<3 a><9 a>")
	if _, ok := x.(interface{ Set(int) }); ok {
		t.Error("a value has a method of its pointer")
	}
	expect(t, n.Type().PkgPath()+" "+n.Type().Name()+" "+n.Type().Field(1).PkgPath, "main Point main")
	expect(t, fmt.Sprint(n.Type().NumMethod(), n.Pointer().NumMethod()), "1 2")
	if n.Pointer().Elem() != n.Type() || reflect.PointerTo(n.Type()) != n.Pointer() || n.Type().Field(2).Type != n.Pointer() {
		t.Error("T, *T and next are not the same types")
	}
	if m := (map[any]int{x: 1}); m[x] != 1 || m[v.Elem().Interface()] != 0 {
		t.Error("as a key of a map")
	}
}

func TestMethodsThroughReflection(t *testing.T) {
	n := newPoint(t)
	v := variable(n, pointLayout{9, "r", nil})
	expect(t, n.Type().Method(0).Func.Call([]reflect.Value{v.Elem()})[0].String(), "<9 r>")
	n.Pointer().Method(0).Func.Call([]reflect.Value{v, reflect.ValueOf(4)})
	expect(t, n.Pointer().Method(1).Func.Call([]reflect.Value{v})[0].String(), "<4 r>")
	expect(t, v.MethodByName("String").Call(nil)[0].String(), "<4 r>")
	expect(t, v.Elem().Method(0).Interface().(func() string)(), "<4 r>")
}

func TestErrors(t *testing.T) {
	type layout struct{ F0 int }
	n := New("main", "NotFound", reflect.TypeFor[layout](), 1, 1)
	n.SetFields([]Field{{Name: "Code", Type: reflect.TypeFor[int]()}})
	text := func(l *layout) string { return fmt.Sprint("code ", l.F0) }
	n.SetMethods([]Method{{Name: "Error", Type: reflect.TypeFor[func() string](), Slot: slot(t, text), ValueSlot: slot(t, func(l layout) string { return text(&l) })}})
	v := variable(n, layout{7})
	err := fmt.Errorf("reading: %w", v.Elem().Interface().(error))
	target := reflect.New(n.Type())
	if !errors.As(err, target.Interface()) || target.Elem().Field(0).Int() != 7 {
		t.Errorf("errors.As did not find %v in %v", n.Type(), err)
	}
	if !errors.Is(err, v.Elem().Interface().(error)) || errors.Is(err, reflect.Zero(n.Type()).Interface().(error)) {
		t.Error("errors.Is")
	}
	expect(t, fmt.Sprintf("%v %+v", []error{err}, struct{ E error }{v.Interface().(error)}), "[reading: code 7] {E:code 7}")
	nothing := reflect.Zero(n.Pointer()).Interface().(error)
	if nothing == nil {
		t.Error("a nil pointer in an interface is nil")
	}
}

// TestKinds makes a named type of each kind with a method, and compares what can
// be seen of it with what the compiler makes.
func TestKinds(t *testing.T) {
	n := func(name string, layout reflect.Type) *Type {
		n := New("main", name, layout, 1, 1)
		text := reflect.MakeFunc(reflect.FuncOf([]reflect.Type{layout}, []reflect.Type{reflect.TypeFor[string]()}, false), func([]reflect.Value) []reflect.Value {
			return []reflect.Value{reflect.ValueOf("I am " + name)}
		})
		atPointer := slot(t, func(*byte) string { return "I am " + name })
		n.SetMethods([]Method{{Name: "String", Type: reflect.TypeFor[func() string](), Slot: atPointer, ValueSlot: slot(t, text.Interface())}})
		return n
	}
	list := []*Type{
		n("Celsius", reflect.TypeFor[float64]()), n("Weekday", reflect.TypeFor[int]()), n("Flag", reflect.TypeFor[bool]()), n("Text", reflect.TypeFor[string]()),
		n("List", reflect.TypeFor[[]int]()), n("Row", reflect.TypeFor[[2]int]()), n("Counts", reflect.TypeFor[map[string]int]()), n("Signal", reflect.TypeFor[chan int]()),
		n("Handler", reflect.TypeFor[func(int) string]()), n("Wrapped", reflect.TypeFor[struct{ P *int }]()), n("One", reflect.TypeFor[[1]*int]()), n("Complex", reflect.TypeFor[complex128]()),
		n("Empty", reflect.TypeFor[struct{}]()), n("Big", reflect.TypeFor[[4096]*int]()),
	}
	for _, n := range list {
		v := reflect.New(n.Type())
		want := "I am " + n.Type().Name()
		for _, got := range []string{
			fmt.Sprint(v.Elem().Interface()), fmt.Sprint(v.Interface()), v.Elem().Interface().(fmt.Stringer).String(), v.Interface().(fmt.Stringer).String(),
			n.Type().Method(0).Func.Call([]reflect.Value{v.Elem()})[0].String(),
		} {
			expect(t, got, want)
		}
		expect(t, n.Type().String()+" "+n.Pointer().String(), "main."+n.Type().Name()+" *main."+n.Type().Name())
	}
}

func TestElements(t *testing.T) {
	p := newPoint(t)
	tree := New("main", "Tree", reflect.TypeFor[map[string]map[int]int](), 0, 0)
	tree.SetMap(reflect.TypeFor[string](), tree.Type())
	leaf := reflect.MakeMap(tree.Type())
	root := reflect.MakeMap(tree.Type())
	root.SetMapIndex(reflect.ValueOf("leaf"), leaf)
	expect(t, fmt.Sprintf("%v %T %#v", root, root.Interface(), root.Interface()), `map[leaf:map[]] main.Tree main.Tree{"leaf":main.Tree{}}`)

	stateFunc := New("main", "StateFunc", reflect.TypeFor[func(*int) func()](), 0, 0)
	stateFunc.SetFunc([]reflect.Type{p.Pointer()}, []reflect.Type{stateFunc.Type()})
	expect(t, stateFunc.Type().Out(0) == stateFunc.Type() && stateFunc.Type().In(0) == p.Pointer(), true)
	var calls int
	f := func(*pointLayout) unsafe.Pointer { calls++; return nil }
	out := FuncAs(f, stateFunc.Type()).Call([]reflect.Value{reflect.Zero(p.Pointer())})
	expect(t, fmt.Sprint(calls, out[0].IsNil()), "1 true")

	for _, c := range []struct {
		name   string
		layout reflect.Type
		elem   reflect.Type
	}{
		{"List", reflect.TypeFor[[]pointLayout](), p.Type()}, {"Grid", reflect.TypeFor[[2]pointLayout](), p.Type()},
		{"Ref", reflect.TypeFor[**int](), p.Pointer()}, {"Feed", reflect.TypeFor[chan pointLayout](), p.Type()},
	} {
		n := New("main", c.name, c.layout, 0, 0)
		n.SetElem(c.elem)
		expect(t, n.Type().Elem(), c.elem)
		expect(t, n.Type().Kind(), c.layout.Kind())
	}
}

// TestMapKeys fills a map of the layout type and looks its keys up in a view of
// it as a map of the made type: both must hash alike.
func TestMapKeys(t *testing.T) {
	for _, kinds := range [][]reflect.Type{
		{reflect.TypeFor[int](), reflect.TypeFor[int]()}, {reflect.TypeFor[int]()}, {reflect.TypeFor[string](), reflect.TypeFor[uint8](), reflect.TypeFor[any]()},
		{reflect.TypeFor[*int](), reflect.TypeFor[float64]()}, {reflect.TypeFor[[2]int](), reflect.TypeFor[struct{ A, B int }]()},
	} {
		var plain []reflect.StructField
		var fields []Field
		for i, k := range kinds {
			plain = append(plain, reflect.StructField{Name: fmt.Sprint("Y", i), Type: k})
			fields = append(fields, Field{Name: fmt.Sprint("y", i), Type: k})
		}
		layout := reflect.StructOf(plain)
		n := New("main", "Key", layout, 0, 0)
		n.SetFields(fields)
		named := New("main", "ByKey", reflect.MapOf(layout, reflect.TypeFor[int]()), 0, 0)
		named.SetMap(n.Type(), reflect.TypeFor[int]())
		m := reflect.MakeMap(reflect.MapOf(layout, reflect.TypeFor[int]()))
		const keys = 200
		view := reflect.ValueOf(Retype(m.Interface(), named.Type()))
		for i := range keys {
			k := reflect.New(layout).Elem()
			fill(k, i)
			m.SetMapIndex(k, reflect.ValueOf(i))
			found := view.MapIndex(reflect.ValueOf(Retype(k.Interface(), n.Type())))
			if !found.IsValid() || found.Int() != int64(i) {
				t.Fatalf("key %v of %v not found in a map of %v", k, layout, n.Type())
			}
		}
	}
}

var pointees [200]int

// fill makes distinct keys.
func fill(v reflect.Value, i int) {
	switch v.Kind() {
	case reflect.Struct:
		for j := range v.NumField() {
			fill(v.Field(j), i)
		}
	case reflect.Array:
		fill(v.Index(0), i)
	case reflect.Int:
		v.SetInt(int64(i))
	case reflect.Uint8:
		v.SetUint(uint64(i))
	case reflect.String:
		v.SetString(fmt.Sprint(i))
	case reflect.Float64:
		v.SetFloat(float64(i) / 3)
	case reflect.Pointer:
		v.Set(reflect.ValueOf(&pointees[i]))
	case reflect.Interface:
		v.Set(reflect.ValueOf(i))
	}
}

func TestEmbedding(t *testing.T) {
	p := newPoint(t)
	type layout struct {
		F0 pointLayout
		F1 int
	}
	n := New("main", "Named", reflect.TypeFor[layout](), 0, 0)
	n.SetFields([]Field{{Name: "Point", Type: p.Type(), Embedded: true}, {Name: "Y", Type: reflect.TypeFor[int]()}})
	x := variable(n, layout{pointLayout{F0: 1}, 2}).Elem()
	b, err := json.Marshal(x.Interface())
	expect(t, fmt.Sprint(string(b), err), `{"x":1,"Y":2}<nil>`)
	expect(t, x.FieldByName("X").Int(), int64(1))
	expect(t, fmt.Sprintf("%+v", x.Interface()), "{Point:<1 > Y:2}")
}

func TestXMLAndGob(t *testing.T) {
	type layout struct {
		F0 string
		F1 []int
		F2 int
	}
	n := New("main", "Item", reflect.TypeFor[layout](), 0, 0)
	n.SetFields([]Field{{Name: "Name", Type: reflect.TypeFor[string](), Tag: `xml:"name,attr"`}, {Name: "Sizes", Type: reflect.TypeFor[[]int]()}, {Name: "hidden", Type: reflect.TypeFor[int]()}})
	v := variable(n, layout{"a", []int{1, 2}, 3})
	b, err := xml.Marshal(v.Interface())
	expect(t, fmt.Sprint(string(b), err), `<Item name="a"><Sizes>1</Sizes><Sizes>2</Sizes></Item><nil>`)
	var buf bytes.Buffer
	expect(t, gob.NewEncoder(&buf).Encode(v.Interface()), nil)
	back := reflect.New(n.Type())
	expect(t, gob.NewDecoder(&buf).Decode(back.Interface()), nil)
	expect(t, fmt.Sprintf("%+v", back.Elem().Interface()), "{Name:a Sizes:[1 2] hidden:0}")
}

func TestLiterals(t *testing.T) {
	type literal = struct {
		//lint:ignore U1000 a lower-case field is what is compared
		name string
		X    int `k:"v"`
		sampleStruct
	}
	compiled := reflect.TypeFor[literal]()
	s := StructOf("main", reflect.TypeFor[struct {
		F0 string
		F1 int
		F2 sampleStruct
	}](), []Field{{Name: "name", Type: reflect.TypeFor[string]()}, {Name: "X", Type: reflect.TypeFor[int](), Tag: `k:"v"`}, {Name: "sampleStruct", Type: reflect.TypeFor[sampleStruct](), Embedded: true}})
	expect(t, s.String(), compiled.String())
	expect(t, s.Name()+s.PkgPath(), compiled.Name()+compiled.PkgPath())
	expect(t, StructOf("main", reflect.TypeFor[struct{}](), nil).String(), reflect.TypeFor[struct{}]().String())
	i := InterfaceOf("main", []InterfaceMethod{{"upper", reflect.TypeFor[func()]()}, {"Lower", reflect.TypeFor[func(int) string]()}})
	expect(t, i.String(), strings.ReplaceAll(reflect.TypeFor[interface {
		Lower(int) string
		upper()
	}]().String(), "realtype.", ""))
	if i.NumMethod() != 2 || i.Method(1).PkgPath != "main" || i.Method(1).IsExported() {
		t.Errorf("methods of %v", i)
	}
	expect(t, Opened(i).Method(1).IsExported(), true)
	expect(t, Opened(i).Method(1).Name, "upper")
}

func TestInterfaces(t *testing.T) {
	p := newPoint(t)
	shape := New("main", "Shape", reflect.TypeFor[error](), 0, 0)
	shape.SetInterface([]InterfaceMethod{{"Set", reflect.TypeFor[func(int)]()}, {"String", reflect.TypeFor[func() string]()}})
	if !p.Pointer().Implements(shape.Type()) || p.Type().Implements(shape.Type()) || !shape.Type().Implements(reflect.TypeFor[fmt.Stringer]()) {
		t.Error("Implements")
	}
	expect(t, ItabOf(shape.Type(), p.Type()) == nil, true)
	v := variable(p, pointLayout{F0: 1})
	s := reflect.New(shape.Type())
	*(*Iface)(s.UnsafePointer()) = WithItab(v.Interface(), ItabOf(shape.Type(), p.Pointer()))
	s.Elem().Method(0).Call([]reflect.Value{reflect.ValueOf(8)})
	expect(t, fmt.Sprint(s.Elem().Interface(), s.Elem().Type(), s.Elem().Elem().Type()), "<8 > main.Shape *main.Point")
	box := FuncAs(func(x any) Iface { return WithItab(x, ItabOf(shape.Type(), p.Pointer())) }, reflect.FuncOf([]reflect.Type{reflect.TypeFor[any]()}, []reflect.Type{shape.Type()}, false))
	got := box.Call([]reflect.Value{v})[0]
	expect(t, got.Kind() == reflect.Interface && got.Elem().Interface() == v.Interface(), true)
}

func TestLowerCaseMethods(t *testing.T) {
	type layout struct{ F0 int }
	n := New("main", "Square", reflect.TypeFor[layout](), 2, 2)
	area := func(l layout) int { return l.F0 * l.F0 }
	atPointer := func(l *layout) int { return area(*l) }
	typ := reflect.TypeFor[func() int]()
	n.SetMethods([]Method{
		{Name: "area", Type: typ, Slot: slot(t, atPointer), ValueSlot: slot(t, area)},
		{Name: "Öl", Type: typ, Slot: slot(t, atPointer), ValueSlot: slot(t, area)}, // sorts behind area by its bytes
	})
	shape := New("main", "shape", reflect.TypeFor[error](), 0, 0)
	shape.SetInterface([]InterfaceMethod{{"area", typ}, {"Öl", typ}})
	foreign := New("other", "shape", reflect.TypeFor[error](), 0, 0)
	foreign.SetInterface([]InterfaceMethod{{"area", typ}})
	if !n.Type().Implements(shape.Type()) || n.Type().Implements(foreign.Type()) {
		t.Error("lower-case methods belong to their package")
	}
	expect(t, n.Type().NumMethod(), 1)
	s := reflect.New(shape.Type())
	s.Elem().Set(variable(n, layout{5}).Elem())
	expect(t, View(s.Elem(), Opened(shape.Type())).MethodByName("area").Call(nil)[0].Int(), int64(25))
}

func TestEquality(t *testing.T) {
	type layout struct {
		F0 int
		_  int
		F2 [2]any
	}
	n := New("main", "Padded", reflect.TypeFor[layout](), 0, 0)
	n.SetFields([]Field{{Name: "A", Type: reflect.TypeFor[int]()}, {Name: "_", Type: reflect.TypeFor[int]()}, {Name: "any", Type: reflect.TypeFor[[2]any]()}})
	outer := New("main", "Outer", reflect.TypeFor[[2]layout](), 0, 0)
	outer.SetElem(n.Type())
	words := func(a, blank int, x any) any {
		v := reflect.New(outer.Type())
		l := (*[2]layout)(v.UnsafePointer())
		l[1].F0, l[1].F2[0] = a, x
		*(*int)(unsafe.Add(v.UnsafePointer(), unsafe.Sizeof(l[0])+unsafe.Sizeof(0))) = blank
		return v.Elem().Interface()
	}
	expect(t, words(1, 2, "x") == words(1, 3, "x"), true)
	expect(t, words(1, 2, "x") == words(2, 2, "x"), false)
	expect(t, words(1, 2, "x") == words(1, 2, 'x'), false)
	m := reflect.MakeMap(reflect.MapOf(outer.Type(), reflect.TypeFor[int]()))
	m.SetMapIndex(reflect.ValueOf(words(1, 2, "x")), reflect.ValueOf(1))
	expect(t, m.MapIndex(reflect.ValueOf(words(1, 9, "x"))).IsValid(), true)
	defer func() { expect(t, fmt.Sprint(recover()), "runtime error: comparing uncomparable type []int") }()
	_ = words(1, 2, []int{}) == words(1, 2, []int{})
}

// Strings whose memory can't be read: who looks at it faults.
func TestStringsAreComparedLast(t *testing.T) {
	type layout struct {
		F0 string
		F1 int
		F2 any
		F3 int
	}
	n := New("main", "Text", reflect.TypeFor[layout](), 0, 0)
	n.SetFields([]Field{{Name: "S", Type: reflect.TypeFor[string]()}, {Name: "N", Type: reflect.TypeFor[int]()}, {Name: "X", Type: reflect.TypeFor[any]()}, {Name: "After", Type: reflect.TypeFor[int]()}})
	text := func(address uintptr, length int, l layout) any {
		*(*[2]uintptr)(unsafe.Pointer(&l.F0)) = [2]uintptr{address, uintptr(length)}
		return Retype(l, n.Type())
	}
	expect(t, text(1, 3, layout{F1: 1}) == text(2, 3, layout{F1: 2}), false)
	expect(t, text(1, 3, layout{}) == text(2, 4, layout{}), false)
	expect(t, text(1, 0, layout{}) == text(2, 0, layout{}), true)
	defer func() {
		expect(t, fmt.Sprint(recover()), "runtime error: invalid memory address or nil pointer dereference")
	}()
	_ = text(1, 3, layout{F3: 1}) == text(2, 3, layout{F3: 2}) // X might panic before After is looked at
}

func TestRetype(t *testing.T) {
	n := newPoint(t)
	x := Retype(pointLayout{F0: 6}, n.Type())
	expect(t, fmt.Sprintf("%v %T", x, x), "<6 > main.Point")
	expect(t, fmt.Sprintf("%T", Retype([]*pointLayout{}, reflect.SliceOf(n.Pointer()))), "[]*main.Point")
	expect(t, fmt.Sprintf("%T %v", Retype(nil, n.Pointer()), Retype(nil, n.Pointer())), "*main.Point <nil>")
	var back pointLayout
	CopyTo(&back, x)
	expect(t, back.F0, 6)
	expect(t, SameLayout(n.Type(), reflect.TypeFor[pointLayout]()), true)
	expect(t, SameLayout(n.Type(), n.Pointer()), false)
	f := Retype(func(p pointLayout) int { return p.F0 }, reflect.FuncOf([]reflect.Type{n.Type()}, []reflect.Type{reflect.TypeFor[int]()}, false))
	expect(t, reflect.ValueOf(f).Call([]reflect.Value{reflect.ValueOf(x)})[0].Int(), int64(6))
}

func TestAssertionError(t *testing.T) {
	n := newPoint(t)
	for _, c := range []struct {
		err  error
		want string
	}{
		{AssertionError(reflect.TypeFor[any](), n.Type(), n.Pointer(), ""), "interface conversion: interface {} is main.Point, not *main.Point"},
		{AssertionError(reflect.TypeFor[error](), nil, n.Type(), ""), "interface conversion: error is nil, not main.Point"},
		{AssertionError(nil, nil, reflect.TypeFor[error](), ""), "interface conversion: interface is nil, not error"},
		{AssertionError(nil, n.Type(), newPoint(t).Type(), ""), "interface conversion: interface is main.Point, not main.Point (types from different scopes)"},
	} {
		expect(t, c.err.Error(), c.want)
	}
}

func TestSlots(t *testing.T) {
	i := slot(t, nil)
	call := SlotFunc(i, reflect.TypeFor[func(int) int]()).Interface().(func(int) int)
	func() {
		defer func() { expect(t, recover(), "not set") }()
		call(1)
	}()
	SetSlot(i, reflect.ValueOf(func(x int) int { return x + 1 }))
	expect(t, call(1), 2)
	SetSlot(i, reflect.ValueOf(func(x int) int { return x * 10 }))
	expect(t, call(1), 10)
	old := funcs[Slots-1]
	SetSlot(Slots-1, reflect.ValueOf(func(x int) int { return -x }))
	expect(t, SlotFunc(Slots-1, reflect.TypeFor[func(int) int]()).Call([]reflect.Value{reflect.ValueOf(3)})[0].Int(), int64(-3))
	funcs[Slots-1] = old
}

func TestRefusals(t *testing.T) {
	n := newPoint(t)
	for what, f := range map[string]func(){
		"another number of fields": func() { n.SetFields(nil) },
		"a field of another size": func() {
			New("main", "T", reflect.TypeFor[struct{ F0 int }](), 0, 0).SetFields([]Field{{Name: "A", Type: reflect.TypeFor[string]()}})
		},
		"methods without room": func() {
			New("main", "T", reflect.TypeFor[int](), 0, 0).SetMethods([]Method{{Name: "M", Type: reflect.TypeFor[func()]()}})
		},
		"fields of a map":    func() { New("main", "T", reflect.TypeFor[map[int]int](), 0, 0).SetFields(nil) },
		"no function":        func() { SetSlot(0, reflect.ValueOf((func())(nil))) },
		"parameters":         func() { New("main", "T", reflect.TypeFor[func(int)](), 0, 0).SetFunc(nil, nil) },
		"elements of a bool": func() { New("main", "T", reflect.TypeFor[bool](), 0, 0).SetElem(reflect.TypeFor[int]()) },
	} {
		func() {
			defer func() {
				if r := fmt.Sprint(recover()); !strings.HasPrefix(r, "realtype: ") {
					t.Errorf("%s: panic %q, want one of this package", what, r)
				}
			}()
			f()
		}()
	}
}

func TestBody(t *testing.T) {
	n := 0
	f := reflect.MakeFunc(reflect.TypeFor[func(int) string](), func(args []reflect.Value) []reflect.Value {
		n += int(args[0].Int())
		return []reflect.Value{reflect.ValueOf("made")}
	})
	body := Body(f)
	if body == nil {
		t.Fatal("the function given to reflect.MakeFunc is not found")
	}
	expect(t, body([]reflect.Value{reflect.ValueOf(3)})[0].String(), "made")
	expect(t, n, 3)
	if Body(reflect.ValueOf(TestBody)) != nil || Body(reflect.ValueOf(3)) != nil || Body(reflect.ValueOf(t).MethodByName("Name")) != nil {
		t.Error("a body of something that MakeFunc did not make")
	}
}
