//go:build !nohooks

package hooks

import (
	"reflect"
	"strings"
)

// Fusing: yaegi makes a step of every operation, which finds its operands in
// slots of the frame, by reflection, and leaves its result in one. Here a
// statement or condition becomes one step, if its operations are those of
// expressions on numbers, strings, pointers and elements of slices and structs;
// the nodes below it are absorbed, they have no steps any more. Operands that are
// computed otherwise (a receive, say) stay steps that run before.
//
// Compiled expressions give the same results in the same order, and panic with the
// same values at the same places: an operation that can panic notes its record first.

// fuser looks for what can be fused, before any step is generated.
type fuser struct {
	b       *builder
	globals []reflect.Type
	defs    []*node // of the functions around, innermost last
	locals  map[*node]*variables

	absorbed map[*node]bool

	// The root at work:
	taken     []*node // would be absorbed
	residual  []*node // stay steps
	withCalls bool    // calls may be taken
	calls     int     // that were
}

// fused is what a root does instead of its own step.
type fused struct {
	effect func(*frame) // nil: nothing
	cond   get[bool]    // chooses between tnext and fnext, if not nil
	end    bool         // it ends the function
}

// fuse looks at all functions below root and wires what was absorbed out of
// the graph.
func (b *builder) fuse(root *node) {
	if !canFuse {
		return
	}
	u := &fuser{
		b:        b,
		globals:  (*field[*scope](b.h.i, fieldUniverse)).types,
		locals:   map[*node]*variables{},
		absorbed: map[*node]bool{},
	}
	walk(root, func(n *node) {
		if functionOf(n) != nil {
			u.locals[n] = variablesOf(n)
		}
	})
	u.find(root)
	u.rewire(root)
	for n := range u.absorbed {
		b.at(n).absorbed = true
	}
	for n, v := range u.locals {
		v.finish(u, functionOf(n))
	}
}

// find looks for roots, parents first.
func (u *fuser) find(n *node) {
	if functionOf(n) != nil {
		u.defs = append(u.defs, n)
		u.find(lastChild(n))
		u.defs = u.defs[:len(u.defs)-1]
		return
	}
	if len(u.defs) > 0 {
		if f := u.root(n); f != nil {
			u.b.at(n).fused = f
			for _, t := range u.taken {
				u.absorbed[t] = true
			}
			for _, r := range append([]*node(nil), u.residual...) {
				u.find(r)
			}
			return
		}
	}
	for _, c := range n.child {
		u.find(c)
	}
}

// root compiles n as a root. Calls are not taken when steps remain that would then run
// before them.
func (u *fuser) root(n *node) *fused {
	for _, calls := range []bool{true, false} {
		u.taken, u.residual, u.withCalls, u.calls = nil, nil, calls, 0
		f := u.statement(n)
		if f == nil {
			return nil
		}
		if u.calls == 0 || len(u.residual) == 0 {
			return f
		}
	}
	return nil
}

// rewire lets all ways go past what was absorbed, and past steps that do nothing.
func (u *fuser) rewire(root *node) {
	skip := func(n *node) *node {
		for k := 0; n != nil && k < 1000; k++ {
			if !u.absorbed[n] && (n.tnext == nil || n.fnext != nil || !isIdle(n)) {
				break
			}
			n = n.tnext
		}
		return n
	}
	walk(root, func(n *node) {
		if u.absorbed[n] {
			return
		}
		n.start, n.tnext, n.fnext = skip(n.start), skip(n.tnext), skip(n.fnext)
	})
}

// isIdle reports whether the step of n is there for the sake of the graph.
func isIdle(n *node) bool {
	switch kindName(n.kind) {
	case "blockStmt", "exprStmt", "ifStmt0", "ifStmt1", "ifStmt2", "ifStmt3", "declStmt", "assignStmt", "defineStmt":
		return generator(n) == "nop"
	}
	return false
}

