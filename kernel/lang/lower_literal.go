package lang

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// lowerLiteral writes out what composite literals may leave out, where the
// interpreter needs it: the type of an element that is a pointer to an array, a
// slice or a map ([]*[]int{{1}}), and the keys of elements that follow a pointer
// ([]int{(*p)[0].n}), whose types it works out another way when they have none.
func lowerLiteral(r *renderer, n ast.Node) (text, bool) {
	l := n.(*ast.CompositeLit)
	t := r.typeOf(l)
	var out text
	changed := false
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
		if _, ok := t.Underlying().(*types.Struct); !ok && l.Type == nil {
			out, changed = r.textf(l, "&"+r.typ(l, t)), true
		}
	}
	var keys func(i int, x ast.Expr) string
	switch t := t.Underlying().(type) {
	case *types.Struct:
		for f := range t.Fields() {
			if f.Name() == "_" {
				return nil, false // has no key
			}
		}
		keys = func(i int, _ ast.Expr) string {
			f := t.Field(i)
			if known := r.fieldName(f); known != "" {
				return known
			}
			return f.Name()
		}
	case *types.Array, *types.Slice:
		next := int64(0)
		keys = func(_ int, x ast.Expr) string {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				next, _ = constant.Int64Val(constant.ToInt(r.info.Types[kv.Key].Value))
				next++
				return ""
			}
			next++
			return fmt.Sprint(next - 1)
		}
	}
	if keys == nil || !followsPointer(r.info, l.Elts) {
		keys = nil
	}
	if keys == nil && !changed {
		return nil, false
	}
	if l.Type != nil {
		out = append(out, r.node(l.Type)...)
	}
	out = out.add(r.made(l, "{"))
	for i, x := range l.Elts {
		key := ""
		if keys != nil {
			key = keys(i, x)
		}
		if _, keyed := x.(*ast.KeyValueExpr); key != "" && !keyed {
			out = append(out, r.textf(x, key+": %v, ", x)...)
		} else {
			out = append(out, r.textf(x, "%v, ", x)...)
		}
	}
	return out.add(r.made(l, "}")), true
}

// followsPointer reports whether an element has a * or a &
// in it that is no part of a type.
func followsPointer(info *types.Info, elements []ast.Expr) (found bool) {
	for _, x := range elements {
		if _, keyed := x.(*ast.KeyValueExpr); keyed {
			continue
		}
		ast.Inspect(x, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit, *ast.CompositeLit:
				return false
			case *ast.StarExpr:
				found = found || !info.Types[n].IsType()
			case *ast.UnaryExpr:
				found = found || n.Op == token.AND && !isLiteral(n.X)
			}
			return !found
		})
	}
	return found
}

func isLiteral(x ast.Expr) bool {
	_, ok := ast.Unparen(x).(*ast.CompositeLit)
	return ok
}
