package rt

import (
	"fmt"
	"go/types"
	"reflect"
	"unsafe"

	"interleave/kernel/engine/realtype"
)

// slots are the entries of a method: with the address of the receiver, and with
// the receiver itself when T has the method too.
type slots struct{ address, value int }

// binding is a method that a type declares, whose function the interpreter has.
type binding struct {
	id     int
	recv   *types.Named
	object *types.Func // the newest declaration
	slots
	pointer bool         // the receiver is a pointer
	typ     reflect.Type // with the receiver
	set     bool         // SetMethod gave it a function
}

// methodList is the method set of *T.
type methodList struct {
	list    []listedMethod
	onValue int // how many of them T has
}

// listedMethod is a method of *T.
type listedMethod struct {
	object  *types.Func
	sig     *types.Signature // without receiver
	index   []int            // embedded fields that lead to it, then its number
	pointer bool             // T has it not
}

// methodsOf lists the methods that T and *T get. Lower-case methods of other
// packages are left out: nobody can call them here.
func methodsOf(t types.Type) (m methodList) {
	value, pointer := types.NewMethodSet(t), types.NewMethodSet(types.NewPointer(t))
	for i := range pointer.Len() {
		s := pointer.At(i)
		f := s.Obj().(*types.Func)
		if !f.Exported() && f.Pkg().Path() != CellPackage {
			continue
		}
		sig := s.Type().(*types.Signature)
		l := listedMethod{
			object:  f,
			sig:     types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic()),
			index:   s.Index(),
			pointer: value.Lookup(f.Pkg(), f.Name()) == nil,
		}
		if !l.pointer {
			m.onValue++
		}
		m.list = append(m.list, l)
	}
	return m
}

// methodKey tells methods apart whose functions can't stand for each other.
func (w *World) methodKey(m listedMethod) string {
	return fmt.Sprint(m.object.Id(), w.key(m.sig), m.pointer, hasPointerReceiver(m.object), m.index[:len(m.index)-1])
}

func hasPointerReceiver(f *types.Func) bool {
	_, ok := types.Unalias(f.Signature().Recv().Type()).(*types.Pointer)
	return ok
}

// setMethods fills the method tables of a version of t; e is nil for a literal.
func (w *World) setMethods(v *version, t types.Type, methods methodList, e *entry) {
	if len(methods.list) == 0 {
		return
	}
	table := make([]realtype.Method, len(methods.list))
	for i, m := range methods.list {
		var s slots
		if len(m.index) == 1 {
			s = w.bind(t.(*types.Named), m).slots
		} else {
			s = w.promote(v, t, m, e)
		}
		table[i] = realtype.Method{Name: m.object.Name(), Type: w.real(m.sig, true), Pointer: m.pointer, Slot: s.address, ValueSlot: s.value}
	}
	v.typ.SetMethods(table)
}

// bind finds or makes the binding of a method that t declares.
func (w *World) bind(t *types.Named, m listedMethod) *binding {
	e, k := w.entry(t), w.methodKey(m)
	if b := e.methods[k]; b != nil {
		b.object = m.object
		return b
	}
	recv, sig := w.first(t).typ.Type(), w.real(m.sig, true)
	name := recv.String() + "." + m.object.Name()
	b := &binding{id: len(w.bindings), recv: t, object: m.object, pointer: m.pointer}
	b.address = newSlot(name)
	if m.pointer {
		b.typ = withReceiver(reflect.PointerTo(recv), sig)
	} else {
		b.typ = withReceiver(recv, sig)
		b.value = newSlot(name)
	}
	w.bindings = append(w.bindings, b)
	e.methods[k] = b
	return b
}

func newSlot(name string) int {
	slot, err := realtype.NewSlot("method " + name + " is called before the cell that declares it has run")
	if err != nil {
		fail("%w", err)
	}
	return slot
}

// withReceiver is the function type sig with one more parameter in front.
func withReceiver(recv, sig reflect.Type) reflect.Type {
	in, out := []reflect.Type{recv}, []reflect.Type{}
	for i := range sig.NumIn() {
		in = append(in, sig.In(i))
	}
	for i := range sig.NumOut() {
		out = append(out, sig.Out(i))
	}
	return reflect.FuncOf(in, out, sig.IsVariadic())
}

