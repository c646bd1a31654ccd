package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"interleave/kernel/lang/exportdata"
)

// compile checks and lowers a cell. Of a cell that is replayed only the
// declarations count.
func (s *Session) compile(cell Cell, replay bool) (*Unit, error) {
	src, syntax := s.parse(cell)
	kept := false
	defer func() {
		if kept {
			s.release(src)
		} else {
			s.discard(src)
		}
	}()
	if len(syntax) > 0 {
		return nil, s.syntaxErrors(src, syntax)
	}
	k := s.newCheck(src)
	defer k.undo()
	k.packageClause()
	k.imports()
	k.cell(replay)
	if errs := k.errors(); len(errs) > 0 {
		return nil, errs
	}
	k.relink()
	u, errs := k.emit()
	if len(errs) > 0 {
		return nil, errs
	}
	kept = true
	s.nameFunctions(src, k.info)
	u.files = s.filesOf(src)
	return u, nil
}

// packageClause looks at the package clause of a program that was pasted whole.
func (k *check) packageClause() {
	for _, it := range k.src.items {
		if it.kind != packageItem {
			continue
		}
		words := strings.Fields(strings.TrimSuffix(k.src.cell.Code[it.start:it.end], ";"))
		if len(words) == 2 && words[1] == "main" {
			continue
		}
		line, column := lineColumn(k.src.cell.Code, it.start)
		k.extra = append(k.extra, Error{Line: line, Column: column, Message: strings.Join(words, " ") + ": all cells are package main"})
	}
}

// cell checks the declarations and statements of the cell and notes what they
// change.
func (k *check) cell(replay bool) {
	d := k.declarations()
	if replay {
		k.dropVariables(d)
	}
	if d.staged || replay {
		k.stages(d, replay)
	} else {
		k.whole(d)
	}
	k.noteChange(d)
}

// whole checks everything at once.
func (k *check) whole(d *declarations) {
	var files []*ast.File
	if all := d.all(); len(all) > 0 {
		files = append(files, fileOf(all))
	}
	if k.src.stmts != nil {
		files = append(files, k.src.stmtf)
	}
	if len(files) > 0 {
		k.files(files...)
	}
	k.cellVars()
}

// declarations are those of a cell, by what the stages of a check need.
type declarations struct {
	types   []ast.Decl // and constants
	vars    []ast.Decl
	funcs   []*ast.FuncDecl // methods of types of this cell included
	foreign []*ast.FuncDecl // methods of types of earlier cells
	// inherited are methods of earlier cells for types that the cell declares
	// anew.
	inherited []*function
	staged    bool
}

func (d *declarations) all() []ast.Decl {
	list := slices.Concat(d.types, d.vars)
	for _, f := range d.funcs {
		list = append(list, f)
	}
	return list
}

func (k *check) declarations() *declarations {
	d := &declarations{}
	own := map[string]bool{} // types
	for _, decl := range k.src.decls.Decls {
		g, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		switch g.Tok {
		case token.VAR:
			d.vars = append(d.vars, g)
		case token.TYPE:
			specNames(g, func(id *ast.Ident) { own[id.Name] = true })
			fallthrough
		case token.CONST:
			d.types = append(d.types, g)
		}
	}
	for _, decl := range k.src.decls.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if base := recvName(f); base != nil && !own[base.Name] && k.typeOfSession(base.Name) {
			d.foreign = append(d.foreign, f)
			d.staged = true
			continue
		}
		d.funcs = append(d.funcs, f)
	}
	d.inherited = k.inherited(own, d.funcs)
	d.staged = d.staged || len(d.inherited) > 0 || k.bodiesMention(d.funcs)
	return d
}

// inherited lists the methods that earlier cells declared for types that this
// cell declares anew, and that it does not declare itself.
func (k *check) inherited(types map[string]bool, funcs []*ast.FuncDecl) []*function {
	own := map[string]bool{}
	for _, f := range funcs {
		own[keyOf(f)] = true
	}
	var list []*function
	for key, f := range k.s.funcs {
		if base, _, ok := strings.Cut(key, "."); ok && types[base] && !own[key] {
			list = append(list, f)
		}
	}
	sortFunctions(list)
	return list
}

// inherit gives them to the new types, as far as they check.
func (k *check) inherit(list []*function) {
	for len(list) > 0 {
		r := k.sub()
		failed := r.again(list)
		if len(failed) == 0 {
			return
		}
		r.undo()
		list = slices.DeleteFunc(list, func(f *function) bool { return failed[f] != "" })
	}
}

