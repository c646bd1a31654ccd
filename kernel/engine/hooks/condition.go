//go:build !nohooks

package hooks

// blindToConditions are generators whose steps always go on as if their value
// were true.
var blindToConditions = map[string]bool{"typeAssertShort": true, "convert": true}

// visitCondition lets such a step decide where to go on when it is a condition.
func (b *builder) visitCondition(n *node, _, gen string) {
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