func call(f reflect.Value, args []reflect.Value) []reflect.Value {
	if f.Type().IsVariadic() {
		return f.CallSlice(args)
	}
	return f.Call(args)
}

// throughPointer makes the function of *T for a method of T, whose function is f.
// The interpreter copies arguments, so f gets the receiver where it is.
func throughPointer(f reflect.Value, recv reflect.Type, name string) reflect.Value {
	run := realtype.Body(f)
	if run == nil {
		run = func(args []reflect.Value) []reflect.Value { return call(f, args) }
	}
	own := f.Type().In(0)
	return reflect.MakeFunc(withReceiver(wordType, withoutReceiver(f.Type())), func(args []reflect.Value) []reflect.Value {
		p := args[0].UnsafePointer()
		if p == nil {
			panic(plainError(fmt.Sprintf("value method %s.%s called using nil *%s pointer", recv, name, recv.Name())))
		}
		args[0] = reflect.NewAt(own, p).Elem()
		return run(args)
	})
}

// withoutReceiver is the function type t without its first parameter.
func withoutReceiver(t reflect.Type) reflect.Type {
	var in, out []reflect.Type
	for i := 1; i < t.NumIn(); i++ {
		in = append(in, t.In(i))
	}
	for i := range t.NumOut() {
		out = append(out, t.Out(i))
	}
	return reflect.FuncOf(in, out, t.IsVariadic())
}

// plainErrorType is runtime.plainError, a string without the prefix of runtime
// errors: what the runtime panics with when this kind of call fails.
var plainErrorType = func() (t reflect.Type) {
	defer func() { t = reflect.TypeOf(recover()) }()
	sampleMethod.method()
	return nil
}()

// sampleMethod is a nil pointer to a type with a value method.
var sampleMethod interface{ method() } = (*sample)(nil)

type sample struct{}

func (sample) method() {}

// plainError is the value of runtime.plainError with that text.
func plainError(text string) any {
	v := reflect.New(plainErrorType).Elem()
	v.SetString(text)
	return v.Interface()
}

// nilDereference panics as the runtime does.
func nilDereference() {
	var p *int
	_ = *p
}

// promote makes the entries of a method that comes from an embedded field.
func (w *World) promote(v *version, t types.Type, m listedMethod, e *entry) slots {
	k := w.methodKey(m)
	if e != nil {
		if s, ok := e.promoted[k]; ok {
			return s
		}
	}
	recv, sig := v.typ.Type(), w.real(m.sig, true)
	way, embedded := w.embeddedAt(recv, t, m.index[:len(m.index)-1])
	target := w.methodOf(embedded, m, sig)
	name := recv.String() + "." + m.object.Name()
	s := slots{address: newSlot(name)}
	realtype.SetSlot(s.address, reflect.MakeFunc(withReceiver(wordType, sig), func(args []reflect.Value) []reflect.Value {
		return target(way.follow(args[0].UnsafePointer()), args[1:])
	}))
	if !m.pointer {
		s.value = newSlot(name)
		realtype.SetSlot(s.value, reflect.MakeFunc(withReceiver(recv, sig), func(args []reflect.Value) []reflect.Value {
			p := reflect.New(recv)
			p.Elem().Set(args[0])
			return target(way.follow(p.UnsafePointer()), args[1:])
		}))
	}
	if e != nil {
		e.promoted[k] = s
	}
	return s
}

// route leads from the address of a struct to that of an embedded field.
type route []step

type step struct {
	offset  uintptr
	pointer bool // the field is a pointer, to be followed
}

func (l route) follow(p unsafe.Pointer) unsafe.Pointer {
	for _, s := range l {
		if p == nil {
			nilDereference()
		}
		p = unsafe.Add(p, s.offset)
		if s.pointer {
			p = *(*unsafe.Pointer)(p)
		}
	}
	return p
}

