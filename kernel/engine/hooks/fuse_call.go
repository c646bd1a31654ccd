//go:build !nohooks

package hooks

import (
	"reflect"
)

// staticCallee is the function that n calls, when it is known and calls of it are
// made here.
func staticCallee(n *node) *function {
	callee := n.child[0]
	if generator(n) != "call" || !ownsCall(n) || variadicPos(n) >= 0 || kindName(callee.kind) != "identExpr" || callee.sym == nil || callee.sym.index >= 0 || callee.sym.node == nil {
		return nil
	}
	def := callee.sym.node
	if kindName(def.kind) != "funcDecl" || def.rval.IsValid() || len(def.child[0].child) > 0 {
		return nil
	}
	if d := definitionIn(def.val); d != def {
		return nil
	}
	return functionOf(def)
}

// definitionIn is the node that a value of a node is.
func definitionIn(v any) *node {
	if reflect.TypeOf(v) != nodeType {
		return nil
	}
	return (*node)(reflect.ValueOf(v).UnsafePointer())
}

// invoke compiles the call n up to the point where the function was left: the frame
// has the results, and is to be released.
func (u *fuser) invoke(n *node, fn *function) (func(*frame) *frame, bool) {
	callee := n.child[0]
	types := callee.typ.arg
	results := len(callee.typ.ret)
	if results+len(types) > len(fn.types) {
		return nil, false
	}
	var args []func(f, called *frame) // calls first
	calls := 0
	for k, c := range n.child[1:] {
		slot := results + k
		t := fn.types[slot]
		taken, residual, made := len(u.taken), len(u.residual), u.calls
		e, ok := u.source(c, t)
		if isInterfaceSrc(types[k]) && !isEmptyInterface(types[k]) || isFuncSrc(types[k]) {
			ok = false
		}
		var pass func(f, called *frame)
		if ok {
			pass = families[t.Kind()].pass(slot, t, e)
		} else {
			u.taken, u.residual, u.calls = u.taken[:taken], u.residual[:residual], made
			u.residual = append(u.residual, c)
			pass = passGenerally(c, types[k], slot)
		}
		if ok && e.calls {
			args = append(args[:calls:calls], append([]func(f, called *frame){pass}, args[calls:]...)...)
			calls++
			continue
		}
		args = append(args, pass)
	}
	at := u.b.at(n)
	switch len(args) {
	case 0:
		return func(f *frame) *frame {
			called := fn.acquire(f)
			at.note(f)
			fn.enter(called)
			return called
		}, true
	case 1:
		pass := args[0]
		return func(f *frame) *frame {
			called := fn.acquire(f)
			pass(f, called)
			at.note(f)
			fn.enter(called)
			return called
		}, true
	case 2:
		first, second := args[0], args[1]
		return func(f *frame) *frame {
			called := fn.acquire(f)
			first(f, called)
			second(f, called)
			at.note(f)
			fn.enter(called)
			return called
		}, true
	}
	return func(f *frame) *frame {
		called := fn.acquire(f)
		for _, pass := range args {
			pass(f, called)
		}
		at.note(f)
		fn.enter(called)
		return called
	}, true
}

// passGenerally passes an argument of any type.
func passGenerally(c *node, t *itype, slot int) func(f, called *frame) {
	value := argument(c, t)
	return func(f, called *frame) {
		v := value(f)
		if v.Type() == nodeType {
			// A function by its name, or a method whose receiver is bound now.
			v = genFunctionWrapper((*node)(v.UnsafePointer()))(f)
			if called.data[slot].Kind() != reflect.Interface {
				called.data[slot] = v
				return
			}
		}
		called.data[slot].Set(v)
	}
}

// call compiles a call with one result as part of an expression.
func (u *fuser) call(n *node) (expr, bool) {
	if !u.withCalls {
		return expr{}, false
	}
	fn := staticCallee(n)
	if fn == nil || len(n.child[0].typ.ret) != 1 || n.typ == nil {
		return expr{}, false
	}
	t := fn.types[0]
	fam := families[t.Kind()]
	if other := typeOf(n.typ); fam == nil || t == valueInterfaceType || other == nil || other.Kind() != t.Kind() {
		return expr{}, false
	}
	residual := len(u.residual)
	invoke, ok := u.invoke(n, fn)
	if !ok || len(u.residual) > residual {
		return expr{}, false
	}
	u.calls++
	e := newExpr(t.Kind(), fam.called(invoke, fn))
	e.calls = true
	return e, true
}

// callStatement compiles a call whose results go to slots.
func (u *fuser) callStatement(n *node) *fused {
	fn := staticCallee(n)
	if fn == nil {
		return nil
	}
	level, kind := n.level, kindName(n.anc.kind)
	if kind == "returnStmt" {
		level = 0
	}
	var moves []func(f, called *frame)
	for k := range n.child[0].typ.ret {
		if (kind == "defineXStmt" || kind == "assignXStmt") && n.anc.child[k].ident == "_" {
			continue
		}
		slot := n.findex + k
		from, to := fn.types[k], u.slotType(level, slot)
		if fam := families[from.Kind()]; fam != nil && from == to && from != valueInterfaceType {
			moves = append(moves, fam.move(k, level, slot, to))
			continue
		}
		moves = append(moves, func(f, called *frame) {
			data, v := slotOwner(f, level).data, called.data[k]
			if s := data[slot]; s.CanSet() && s.Type() == v.Type() {
				s.Set(v)
				return
			}
			data[slot] = frozen(v)
		})
	}
	invoke, ok := u.invoke(n, fn)
	if !ok {
		return nil
	}
	finish := func(f, called *frame) {
		for _, m := range moves {
			m(f, called)
		}
		fn.release(called)
	}
	switch {
	case n.fnext != nil:
		if fn.types[0].Kind() != reflect.Bool {
			return nil
		}
		return &fused{cond: func(f *frame) bool {
			called := invoke(f)
			yes := called.data[0].Bool()
			finish(f, called)
			return yes
		}}
	case len(moves) == 0:
		return &fused{effect: func(f *frame) { fn.release(invoke(f)) }}
	case len(moves) == 1:
		move := moves[0]
		return &fused{effect: func(f *frame) {
			called := invoke(f)
			move(f, called)
			fn.release(called)
		}}
	}
	return &fused{effect: func(f *frame) { finish(f, invoke(f)) }}
}
