package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// check is the check of one cell, or of functions of earlier cells that are
// linked again.
type check struct {
	s         *Session
	src       *source
	c         *change
	info      *types.Info
	known     map[string]types.Object // what stages before this one declared
	vars      map[types.Object]bool   // the cell's variables, local to its statements
	initOrder []*types.Initializer
	errs      []types.Error
	extra     Errors // errors of ours
	undone    []func()
	// tolerant checks go on whatever the errors (completion, inspection).
	tolerant bool
}

func newInfo() *types.Info {
	return &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Instances:  map[*ast.Ident]types.Instance{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Implicits:  map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes:     map[ast.Node]*types.Scope{},
	}
}

func (s *Session) newCheck(src *source) *check {
	info := newInfo()
	return &check{
		s:     s,
		src:   src,
		c:     &change{src: src, aliases: map[types.Object]*entity{}, lost: map[string]int{}, info: info, helpers: map[string]string{}, twins: map[string][]string{}, generic: genericChange{known: map[string]*instance{}}, promoted: map[*types.TypeName][]string{}, relinked: map[types.Object]*entity{}},
		info:  info,
		known: map[string]types.Object{},
		vars:  map[types.Object]bool{},
	}
}

// undo takes back what the check attached to types of earlier cells; commit
// attaches it again.
func (k *check) undo() {
	for _, f := range slices.Backward(k.undone) {
		f()
	}
	k.undone = nil
}

// files checks files as package main, in a scope that holds the names which
// they mention and do not declare.
func (k *check) files(files ...*ast.File) { k.check(files, false) }

// check is files, perhaps without the bodies of functions.
func (k *check) check(files []*ast.File, signaturesOnly bool) {
	s := k.s
	// What was declared before is in a scope around that of the package:
	// go/types expects everything in the latter to be declared in the files.
	earlier := types.NewScope(types.Universe, token.NoPos, token.NoPos, "earlier cells")
	*s.pkg.Scope() = *types.NewScope(earlier, token.NoPos, token.NoPos, "cell")
	own := map[string]bool{}
	for _, f := range files {
		declaredNames(f.Decls, func(id *ast.Ident) { own[id.Name] = true })
	}
	seen := map[string]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			k.insertNames(earlier, d, own, seen)
		}
	}
	conf := types.Config{Importer: s.importer, Sizes: sizes, GoVersion: goVersion, IgnoreFuncBodies: signaturesOnly, Context: s.context, Error: k.report}
	_ = types.NewChecker(&conf, s.fset, s.pkg, k.info).Files(files)
	if len(k.info.InitOrder) > 0 {
		k.initOrder = k.info.InitOrder // the next stage has its own
		k.info.InitOrder = nil
	}
}

// goVersion is the version of the language of cells.
const goVersion = "go1.26"

// insertNames puts the objects into the scope that n may mean. A name that only
// stands before a dot may be a package without import.
func (k *check) insertNames(scope *types.Scope, n ast.Node, own, seen map[string]bool) {
	insert := func(id *ast.Ident, qualifier bool) {
		name := id.Name
		if own[name] || seen[name] || name == "_" {
			return
		}
		if o := k.object(name); o != nil {
			seen[name] = true
			scope.Insert(o)
		} else if path := k.s.implicitPackage(name); qualifier && path != "" {
			if p, err := k.s.importer.Import(path); err == nil {
				seen[name] = true
				scope.Insert(types.NewPkgName(token.NoPos, k.s.pkg, name, p))
			}
		}
	}
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok {
				insert(id, true)
			} else {
				ast.Inspect(n.X, visit)
			}
			return false
		case *ast.Ident:
			insert(n, false)
		}
		return true
	}
	ast.Inspect(n, visit)
}

