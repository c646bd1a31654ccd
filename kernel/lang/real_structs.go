package lang

import "go/types"

// alias is the text's own name of a helper that is a type: the interpreter does
// not take a qualified name everywhere.
func (e *emitter) alias(helper string) string {
	key := "type " + helper
	if n := e.helperName(key); n != "" {
		return n
	}
	n := e.newHelper(key, "typeǃ")
	e.real.aliases = append(e.real.aliases, n+" = "+e.importName(e.real.unit.Path())+"."+helper)
	return n
}

// decide finds out whether the interpreter gets the structs wrong that t is made
// of: t is made of itself by way of another struct that is not behind a pointer,
// or of a recursive type that is no struct, or it is recursive and has a value of
// another recursive struct in it. Such types are helpers.
func (e *emitter) decide(t *types.Named) {
	if _, known := e.s.decided[t]; known {
		return
	}
	e.s.decided[t] = false
	if t.TypeParams().Len() > t.TypeArgs().Len() {
		return
	}
	switch t.Underlying().(type) {
	case *types.Struct:
		if !e.tangled(t) {
			return
		}
	case *types.Interface, *types.Basic:
		return
	default:
		if !e.real.Symbolic(t) {
			return
		}
	}
	for _, n := range e.real.Compile(t) {
		e.s.decided[n] = true
		st := n.Underlying().(*types.Struct)
		for i := range st.NumFields() {
			e.s.fields[st.Field(i)] = e.real.FieldName(st, i)
		}
	}
}

// tangled: see decide.
func (e *emitter) tangled(t *types.Named) bool {
	found := false
	e.parts(t, func(n *types.Named) {
		if types.Identical(n, t) || found {
			return
		}
		switch n.Underlying().(type) {
		case *types.Struct:
			found = (contains(n, t) || contains(t, n)) && e.reaches(n, t) && e.reaches(t, n) ||
				contains(t, n) && e.reaches(n, n) && e.reaches(t, t)
		case *types.Signature:
			found = e.reaches(n, t) && e.reaches(n, n)
		}
	})
	return found
}

// reaches says whether to is somewhere in what from is made of.
func (e *emitter) reaches(from, to *types.Named) bool {
	found := false
	e.parts(from, func(n *types.Named) { found = found || types.Identical(n, to) })
	return found
}

// parts calls f once for each type of a cell that t is made of.
func (e *emitter) parts(t *types.Named, f func(*types.Named)) {
	seen := map[*types.Named]bool{}
	var walk func(t types.Type)
	tuple := func(l *types.Tuple) {
		for v := range l.Variables() {
			walk(v.Type())
		}
	}
	walk = func(t types.Type) {
		switch t := types.Unalias(t).(type) {
		case *types.Named:
			if !e.s.interpreted(t.Obj().Pkg()) || seen[t] || types.IsInterface(t) {
				return
			}
			seen[t] = true
			f(t)
			walk(t.Underlying())
		case *types.Pointer:
			walk(t.Elem())
		case *types.Slice:
			walk(t.Elem())
		case *types.Array:
			walk(t.Elem())
		case *types.Chan:
			walk(t.Elem())
		case *types.Map:
			walk(t.Key())
			walk(t.Elem())
		case *types.Struct:
			for v := range t.Fields() {
				walk(v.Type())
			}
		case *types.Signature:
			tuple(t.Params())
			tuple(t.Results())
		}
	}
	walk(t.Underlying())
}

// contains says whether a value of type t has one of type n in it.
func contains(t types.Type, n *types.Named) bool {
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Array:
		return types.Identical(u.Elem(), n) || contains(u.Elem(), n)
	case *types.Struct:
		for f := range u.Fields() {
			if types.Identical(f.Type(), n) || contains(f.Type(), n) {
				return true
			}
		}
	}
	return false
}
