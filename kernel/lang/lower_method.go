package lang

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// Method values and method expressions become function literals: a method value
// holds the receiver as it was.

// noteCalled remembers which selectors are called: those are no method values.
func noteCalled(r *renderer, n ast.Node) (text, bool) {
	if s, ok := ast.Unparen(n.(*ast.CallExpr).Fun).(*ast.SelectorExpr); ok {
		r.called[s] = true
	}
	return nil, false
}

func lowerMethodValue(r *renderer, n ast.Node) (text, bool) {
	x := n.(*ast.SelectorExpr)
	s := r.info.Selections[x]
	if s == nil || s.Kind() == types.FieldVal || s.Kind() == types.MethodVal && r.called[x] {
		return nil, false
	}
	sig := s.Obj().(*types.Func).Signature()
	params, args := r.paramList(x, sig)
	results := r.resultText(x, sig)
	call := "rǃ." + x.Sel.Name + "(" + strings.Join(args, ", ") + ")"
	if sig.Results().Len() > 0 {
		call = "return " + call
	}
	if s.Kind() == types.MethodExpr {
		params = append([]string{"rǃ " + r.typ(x, s.Recv())}, params...)
		return text{r.made(x, "%s", "func("+strings.Join(params, ", ")+")"+results+" { "+call+" }")}, true
	}
	recv, t := r.receiver(x, s)
	f := "func(" + strings.Join(params, ", ") + ")" + results
	check := ""
	if types.IsInterface(t) { // nil has no methods
		check = "if rǃ == nil { var pǃ *int; *pǃ = 0 }; "
	}
	return r.textf(x, "func(rǃ "+r.typ(x, t)+") "+f+" { "+check+"return "+f+" { "+call+" } }(%v)", recv), true
}

// paramList writes parameters for a signature, with names, and what a call that
// hands them on has to pass.
func (r *renderer) paramList(n ast.Node, sig *types.Signature) (params, args []string) {
	for i := range sig.Params().Len() {
		t := sig.Params().At(i).Type()
		name := fmt.Sprintf("pǃ%d", i)
		if sig.Variadic() && i == sig.Params().Len()-1 {
			params = append(params, name+" ..."+r.typ(n, t.(*types.Slice).Elem()))
			args = append(args, name+"...")
			continue
		}
		params = append(params, name+" "+r.typ(n, t))
		args = append(args, name)
	}
	return params, args
}

// resultText writes the results of a signature, with the space before.
func (r *renderer) resultText(n ast.Node, sig *types.Signature) string {
	return strings.TrimPrefix(r.typ(n, types.NewSignatureType(nil, nil, nil, nil, sig.Results(), false)), "func()")
}
