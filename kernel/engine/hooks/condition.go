//go:build !nohooks

package hooks

// blindToConditions are generators whose steps always go on as if their value
// were true.
var blindToConditions = map[string]bool{"typeAssertShort": true, "convert": true}

// visitCondition lets such a step decide where to go on when it is a condition,
// and keeps steps that are none from deciding: yaegi takes the first step of the
// left operand of && and || for the operand.
func (b *builder) visitCondition(n *node, _, gen string) {
	if arithmetic[gen] {
		b.at(n) // install looks whether it has a step
	}
	if gen == "branch" && n.fnext == nil {
		b.at(n).gen = func(n *node) bool {
			next := getExec(n.tnext)
			n.exec = func(*frame) step { return next }
			return true
		}
		return
	}
	if n.fnext == nil || !blindToConditions[gen] {
		return
	}
	p := b.at(n)
	p.around = append(p.around, func(n *node, inner step) step {
		value, otherwise := genValue(n), getExec(n.fnext)
		return func(f *frame) step {
			next := inner(f)
			if value(f).Bool() {
				return next
			}
			return otherwise
		}
	})
}
