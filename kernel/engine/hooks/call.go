//go:build !nohooks

package hooks

import (
	"reflect"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// Calls between interpreted functions without yaegi's runCfg, which defers and
// locks in every call and panics again in every frame: panics are linear in the
// depth, calls are quicker, and the results of a call are variables of its own
// (yaegi's callee writes to the caller's, and finds old values in them).

// visitCall replaces the generator of calls that are neither started by go nor
// deferred, and take no other call's several results.
func (b *builder) visitCall(n *node, _, gen string) {
	if gen != "call" {
		return
	}
	b.at(n).gen = generateCall
	if method := methodOf(n); method != nil {
		// The step that would bind the receiver has nothing left to do.
		b.at(n.child[0]).gen = func(n *node) bool {
			next := getExec(n.tnext)
			n.exec = func(*frame) step { return next }
			return true
		}
	}
}

// methodOf is the interpreted method that n calls on a receiver of a known
// type, if generateCall will make that call.
func methodOf(n *node) *node {
	callee := n.child[0]
	if generator(callee) != "getMethod" || callee.recv == nil || !ownsCall(n) || reflect.TypeOf(callee.val) != nodeType {
		return nil
	}
	if def := (*node)(reflect.ValueOf(callee.val).UnsafePointer()); functionOf(def) != nil {
		return def
	}
	return nil
}

// ownsCall reports whether generateCall makes the call n.
func ownsCall(n *node) bool {
	if k := kindName(n.anc.kind); k == "deferStmt" || k == "goStmt" {
		return false
	}
	return plainArguments(n) && plainResults(n)
}

type accessor = func(*frame) reflect.Value

func generateCall(n *node) bool {
	if !ownsCall(n) {
		return false
	}
	invoke := invocation(n, callArguments(n))
	put := callResults(n)
	next, otherwise := getExec(n.tnext), getExec(n.fnext)
	branches := n.fnext != nil
	n.exec = func(f *frame) step {
		out := invoke(f)
		for k, p := range put {
			if p != nil {
				p(f, out[k])
			}
		}
		if branches && !out[0].Bool() {
			return otherwise
		}
		return next
	}
	return true
}

// invocation makes the function that makes the call and returns its results.
func invocation(n *node, args []accessor) func(*frame) []reflect.Value {
	callee := n.child[0]
	results := len(callee.typ.ret)
	if def := methodOf(n); def != nil {
		fn, recv := functionOf(def), genValueRecv(callee)
		return func(f *frame) []reflect.Value { return fn.call(f, recv, args, results) }
	}
	value := genValue(callee)
	return func(f *frame) []reflect.Value {
		v := value(f)
		if v.Type() != nodeType {
			return callValue(f, v, args)
		}
		def := (*node)(v.UnsafePointer())
		switch fn := functionOf(def); {
		case def.rval.IsValid():
			return callValue(f, def.rval, args)
		case fn == nil: // compiled without hooks
			return callValue(f, genFunctionWrapper(def)(f), args)
		default:
			return fn.call(f, nil, args, results)
		}
	}
}

// nodeType is the type of a function in a variable of yaegi's: *interp.node.
var nodeType = func() reflect.Type {
	f, _ := reflect.TypeFor[interp.Program]().FieldByName("root")
	return f.Type
}()

// call runs fn with the receiver, if any, and the arguments that are found in f.
func (fn *function) call(f *frame, recv accessor, args []accessor, results int) []reflect.Value {
	called := fn.newFrame(f)
	slots := called.data[results:]
	if recv != nil {
		setReceiver(slots[0], recv(f))
		slots = slots[1:]
	}
	for k, slot := range slots {
		if k == len(args) {
			break
		}
		v := args[k](f)
		if v.Type() == nodeType {
			// A function by its name, or a method whose receiver is bound now.
			slots[k] = genFunctionWrapper((*node)(v.UnsafePointer()))(f)
			continue
		}
		if v.IsZero() && slot.Kind() != reflect.Interface {
			continue
		}
		slot.Set(v)
	}
	fn.enter(called)
	return called.data[:results]
}

// setReceiver gives a method its receiver, with the address taken or the
// pointer followed as the method wants it.
func setReceiver(slot, v reflect.Value) {
	v, _ = unwrapInterface(v)
	switch from, to := v.Kind(), slot.Kind(); {
	case from == reflect.Pointer && to != reflect.Pointer:
		slot.Set(v.Elem())
	case from != reflect.Pointer && to == reflect.Pointer:
		slot.Set(v.Addr())
	default:
		slot.Set(v)
	}
}

// callValue calls a closure or a compiled function.
func callValue(f *frame, v reflect.Value, args []accessor) []reflect.Value {
	in := make([]reflect.Value, len(args))
	for k, a := range args {
		in[k] = a(f)
	}
	if literal := literalOf(v); literal != nil {
		return literal(in)
	}
	if v.Type().IsVariadic() { // the arguments are packed
		return v.CallSlice(in)
	}
	return v.Call(in)
}

// plainArguments reports whether callArguments knows how to pass the arguments.
func plainArguments(n *node) bool {
	types := n.child[0].typ.arg
	if packs(n) {
		fixed := len(types) - 1
		if len(n.child)-1 < fixed || len(n.child) == 2 && isNested(n.child[1]) && results(n.child[1]) != 1 {
			return false
		}
		if t := typeOf(types[fixed]); t == nil || t.Kind() != reflect.Slice {
			return false
		}
	} else if len(n.child)-1 != len(types) {
		return false
	}
	for k, c := range n.child[1:] {
		t := types[min(k, len(types)-1)]
		if k >= len(types)-1 && packs(n) {
			t = t.val
		}
		if isNested(c) && isInterfaceSrc(t) && !isEmptyInterface(t) {
			return false
		}
	}
	return true
}

// packs reports whether the call n makes a slice of its last arguments, none or
// more. yaegi takes an argument that is such a slice for all of them.
func packs(n *node) bool { return variadicPos(n) >= 0 && actionName(n.action) != "callSlice" }

// results is how many results the call c has.
func results(c *node) int {
	if t := c.child[0].typ; t != nil && t.rtype != nil && t.rtype.Kind() == reflect.Func {
		return t.rtype.NumOut()
	} else if t != nil {
		return len(t.ret)
	}
	return 0
}

func isNested(arg *node) bool { return isBinCall(arg, arg.scope) || isRegularCall(arg) }

// callArguments makes the accessors of the arguments, as yaegi does.
func callArguments(n *node) []accessor {
	types := n.child[0].typ.arg
	args := make([]accessor, len(types))
	rest := n.child[1:]
	if packs(n) {
		last := len(types) - 1
		args[last] = packed(rest[last:], types[last])
		rest = rest[:last]
	}
	for k, c := range rest {
		args[k] = argument(c, types[k])
	}
	return args
}

// packed makes a slice of type t of the arguments, nil of none.
func packed(list []*node, t *itype) accessor {
	slice := typeOf(t)
	elements := make([]accessor, len(list))
	for k, c := range list {
		elements[k] = argument(c, t.val)
	}
	return func(f *frame) reflect.Value {
		if len(elements) == 0 {
			return reflect.Zero(slice)
		}
		s := reflect.MakeSlice(slice, len(elements), len(elements))
		for k, e := range elements {
			v := e(f)
			if v.Type() == nodeType {
				v = genFunctionWrapper((*node)(v.UnsafePointer()))(f)
			}
			s.Index(k).Set(v)
		}
		return s
	}
}

// argument is the accessor of what is passed as a parameter of type t.
func argument(c *node, t *itype) accessor {
	if isNested(c) {
		slot := c.findex
		return func(f *frame) reflect.Value { return f.data[slot] }
	}
	if kindName(c.kind) == "basicLit" || c.rval.IsValid() {
		convertLiteralValue(c, typeOf(t))
	}
	switch {
	case isInterfaceSrc(t) && (!isEmptyInterface(t) || len(c.typ.method) > 0):
		return genValueInterface(c)
	case isInterfaceBin(t):
		return genInterfaceWrapper(c, t.rtype)
	case isFuncSrc(t):
		return genFuncValue(c)
	}
	return genValue(c)
}

// plainResults reports whether callResults knows how to store the results.
func plainResults(n *node) bool {
	if k := kindName(n.anc.kind); k != "defineXStmt" && k != "assignXStmt" {
		return true
	}
	for k, t := range n.child[0].typ.ret {
		c := n.anc.child[k]
		if c.ident != "_" && (c.typ == nil || isInterfaceSrc(c.typ) && !isEmptyInterface(c.typ) && !isInterfaceSrc(t)) {
			return false
		}
	}
	return true
}

// callResults makes what stores the results. A slot whose type is another
// than the result's takes the result's variable.
func callResults(n *node) []func(*frame, reflect.Value) {
	level, kind := n.level, kindName(n.anc.kind)
	if kind == "returnStmt" {
		level = 0
	}
	put := make([]func(*frame, reflect.Value), len(n.child[0].typ.ret))
	for k := range put {
		if (kind == "defineXStmt" || kind == "assignXStmt") && n.anc.child[k].ident == "_" {
			continue
		}
		slot := n.findex + k
		put[k] = func(f *frame, v reflect.Value) {
			data := slotOwner(f, level).data
			if s := data[slot]; s.CanSet() && s.Type() == v.Type() {
				s.Set(v)
				return
			}
			data[slot] = v
		}
	}
	return put
}

// literalOf is what a closure made by generateLiteral calls, nil for other
// functions. It saves the way through the native calling convention, which is
// more than half of what calling a closure costs.
func literalOf(v reflect.Value) func([]reflect.Value) []reflect.Value {
	if implWord == 0 || v.Kind() != reflect.Func || v.Pointer() != makeFuncCode || !v.CanInterface() {
		return nil
	}
	fn := *(*func([]reflect.Value) []reflect.Value)(unsafe.Add(funcObject(v), implWord))
	if codeOf(fn) != literalCode {
		return nil
	}
	return fn
}

var (
	makeFuncCode uintptr // of every function made by reflect.MakeFunc
	literalCode  uintptr // of every literal.invoke
	// implWord is the offset, in what reflect.MakeFunc makes, of the function
	// given to it. 0: not found; then closures are called the long way.
	implWord uintptr
)

func init() {
	given := (&literal{}).invoke
	made := reflect.MakeFunc(reflect.TypeFor[func()](), given)
	makeFuncCode, literalCode = made.Pointer(), codeOf(given)
	want := *(*unsafe.Pointer)(unsafe.Pointer(&given))
	for k := uintptr(1); k < 6; k++ {
		if at := k * unsafe.Sizeof(want); *(*unsafe.Pointer)(unsafe.Add(funcObject(made), at)) == want {
			implWord = at
			return
		}
	}
}

// funcObject is the object that a function value points to.
func funcObject(v reflect.Value) unsafe.Pointer {
	x := v.Interface()
	return (*[2]unsafe.Pointer)(unsafe.Pointer(&x))[1]
}

func codeOf(f func([]reflect.Value) []reflect.Value) uintptr {
	return **(**uintptr)(unsafe.Pointer(&f))
}
