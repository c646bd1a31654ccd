//go:build !nohooks

package hooks

import (
	"reflect"
	"unsafe"
)

// Calls of compiled functions and methods whose signature is in a table: without
// reflect.Call. What counts in a signature is how parameters are passed: all
// pointers are alike, all slices, all interfaces.

// directCall makes the call of a closure: a get of the result, or a func(*frame)
// when there is none, or several, which are dropped.
type directCall func(closure unsafe.Pointer, args []expr, at *plan) any

// directCalls by signature, as signatureOf writes it.
var directCalls = map[string]directCall{}

func init() {
	type (
		pointer = unsafe.Pointer
		slice   = sliceHeader
		face    = interfaceWords
	)
	call00()
	call01[int]()
	call01[int64]()
	call01[bool]()
	call01[string]()
	call01[float64]()
	call10[int]()
	call10[string]()
	call10[bool]()
	call10[pointer]()
	call10[face]()
	call10[slice]()
	call11[int, int]()
	call11[int, string]()
	call11[int, bool]()
	call11[int, float64]()
	call11[float64, float64]()
	call11[string, int]()
	call11[string, bool]()
	call11[string, string]()
	call11[string, slice]()
	call11[int32, bool]()
	call11[int32, int32]()
	call11[slice, int]()
	call11[slice, string]()
	call11[slice, bool]()
	call11[face, face]()
	call11[face, int]()
	call11[face, bool]()
	call11[face, string]()
	call11[pointer, int]()
	call11[pointer, int32]()
	call11[pointer, int64]()
	call11[pointer, bool]()
	call11[pointer, string]()
	call11[pointer, face]()
	call11[pointer, pointer]()
	call11[int64, int64]()
	call11[int64, string]()
	call11[int64, float64]()
	call20[pointer, int]()
	call20[pointer, int32]()
	call20[pointer, int64]()
	call20[pointer, bool]()
	call20[pointer, string]()
	call20[face, face]()
	call20[string, string]()
	call21[int, int, int]()
	call21[float64, float64, float64]()
	call21[string, string, bool]()
	call21[string, string, int]()
	call21[string, string, string]()
	call21[string, string, slice]()
	call21[string, int, string]()
	call21[string, uint8, int]()
	call21[string, int32, int]()
	call21[slice, string, string]()
	call21[face, face, bool]()
	call21[pointer, int, int]()
	call21[pointer, int64, int64]()
	call21[pointer, int32, int32]()
	call21[pointer, string, string]()
	call21[pointer, uint8, face]()
	call22[pointer, string, int, face]()
	call22[pointer, int32, int, face]()
	call22[pointer, slice, int, face]()
}

// signature is the key of a signature.
func signature(types ...reflect.Type) (key string) {
	for _, t := range types {
		k := t.Kind()
		switch {
		case k == reflect.Map || k == reflect.Chan || k == reflect.UnsafePointer || k == reflect.Pointer:
			k = reflect.Pointer
		case t == reflect.TypeFor[sliceHeader]():
			k = reflect.Slice
		case t == reflect.TypeFor[interfaceWords]():
			k = reflect.Interface
		case families[k] == nil:
			return ""
		}
		key += k.String() + " "
	}
	return key
}

func signatureOf(t reflect.Type, in []reflect.Type) string {
	args := signature(in...)
	if args == "" && len(in) > 0 {
		return ""
	}
	out := make([]reflect.Type, t.NumOut())
	for k := range out {
		out[k] = t.Out(k)
	}
	results := signature(out...)
	if results == "" && len(out) > 0 {
		return ""
	}
	return args + ">" + results
}

// The makers of direct calls are not inlined: Dump knows the calls by their names.

func closureAs[F any](closure unsafe.Pointer) F { return *(*F)(unsafe.Pointer(&closure)) }

//go:noinline
func call00() {
	directCalls[">"] = func(closure unsafe.Pointer, _ []expr, at *plan) any {
		fn := closureAs[func()](closure)
		return func(f *frame) { at.note(f); fn() }
	}
}

