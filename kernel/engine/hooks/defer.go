//go:build !nohooks

package hooks

import "reflect"

// visitDefer makes defer statements take their function, receiver and arguments
// when they are executed. yaegi takes some of them when the call is made.
func (b *builder) visitDefer(n *node, kind, _ string) {
	if kind != "deferStmt" || len(n.child) == 0 {
		return
	}
	call := n.child[0]
	for kindName(call.kind) == "parenExpr" && len(call.child) > 0 {
		call = call.child[0]
	}
	if len(call.child) == 0 {
		return
	}
	callee := call.child[0]
	if generator(callee) == "getIndexBinMethod" {
		b.at(callee).gen = generateBoundMethod
	}
	interpreted, spread := generator(call) == "call", actionName(call.action) == "callSlice"
	b.at(call).around = append(b.at(call).around, func(_ *node, e step) step {
		function := deferredFunction(callee, interpreted)
		return func(f *frame) step {
			before := len(f.deferred)
			next := e(f)
			if len(f.deferred) == before {
				return next
			}
			d := f.deferred[0]
			if v := function(f); v.IsValid() {
				d[0] = v
			}
			if spread && d[0].Kind() == reflect.Func && d[0].Type().IsVariadic() {
				d[0] = takingSlice(d[0])
			}
			for k := range d[1:] {
				d[k+1] = frozen(d[k+1])
			}
			return next
		}
	})
}

// takingSlice is a variadic function whose last parameter is a slice.
func takingSlice(f reflect.Value) reflect.Value {
	t := f.Type()
	in, out := make([]reflect.Type, t.NumIn()), make([]reflect.Type, t.NumOut())
	for k := range in {
		in[k] = t.In(k)
	}
	for k := range out {
		out[k] = t.Out(k)
	}
	return reflect.MakeFunc(reflect.FuncOf(in, out, false), f.CallSlice)
}

// deferredFunction makes the function that a defer statement calls; the result
// is invalid where yaegi's is right.
func deferredFunction(callee *node, interpreted bool) func(*frame) reflect.Value {
	none := func(*frame) reflect.Value { return reflect.Value{} }
	if !interpreted {
		return none
	}
	if callee.recv != nil {
		recv := genValueRecv(callee)
		return func(f *frame) reflect.Value {
			bound := *callee
			bound.recv = &receiver{val: frozen(recv(f))}
			return genFunctionWrapper(&bound)(f)
		}
	}
	if kindName(callee.kind) == "funcDecl" || callee.sym != nil && callee.sym.index < 0 {
		return none
	}
	value := genValue(callee)
	return func(f *frame) reflect.Value {
		v := value(f)
		if v.Kind() == reflect.Func && !v.IsNil() {
			return frozen(v)
		}
		return reflect.Value{}
	}
}

// generateBoundMethod is yaegi's getIndexBinMethod with a copy of the receiver.
func generateBoundMethod(n *node) bool {
	method, ok := n.val.(int)
	if !ok {
		return false
	}
	value, next := genValue(n.child[0]), getExec(n.tnext)
	slot, level := n.findex, n.level
	n.exec = func(f *frame) step {
		slotOwner(f, level).data[slot] = frozen(value(f)).Method(method)
		return next
	}
	return true
}

// frozen is v as it is now: a copy if v refers to a variable.
func frozen(v reflect.Value) reflect.Value {
	if !v.IsValid() || !v.CanAddr() || !v.CanInterface() {
		return v
	}
	return fresh(v.Type(), v)
}

// deferBuiltin makes the step of "defer panic(x)" or "defer recover()", which
// yaegi would execute at once.
func deferBuiltin(n *node, f func(fr *frame, arg reflect.Value)) {
	next := getExec(n.tnext)
	var value func(*frame) reflect.Value
	if len(n.child) > 1 {
		value = genValue(n.child[1])
	}
	n.exec = func(fr *frame) step {
		var arg reflect.Value
		if value != nil {
			arg = frozen(value(fr))
		}
		call := []reflect.Value{reflect.ValueOf(func() { f(fr, arg) })}
		fr.deferred = append([][]reflect.Value{call}, fr.deferred...)
		return next
	}
}
