package lang

import (
	"go/ast"
	"go/types"
)

// os.Stdin, os.Stdout and os.Stderr are the process's; a cell has its own. They
// take their place wherever one is used as an interface or for a method call.
func lowerStream(r *renderer, n ast.Node) (text, bool) {
	x := n.(*ast.SelectorExpr)
	if inner, ok := ast.Unparen(x.X).(*ast.SelectorExpr); ok && r.info.Selections[x] != nil {
		if stream := r.stream(inner); stream != "" {
			r.called[x] = true
			return r.textf(x, stream+"."+x.Sel.Name), true
		}
	}
	if r.converted[x] {
		if stream := r.stream(x); stream != "" {
			return text{r.made(x, "%s", stream)}, true
		}
	}
	return nil, false
}

// stream is the host's stream for os.Stdin, os.Stdout or os.Stderr, else "".
func (r *renderer) stream(x *ast.SelectorExpr) string {
	o := r.info.Uses[x.Sel]
	if o == nil || o.Pkg() == nil || o.Pkg().Path() != "os" || o.Parent() != o.Pkg().Scope() {
		return ""
	}
	switch o.Name() {
	case "Stdin", "Stdout", "Stderr":
		return r.e.host(o.Name()) + "()"
	}
	return ""
}

// noteConverted notes the expressions below root that are used as interfaces
// and need care: standard streams, operators, and values of cell types.
func (r *renderer) noteConverted(root ast.Node) {
	targets(r.info, root, func(x ast.Expr, t types.Type) {
		if !types.IsInterface(t) {
			return
		}
		switch x := ast.Unparen(x).(type) {
		case *ast.SelectorExpr:
			r.converted[x] = true
		case *ast.UnaryExpr:
			r.unary[x] = true
		}
	})
	r.noteNativeArgs(root)
	if r.e.real != nil {
		r.noteReal(root)
		r.noteBlank(root)
		return
	}
	r.noteBoxed(root)
}