// object is what name means to the cell at this stage, or nil.
func (k *check) object(name string) types.Object {
	if _, lost := k.c.lost[name]; lost {
		return nil
	}
	if o := k.known[name]; o != nil {
		return o
	}
	if e := k.c.lookup(k.s, name); e != nil {
		if e.object != nil {
			return e.object
		}
		if p, err := k.s.importer.Import(e.path); err == nil {
			return types.NewPkgName(token.NoPos, k.s.pkg, name, p)
		}
		return nil
	}
	if !token.IsExported(name) {
		return nil
	}
	for _, path := range slices.Concat(k.s.dots, k.c.dots) {
		if p, err := k.s.importer.Import(path); err == nil {
			if o := p.Scope().Lookup(name); o != nil {
				return o
			}
		}
	}
	return nil
}

// report takes the errors of go/types.
func (k *check) report(err error) {
	if k.tolerant {
		return
	}
	e := k.worded(err.(types.Error))
	if e.Msg == "" {
		return
	}
	if strings.HasPrefix(e.Msg, "declared and not used") {
		if k.isCellVar(e.Pos) {
			return
		}
		k.c.notes = append(k.c.notes, Note{k.s.position(e.Pos), e.Msg})
		return
	}
	if strings.HasSuffix(e.Msg, "is not used") && k.isResult(e.Pos) {
		return
	}
	for _, old := range k.errs {
		if old.Pos == e.Pos && old.Msg == e.Msg {
			return
		}
	}
	k.errs = append(k.errs, e)
}

// isCellVar says whether a variable of the cell itself is declared at pos.
func (k *check) isCellVar(pos token.Pos) bool {
	found := false
	if k.src != nil && k.src.stmts != nil {
		cellVarNames(k.src.stmts.Body.List, func(id *ast.Ident) { found = found || id.Pos() == pos })
	}
	return found
}

// isResult says whether go/types reports the cell's last expression at pos.
func (k *check) isResult(pos token.Pos) bool {
	if k.src == nil {
		return false
	}
	x := k.src.lastExpr()
	if x == nil {
		return false
	}
	b, ok := ast.Unparen(x).(*ast.BinaryExpr)
	return pos == x.Pos() || ok && pos == b.OpPos
}

// lastExpr is the expression that ends the cell, or nil.
func (src *source) lastExpr() ast.Expr {
	if src.stmts == nil || len(src.items) == 0 || src.items[len(src.items)-1].kind != statementItem {
		return nil
	}
	list := src.stmts.Body.List
	for len(list) > 0 {
		switch st := list[len(list)-1].(type) {
		case *ast.EmptyStmt:
			list = list[:len(list)-1]
			continue
		case *ast.ExprStmt:
			return st.X
		}
		break
	}
	return nil
}

// declaredNames calls f for the package-level names that decls declare.
func declaredNames(decls []ast.Decl, f func(*ast.Ident)) {
	for _, d := range decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name != "init" {
				f(d.Name)
			}
		case *ast.GenDecl:
			specNames(d, f)
		}
	}
}

func specNames(d *ast.GenDecl, f func(*ast.Ident)) {
	for _, sp := range d.Specs {
		switch sp := sp.(type) {
		case *ast.TypeSpec:
			f(sp.Name)
		case *ast.ValueSpec:
			for _, id := range sp.Names {
				f(id)
			}
		}
	}
}

// cellVarNames calls f for the identifiers that may declare variables in the
// statements of a cell: all left sides of := and all names of var. Not all of
// them do, the := may assign some.
func cellVarNames(list []ast.Stmt, f func(*ast.Ident)) {
	for _, st := range list {
		switch st := unlabel(st).(type) {
		case *ast.AssignStmt:
			if st.Tok == token.DEFINE {
				for _, x := range st.Lhs {
					if id, ok := x.(*ast.Ident); ok {
						f(id)
					}
				}
			}
		case *ast.DeclStmt:
			if d, ok := st.Decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
				specNames(d, f)
			}
		}
	}
}

func unlabel(st ast.Stmt) ast.Stmt {
	for {
		l, ok := st.(*ast.LabeledStmt)
		if !ok {
			return st
		}
		st = l.Stmt
	}
}
