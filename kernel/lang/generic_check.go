package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// concrete is the copy of a generic function for an instance, checked.
type concrete struct {
	decl   *ast.FuncDecl // the receiver of a method is the first parameter
	info   *types.Info
	object *types.Func
	names  map[types.Object]string // what type parameters are in the text
	held   map[ast.Expr]string
	dead   map[ast.Expr]bool // cases of type switches that an earlier one takes, impossible assertions
}

// receiverName is the name of the receiver's type in the check of a method.
const receiverName = "receiverǃ"

// concrete copies and checks g for type arguments. recv is the instance of the
// receiver's type for a method.
func (e *emitter) concrete(g *generic, args []types.Type, recv types.Type) (*concrete, error) {
	decl, held := cloneDecl(g.decl, g.info)
	if recv != nil {
		addReceiver(decl, g)
	}
	c := &concrete{decl: decl, info: newInfo(), names: map[types.Object]string{}, held: map[ast.Expr]string{}, dead: map[ast.Expr]bool{}}
	scope := []types.Object{}
	name := func(name string, t types.Type) error {
		o := types.NewTypeName(decl.Pos(), e.s.pkg, name, t)
		s, err := e.typeText(t)
		c.names[o] = s
		scope = append(scope, o)
		return err
	}
	for i, t := range args {
		if n := g.params().At(i).Obj().Name(); n != "_" {
			if err := name(n, t); err != nil {
				return nil, err
			}
		}
	}
	if recv != nil {
		if err := name(receiverName, recv); err != nil {
			return nil, err
		}
	}
	scope = append(scope, e.holdConstants(c, g, args, held)...)
	scope = append(scope, types.NewFunc(decl.Pos(), e.s.pkg, sizeName, sizeSignature))
	if err := e.checkConcrete(c, g.object.Pkg(), append(scope, e.environment(g)...)); err != nil {
		return nil, err
	}
	return c, nil
}

var sizeSignature = func() *types.Signature {
	list := types.NewTuple(types.NewParam(token.NoPos, nil, "", types.Typ[types.Uintptr]))
	return types.NewSignatureType(nil, nil, nil, list, list, false)
}()

// addReceiver makes the receiver of a method the first parameter of its copy:
// go/types allows no methods of instances.
func addReceiver(decl *ast.FuncDecl, g *generic) {
	from := g.decl.Recv.List[0]
	t := ast.Expr(&ast.Ident{NamePos: from.Type.Pos(), Name: receiverName})
	if _, ok := types.Unalias(g.object.Signature().Recv().Type()).(*types.Pointer); ok {
		t = &ast.StarExpr{Star: from.Type.Pos(), X: t}
	}
	f := &ast.Field{Type: t}
	for _, id := range from.Names {
		f.Names = append(f.Names, &ast.Ident{NamePos: id.NamePos, Name: id.Name})
	}
	params := decl.Type.Params
	params.List = append([]*ast.Field{f}, params.List...)
	for _, f := range params.List {
		if len(f.Names) == 0 {
			f.Names = []*ast.Ident{{NamePos: f.Type.Pos(), Name: "_"}}
		}
	}
}

// holdConstants declares the variables that stand for constants.
func (e *emitter) holdConstants(c *concrete, g *generic, args []types.Type, held []heldConst) []types.Object {
	var list []types.Object
	for _, h := range held {
		param, ok := types.Unalias(g.info.TypeOf(originalFun(g, h.call))).(*types.TypeParam)
		if !ok {
			continue
		}
		t := args[param.Index()]
		text, err := e.typeText(t)
		if err != nil {
			continue
		}
		h.id.Name = e.s.newEmitted("constǃ")
		e.declareVar(h.id.Name, text)
		tv := g.info.Types[originalArg(g, h.call)]
		value := tv.Value.ExactString()
		if b, ok := t.Underlying().(*types.Basic); ok {
			value = basicLiteral(tv.Value, b)
		}
		e.forwards = append(e.forwards, call{g.decl.Name, h.id.Name + " = " + value})
		c.held[h.paren] = h.id.Name
		list = append(list, types.NewVar(h.id.Pos(), e.s.pkg, h.id.Name, t))
	}
	return list
}

