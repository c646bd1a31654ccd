package lang

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// emitter makes the text of one unit.
type emitter struct {
	s       *Session
	k       *check
	imports map[string]string // path -> name in the text
	paths   []string          // in the order of their first use
	vars    []string          // variables to declare, "name type"
	temps   int
	errs    Errors
	types   text // declarations of types
	out     text // everything after them

	helpers        []string // functions to declare
	made           []string // types to declare: instances, local types that are hoisted
	locals         []localType
	cause          token.Pos // what needs the instance that is emitted
	initAt         int       // pieces of out up to the first statement of init, 0 without one
	forwards       []call    // give declared-again methods to their first bodies
	inits          []call    // of func init
	main           *call     // of func main, when it is to run
	line           int       // of the end of out
	u              *Unit
	instancesDone  int // see emitInstances
	instancesBegun bool
	real           *realTypes // nil without Options.Types
}

// emit lowers the checked cell and the functions that are linked again.
func (k *check) emit() (*Unit, Errors) {
	e := &emitter{s: k.s, k: k, imports: map[string]string{}, line: 1, u: &Unit{Cell: k.src.cell, change: k.c}, real: newRealTypes(k.s.opts.Types)}
	e.refuseAll()
	if len(e.errs) > 0 {
		return nil, e.sorted()
	}
	e.collect()
	e.touchTypes()
	e.declareVars()
	e.declarations()
	e.linkedAgain()
	e.initFunc()
	e.emitInstances()
	e.methodsReady()
	if len(e.errs) > 0 {
		return nil, e.sorted()
	}
	e.finish()
	return e.u, nil
}

