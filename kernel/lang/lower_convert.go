package lang

import (
	"go/ast"
	"go/types"
)

// An interface holds a copy. The interpreter's hold a reference to the variable
// that they were made of, so values become interfaces in a function of their
// own, in which nothing changes them.
func lowerConversion(r *renderer, n ast.Node) (text, bool) {
	x := n.(ast.Expr)
	target := r.boxed[x]
	if target == nil {
		if c, ok := x.(*ast.CallExpr); ok && len(c.Args) == 1 && r.info.Types[c.Fun].IsType() && r.boxed[c.Args[0]] != nil {
			return r.node(c.Args[0]), true // which is converted there
		}
		return nil, false
	}
	delete(r.boxed, x)
	if from := r.typeOf(x); types.IsInterface(from) {
		return r.convertInterface(x, from, target), true
	}
	from, to := r.typ(x, r.typeOf(x)), r.typ(x, target)
	if _, named := types.Unalias(target).(*types.Named); !named && to != "interface{}" {
		to = from // yaegi finds no method in a result of unnamed interface type
		if !r.info.Types[x].Addressable() {
			return nil, false
		}
	}
	value := "v"
	if r.hasTwin(r.typeOf(x), target) {
		value = "&" + r.twin(x, r.typeOf(x)) + "{v}"
	}
	f := r.e.helper("box", from+" "+to+" "+value, "(v "+from+") "+to+" { return "+value+" }")
	return r.textf(x, "("+f+"(%v))", x), true // see lowerResult
}

// convertInterface converts an interface to another, which the interpreter can't
// when a value of a cell type is in it.
func (r *renderer) convertInterface(x ast.Expr, from, to types.Type) text {
	as := r.assertHelper(x, to, from, r.implementers(to, from), true)
	a, b := r.typ(x, from), r.typ(x, to)
	f := r.e.helper("convert", as, "(x "+a+") "+b+" { r, _ := "+as+"(x); return r }")
	return r.textf(x, "("+f+"(%v))", x)
}

// noteBoxed notes the expressions below root that become interfaces and can't
// be left to the interpreter: values of cell types that have methods.
func (r *renderer) noteBoxed(root ast.Node) {
	targets(r.info, root, func(x ast.Expr, t types.Type) {
		from := r.info.Types[x]
		i, ok := t.Underlying().(*types.Interface)
		if !ok || from.Type == nil || from.IsNil() || from.IsType() {
			return
		}
		if types.IsInterface(from.Type) {
			if i.NumMethods() > 0 && !types.Identical(from.Type, t) && len(r.implementers(t, from.Type)) > 0 {
				r.boxed[x] = t
			}
			return
		}
		if r.errorfArgs[x] && types.Implements(from.Type, errorType.Underlying().(*types.Interface)) {
			t, i = errorType, errorType.Underlying().(*types.Interface)
		}
		if isComparison(x) && !r.nativeArgs[x] && from.Value == nil {
			r.boxed[x] = t // the interpreter can't put a condition into an interface
			return
		}
		if r.hasCellMethods(from.Type) && (i.NumMethods() > 0 || !r.nativeArgs[x]) {
			r.boxed[x] = t
		}
	})
}

// hasCellMethods says whether t is a type that a cell declared with methods, or
// a pointer to one.
func (r *renderer) hasCellMethods(t types.Type) bool {
	return isCellType(r.e.s.pkg, t) && types.NewMethodSet(pointerTo(t)).Len() > 0
}

// pointerTo is a pointer to t, or t itself when it is one.
func pointerTo(t types.Type) types.Type {
	if _, ok := types.Unalias(t).(*types.Pointer); ok {
		return t
	}
	return types.NewPointer(t)
}

// noteNativeArgs notes the arguments of compiled functions below root.
func (r *renderer) noteNativeArgs(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if s, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr); ok {
			if f, ok := r.info.Uses[s.Sel].(*types.Func); ok && f.Pkg() != r.e.s.pkg && !isGeneric(f) {
				for _, x := range c.Args {
					r.nativeArgs[x] = true
					r.errorfArgs[x] = f.FullName() == "fmt.Errorf"
				}
			}
		}
		return true
	})
}

// lowerResult puts a call that gives an interface into parentheses where it is
// an argument: the interpreter would wrap the interface into another.
func lowerResult(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CallExpr)
	for _, x := range c.Args {
		call, ok := x.(*ast.CallExpr)
		if !ok {
			continue
		}
		if i, ok := r.typeOf(call).Underlying().(*types.Interface); ok && i.NumMethods() > 0 {
			r.inParens[call] = true
		}
	}
	if !r.inParens[c] {
		return nil, false
	}
	delete(r.inParens, c)
	return r.textf(c, "(%v)", c), true
}