// statement compiles a root; nil if it can't.
func (u *fuser) statement(n *node) *fused {
	gen := generator(n)
	switch kind := kindName(n.kind); {
	case gen == "assign":
		return u.assign(n)
	case kind == "valueSpec" && gen == "reset":
		return u.zero(n)
	case gen == "call":
		return u.callStatement(n)
	case gen == "callBin" && kindName(n.anc.kind) == "exprStmt":
		return u.nativeStatement(n)
	case gen == "inc" || gen == "dec":
		return u.count(n, gen)
	case strings.HasSuffix(gen, "Assign"):
		return u.update(n, strings.TrimSuffix(gen, "Assign"))
	case kind == "returnStmt":
		return u.returns(n)
	case gen == "branch":
		return u.condition(n)
	case operations[gen]:
		return u.operation(n)
	}
	return nil
}

// operations are the generators of expressions that are worth a root.
var operations = map[string]bool{
	"add": true, "sub": true, "mul": true, "quo": true, "rem": true, "and": true, "or": true, "xor": true, "andNot": true, "shl": true, "shr": true,
	"equal": true, "notEqual": true, "lower": true, "lowerEqual": true, "greater": true, "greaterEqual": true,
	"land": true, "lor": true, "not": true, "neg": true, "_len": true, "convert": true,
	"isNotNil": true, "func1": true, "callBin": true,
	"getIndexArray": true, "getIndexSeq": true, "getPtrIndexSeq": true, "deref": true, // as conditions only
}

// operation compiles an expression whose value goes to its slot.
func (u *fuser) operation(n *node) *fused {
	if n.fnext != nil {
		return u.condition(n)
	}
	switch generator(n) {
	case "getIndexArray", "getIndexSeq", "getPtrIndexSeq", "deref":
		return nil // what is around may need the variable
	}
	e, ok := u.compute(n, 0)
	if !ok {
		return nil
	}
	level, slot := n.level, n.findex
	t := u.slotType(level, slot)
	if t == nil || t.Kind() != e.kind || e.kind == reflect.Interface && t != typeOf(n.typ) {
		return nil
	}
	return &fused{effect: families[e.kind].set(level, slot, t, e)}
}

// condition compiles what decides where to go on.
func (u *fuser) condition(n *node) *fused {
	if n.fnext == nil || n.tnext == nil {
		return nil
	}
	e, ok := u.compute(n, reflect.Bool)
	if !ok || e.kind != reflect.Bool {
		return nil
	}
	f := &fused{cond: e.get.(get[bool])}
	if k := kindName(n.anc.kind); !strings.HasPrefix(k, "ifStmt") && !strings.HasPrefix(k, "forStmt") && kindName(n.kind) != "identExpr" {
		// Others look for the value in the slot.
		t := u.slotType(n.level, n.findex)
		if t == nil || t.Kind() != reflect.Bool {
			return nil
		}
		cond := f.cond
		level, slot := n.level, n.findex
		f.cond = func(f *frame) bool {
			yes := cond(f)
			*(*bool)(writable(slotOwner(f, level).data, slot, flagsOf(reflect.Bool), t)) = yes
			return yes
		}
	}
	return f
}

// generate makes the step of a root.
func (f *fused) generate(n *node) bool {
	next := getExec(n.tnext)
	effect, cond := f.effect, f.cond
	switch {
	case cond != nil:
		otherwise := getExec(n.fnext)
		n.exec = func(f *frame) step {
			if cond(f) {
				return next
			}
			return otherwise
		}
	case f.end:
		n.exec = func(f *frame) step {
			effect(f)
			return nil
		}
	default:
		n.exec = func(f *frame) step {
			effect(f)
			return next
		}
	}
	return true
}

// slotType is the type of a slot of the function at work or, by level, of those
// around it; nil if it is not known.
func (u *fuser) slotType(level, slot int) reflect.Type {
	types := u.globals
	if level >= 0 {
		if level >= len(u.defs) {
			return nil
		}
		types = u.defs[len(u.defs)-1-level].types
	}
	if slot < 0 || slot >= len(types) {
		return nil
	}
	return types[slot]
}