// originalFun and originalArg find the parts of the call of which copied is a
// copy: it has the same place.
func originalFun(g *generic, copied *ast.CallExpr) ast.Expr { return original(g, copied).Fun }

func originalArg(g *generic, copied *ast.CallExpr) ast.Expr { return original(g, copied).Args[0] }

func original(g *generic, copied *ast.CallExpr) *ast.CallExpr {
	var found *ast.CallExpr
	ast.Inspect(g.decl, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && c.Lparen == copied.Lparen {
			found = c
		}
		return found == nil
	})
	return found
}

// environment lists what the names in g meant when it was checked.
func (e *emitter) environment(g *generic) []types.Object {
	var list []types.Object
	seen := map[string]bool{}
	ast.Inspect(g.decl, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || seen[id.Name] {
			return true
		}
		o := g.info.Uses[id]
		if o == nil || !e.isGlobal(o) {
			return true
		}
		seen[id.Name] = true
		list = append(list, o)
		return true
	})
	return list
}

func (e *emitter) isGlobal(o types.Object) bool {
	if _, ok := o.(*types.PkgName); ok {
		return true
	}
	if o.Pkg() == nil {
		return false
	}
	return e.k.global(o) || e.s.library.paths[o] != ""
}

// checkConcrete checks c as part of package home, where it may use what is not
// exported, and where only the names of scope are declared meanwhile.
func (e *emitter) checkConcrete(c *concrete, home *types.Package, scope []types.Object) error {
	s := e.s
	earlier := types.NewScope(types.Universe, token.NoPos, token.NoPos, "what the function knows")
	for _, o := range scope {
		if p, ok := o.(*types.PkgName); ok && p.Pkg() != home { // go/types insists
			o = types.NewPkgName(p.Pos(), home, p.Name(), p.Imported())
		}
		earlier.Insert(o)
	}
	if home != s.pkg {
		whole := *home.Scope()
		defer func() { *home.Scope() = whole }()
	}
	*home.Scope() = *types.NewScope(earlier, token.NoPos, token.NoPos, "instance")
	name := c.decl.Name.Name
	c.decl.Name.Name = "instanceǃ"
	defer func() { c.decl.Name.Name = name }()
	var first error
	dead, impossible := map[token.Pos]bool{}, map[token.Pos]bool{}
	conf := types.Config{Importer: s.importer, Sizes: sizes, GoVersion: goVersion, Context: s.context, Error: func(err error) {
		te := err.(types.Error)
		switch {
		case strings.HasPrefix(te.Msg, "declared and not used"):
		case strings.HasPrefix(te.Msg, "duplicate case"), strings.HasPrefix(te.Msg, "impossible type switch case"):
			dead[te.Pos] = true
		case strings.HasPrefix(te.Msg, "impossible type assertion"):
			impossible[te.Pos] = true
		case first == nil && !strings.HasPrefix(te.Msg, "\t"):
			first = fmt.Errorf("%s (%s)", te.Msg, placeOf(s.position(te.Pos)))
		}
	}}
	file := fileOf([]ast.Decl{c.decl})
	file.Name = ast.NewIdent(home.Name())
	_ = types.NewChecker(&conf, s.fset, home, c.info).Files([]*ast.File{file})
	if len(dead)+len(impossible) > 0 {
		ast.Inspect(c.decl, func(n ast.Node) bool {
			if x, ok := n.(*ast.TypeAssertExpr); ok && impossible[x.Pos()] {
				c.dead[x] = true
			}
			if x, ok := n.(ast.Expr); ok && dead[x.Pos()] {
				c.dead[x] = true
				return false
			}
			return true
		})
	}
	c.object, _ = c.info.Defs[c.decl.Name].(*types.Func)
	if first == nil && c.object == nil {
		first = fmt.Errorf("no object for %s", name)
	}
	return first
}

// placeOf is a position as it stands in messages.
func placeOf(p Position) string {
	return fmt.Sprintf("In[%d]:%d:%d", p.Cell, p.Line, p.Column)
}