func (k *check) typeOfSession(name string) bool {
	e := k.s.scope[name]
	if e == nil {
		return false
	}
	_, ok := e.object.(*types.TypeName)
	return ok
}

// bodiesMention says whether functions of the cell use what may be a variable
// that its statements declare.
func (k *check) bodiesMention(funcs []*ast.FuncDecl) bool {
	if k.src.stmts == nil || len(funcs) == 0 {
		return false
	}
	vars := map[string]bool{}
	cellVarNames(k.src.stmts.Body.List, func(id *ast.Ident) { vars[id.Name] = true })
	found := false
	for _, f := range funcs {
		if f.Body != nil && len(vars) > 0 {
			ast.Inspect(f.Body, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				found = found || ok && vars[id.Name]
				return !found
			})
		}
	}
	return found
}

// fileOf makes a file of declarations, whatever cells they are from.
func fileOf(decls []ast.Decl) *ast.File {
	return &ast.File{Package: decls[0].Pos(), Name: ast.NewIdent("main"), Decls: decls}
}

// stages checks a cell whose functions use its variables, or which has methods
// for types of earlier cells: first what is declared, then the statements, then
// the bodies.
func (k *check) stages(d *declarations, replay bool) {
	if len(d.types)+len(d.funcs)+len(d.foreign) > 0 {
		k.signatures(d)
		k.inherit(d.inherited)
	}
	var files []*ast.File
	if len(d.vars) > 0 {
		files = append(files, fileOf(d.vars))
	}
	if k.src.stmts != nil && !replay {
		files = append(files, k.src.stmtf)
	}
	if len(files) > 0 {
		k.files(files...)
		k.know(d.vars)
		k.cellVars()
	}
	if !replay {
		k.bodies(slices.Concat(d.funcs, d.foreign))
		return
	}
	k.tryBodies(slices.Concat(d.funcs, d.foreign))
}

// signatures checks the declarations without the bodies of functions, and
// attaches methods to types of earlier cells.
func (k *check) signatures(d *declarations) {
	decls := slices.Clone(d.types)
	for _, f := range slices.DeleteFunc(slices.Concat(d.funcs, d.foreign), isInit) {
		decls = append(decls, f)
	}
	if len(decls) == 0 {
		return // there is only func init
	}
	restore := anonymous(d.foreign)
	k.check([]*ast.File{fileOf(decls)}, true)
	restore()
	k.know(decls)
	for _, f := range d.foreign {
		k.attach(f)
	}
}

// anonymous takes the names of methods away for a check: go/types can't find
// the declaration of a type of an earlier cell, and looks for it only for
// methods that have a name.
func anonymous(funcs []*ast.FuncDecl) (restore func()) {
	names := make([]string, len(funcs))
	for i, f := range funcs {
		names[i], f.Name.Name = f.Name.Name, "_"
	}
	return func() {
		for i, f := range funcs {
			f.Name.Name = names[i]
		}
	}
}

// bodies checks functions whose signatures are known already.
func (k *check) bodies(funcs []*ast.FuncDecl) {
	if len(funcs) == 0 {
		return
	}
	objects := map[*ast.Ident]types.Object{}
	decls := make([]ast.Decl, len(funcs))
	for i, f := range funcs {
		decls[i] = f
		objects[f.Name] = k.info.Defs[f.Name]
	}
	restore := anonymous(funcs)
	k.files(fileOf(decls))
	restore()
	for id, o := range objects {
		if o != nil { // init has no other
			k.info.Defs[id] = o
		}
	}
}

// tryBodies checks the functions of a replayed cell one by one. Those that do
// not check wait for their names, and so do those that need them.
func (k *check) tryBodies(funcs []*ast.FuncDecl) {
	errs, notes := k.errs, k.c.notes
	for again := true; again; {
		again = false
		for _, f := range funcs {
			if k.info.Defs[f.Name] == nil {
				continue
			}
			k.errs = nil
			if k.bodies([]*ast.FuncDecl{f}); len(k.errs) > 0 {
				k.wait(f)
				again = true
			}
		}
	}
	k.errs, k.c.notes = errs, notes
}

