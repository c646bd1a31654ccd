//go:build !nohooks

package hooks

import (
	"reflect"
	"strings"
)

// In a function with named results, "return b, a+b" evaluates both before it
// assigns either. yaegi assigns one after the other, and computes operations
// and calls right into the results: here they get slots of their own.

// visitReturn mends returns of several values, and gives each a step: deferred
// calls that come after it have its position.
func (b *builder) visitReturn(n *node, kind, _ string) {
	if kind == "returnStmt" { // without a step of its own, a condition with two ways to it would take it for unfinished
		b.at(n).last = true
	}
	if kind == "returnStmt" && assignsNamedResults(n) {
		b.at(n).gen = generateReturn
	}
}

// separateResults, before frames are laid out, moves what is computed into a
// result to a slot of its own.
func separateResults(n *node) {
	if kindName(n.kind) != "returnStmt" {
		return
	}
	def := definition(n)
	if len(n.child) > 1 && def != nil {
		for _, c := range n.child { // yaegi lets all builtins write to the first result
			if gen := generator(c); kindName(c.kind) == "callExpr" && c.findex == 0 && !c.rval.IsValid() && (strings.HasPrefix(gen, "_") || gen == "appendSlice") {
				c.findex = len(def.types)
				def.types = append(def.types[:len(def.types):len(def.types)], typeOf(c.typ))
			}
		}
	}
	if !assignsNamedResults(n) {
		return
	}
	for k, c := range n.child {
		if c.findex != k || c.level != 0 || c.rval.IsValid() {
			continue
		}
		t := def.types[k]
		switch gen := generator(c); {
		case gen == "callBin":
			t = typeOf(c.typ)
			n.action = 0 // or the call writes to the result whatever its slot is
		case gen != "call" && kindName(c.kind) != "binaryExpr":
			continue
		}
		c.findex = len(def.types)
		def.types = append(def.types[:len(def.types):len(def.types)], t)
	}
}

// assignsNamedResults reports whether a return statement has several values and
// its function names its results.
func assignsNamedResults(n *node) bool {
	if len(n.child) < 2 {
		return false
	}
	def := definition(n)
	return def != nil && namedResults(def) > 0
}

// namedResults is the number of results of a function that have names: all or
// none have.
func namedResults(def *node) (count int) {
	if len(def.child) < 4 || len(def.child[2].child) < 3 {
		return 0
	}
	for _, r := range def.child[2].child[2].child {
		count += len(r.child) - 1
	}
	return count
}

// definition is the function that a return statement is in.
func definition(n *node) *node {
	if reflect.TypeOf(n.val) != nodeType {
		return nil
	}
	return (*node)(reflect.ValueOf(n.val).UnsafePointer())
}

func generateReturn(n *node) bool {
	types := definition(n).typ.ret
	if len(types) != len(n.child) {
		return false
	}
	values := make([]accessor, len(types))
	for k, c := range n.child {
		values[k] = resultValue(types[k], c)
	}
	n.exec = func(f *frame) step {
		out := make([]reflect.Value, len(values))
		for k, v := range values {
			out[k] = frozen(v(f))
		}
		for k, v := range out {
			f.data[k].Set(v)
		}
		return nil
	}
	return true
}

// resultValue is the accessor of a value returned as t, as yaegi chooses it.
func resultValue(t *itype, c *node) accessor {
	switch {
	case isInterfaceBin(t):
		return genInterfaceWrapper(c, typeOf(t))
	case isFuncSrc(t):
		return genFuncValue(c)
	case t.rtype != nil && t.rtype.Kind() == reflect.Func:
		return genFunctionWrapper(c)
	case isInterfaceSrc(t) && !isEmptyInterface(t):
		return genValueInterface(c)
	case isInterfaceSrc(t):
		return genValue(c)
	case c.typ.untyped:
		return genValueAs(c, typeOf(t))
	}
	return genValue(c)
}
