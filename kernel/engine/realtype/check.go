package realtype

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"sync"
	"unsafe"
)

// Available says why types can't be made in this process, nil when they can. The
// work is done once.
var Available = sync.OnceValue(func() error {
	if !haveSlots {
		return fmt.Errorf("types with methods need amd64 or arm64, this is %s", runtime.GOARCH)
	}
	return Check()
})

// Check compares the mirror of the runtime's type descriptors with types that
// the compiler made, and then makes a type and uses it. An error says that this
// Go release is not one that the package knows. The first successful Check takes
// three slots.
func Check() error {
	if err := checkMirror(); err != nil {
		return fmt.Errorf("the type descriptors of %s are not as expected: %w", runtime.Version(), err)
	}
	if !haveSlots {
		return nil
	}
	if err := checkUse(); err != nil {
		return fmt.Errorf("a type made at run time does not work under %s: %w", runtime.Version(), err)
	}
	return nil
}

func checkMirror() error {
	return errors.Join(checkHead(), checkUncommon(), checkAssertionError(), checkKinds())
}

// checkHead compares the part that all descriptors begin with, which can be
// reached by reflection: *reflect.rtype is behind a reflect.Type.
func checkHead() error {
	t := reflect.TypeOf(reflect.TypeFor[int]())
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || t.Elem().NumField() != 1 {
		return fmt.Errorf("reflect.Type is a %v", t)
	}
	return sameFields(reflect.TypeFor[rtype](), t.Elem().Field(0).Type)
}

// checkUncommon finds the type of reflect.Type's unexported method uncommon.
func checkUncommon() error {
	t := reflect.TypeFor[reflect.Type]()
	for i := range t.NumMethod() {
		if m := t.Method(i); m.Name == "uncommon" && m.Type.NumOut() == 1 && m.Type.Out(0).Kind() == reflect.Pointer {
			return sameFields(reflect.TypeFor[uncommonType](), m.Type.Out(0).Elem())
		}
	}
	return errors.New("reflect.Type has no method uncommon")
}

func checkAssertionError() error {
	return sameFields(reflect.TypeFor[assertionError](), reflect.TypeFor[runtime.TypeAssertionError]())
}

// sameFields compares two structs by the offsets, sizes and kinds of their fields.
func sameFields(ours, theirs reflect.Type) error {
	if theirs.Kind() != reflect.Struct || ours.NumField() != theirs.NumField() || ours.Size() != theirs.Size() {
		return fmt.Errorf("%v has %d bytes, %v has %d", ours, ours.Size(), theirs, theirs.Size())
	}
	for i := range ours.NumField() {
		a, b := ours.Field(i), theirs.Field(i)
		if a.Offset != b.Offset || a.Type.Size() != b.Type.Size() || a.Type.Kind() != b.Type.Kind() {
			return fmt.Errorf("field %d of %v is %s %v at %d, of %v %s %v at %d", i, ours, a.Name, a.Type, a.Offset, theirs, b.Name, b.Type, b.Offset)
		}
	}
	return nil
}

type (
	sampleStruct struct {
		A byte
		B string
		C *int
	}
	sampleMethods    int32
	sampleInterface  interface{ Lower(int) string }
	sampleDirect     struct{ P *int }
	sampleNotDirect  struct{ P, Q *int }
	sampleUncomparab struct{ F func() }
)

// Lower and Upper are methods for uncommonType to count.
func (sampleMethods) Lower(int) string { return "" }
func (sampleMethods) upper()           {}

// samples have every kind, with and without names and methods.
func samples() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[bool](), reflect.TypeFor[int](), reflect.TypeFor[uint8](), reflect.TypeFor[float64](), reflect.TypeFor[complex64](),
		reflect.TypeFor[string](), reflect.TypeFor[unsafe.Pointer](), reflect.TypeFor[any](), reflect.TypeFor[error](),
		reflect.TypeFor[sampleStruct](), reflect.TypeFor[*sampleStruct](), reflect.TypeFor[[]string](), reflect.TypeFor[[3]*int](), reflect.TypeFor[[1]*int](),
		reflect.TypeFor[chan<- int](), reflect.TypeFor[map[string]sampleStruct](), reflect.TypeFor[map[[200]byte]*int](), reflect.TypeFor[func(int, ...string) (error, bool)](),
		reflect.TypeFor[sampleMethods](), reflect.TypeFor[sampleInterface](), reflect.TypeFor[sampleDirect](), reflect.TypeFor[sampleNotDirect](), reflect.TypeFor[sampleUncomparab](),
	}
}

func checkKinds() error {
	for _, t := range samples() {
		d := descriptor(t)
		switch {
		case typeOf(d) != t:
			return fmt.Errorf("%v: not the type that its descriptor is of", t)
		case reflect.Kind(d.kind) != t.Kind() || d.size != t.Size() || int(d.align) != t.Align() || int(d.fieldAlign) != t.FieldAlign():
			return fmt.Errorf("%v: kind %d, size %d, alignment %d", t, d.kind, d.size, d.align)
		case (d.equal != nil) != t.Comparable():
			return fmt.Errorf("%v: comparable is %t", t, t.Comparable())
		case (d.tflag&flagNamed != 0) != (t.Name() != ""):
			return fmt.Errorf("%v: the flag for names is %#x", t, d.tflag)
		case (d.tflag&flagDirect != 0) != isDirect(t):
			return fmt.Errorf("%v: the flag for pointers in interfaces is %#x", t, d.tflag)
		}
		if err := checkKind(t, d); err != nil {
			return fmt.Errorf("%v: %w", t, err)
		}
	}
	u := (*struct {
		rtype
		u uncommonType
	})(unsafe.Pointer(descriptor(reflect.TypeFor[sampleMethods]()))).u
	if u.mcount != 2 || u.xcount != 1 || u.moff < uint32(unsafe.Sizeof(u)) {
		return fmt.Errorf("method table %+v for 2 methods, 1 exported", u)
	}
	return nil
}

