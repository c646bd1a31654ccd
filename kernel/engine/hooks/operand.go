//go:build !nohooks

package hooks

import (
	"reflect"
	"slices"
)

// visitOperand adds what yaegi leaves out where an operand is used: *p of a nil
// pointer is a zero reflect.Value to it, which some steps take for no value, and
// a negative shift count is a large one.
func (b *builder) visitOperand(n *node, _, gen string) {
	switch gen {
	case "deref":
		if !isTarget(n) {
			b.at(n).around = append(b.at(n).around, checkPointer)
		}
	case "shl", "shr", "shlAssign", "shrAssign":
		if count := n.child[1]; !count.rval.IsValid() && count.typ != nil {
			if t := typeOf(count.typ); t != nil && isSigned(t) {
				b.at(n).around = append(b.at(n).around, checkCount)
			}
		}
	}
}

// isTarget says whether *p is assigned to: then a nil pointer is found when the
// right side was evaluated.
func isTarget(n *node) bool {
	p := parent(n)
	for kindName(p.kind) == "parenExpr" {
		n, p = p, parent(p)
	}
	switch kind := kindName(p.kind); kind {
	case "incDecStmt":
		return true
	case "assignStmt", "assignXStmt", "opAssignStmt":
		return slices.Contains(p.child[:max(1, min(p.nleft, len(p.child)))], n)
	}
	return false
}

func checkPointer(n *node, e step) step {
	slot, level := n.findex, n.level
	return func(f *frame) step {
		next := e(f)
		if !slotOwner(f, level).data[slot].IsValid() {
			panic(nilDereference())
		}
		return next
	}
}

func isSigned(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return true
	}
	return false
}

func checkCount(n *node, e step) step {
	count := genValue(n.child[1])
	return func(f *frame) step {
		if v := count(f); v.CanInt() && v.Int() < 0 {
			panic(shiftError(int(v.Int())))
		}
		return e(f)
	}
}
