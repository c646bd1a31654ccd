package shell

import (
	"go/types"
	"strings"
)

// mentionsOurs says whether t has an instance of a generic type in it that one
// of our packages declares: cells have an instance of their own of it, made from
// source, and compiled code another.
func mentionsOurs(t types.Type) bool { return mentions(t, map[types.Type]bool{}) }

func mentions(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		if t.TypeArgs().Len() == 0 {
			return false
		}
		if o := t.Obj(); o.Pkg() != nil && strings.HasPrefix(o.Pkg().Path(), Ours) {
			return true
		}
		for a := range t.TypeArgs().Types() {
			if mentions(a, seen) {
				return true
			}
		}
	case *types.Pointer:
		return mentions(t.Elem(), seen)
	case *types.Slice:
		return mentions(t.Elem(), seen)
	case *types.Array:
		return mentions(t.Elem(), seen)
	case *types.Chan:
		return mentions(t.Elem(), seen)
	case *types.Map:
		return mentions(t.Key(), seen) || mentions(t.Elem(), seen)
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() && mentions(f.Type(), seen) {
				return true
			}
		}
	case *types.Signature:
		return inTuple(t.Params(), seen) || inTuple(t.Results(), seen)
	case *types.Interface:
		for m := range t.Methods() {
			if mentions(m.Type(), seen) {
				return true
			}
		}
	}
	return false
}

func inTuple(l *types.Tuple, seen map[types.Type]bool) bool {
	for v := range l.Variables() {
		if mentions(v.Type(), seen) {
			return true
		}
	}
	return false
}

// exposes says whether a type that is not generic shows an instance. Methods are
// looked at where they are declared.
func exposes(o *types.TypeName) bool {
	if o.IsAlias() {
		return mentionsOurs(o.Type())
	}
	return mentionsOurs(o.Type().Underlying())
}
