package lang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// want is what fits the place of the identifier that is completed: a type, a
// value of a type, or anything.
type want struct {
	types bool       // names of types
	value types.Type // nil for anything
}

// fits says whether o is wanted. A function is, when its result is.
func (w want) fits(o types.Object) bool {
	switch o := o.(type) {
	case *types.TypeName:
		return w.types
	case *types.Var, *types.Const:
		return w.value != nil && assignable(o.Type(), w.value)
	case *types.Func:
		if w.value == nil {
			return false
		}
		results := o.Signature().Results()
		return results.Len() == 1 && assignable(results.At(0).Type(), w.value) || assignable(o.Type(), w.value)
	}
	return false
}

func assignable(v, t types.Type) bool {
	return v != nil && v != types.Typ[types.Invalid] && types.AssignableTo(v, t)
}

// wanted looks at what stands around the identifier.
func (p *probe) wanted() (w want) {
	var x ast.Expr = p.id // the whole expression that ends in the identifier
	i := 1
	for ; i < len(p.path); i++ {
		sel, isSel := p.path[i].(*ast.SelectorExpr)
		_, isParen := p.path[i].(*ast.ParenExpr)
		if !isParen && !(isSel && sel.Sel == x) {
			break
		}
		x = p.path[i].(ast.Expr)
	}
	if i == len(p.path) {
		return w
	}
	if w.types = isTypeOf(p.path[i], x); w.types {
		return w
	}
	if w.value = p.wantedValue(x, p.path[i:]); w.value == nil || w.value == types.Typ[types.Invalid] {
		return want{}
	}
	if i, ok := w.value.Underlying().(*types.Interface); ok && i.Empty() {
		return want{} // everything is an any
	}
	return w
}

// isTypeOf says whether x is in a place of n where only types can be.
func isTypeOf(n ast.Node, x ast.Expr) bool {
	switch n := n.(type) {
	case *ast.Field:
		return n.Type == x
	case *ast.ValueSpec:
		return n.Type == x
	case *ast.TypeSpec:
		return n.Type == x
	case *ast.ArrayType:
		return n.Elt == x
	case *ast.MapType:
		return n.Key == x || n.Value == x
	case *ast.ChanType:
		return n.Value == x
	case *ast.TypeAssertExpr:
		return n.Type == x
	case *ast.CompositeLit:
		return n.Type == x
	case *ast.Ellipsis:
		return true
	}
	return false
}

// wantedValue is the type of the value that x, whose surroundings from the
// inside out are path, should be of; nil when there is none.
func (p *probe) wantedValue(x ast.Expr, path []ast.Node) types.Type {
	info := p.k.info
	switch n := path[0].(type) {
	case *ast.CallExpr:
		if i := indexOf(n.Args, x); i >= 0 {
			return parameter(info.TypeOf(n.Fun), i)
		}
	case *ast.AssignStmt:
		if i := indexOf(n.Rhs, x); i >= 0 && len(n.Lhs) == len(n.Rhs) && n.Tok != token.DEFINE {
			return info.TypeOf(n.Lhs[i])
		}
	case *ast.ValueSpec:
		if n.Type != nil {
			return info.TypeOf(n.Type)
		}
	case *ast.ReturnStmt:
		return p.wantedResult(indexOf(n.Results, x), path)
	case *ast.BinaryExpr:
		if n.Op == token.SHL || n.Op == token.SHR {
			return nil
		}
		if n.X == x {
			return info.TypeOf(n.Y)
		}
		return info.TypeOf(n.X)
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			return types.Typ[types.Bool]
		}
	case *ast.IfStmt, *ast.ForStmt:
		return types.Typ[types.Bool]
	case *ast.SendStmt:
		if c, ok := underlying(info.TypeOf(n.Chan)).(*types.Chan); ok && n.Value == x {
			return c.Elem()
		}
	case *ast.CaseClause:
		if len(path) > 2 {
			if s, ok := path[2].(*ast.SwitchStmt); ok && s.Tag != nil {
				return info.TypeOf(s.Tag)
			}
		}
	case *ast.IndexExpr:
		if m, ok := underlying(info.TypeOf(n.X)).(*types.Map); ok && n.Index == x {
			return m.Key()
		}
	case *ast.KeyValueExpr:
		if lit, ok := path[1].(*ast.CompositeLit); ok {
			return wantedInLiteral(info.TypeOf(lit), n, x)
		}
	case *ast.CompositeLit:
		return wantedInLiteral(info.TypeOf(n), nil, x)
	}
	return nil
}

// wantedResult is the type of result i of the function around.
func (p *probe) wantedResult(i int, path []ast.Node) types.Type {
	for _, n := range path {
		var t types.Type
		switch n := n.(type) {
		case *ast.FuncLit:
			t = p.k.info.TypeOf(n)
		case *ast.FuncDecl:
			if o := p.k.info.Defs[n.Name]; o != nil {
				t = o.Type()
			}
		}
		if sig, ok := t.(*types.Signature); ok {
			if i >= 0 && i < sig.Results().Len() {
				return sig.Results().At(i).Type()
			}
			return nil
		}
	}
	return nil
}

// wantedInLiteral is for an element of a composite literal, which has a key if
// kv is not nil.
func wantedInLiteral(t types.Type, kv *ast.KeyValueExpr, x ast.Expr) types.Type {
	switch u := underlying(t).(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Map:
		if kv != nil && kv.Value == x {
			return u.Elem()
		}
		return u.Key()
	case *types.Struct:
		if kv == nil || kv.Value != x {
			return nil
		}
		key, _ := kv.Key.(*ast.Ident)
		for f := range u.Fields() {
			if key != nil && f.Name() == key.Name {
				return f.Type()
			}
		}
	}
	return nil
}

// parameter is the type of argument i of a function of type t.
func parameter(t types.Type, i int) types.Type {
	sig, ok := underlying(t).(*types.Signature)
	if !ok {
		return nil
	}
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		if s, ok := sig.Params().At(n - 1).Type().(*types.Slice); ok {
			return s.Elem()
		}
		return nil
	}
	if i >= n {
		return nil
	}
	return sig.Params().At(i).Type()
}

// underlying is that of t, or of what t points to; nil for nil.
func underlying(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	u := t.Underlying()
	if p, ok := u.(*types.Pointer); ok {
		return p.Elem().Underlying()
	}
	return u
}

func indexOf(list []ast.Expr, x ast.Expr) int {
	for i, e := range list {
		if e == x {
			return i
		}
	}
	return -1
}
