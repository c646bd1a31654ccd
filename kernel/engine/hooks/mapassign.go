//go:build !nohooks

package hooks

import "slices"

// visitMapTarget leaves out that yaegi reads m[k] before "m[k] = v": it costs as
// much as the assignment, and complains in other words of a key that has no hash.
func (b *builder) visitMapTarget(n *node, _, gen string) {
	if gen != "getIndexMap" {
		return
	}
	p := parent(n)
	if generator(p) != "assign" || !slices.Contains(p.child[:min(p.nleft, len(p.child))], n) {
		return
	}
	b.at(n).gen = func(n *node) bool {
		next := getExec(n.tnext)
		n.exec = func(*frame) step { return next }
		return true
	}
}
