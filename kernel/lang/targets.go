package lang

import (
	"go/ast"
	"go/token"
	"go/types"
)

// targets calls f for the expressions below root that are implicitly converted,
// with the type that they are converted to: arguments, assigned and returned
// values, elements of literals, sent values, and so on. Expressions that take
// part in an assignment of several values of one call are left out.
func targets(info *types.Info, root ast.Node, f func(x ast.Expr, t types.Type)) {
	t := &targetFinder{info: info, f: f}
	var results *types.Tuple
	if d, ok := root.(*ast.FuncDecl); ok {
		if o, ok := info.Defs[d.Name].(*types.Func); ok {
			results = o.Signature().Results()
		}
	}
	t.visit(root, results)
}

type targetFinder struct {
	info *types.Info
	f    func(ast.Expr, types.Type)
}

// visit walks n, which belongs to a function with these results.
func (t *targetFinder) visit(n ast.Node, results *types.Tuple) {
	ast.Inspect(n, func(m ast.Node) bool {
		if m == nil || m == n {
			return m != nil
		}
		switch m := m.(type) {
		case *ast.FuncLit:
			if sig, ok := t.info.TypeOf(m).(*types.Signature); ok {
				t.visit(m.Body, sig.Results())
				return false
			}
		case *ast.ReturnStmt:
			if results != nil && len(m.Results) == results.Len() {
				for i, x := range m.Results {
					t.f(x, results.At(i).Type())
				}
			}
		default:
			t.node(m)
		}
		return true
	})
}

func (t *targetFinder) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		t.call(n)
	case *ast.AssignStmt:
		if n.Tok == token.ASSIGN && len(n.Lhs) == len(n.Rhs) {
			for i, x := range n.Rhs {
				t.to(x, t.info.TypeOf(n.Lhs[i]))
			}
		}
	case *ast.ValueSpec:
		if n.Type != nil && len(n.Values) == len(n.Names) {
			for _, x := range n.Values {
				t.to(x, t.info.TypeOf(n.Type))
			}
		}
	case *ast.SendStmt:
		if c, ok := t.under(n.Chan).(*types.Chan); ok {
			t.to(n.Value, c.Elem())
		}
	case *ast.CompositeLit:
		t.literal(n)
	case *ast.IndexExpr:
		if m, ok := t.under(n.X).(*types.Map); ok {
			t.to(n.Index, m.Key())
		}
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			t.to(n.X, t.info.TypeOf(n.Y))
			t.to(n.Y, t.info.TypeOf(n.X))
		}
	}
}

func (t *targetFinder) under(x ast.Expr) types.Type {
	if typ := t.info.TypeOf(x); typ != nil {
		return typ.Underlying()
	}
	return nil
}

func (t *targetFinder) to(x ast.Expr, typ types.Type) {
	if typ != nil {
		t.f(x, typ)
	}
}

func (t *targetFinder) call(c *ast.CallExpr) {
	fun := t.info.Types[c.Fun]
	if fun.IsType() {
		if len(c.Args) == 1 {
			t.to(c.Args[0], fun.Type)
		}
		return
	}
	sig, ok := t.under(c.Fun).(*types.Signature) // also of append
	if !ok {
		return
	}
	for i, x := range c.Args {
		switch {
		case c.Ellipsis.IsValid() || !sig.Variadic() || i < sig.Params().Len()-1:
			if i < sig.Params().Len() {
				t.to(x, sig.Params().At(i).Type())
			}
		default:
			if s, ok := sig.Params().At(sig.Params().Len() - 1).Type().Underlying().(*types.Slice); ok {
				t.to(x, s.Elem())
			}
		}
	}
}

func (t *targetFinder) literal(l *ast.CompositeLit) {
	u := t.under(l)
	if p, ok := u.(*types.Pointer); ok {
		u = p.Elem().Underlying()
	}
	for i, x := range l.Elts {
		kv, keyed := x.(*ast.KeyValueExpr)
		value := x
		if keyed {
			value = kv.Value
		}
		switch u := u.(type) {
		case *types.Struct:
			if keyed {
				if f, ok := t.info.Uses[kv.Key.(*ast.Ident)]; ok {
					t.to(value, f.Type())
				}
			} else if i < u.NumFields() {
				t.to(value, u.Field(i).Type())
			}
		case *types.Slice:
			t.to(value, u.Elem())
		case *types.Array:
			t.to(value, u.Elem())
		case *types.Map:
			t.to(value, u.Elem())
			if keyed {
				t.to(kv.Key, u.Key())
			}
		}
	}
}