// isDirect reports whether the word in an interface is the value itself.
func isDirect(t reflect.Type) bool {
	x := reflect.Zero(t).Interface()
	switch t.Kind() {
	case reflect.Interface:
		return false
	case reflect.Struct:
		return t.NumField() == 1 && isDirect(t.Field(0).Type)
	case reflect.Array:
		return t.Len() == 1 && isDirect(t.Elem())
	}
	return (*eface)(unsafe.Pointer(&x)).data == nil
}

func checkKind(t reflect.Type, d *rtype) error {
	ok := true
	switch t.Kind() {
	case reflect.Struct:
		f := d.asStruct().fields
		ok = len(f) == t.NumField()
		for i := 0; ok && i < len(f); i++ {
			ok = typeOf(f[i].typ) == t.Field(i).Type && f[i].offset == t.Field(i).Offset && !f[i].name.blank()
		}
	case reflect.Interface:
		ok = len(d.asInterface().methods) == t.NumMethod()
	case reflect.Pointer:
		ok = typeOf(d.asPointer().elem) == t.Elem()
	case reflect.Slice:
		ok = typeOf(d.asSlice().elem) == t.Elem()
	case reflect.Array:
		a := d.asArray()
		ok = typeOf(a.elem) == t.Elem() && typeOf(a.slice) == reflect.SliceOf(t.Elem()) && int(a.len) == t.Len()
	case reflect.Chan:
		ok = typeOf(d.asChan().elem) == t.Elem() && d.asChan().dir == int(t.ChanDir())
	case reflect.Func:
		f := d.asFunc()
		ok = int(f.in) == t.NumIn() && int(f.out&(1<<15-1)) == t.NumOut() && (f.out>>15 == 1) == t.IsVariadic()
	case reflect.Map:
		m := d.asMap()
		ok = typeOf(m.key) == t.Key() && typeOf(m.elem) == t.Elem() && m.hasher != nil && m.groupSize == m.group.size && m.slotSize > m.elemOff
	}
	if !ok {
		return errors.New("what follows the common part of the descriptor is not as expected")
	}
	return nil
}

// checkUse makes a type with fields and methods and calls them.
var checkUse = sync.OnceValue(func() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	type layout struct {
		F0 int
		F1 *int
	}
	var slots [3]int
	for i := range slots {
		if slots[i], err = NewSlot("this method is part of a check"); err != nil {
			return err
		}
	}
	n := New("main", "Sample", reflect.TypeFor[layout](), 1, 2)
	n.SetFields([]Field{{Name: "Number", Type: reflect.TypeFor[int](), Tag: `k:"v"`}, {Name: "next", Type: reflect.TypeFor[*int]()}})
	SetSlot(slots[0], reflect.ValueOf(func(l *layout) string { return fmt.Sprint("at ", l.F0) }))
	SetSlot(slots[1], reflect.ValueOf(func(l layout) string { return fmt.Sprint("value ", l.F0) }))
	SetSlot(slots[2], reflect.ValueOf(func(l *layout, i int) { l.F0 = i }))
	n.SetMethods([]Method{
		{Name: "String", Type: reflect.TypeFor[func() string](), Slot: slots[0], ValueSlot: slots[1]},
		{Name: "Set", Type: reflect.TypeFor[func(int)](), Slot: slots[2], Pointer: true},
	})
	return use(n)
})

func use(n *Type) error {
	v := reflect.New(n.Type())
	setter, ok := v.Interface().(interface{ Set(int) })
	if !ok {
		return fmt.Errorf("%v lacks its method Set", v.Type())
	}
	setter.Set(7)
	x := v.Elem().Interface()
	if _, ok := x.(interface{ Set(int) }); ok {
		return fmt.Errorf("%T has the method of its pointer", x)
	}
	f, _ := n.Type().FieldByName("Number")
	got := fmt.Sprintf("%v, %T, %#v, %s, %s", x, v.Interface(), x, f.Tag.Get("k"), n.Type().Method(0).Func.Call([]reflect.Value{v.Elem()})[0])
	if want := "at 7, *main.Sample, main.Sample{Number:7, next:(*int)(nil)}, v, value 7"; got != want {
		return fmt.Errorf("%s, not %s", got, want)
	}
	var wrong *runtime.TypeAssertionError = AssertionError(nil, n.Type(), reflect.TypeFor[error](), "Error")
	if got, want := wrong.Error(), "interface conversion: main.Sample is not error: missing method Error"; got != want {
		return fmt.Errorf("an assertion error says %q, not %q", got, want)
	}
	return nil
}