//go:noinline
func call01[R any]() {
	directCalls[">"+signature(reflect.TypeFor[R]())] = func(closure unsafe.Pointer, _ []expr, at *plan) any {
		fn := closureAs[func() R](closure)
		return get[R](func(f *frame) R { at.note(f); return fn() })
	}
}

//go:noinline
func call10[A any]() {
	directCalls[signature(reflect.TypeFor[A]())+">"] = func(closure unsafe.Pointer, args []expr, at *plan) any {
		fn, a := closureAs[func(A)](closure), args[0].get.(get[A])
		return func(f *frame) { x := a(f); at.note(f); fn(x) }
	}
}

//go:noinline
func call11[A, R any]() {
	directCalls[signature(reflect.TypeFor[A]())+">"+signature(reflect.TypeFor[R]())] = func(closure unsafe.Pointer, args []expr, at *plan) any {
		fn, a := closureAs[func(A) R](closure), args[0].get.(get[A])
		return get[R](func(f *frame) R { x := a(f); at.note(f); return fn(x) })
	}
}

//go:noinline
func call20[A, B any]() {
	directCalls[signature(reflect.TypeFor[A](), reflect.TypeFor[B]())+">"] = func(closure unsafe.Pointer, args []expr, at *plan) any {
		fn, a, b := closureAs[func(A, B)](closure), args[0].get.(get[A]), args[1].get.(get[B])
		return func(f *frame) { x := a(f); y := b(f); at.note(f); fn(x, y) }
	}
}

//go:noinline
func call21[A, B, R any]() {
	directCalls[signature(reflect.TypeFor[A](), reflect.TypeFor[B]())+">"+signature(reflect.TypeFor[R]())] = func(closure unsafe.Pointer, args []expr, at *plan) any {
		fn, a, b := closureAs[func(A, B) R](closure), args[0].get.(get[A]), args[1].get.(get[B])
		return get[R](func(f *frame) R { x := a(f); y := b(f); at.note(f); return fn(x, y) })
	}
}

//go:noinline
func call22[A, B, R, S any]() {
	directCalls[signature(reflect.TypeFor[A](), reflect.TypeFor[B]())+">"+signature(reflect.TypeFor[R](), reflect.TypeFor[S]())] = func(closure unsafe.Pointer, args []expr, at *plan) any {
		fn, a, b := closureAs[func(A, B) (R, S)](closure), args[0].get.(get[A]), args[1].get.(get[B])
		return func(f *frame) { x := a(f); y := b(f); at.note(f); fn(x, y) }
	}
}

// native compiles the call of a compiled function that is known, or of a method of
// a pointer. The result is a get, or a func(*frame).
func (u *fuser) native(n *node) (g any, t reflect.Type, calls []expr, ok bool) {
	callee := n.child[0]
	if generator(n) != "callBin" || isLater(n) || callee.typ == nil {
		return nil, nil, nil, false
	}
	var fn reflect.Value
	var recv []expr
	switch gen := generator(callee); {
	case callee.rval.IsValid() && callee.rval.Kind() == reflect.Func && !callee.rval.CanAddr():
		fn = callee.rval
	case gen == "getIndexBinMethod" || gen == "getIndexBinPtrMethod":
		method, isIndex := callee.val.(int)
		if !isIndex {
			return nil, nil, nil, false
		}
		var e expr
		if fn, e, ok = u.boundMethod(callee, method, gen); !ok {
			return nil, nil, nil, false
		}
		recv = append(recv, e)
	default:
		return nil, nil, nil, false
	}
	t = fn.Type()
	if t.IsVariadic() || fn.IsNil() || t.NumIn() != len(recv)+len(n.child)-1 || !fn.CanInterface() {
		return nil, nil, nil, false
	}
	in := make([]reflect.Type, t.NumIn())
	for k := range in {
		in[k] = t.In(k)
	}
	call := directCalls[signatureOf(t, in)]
	if call == nil {
		return nil, nil, nil, false
	}
	args := recv
	late := len(recv) > 0 && recv[0].reads
	for k, c := range n.child[1:] {
		e, ok := u.given(c, in[len(recv)+k])
		if !ok || e.calls && late {
			return nil, nil, nil, false
		}
		late = late || e.reads && !e.calls
		args = append(args, e)
	}
	return call(funcObject(fn), args, u.b.at(n)), t, args, true
}

