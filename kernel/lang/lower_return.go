package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// lowerReturn evaluates all results before any is set: a deferred call that
// recovers from a panic in the second must not see the first.
func lowerReturn(r *renderer, n ast.Node) (text, bool) {
	st := n.(*ast.ReturnStmt)
	r.noteReturned(st)
	received := slices.ContainsFunc(st.Results, r.receivesFunc)
	if len(st.Results) == 1 && !received {
		return r.returnTuple(st)
	}
	if len(st.Results) < 2 && !received || !r.fn.defers && !received {
		return nil, false
	}
	hard := received
	for _, x := range st.Results {
		hard = hard || r.info.Types[x].Value == nil && !r.info.Types[x].IsNil() && identOf(x) == nil
	}
	if !hard {
		return nil, false
	}
	var before, values text
	for i, x := range st.Results {
		if i > 0 {
			values = values.add(r.made(st, ", "))
		}
		if r.info.Types[x].Value != nil || r.info.Types[x].IsNil() {
			values = values.add(r.node(x)...)
			continue
		}
		name := r.temp("r")
		before = before.add(r.textf(x, "var "+name+" "+r.typ(x, r.fn.sig.Results().At(i).Type())+" = %v; ", x)...)
		values = values.add(r.made(x, "%s", name))
	}
	return r.textf(st, "{ %vreturn %v }", before, values), true
}

// receivesFunc says whether x receives a function from a channel that is itself
// called for: returned, the interpreter does not know its type.
func (r *renderer) receivesFunc(x ast.Expr) bool {
	u, ok := ast.Unparen(x).(*ast.UnaryExpr)
	if !ok || u.Op != token.ARROW || r.fn.sig == nil {
		return false
	}
	_, isFunc := r.typeOf(x).Underlying().(*types.Signature)
	return isFunc && r.calls(u.X)
}

// returnTuple converts the several results of a call that is returned.
func (r *renderer) returnTuple(st *ast.ReturnStmt) (text, bool) {
	values, ok := r.typeOf(st.Results[0]).(*types.Tuple)
	if !ok || r.fn.sig == nil || r.fn.sig.Results().Len() != values.Len() {
		return nil, false
	}
	results := r.fn.sig.Results()
	same := true
	for i := range values.Len() {
		same = same && types.Identical(values.At(i).Type(), results.At(i).Type())
	}
	if same {
		return nil, false
	}
	var converted text
	names := make([]string, values.Len())
	for i := range names {
		names[i] = r.temp("r")
		if i > 0 {
			converted = converted.add(r.made(st, ", "))
		}
		converted = converted.add(r.asType(st, names[i], values.At(i).Type(), results.At(i).Type())...)
	}
	return r.textf(st, "{ "+strings.Join(names, ", ")+" := %v; return %v }", st.Results[0], converted), true
}

// noteReturned notes the functions that st returns.
func (r *renderer) noteReturned(st *ast.ReturnStmt) {
	for _, x := range st.Results {
		if f, _ := r.instanceOf(x); f != nil {
			r.returned[x] = true
		} else if f, ok := r.info.Uses[identOrZero(x)].(*types.Func); ok && f.Pkg() == r.e.s.pkg {
			r.wrapped[x] = f // yaegi can't call a declared function that a call returns
		}
	}
}

// hasDefer says whether a function has a defer statement of its own.
func hasDefer(body *ast.BlockStmt) bool {
	found := false
	if body == nil {
		return false
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			found = true
		}
		return !found
	})
	return found
}

// identOrZero is the identifier x, or one that is nowhere.
func identOrZero(x ast.Expr) *ast.Ident {
	if id := identOf(x); id != nil {
		return id
	}
	return &ast.Ident{}
}

// lowerFuncValue makes a literal of a declared function that is returned.
func lowerFuncValue(r *renderer, n ast.Node) (text, bool) {
	id := n.(*ast.Ident)
	f := r.wrapped[id]
	if f == nil {
		return nil, false
	}
	delete(r.wrapped, id)
	params, args := r.paramList(id, f.Signature())
	ret := ""
	if f.Signature().Results().Len() > 0 {
		ret = "return "
	}
	return r.textf(id, "func("+strings.Join(params, ", ")+")"+r.resultText(id, f.Signature())+" { "+ret+"%v("+strings.Join(args, ", ")+") }", id), true
}
