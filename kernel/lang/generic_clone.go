package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
)

// cloner copies a declaration for an instance. The copy has the positions of
// the original.
type cloner struct {
	info *types.Info // of the original
	// held are conversions of constants to a type parameter in an expression
	// that is no constant, but would be one with most type arguments:
	// T(1) << 8. They become variables.
	held map[*ast.CallExpr]bool
	vars []heldConst
}

// heldConst is a constant that became a variable, named by the identifier in
// paren.
type heldConst struct {
	paren *ast.ParenExpr
	id    *ast.Ident
	call  *ast.CallExpr
}

func cloneDecl(f *ast.FuncDecl, info *types.Info) (*ast.FuncDecl, []heldConst) {
	c := &cloner{info: info, held: map[*ast.CallExpr]bool{}}
	ast.Inspect(f, func(n ast.Node) bool {
		if x, ok := n.(ast.Expr); ok && n != nil {
			c.hold(x)
		}
		return true
	})
	g := &ast.FuncDecl{Name: &ast.Ident{NamePos: f.Name.NamePos, Name: f.Name.Name}, Type: &ast.FuncType{Func: f.Type.Func}}
	g.Type.Params = c.clone(reflect.ValueOf(f.Type.Params)).Interface().(*ast.FieldList)
	if f.Type.Results != nil {
		g.Type.Results = c.clone(reflect.ValueOf(f.Type.Results)).Interface().(*ast.FieldList)
	}
	if f.Body != nil {
		g.Body = c.clone(reflect.ValueOf(f.Body)).Interface().(*ast.BlockStmt)
	}
	return g, c.vars
}

// hold notes the conversions in x when x would be a constant in an instance.
func (c *cloner) hold(x ast.Expr) {
	switch x := x.(type) {
	case *ast.CompositeLit: // two keys may become one
		for _, elt := range x.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				if call, ok := kv.Key.(*ast.CallExpr); ok && c.isHeldCall(call) {
					c.held[call] = true
				}
			}
		}
		return
	case *ast.BinaryExpr, *ast.UnaryExpr:
	default:
		return
	}
	if tv, ok := c.info.Types[x]; !ok || tv.Value != nil || !c.wouldFold(x) {
		return
	}
	ast.Inspect(x, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && c.isHeldCall(call) {
			c.held[call] = true
		}
		return true
	})
}

// wouldFold says whether x consists of constants and conversions of constants
// to type parameters.
func (c *cloner) wouldFold(x ast.Expr) bool {
	if c.info.Types[x].Value != nil {
		return true
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return c.wouldFold(x.X)
	case *ast.UnaryExpr:
		return x.Op != token.AND && x.Op != token.ARROW && c.wouldFold(x.X)
	case *ast.BinaryExpr:
		return c.wouldFold(x.X) && c.wouldFold(x.Y)
	case *ast.CallExpr:
		return c.isHeldCall(x)
	}
	return false
}

func (c *cloner) isHeldCall(x *ast.CallExpr) bool {
	fun := c.info.Types[x.Fun]
	if len(x.Args) != 1 || !fun.IsType() || c.info.Types[x.Args[0]].Value == nil {
		return false
	}
	_, ok := types.Unalias(fun.Type).(*types.TypeParam)
	return ok
}

var (
	callType    = reflect.TypeFor[*ast.CallExpr]()
	commentType = reflect.TypeFor[*ast.CommentGroup]()
)

// clone copies what v holds, a node or a part of one.
func (c *cloner) clone(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || v.Type() == commentType {
			return reflect.Zero(v.Type())
		}
		p := reflect.New(v.Type().Elem())
		c.fields(p.Elem(), v.Elem())
		return p
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		if e := v.Elem(); e.Type() == callType && c.held[e.Interface().(*ast.CallExpr)] {
			return reflect.ValueOf(c.variable(e.Interface().(*ast.CallExpr)))
		}
		if call, ok := v.Elem().Interface().(*ast.CallExpr); ok && c.isSize(call) {
			return reflect.ValueOf(c.size(call))
		}
		return c.clone(v.Elem())
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		s := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			s.Index(i).Set(c.clone(v.Index(i)))
		}
		return s
	}
	return v
}

func (c *cloner) fields(to, from reflect.Value) {
	for i := range from.NumField() {
		to.Field(i).Set(c.clone(from.Field(i)))
	}
}

// isSize says whether call is a size that depends on type parameters: no constant,
// but one in every instance.
func (c *cloner) isSize(call *ast.CallExpr) bool {
	return unsafeBuiltin(c.info, call) != "" && c.info.Types[call].Value == nil && types.Identical(c.info.TypeOf(call), types.Typ[types.Uintptr])
}

// sizeName is a function in the check of an instance, which returns what it is
// given.
const sizeName = "sizeǃ"

// size copies a size so that it is no constant.
func (c *cloner) size(call *ast.CallExpr) ast.Expr {
	copied := reflect.New(callType.Elem())
	c.fields(copied.Elem(), reflect.ValueOf(call).Elem())
	return &ast.CallExpr{Fun: &ast.Ident{NamePos: call.Pos(), Name: sizeName}, Lparen: call.Pos(), Args: []ast.Expr{copied.Interface().(ast.Expr)}, Rparen: call.Rparen}
}

func (c *cloner) variable(call *ast.CallExpr) ast.Expr {
	copied := c.clone(reflect.ValueOf(call)).Interface().(*ast.CallExpr)
	id := &ast.Ident{NamePos: call.Pos()}
	p := &ast.ParenExpr{Lparen: call.Pos(), X: id, Rparen: call.End() - 1}
	c.vars = append(c.vars, heldConst{p, id, copied})
	return p
}