// wait makes f a function that is known only by its text.
func (k *check) wait(f *ast.FuncDecl) {
	o, _ := k.info.Defs[f.Name].(*types.Func)
	delete(k.info.Defs, f.Name)
	if f.Recv == nil {
		delete(k.known, f.Name.Name)
	} else if o != nil && recvNamed(o) != nil {
		named := recvNamed(o)
		k.s.setMethods(named, slices.DeleteFunc(methodsOf(named), func(m *types.Func) bool { return m.Name() == o.Name() }))
	}
}

// know makes the objects of decls known to the next stages.
func (k *check) know(decls []ast.Decl) {
	declaredNames(decls, func(id *ast.Ident) {
		if o := k.info.Defs[id]; o != nil && id.Name != "_" {
			k.known[id.Name] = o
		}
	})
}

// attach gives a type of an earlier cell the method f, until undo.
func (k *check) attach(f *ast.FuncDecl) {
	checked, _ := k.info.Defs[f.Name].(*types.Func)
	if checked == nil {
		return
	}
	m := types.NewFunc(f.Name.Pos(), k.s.pkg, f.Name.Name, checked.Signature())
	k.info.Defs[f.Name] = m
	named := recvNamed(m)
	if named == nil {
		return // reported
	}
	if field, _, _ := types.LookupFieldOrMethod(named, true, k.s.pkg, m.Name()); field != nil && isDirectField(named, field) {
		k.fail(f.Name.Pos(), "field and method with the same name "+m.Name(), "")
		return
	}
	old := methodsOf(named)
	k.s.setMethods(named, replaceMethod(old, m))
	k.undone = append(k.undone, func() { k.s.setMethods(named, old) })
}

func isDirectField(named *types.Named, o types.Object) bool {
	st, ok := named.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range st.Fields() {
		if f == o {
			return true
		}
	}
	return false
}

