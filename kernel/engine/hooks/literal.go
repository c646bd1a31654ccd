//go:build !nohooks

package hooks

import "reflect"

// visitLiteral makes an assignment of a struct literal change the variable.
// yaegi has the literal put a new variable in its place: who has its address, or
// is a closure that holds it, would go on with the old one.
func (b *builder) visitLiteral(n *node, kind, _ string) {
	if kind != "compositeLitExpr" || n.anc == nil || kindName(n.anc.kind) != "assignStmt" || generator(n.anc) != "nop" {
		return
	}
	t := typeOf(n.typ)
	if t == nil || t.Kind() != reflect.Struct {
		return
	}
	slot, level := n.findex, n.level
	if slot < 0 {
		return
	}
	b.at(n).around = append(b.at(n).around, func(_ *node, e step) step {
		return func(f *frame) step {
			data := slotOwner(f, level).data
			variable := data[slot]
			next := e(f)
			if value := data[slot]; variable.CanSet() && variable.Type() == value.Type() {
				variable.Set(value)
				data[slot] = variable
			}
			return next
		}
	})
}