// embeddedAt finds the embedded field of t that index leads to, and its type
// without the pointer.
func (w *World) embeddedAt(r reflect.Type, t types.Type, index []int) (route, types.Type) {
	var l route
	for _, i := range index {
		f := t.Underlying().(*types.Struct).Field(i)
		s := step{offset: r.Field(i).Offset}
		t = f.Type()
		if p, ok := types.Unalias(t).(*types.Pointer); ok {
			s.pointer, t = true, p.Elem()
		}
		r = w.real(t, false)
		l = append(l, s)
	}
	return l, t
}

// methodOf is method m, with type sig, of a variable of type t at an address.
func (w *World) methodOf(t types.Type, m listedMethod, sig reflect.Type) func(unsafe.Pointer, []reflect.Value) []reflect.Value {
	r := w.real(t, false)
	n, ok := types.Unalias(t).(*types.Named)
	switch {
	case types.IsInterface(t):
		open := w.open(r)
		i := methodIndex(open, m.object.Name())
		return func(p unsafe.Pointer, args []reflect.Value) []reflect.Value {
			if p == nil {
				nilDereference()
			}
			return callMethod(reflect.NewAt(open, p).Elem(), i, args)
		}
	case ok && w.made(n):
		b := w.bind(n, listedMethod{object: m.object, sig: m.sig, index: m.index[len(m.index)-1:], pointer: hasPointerReceiver(m.object)})
		f := realtype.SlotFunc(b.address, withReceiver(wordType, sig))
		return func(p unsafe.Pointer, args []reflect.Value) []reflect.Value {
			return call(f, append([]reflect.Value{reflect.ValueOf(p)}, args...))
		}
	}
	p, ok := reflect.PointerTo(r).MethodByName(m.object.Name())
	if !ok {
		fail("the compiled type %v has no method %s", r, m.object.Name())
	}
	return func(at unsafe.Pointer, args []reflect.Value) []reflect.Value {
		return callMethod(reflect.NewAt(r, at), p.Index, args)
	}
}

// callMethod calls method i of an interface or a pointer.
func callMethod(recv reflect.Value, i int, args []reflect.Value) []reflect.Value {
	if recv.IsNil() && recv.Kind() == reflect.Interface {
		nilDereference()
	}
	return call(recv.Method(i), args)
}

// open is an interface type with all methods exported. mu is held.
func (w *World) open(r reflect.Type) reflect.Type {
	for i := range r.NumMethod() {
		if !r.Method(i).IsExported() {
			if w.opened[r] == nil {
				w.opened[r] = realtype.Opened(r)
			}
			return w.opened[r]
		}
	}
	return r
}

func methodIndex(iface reflect.Type, name string) int {
	for i := range iface.NumMethod() {
		if iface.Method(i).Name == name {
			return i
		}
	}
	fail("%v has no method %s", iface, name)
	panic("unreachable")
}

// setMethod gives a method its function, as the interpreter hands it out. It is the
// helper SetMethod.
func (w *World) setMethod(id int, f any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := w.bindings[id]
	got := reflect.TypeOf(f)
	if got == nil || got.Kind() != reflect.Func || !sameSignature(got, b.typ) {
		panic(fmt.Sprintf("internal error: the function of method %s is %v, want %v", b.object.FullName(), got, b.typ))
	}
	if fn := reflect.ValueOf(f); b.pointer {
		realtype.SetSlot(b.address, fn)
	} else {
		realtype.SetSlot(b.value, fn)
		realtype.SetSlot(b.address, throughPointer(fn, b.typ.In(0), b.object.Name()))
	}
	b.set = true
}

// sameSignature reports whether functions of the two types are called alike.
func sameSignature(a, b reflect.Type) bool {
	if a.NumIn() != b.NumIn() || a.NumOut() != b.NumOut() || a.IsVariadic() != b.IsVariadic() {
		return false
	}
	for i := range a.NumIn() {
		if !realtype.SameLayout(a.In(i), b.In(i)) {
			return false
		}
	}
	for i := range a.NumOut() {
		if !realtype.SameLayout(a.Out(i), b.Out(i)) {
			return false
		}
	}
	return true
}