func (e *emitter) sorted() Errors {
	slices.SortStableFunc(e.errs, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	e.errs = slices.Compact(e.errs)
	return e.errs[:min(len(e.errs), maxErrors)]
}

// refuse makes the cell fail: what stands at pos can't be run as Go runs it.
func (e *emitter) refuse(pos token.Pos, what string) {
	e.fail(pos, "not supported yet in a cell: "+what)
}

func (e *emitter) fail(pos token.Pos, message string) {
	p := e.s.position(pos)
	if src, _ := e.s.locate(pos); src != e.k.src && e.cause.IsValid() {
		p = e.s.position(e.cause) // it stands in the code of an instance
	}
	e.errs = append(e.errs, Error{Line: p.Line, Column: p.Column, Message: message})
}

// entity is what an object means in this unit: of a function that is linked
// again, the newest version, if it still has the type that the cell was checked
// with.
func (e *emitter) entity(o types.Object) *entity {
	if x := e.k.c.relinked[o]; x != nil {
		return x
	}
	return e.k.c.entity(e.s, o)
}

// importName is the name of a package in the text.
func (e *emitter) importName(path string) string {
	if n := e.imports[path]; n != "" {
		return n
	}
	n := "hostǃ"
	if e.real != nil && path == e.real.unit.Path() {
		n = typesImport
		e.u.Types = e.real.unit
	} else if path != e.s.opts.Host {
		n = strings.Map(func(c rune) rune {
			if strings.ContainsRune("/.-", c) {
				return '_'
			}
			return c
		}, path) + "ǃp"
	}
	e.imports[path] = n
	e.paths = append(e.paths, path)
	return n
}

// host is a function of the host package.
func (e *emitter) host(name string) string { return e.importName(e.s.opts.Host) + "." + name }

// declareVars declares the variables of the cell in the prologue.
func (e *emitter) declareVars() {
	for _, x := range e.k.c.entities {
		v, ok := x.object.(*types.Var)
		if !ok {
			continue
		}
		t, err := e.typeText(v.Type())
		if err != nil {
			e.refuse(v.Pos(), fmt.Sprintf("a variable that holds %s", err))
		}
		e.declareVar(x.emitted, t)
	}
}

func (e *emitter) declareVar(name, typ string) { e.vars = append(e.vars, name+" "+typ) }

// declarations emits types, and then functions and methods of the cell, each on
// its line when the order of the cell allows. Helpers come between them: the
// interpreter wants their types before and their calls after them.
func (e *emitter) declarations() {
	r := e.renderer(e.k.src, e.k.info)
	for _, d := range e.k.src.decls.Decls {
		if d, ok := d.(*ast.GenDecl); ok && d.Tok == token.TYPE {
			if e.real != nil {
				e.typeSpecs(r, d)
				continue
			}
			if e.someConstraints(r, d) {
				continue
			}
			e.place(d)
			e.write(r.node(d))
			for _, sp := range d.Specs {
				e.write(e.promoted(r, sp.(*ast.TypeSpec)))
			}
		}
	}
	e.types, e.out = e.out, nil
	for _, d := range e.k.src.decls.Decls {
		if d, ok := d.(*ast.FuncDecl); ok {
			if t := e.funcDecl(r, d); t != nil {
				e.place(d)
				e.write(t)
			}
		}
	}
}

// someConstraints emits a declaration with types that are not emitted.
func (e *emitter) someConstraints(r *renderer, d *ast.GenDecl) bool {
	isConstraint := func(sp ast.Spec) bool { return isConstraint(r.info, sp.(*ast.TypeSpec)) }
	if !slices.ContainsFunc(d.Specs, isConstraint) {
		return false
	}
	for _, sp := range d.Specs {
		if !isConstraint(sp) {
			e.place(sp)
			e.write(r.textf(sp, "type %v", sp))
			e.write(e.promoted(r, sp.(*ast.TypeSpec)))
		}
	}
	return true
}

// linkedAgain emits functions of earlier cells.
func (e *emitter) linkedAgain() {
	for _, f := range e.k.c.funcs {
		if f.src != e.k.src && f.object != nil {
			e.write(text{{s: "\n"}})
			e.write(e.funcDecl(e.renderer(f.src, f.info), f.decl))
		}
	}
}

// lowerTypeSpec renders type declarations. A type that is declared as another one is
// spelled out: yaegi v0.16.1 does not always see through the name.
func lowerTypeSpec(r *renderer, n ast.Node) (text, bool) {
	sp := n.(*ast.TypeSpec)
	if sp.Assign.IsValid() {
		return nil, false
	}
	switch ast.Unparen(sp.Type).(type) {
	case *ast.Ident, *ast.SelectorExpr:
	default:
		return nil, false
	}
	u := r.typeOf(sp.Type).Underlying()
	switch u.(type) {
	case *types.Struct, *types.Basic:
		return nil, false
	}
	s, err := r.e.typeText(u)
	if err != nil {
		return nil, false
	}
	return r.textf(sp, "%v "+s, sp.Name), true
}

// place moves to the line of n, or to the next line when the text is past it:
// then lines differ from the cell's and only the table knows.
func (e *emitter) place(n ast.Node) {
	line := e.s.position(n.Pos()).Line
	lines := max(line-e.line, 0)
	if lines == 0 && len(e.out)+len(e.types) > 0 {
		lines = 1
	}
	e.write(text{{s: strings.Repeat("\n", lines)}})
}

func (e *emitter) write(t text) {
	for _, p := range t {
		e.line += strings.Count(p.s, "\n")
	}
	e.out = e.out.add(t...)
}

// initFunc emits what runs: initial values, init functions, statements, main.
func (e *emitter) initFunc() {
	r := e.renderer(e.k.src, e.k.info)
	for _, d := range e.k.src.decls.Decls {
		r.noteConverted(d)
	}
	open := false
	run := func(n ast.Node, t text) {
		e.place(n)
		if !open {
			e.write(text{r.made(n, "func init() { ")})
			e.initAt = len(e.out)
			open = true
		}
		e.write(t)
	}
	for _, f := range e.forwards {
		run(f.at, text{r.made(f.at, "%s", f.code)})
	}
	e.forwards = nil
	for _, in := range e.k.initOrder {
		run(in.Rhs, e.initialValue(r, in))
	}
	for _, f := range e.inits {
		run(f.at, text{r.made(f.at, "%s", f.code)})
	}
	if e.k.src.stmts != nil {
		r.noteConverted(e.k.src.stmts.Body)
		e.hoistLocals(e.k.src.stmts.Body, e.k.info)
		for _, st := range e.k.src.stmts.Body.List {
			if t := e.statement(r, st); len(t) > 0 {
				run(st, t)
			}
		}
	} else if e.main != nil {
		run(e.main.at, text{r.made(e.main.at, "%s", e.main.code)})
	}
	if open {
		e.write(text{{s: " }"}})
	}
}

// call is a statement of ours in init.
type call struct {
	at   ast.Node
	code string
}

func (e *emitter) initialValue(r *renderer, in *types.Initializer) text {
	names := make([]string, len(in.Lhs))
	for i, v := range in.Lhs {
		if names[i] = "_"; v.Name() != "_" {
			names[i] = e.entity(v).emitted
		}
	}
	if values, ok := r.typeOf(in.Rhs).(*types.Tuple); ok && len(names) > 1 {
		return r.initialValues(in, names, values)
	}
	if names[0] == "_" && r.info.Types[in.Rhs].IsNil() {
		return nil
	}
	if names[0] == "_" && isComparison(in.Rhs) {
		return r.textf(in.Rhs, "{ c := %v; _ = c }", in.Rhs)
	}
	return r.textf(in.Rhs, "%v = %v", strings.Join(names, ", "), in.Rhs)
}

// statement renders a statement at the top level of the cell; the last
// expression gives its values to the host.
func (e *emitter) statement(r *renderer, st ast.Stmt) text {
	x, ok := st.(*ast.ExprStmt)
	if !ok || x.X != e.k.src.lastExpr() {
		return r.node(st)
	}
	results := e.results(r, x.X)
	if e.k.src.hidden && len(results) > 0 && !isCall(x.X) {
		return r.textf(st, "_ = %v", x.X)
	}
	if e.k.src.hidden || len(results) == 0 {
		return r.node(st)
	}
	e.u.Results = results
	if e.real != nil {
		return e.realResult(r, st, x.X)
	}
	if len(results) == 1 && len(e.showMethods(results[0])) > 0 {
		return e.showItself(r, st, x.X, results[0])
	}
	return r.textf(st, e.host("Result")+"(%v)", x.X)
}

// showMethods are the methods of a cell type by which a value shows itself, and
// which the host can't find itself.
func (e *emitter) showMethods(t types.Type) []string {
	if !isCellType(e.s.pkg, t) {
		return nil
	}
	var list []string
	set := types.NewMethodSet(t)
	for _, m := range []struct{ name, sig string }{
		{"Error", "func() string"}, {"String", "func() string"}, {"HTML", "func() string"}, {"SVG", "func() string"},
		{"Markdown", "func() string"}, {"LaTeX", "func() string"}, {"PNG", "func() []byte"}, {"JPEG", "func() []byte"},
		{"MIMEBundle", "func() map[string]any"},
	} {
		if s := set.Lookup(nil, m.name); s != nil && types.TypeString(s.Type(), nil) == m.sig {
			list = append(list, m.name)
		}
	}
	return list
}

// showItself hands the methods of the result to the host before the result.
func (e *emitter) showItself(r *renderer, st ast.Node, x ast.Expr, t types.Type) text {
	v := r.temp("v")
	out := r.textf(st, "{ "+v+" := %v; ", x)
	for _, m := range e.showMethods(t) {
		out = out.add(r.made(st, "%s(%q, func() %s { return %s.%s() }); ", e.host("Method"), m, showResult(m), v, m))
	}
	return out.add(r.made(st, "%s(%s) }", e.host("Result"), v))
}

func showResult(method string) string {
	switch method {
	case "PNG", "JPEG":
		return "[]byte"
	case "MIMEBundle":
		return "map[string]interface{}"
	}
	return "string"
}

// isCellType says whether t is a type that a cell declared, or a pointer to one.
func isCellType(pkg *types.Package, t types.Type) bool {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	return ok && n.Obj().Pkg() == pkg
}

func isCall(x ast.Expr) bool {
	_, ok := ast.Unparen(x).(*ast.CallExpr)
	return ok
}

// results are the types of what the last expression shows.
func (e *emitter) results(r *renderer, x ast.Expr) []types.Type {
	tv := r.info.Types[x]
	if tv.IsVoid() || tv.Type == nil || isPrint(r, x) {
		return nil
	}
	if t, ok := tv.Type.(*types.Tuple); ok {
		var list []types.Type
		for v := range t.Variables() {
			list = append(list, v.Type())
		}
		return list
	}
	b, ok := tv.Type.(*types.Basic)
	if ok && b.Kind() == types.UntypedNil {
		e.fail(x.Pos(), "use of untyped nil as the result of a cell")
	}
	if t := types.Default(tv.Type); ok && tv.Value != nil && b.Info()&types.IsUntyped != 0 && !representable(tv.Value, t.(*types.Basic)) {
		e.fail(x.Pos(), fmt.Sprintf("cannot use %s (untyped %s constant%s) as %s value (overflows)",
			types.ExprString(x), strings.TrimPrefix(b.Name(), "untyped "), constantText(x, tv), t))
	}
	return []types.Type{types.Default(tv.Type)}
}

// isPrint says whether x calls a function of the fmt print family, whose
// results nobody wants to see.
func isPrint(r *renderer, x ast.Expr) bool {
	c, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok {
		if id, isIdent := ast.Unparen(c.Fun).(*ast.Ident); isIdent {
			sel = &ast.SelectorExpr{Sel: id} // of a dot import
		} else {
			return false
		}
	}
	f, ok := r.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != "fmt" {
		return false
	}
	return strings.HasPrefix(f.Name(), "Print") || strings.HasPrefix(f.Name(), "Fprint")
}

func isInit(f *ast.FuncDecl) bool { return f.Recv == nil && f.Name.Name == "init" }

// finish puts the prologue in front and makes the table of positions.
func (e *emitter) finish() {
	for _, x := range e.k.c.entities {
		if x.cell == e.u.Cell.Number {
			e.u.Declared = append(e.u.Declared, e.s.declared(x))
		}
	}
	e.u.Notes = e.k.c.notes
	if len(e.types) == 0 && len(e.out) == 0 && len(e.vars) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("package main; ")
	for _, p := range e.paths {
		fmt.Fprintf(&b, "import %s %q; ", e.imports[p], p)
	}
	if e.real != nil {
		for _, a := range e.real.aliases {
			b.WriteString("type " + a + "; ")
		}
	}
	for _, v := range e.vars {
		b.WriteString("var " + v + "; ")
	}
	write := func(t text) {
		for _, p := range t {
			e.u.table = append(e.u.table, mark{b.Len(), p.src, p.offset, p.exact})
			b.WriteString(p.s)
		}
	}
	write(e.types)
	for i, h := range slices.Concat(e.made, e.helpers) {
		if i == 0 && len(e.types) > 0 {
			write(text{{s: "; "}})
		}
		write(text{{s: h + "; "}})
	}
	write(e.out)
	b.WriteByte('\n')
	e.u.Text = b.String()
	e.u.Imports = e.paths
}