// recvNamed is the type that m is a method of.
func recvNamed(m *types.Func) *types.Named {
	recv := m.Signature().Recv()
	if recv == nil {
		return nil
	}
	t := types.Unalias(recv.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, ok := t.(*types.Named)
	if !ok {
		return nil
	}
	return n.Origin()
}

// cellVars makes package variables of what the statements declare at the top
// level of the cell.
func (k *check) cellVars() {
	if k.src.stmts == nil {
		return
	}
	scope := k.info.Scopes[k.src.stmts.Type]
	if scope == nil {
		return
	}
	cellVarNames(k.src.stmts.Body.List, func(id *ast.Ident) {
		local, ok := k.info.Defs[id].(*types.Var)
		if !ok || id.Name == "_" || local.Parent() != scope {
			return
		}
		k.vars[local] = true
		k.known[id.Name] = types.NewVar(local.Pos(), k.s.pkg, id.Name, local.Type())
	})
}

// noteChange writes down what the cell declares.
func (k *check) noteChange(d *declarations) {
	if len(k.errs)+len(k.extra) > 0 {
		return
	}
	number := k.src.cell.Number
	declare := func(id *ast.Ident, decl ast.Node, doc *ast.CommentGroup) {
		if o := k.info.Defs[id]; o != nil && id.Name != "_" {
			k.c.declare(k.s, o, number).declaredBy(k, decl, doc)
		}
	}
	for _, decl := range slices.Concat(d.types, d.vars) {
		g := decl.(*ast.GenDecl)
		specNames(g, func(id *ast.Ident) { declare(id, g, g.Doc) })
	}
	for _, f := range d.funcs {
		if f.Recv == nil && f.Name.Name != "init" {
			declare(f.Name, f, f.Doc)
		}
	}
	if k.src.stmts != nil {
		for _, st := range k.src.stmts.Body.List {
			cellVarNames([]ast.Stmt{st}, func(id *ast.Ident) {
				if local := k.info.Defs[id]; k.vars[local] {
					e := k.c.declare(k.s, k.known[id.Name], number)
					e.declaredBy(k, st, nil)
					k.c.aliases[local] = e
				}
			})
		}
	}
	for _, f := range slices.Concat(d.funcs, d.foreign) {
		if f.Name.Name == "_" || f.Recv == nil && f.Name.Name == "init" {
			continue
		}
		k.addFunction(k.src, f, k.info)
	}
}

// declaredBy notes the text of the declaration.
func (e *entity) declaredBy(k *check, decl ast.Node, doc *ast.CommentGroup) {
	e.src, e.start, e.end = k.src, k.s.offset(decl.Pos()), k.s.offset(decl.End())
	e.doc = doc.Text()
}

// keyOf is "f" for a function, "T.m" for a method.
func keyOf(f *ast.FuncDecl) string {
	if base := recvName(f); base != nil {
		return base.Name + "." + f.Name.Name
	}
	return f.Name.Name
}

// addFunction notes a function or method with the names that it mentions.
func (k *check) addFunction(src *source, f *ast.FuncDecl, info *types.Info) {
	fn := &function{key: keyOf(f), src: src, decl: f, info: info}
	fn.object, _ = info.Defs[f.Name].(*types.Func)
	fn.names = k.mentioned(f, info, fn.object == nil)
	k.c.funcs = append(k.c.funcs, fn)
	if fn.object != nil && isGeneric(fn.object) {
		k.c.generic.declared = append(k.c.generic.declared, &generic{object: fn.object, src: src, decl: f, info: info})
	}
	if fn.object != nil && fn.object.Signature().Recv() != nil {
		if named := recvNamed(fn.object); named != nil {
			k.c.methods = append(k.c.methods, method{recv: named.Obj(), object: fn.object})
		}
	}
}

// mentioned lists the names of the session, of packages and of the universe
// that a function uses: when one of them is declared anew, the function is
// linked again. For a function that waits, it is every name.
func (k *check) mentioned(f *ast.FuncDecl, info *types.Info, all bool) []string {
	var names []string
	ast.Inspect(f, func(n ast.Node) bool {
		if k.s.opts.Types == nil && asksForTypes(info, n) && !slices.Contains(names, typesName) {
			names = append(names, typesName)
		}
		id, ok := n.(*ast.Ident)
		if !ok || id.Name == "_" || slices.Contains(names, id.Name) {
			return true
		}
		o := info.Uses[id]
		if all || o != nil && k.global(o) {
			names = append(names, id.Name)
		}
		return true
	})
	return names
}

// global says whether o is found in no scope inside of a function.
func (k *check) global(o types.Object) bool {
	if _, ok := o.(*types.PkgName); ok || o.Pkg() == nil {
		return true
	}
	if o.Pkg() != k.s.pkg {
		return o.Parent() == o.Pkg().Scope()
	}
	return k.c.entity(k.s, o) != nil
}

// dropVariables notes the variables of a replayed cell as lost.
func (k *check) dropVariables(d *declarations) {
	lose := func(id *ast.Ident) {
		if id.Name != "_" {
			k.c.lost[id.Name] = k.src.cell.Number
		}
	}
	declaredNames(d.vars, lose)
	if k.src.stmts != nil {
		cellVarNames(k.src.stmts.Body.List, lose)
	}
	d.vars, k.src.stmts, k.src.stmtf = nil, nil, nil
}

// fail adds an error of ours.
func (k *check) fail(pos token.Pos, message, hint string) {
	p := k.s.position(pos)
	k.extra = append(k.extra, Error{Line: p.Line, Column: p.Column, Message: message, Hint: hint})
}

// imports notes the cell's import declarations and takes them out of the file:
// packages are names of the session, like all others.
func (k *check) imports() {
	f := k.src.decls
	for _, sp := range f.Imports {
		k.importSpec(sp)
	}
	f.Imports = nil
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool {
		g, ok := d.(*ast.GenDecl)
		return ok && g.Tok == token.IMPORT
	})
}

func (k *check) importSpec(sp *ast.ImportSpec) {
	path := strings.Trim(sp.Path.Value, "\"`")
	if path == "C" {
		k.fail(sp.Pos(), `import "C": cgo can't be used in a cell`, "")
		return
	}
	if exportdata.Core(path) {
		k.fail(sp.Path.Pos(), "use of internal package "+path+" not allowed", "")
		return
	}
	p, err := k.s.importer.Import(path)
	if err != nil {
		k.fail(sp.Path.Pos(), k.s.missingPackage(path), k.s.similarPackage(path))
		return
	}
	name := p.Name()
	if sp.Name != nil {
		name = sp.Name.Name
	}
	switch name {
	case "_":
	case ".":
		k.c.dots = append(k.c.dots, path)
	case "init":
		k.fail(sp.Pos(), "cannot import package as init - init must be a func", "")
	default:
		k.c.entities = append(k.c.entities, &entity{name: name, path: path, cell: k.src.cell.Number})
	}
}