// boundMethod is the method, as a function of the receiver, and the receiver, a pointer.
func (u *fuser) boundMethod(callee *node, method int, gen string) (fn reflect.Value, recv expr, ok bool) {
	base := callee.child[0]
	p, ok := u.whole(base, gen == "getIndexBinPtrMethod")
	if !ok || p.calls {
		return fn, recv, false
	}
	t := p.typ
	if gen == "getIndexBinPtrMethod" {
		t = reflect.PointerTo(t)
		recv = newExpr(reflect.Pointer, get[unsafe.Pointer](p.address))
	} else if t.Kind() == reflect.Pointer {
		a := p.address
		recv = newExpr(reflect.Pointer, get[unsafe.Pointer](func(f *frame) unsafe.Pointer { return *(*unsafe.Pointer)(a(f)) }))
		recv.reads = true
	}
	// Only what the compiler made: methods with value receivers check for nil
	// in a way of their own.
	if t.Kind() != reflect.Pointer || method >= t.NumMethod() || t.Elem().Kind() == reflect.Interface {
		return fn, recv, false
	}
	m := t.Method(method)
	u.taken = append(u.taken, callee)
	return m.Func, recv, true
}

// given compiles an argument of a compiled function, for a parameter of type t. What
// becomes an interface is left to yaegi, but for pointers.
func (u *fuser) given(c *node, t reflect.Type) (expr, bool) {
	if t.Kind() == reflect.Interface {
		if t.NumMethod() == 0 && generator(c) == "addr" && c.typ != nil && len(c.typ.method) == 0 && len(c.typ.val.method) == 0 {
			return u.addressAsInterface(c)
		}
		if c.typ == nil || typeOf(c.typ) != t || isInterfaceSrc(c.typ) && !isEmptyInterface(c.typ) {
			return expr{}, false
		}
	}
	return u.source(c, t)
}

// addressAsInterface is &x as an interface without methods.
func (u *fuser) addressAsInterface(c *node) (expr, bool) {
	p, ok := u.whole(c.child[0], true)
	if !ok || p.calls {
		return expr{}, false
	}
	u.taken = append(u.taken, c)
	t := reflect.PointerTo(p.typ)
	word := (*interfaceWords)(unsafe.Pointer(&t)).data
	a := p.address
	return newExpr(reflect.Interface, get[interfaceWords](func(f *frame) interfaceWords { return interfaceWords{word, a(f)} })), true
}

// nativeValue compiles such a call as part of an expression.
func (u *fuser) nativeValue(n *node) (expr, bool) {
	if !u.withCalls {
		return expr{}, false
	}
	residual := len(u.residual)
	g, t, args, ok := u.native(n)
	if !ok || t.NumOut() != 1 || len(u.residual) > residual || n.typ == nil {
		return expr{}, false
	}
	kind := t.Out(0).Kind()
	if other := typeOf(n.typ); other == nil || other.Kind() != kind || kind == reflect.Interface && other != t.Out(0) {
		return expr{}, false
	}
	u.calls++
	e := newExpr(kind, g, args...)
	e.calls, e.reads = true, false
	return e, true
}

// nativeStatement compiles such a call as a statement, whose results are dropped.
func (u *fuser) nativeStatement(n *node) *fused {
	if kindName(n.anc.kind) != "exprStmt" || n.fnext != nil {
		return nil
	}
	g, t, _, ok := u.native(n)
	if !ok {
		return nil
	}
	if effect, ok := g.(func(*frame)); ok {
		return &fused{effect: effect}
	}
	if t.NumOut() != 1 {
		return nil
	}
	effect := families[t.Out(0).Kind()].drop(g)
	return &fused{effect: effect}
}
