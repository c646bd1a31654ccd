package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// An assignment of the several values of one operand (a call, a comma-ok form)
// first evaluates the operands on the left, then the values into temporaries,
// and assigns those one by one. The interpreter stores the values where they
// are when the left side is a map's element, and does not convert them.

// isHardTuple says whether the interpreter can't be trusted with a, which has
// one operand on the right.
func (r *renderer) isHardTuple(a *ast.AssignStmt) bool {
	values, ok := r.typeOf(a.Rhs[0]).(*types.Tuple)
	if !ok || values.Len() != len(a.Lhs) {
		return false
	}
	if _, ok := ast.Unparen(a.Rhs[0]).(*ast.IndexExpr); ok && isBlank(a.Lhs[0]) && isBlank(a.Lhs[1]) {
		return true // a key may have no hash
	}
	for i, x := range a.Lhs {
		if isBlank(x) {
			continue
		}
		if identOf(x) == nil || !types.Identical(r.leftType(x), types.Default(values.At(i).Type())) {
			return true
		}
	}
	return false
}

// tuple renders such an assignment.
func (r *renderer) tuple(a *ast.AssignStmt) text {
	values := r.typeOf(a.Rhs[0]).(*types.Tuple)
	var first, second text
	names := make([]string, len(a.Lhs))
	for i, x := range a.Lhs {
		names[i] = "_"
		if isBlank(x) {
			continue
		}
		names[i] = r.temp("v")
		op := " = "
		if id := identOf(x); a.Tok == token.DEFINE && id != nil && r.info.Defs[id] != nil {
			op = " := "
		}
		second = second.add(r.made(a, "; ")).add(r.leftSide(x, a.Tok, &first)...).add(r.made(x, "%s", op))
		second = second.add(r.asType(x, names[i], values.At(i).Type(), r.leftType(x))...)
	}
	if len(second) == 0 {
		names[0] = r.temp("v")
		second = r.textf(a, "; _ = "+names[0])
	}
	t := first.add(r.textf(a, strings.Join(names, ", ")+" := %v%v", a.Rhs[0], second)...)
	if a.Tok == token.DEFINE {
		return t
	}
	return r.textf(a, "{ %v }", t)
}

// tupleVars declares variables of a type with the values of one operand.
func (r *renderer) tupleVars(sp *ast.ValueSpec) text {
	values := r.typeOf(sp.Values[0]).(*types.Tuple)
	var second text
	names := make([]string, len(sp.Names))
	for i, id := range sp.Names {
		names[i] = "_"
		if isBlank(id) {
			continue
		}
		names[i] = r.temp("v")
		to := r.leftType(id)
		second = second.add(r.textf(id, "; var "+id.Name+" "+r.typ(id, to)+" = %v", r.asType(id, names[i], values.At(i).Type(), to))...)
	}
	op := " := "
	if len(second) == 0 {
		op = " = "
	}
	return r.textf(sp, strings.Join(names, ", ")+op+"%v%v; ", sp.Values[0], second)
}

// initialValues gives the values of one operand to variables of the package.
func (r *renderer) initialValues(in *types.Initializer, names []string, values *types.Tuple) text {
	var second text
	hard := false
	temps := make([]string, len(names))
	for i, v := range in.Lhs {
		temps[i] = "_"
		if names[i] == "_" {
			continue
		}
		temps[i] = r.temp("v")
		hard = hard || !types.Identical(v.Type(), types.Default(values.At(i).Type()))
		second = second.add(r.textf(in.Rhs, "; "+names[i]+" = %v", r.asType(in.Rhs, temps[i], values.At(i).Type(), v.Type()))...)
	}
	if !hard {
		return r.textf(in.Rhs, strings.Join(names, ", ")+" = %v", in.Rhs)
	}
	return r.textf(in.Rhs, "{ "+strings.Join(temps, ", ")+" := %v%v }", in.Rhs, second)
}

// asType renders a variable of ours that has type from where one of type to
// is wanted.
func (r *renderer) asType(n ast.Node, name string, from, to types.Type) text {
	from = types.Default(from)
	switch {
	case to == nil, types.Identical(from, to):
		return text{r.made(n, "%s", name)}
	case !types.IsInterface(to):
		return text{r.made(n, "(%s)(%s)", r.typ(n, to), name)}
	}
	// an assignment of its own, so that the passes for conversions see it
	x, left := &ast.Ident{NamePos: n.Pos()}, &ast.Ident{NamePos: n.Pos()}
	v := types.NewVar(n.Pos(), r.e.s.pkg, name, from)
	r.info.Uses[x], r.rename[v] = v, name
	r.info.Types[x], r.info.Types[left] = types.TypeAndValue{Type: from}, types.TypeAndValue{Type: to}
	r.noteConverted(&ast.BlockStmt{List: []ast.Stmt{&ast.AssignStmt{Lhs: []ast.Expr{left}, Tok: token.ASSIGN, Rhs: []ast.Expr{x}}}})
	return r.node(x)
}
