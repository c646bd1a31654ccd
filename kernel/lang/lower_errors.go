package lang

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// errors.Is, As and Unwrap can't see cell types. When cells declare errors, they
// become functions that walk the chain as the originals do, with assertions and
// comparisons that know the types of cells.

func lowerErrors(r *renderer, n ast.Node) (text, bool) {
	c := n.(*ast.CallExpr)
	name := r.errorsFunc(c)
	if name == "" || len(r.errorTypes()) == 0 {
		return nil, false
	}
	if name == "Unwrap" {
		return r.textf(c, r.e.helper("unwrap", r.errorTypeNames(c), r.unwrapHelper(c))+"(%v)", c.Args[0]), true
	}
	if name == "Is" {
		f := r.e.helper("is", r.errorTypeNames(c), r.isHelper(c))
		return r.textf(c, f+"(%v, %v)", c.Args[0], c.Args[1]), true
	}
	p, ok := r.typeOf(c.Args[1]).Underlying().(*types.Pointer)
	if !ok {
		return nil, false // any: the original says what is wrong
	}
	delete(r.boxed, c.Args[1])
	f := r.e.helper("asError", r.typ(c, p)+" of"+r.errorTypeNames(c), r.asHelper(c, p.Elem()))
	return r.textf(c, f+"(%v, %v)", c.Args[0], c.Args[1]), true
}

// errorsFunc is "Is", "As" or "Unwrap" when c calls that function of package errors.
func (r *renderer) errorsFunc(c *ast.CallExpr) string {
	s, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if o := r.info.Uses[s.Sel]; o != nil && o.Pkg() != nil && o.Pkg().Path() == "errors" && (o.Name() == "Is" || o.Name() == "As" || o.Name() == "Unwrap") {
		return o.Name()
	}
	return ""
}

var errorType = types.Universe.Lookup("error").Type()

// errorTypes are the types of cells that are errors.
func (r *renderer) errorTypes() []types.Type { return r.implementers(errorType, errorType) }

func (r *renderer) errorTypeNames(n ast.Node) string {
	var b strings.Builder
	for _, t := range r.errorTypes() {
		b.WriteString(" " + r.typ(n, t))
	}
	return b.String()
}

func (r *renderer) isHelper(n ast.Node) string {
	equal := r.equalHelper(n, errorType, errorType)
	same := "err == target"
	if equal != "" {
		same = equal + "(err, target)"
	}
	var own strings.Builder
	for _, t := range r.errorTypes() {
		if sig := methodOf(t, "Is"); sig != nil && types.TypeString(sig, nil) == "func(error) bool" {
			for _, f := range r.forms(n, t, errorType) {
				fmt.Fprintf(&own, "if v, ok := err.(%s); ok && %s.Is(target) { return true }; ", f.typ, f.value)
			}
		}
	}
	return "(err, target error) bool { for err != nil { if " + same + " { return true }; " + own.String() +
		"if " + r.e.importName("errors") + ".Is(err, target) { return true }; " +
		r.unwrapSteps(n, "target") + "}; return target == nil }"
}

func (r *renderer) asHelper(n ast.Node, t types.Type) string {
	has := ""
	candidates := r.candidates(t, errorType)
	switch {
	case len(candidates) > 0 || types.IsInterface(t):
		has = "if v, ok := " + r.assertHelper(n, t, errorType, candidates, true) + "(err); ok { *target = v; return true }; "
	case r.hasCellMethods(t):
		has = "if v, ok := err.(" + r.typ(n, t) + "); ok { *target = v; return true }; "
	default:
		has = "if " + r.e.importName("errors") + ".As(err, target) { return true }; "
	}
	return "(err error, target *" + r.typ(n, t) + ") bool { for err != nil { " + has + r.unwrapSteps(n, "target") + "}; return false }"
}

func (r *renderer) unwrapHelper(n ast.Node) string {
	var own strings.Builder
	for _, t := range r.errorTypes() {
		if sig := methodOf(t, "Unwrap"); sig != nil && types.TypeString(sig, nil) == "func() error" {
			for _, f := range r.forms(n, t, errorType) {
				fmt.Fprintf(&own, "if v, ok := err.(%s); ok { return %s.Unwrap() }; ", f.typ, f.value)
			}
		}
	}
	return "(err error) error { if err == nil { return nil }; " + own.String() + "return " + r.e.importName("errors") + ".Unwrap(err) }"
}

// unwrapSteps goes on with the errors that err wraps; several are left to the
// function itself.
func (r *renderer) unwrapSteps(n ast.Node, target string) string {
	var b strings.Builder
	for _, t := range r.errorTypes() {
		sig := methodOf(t, "Unwrap")
		if sig == nil {
			continue
		}
		for _, f := range r.forms(n, t, errorType) {
			switch types.TypeString(sig, nil) {
			case "func() error":
				fmt.Fprintf(&b, "if v, ok := err.(%s); ok { err = %s.Unwrap(); continue }; ", f.typ, f.value)
			case "func() []error":
				fmt.Fprintf(&b, "if v, ok := err.(%s); ok { for _, e := range %s.Unwrap() { if %s(e, %s) { return true } }; return false }; ", f.typ, f.value, self, target)
			}
		}
	}
	fmt.Fprintf(&b, "if es := %s(err); es != nil { for _, e := range es { if %s(e, %s) { return true } }; return false }; ", r.e.host("Unwrap"), self, target)
	fmt.Fprintf(&b, "err = %s.Unwrap(err) ", r.e.importName("errors"))
	return b.String()
}

// methodOf is the signature of an exported method of t, nil without one.
func methodOf(t types.Type, name string) *types.Signature {
	s := types.NewMethodSet(t).Lookup(nil, name)
	if s == nil {
		return nil
	}
	sig := s.Obj().(*types.Func).Signature()
	return types.NewSignatureType(nil, nil, nil, unnamed(sig.Params()), unnamed(sig.Results()), sig.Variadic())
}

func unnamed(t *types.Tuple) *types.Tuple {
	var list []*types.Var
	for v := range t.Variables() {
		list = append(list, types.NewParam(v.Pos(), v.Pkg(), "", v.Type()))
	}
	return types.NewTuple(list...)
}
