package lang

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// relink checks the functions of earlier cells again that mention a name which
// the cell declares. Those that check become part of the cell's unit; the
// others keep what they had.
func (k *check) relink() {
	out := map[string]string{} // key -> why not
	for {
		list := k.dependants(out)
		if len(list) == 0 {
			return
		}
		r := k.sub()
		failed := r.again(list)
		if len(failed) == 0 {
			k.linked(r, list)
			return
		}
		r.undo()
		for f, why := range failed {
			out[f.key] = why
			if f.object != nil {
				k.c.notes = append(k.c.notes, Note{k.s.position(f.decl.Name.Pos()),
					fmt.Sprintf("%s of In[%d] keeps what it had: %s", f.key, f.src.cell.Number, why)})
			}
		}
	}
}

// sub is a check of other cells' functions that sees what this cell declares.
func (k *check) sub() *check {
	r := k.s.newCheck(nil)
	r.c.lost = k.c.lost
	for _, e := range k.c.entities {
		r.known[e.name] = k.objectOf(e)
	}
	maps.Copy(r.known, k.known)
	return r
}

// objectOf is the object of an entity for a check.
func (k *check) objectOf(e *entity) types.Object {
	if e.object != nil {
		return e.object
	}
	return k.object(e.name)
}

// dependants lists the functions of earlier cells that need one of the names
// that the cell declares, directly or through each other, in the order of their
// cells.
func (k *check) dependants(out map[string]string) []*function {
	var queue []string
	for _, e := range k.c.entities {
		queue = append(queue, e.name)
	}
	if k.hasNewTypes() {
		queue = append(queue, typesName)
	}
	own := map[string]bool{}
	for _, f := range k.c.funcs {
		own[f.key] = true
		if f.decl.Recv != nil {
			queue = append(queue, typesName)
		}
	}
	for _, e := range k.c.entities {
		own[e.name] = true // a function that is something else now
	}
	seen := map[string]bool{}
	var list []*function
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for key := range k.s.users[name] {
			if _, failed := out[key]; failed || seen[key] || own[key] {
				continue
			}
			seen[key] = true
			f := k.s.funcs[key]
			list = append(list, f)
			if f.decl.Recv == nil {
				queue = append(queue, key)
			}
		}
	}
	sortFunctions(list)
	return list
}

// sortFunctions sorts by cell.
func sortFunctions(list []*function) {
	slices.SortFunc(list, func(a, b *function) int {
		return cmp.Or(cmp.Compare(a.src.cell.Number, b.src.cell.Number), cmp.Compare(a.decl.Pos(), b.decl.Pos()))
	})
}

// again checks functions anew, all together, and returns those that do not
// check with the reason.
func (k *check) again(list []*function) map[*function]string {
	d := &declarations{}
	for _, f := range list {
		if f.decl.Recv != nil {
			d.foreign = append(d.foreign, f.decl)
		} else {
			d.funcs = append(d.funcs, f.decl)
		}
	}
	k.signatures(d)
	failed := k.failures(list)
	if len(failed) > 0 {
		return failed
	}
	k.bodies(slices.Concat(d.funcs, d.foreign))
	failed = k.failures(list)
	for _, f := range list {
		if old := k.emittedMethod(k.info.Defs[f.decl.Name]); old != nil && failed[f] == "" && !sameSignature(old.sig, k.info.Defs[f.decl.Name]) {
			failed[f] = "its parameters or results have another type now"
		}
	}
	return failed
}

// emittedMethod is what the interpreter has of method o, nil when it is new.
func (k *check) emittedMethod(o types.Object) *emittedMethod {
	m, ok := o.(*types.Func)
	if !ok || m.Signature().Recv() == nil {
		return nil
	}
	if named := recvNamed(m); named != nil {
		if set := k.s.methods[named.Obj()]; set != nil {
			return (*set)[m.Name()]
		}
	}
	return nil
}

// sameSignature says whether method m can stand in place of one with that
// signature: receivers count.
func sameSignature(sig *types.Signature, m types.Object) bool {
	other := m.Type().(*types.Signature)
	return types.Identical(sig, other) && types.Identical(sig.Recv().Type(), other.Recv().Type())
}

// failures sorts the errors of a check by function.
func (k *check) failures(list []*function) map[*function]string {
	failed := map[*function]string{}
	note := func(pos token.Pos, message string) {
		for _, f := range list {
			if f.decl.Pos() <= pos && pos < f.decl.End() {
				if failed[f] == "" {
					failed[f] = message
				}
				return
			}
		}
		failed[list[0]] = message // no position: progress matters more
	}
	for _, e := range k.errs {
		note(e.Pos, e.Msg)
	}
	return failed
}

// linked takes over functions that were checked again.
func (k *check) linked(r *check, list []*function) {
	k.undone = append(k.undone, r.undone...)
	for _, f := range list {
		o := r.info.Defs[f.decl.Name]
		if f.decl.Recv == nil {
			e := k.c.declare(k.s, o, f.src.cell.Number)
			if old := k.s.scope[f.key]; old != nil {
				e.src, e.start, e.end, e.doc = old.src, old.start, old.end, old.doc
			}
			if f.object != nil && types.Identical(f.object.Type(), o.Type()) {
				k.c.relinked[f.object] = e
			}
		}
		k.addFunction(f.src, f.decl, r.info)
	}
	k.noteSince(list)
}

// noteSince finds out from which statement of the cell on the functions of list
// can be called in their new version.
func (k *check) noteSince(list []*function) {
	if k.src.stmts == nil {
		return
	}
	since := map[string]token.Pos{}
	for _, st := range k.src.stmts.Body.List {
		cellVarNames([]ast.Stmt{st}, func(id *ast.Ident) {
			if k.vars[k.info.Defs[id]] {
				since[id.Name] = st.End()
			}
		})
	}
	for again := true; again; {
		again = false
		for _, f := range list {
			for _, n := range f.names {
				if since[n] > since[f.key] {
					since[f.key] = since[n]
					again = true
				}
			}
		}
	}
	for _, f := range list {
		if e := k.c.relinked[f.object]; e != nil {
			e.since = since[f.key]
		}
	}
}
