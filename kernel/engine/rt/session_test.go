package rt

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"reflect"
	"strings"
	"sync"
	"testing"
	"text/template"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/engine/realtype"
	"interleave/kernel/lang/exportdata"
	"interleave/runtime/symbols"
)

// session emulates what the front end and the engine will do: a test gives the
// source of a cell, of which go/types sees the declarations, and by hand the
// lowered text of it as a template whose functions ask a Unit for helpers.
type session struct {
	t        *testing.T
	machine  *hooks.Machine
	world    *World
	fset     *token.FileSet
	importer types.Importer
	pkg      *types.Package
	out      bytes.Buffer
	mu       sync.Mutex // guards out
	cells    int
	used     map[string]bool
}

// native finds compiled types in the tables of symbols.
type native struct{}

func (native) Native(t *types.Named) reflect.Type {
	table, ok := symbols.Lookup(t.Obj().Pkg().Path())
	if v, found := table[t.Obj().Name()]; ok && found && v.Kind() == reflect.Pointer && v.IsNil() && t.TypeArgs().Len() == 0 {
		return v.Type().Elem()
	}
	return nil
}

func newSession(t *testing.T, plain bool) *session {
	t.Helper()
	if err := realtype.Available(); err != nil {
		t.Skip(err)
	}
	s := &session{t: t, fset: token.NewFileSet(), world: New(native{}), used: map[string]bool{}}
	s.importer = exportdata.NewImporter(s.fset)
	s.machine = hooks.New(hooks.Options{Stdout: &s.out, Stderr: &s.out, Plain: plain})
	err := s.machine.Use(map[string]map[string]reflect.Value{"test/out//out": {
		"Print": reflect.ValueOf(s.print),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *session) print(args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintln(&s.out, args...)
}

// check declares the source's types, functions and methods, in a package of its
// own that sees those of the sources before.
func (s *session) check(src string) {
	s.t.Helper()
	if err := s.checkErr(src); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) checkErr(src string) error {
	s.cells++
	f, err := parser.ParseFile(s.fset, fmt.Sprint("cell", s.cells), "package main\n"+src, 0)
	if err != nil {
		return err
	}
	if s.pkg == nil {
		s.pkg = types.NewPackage("main", "main")
	}
	var bodies []*ast.FuncDecl // methods for types of earlier sources
	for i := 0; i < len(f.Decls); {
		d, ok := f.Decls[i].(*ast.FuncDecl)
		if ok && d.Recv != nil && s.earlier(f, d) {
			bodies = append(bodies, d)
			f.Decls = append(f.Decls[:i], f.Decls[i+1:]...)
			continue
		}
		i++
	}
	conf := types.Config{Importer: s.importer, IgnoreFuncBodies: true, Error: func(error) {}}
	checker := types.NewChecker(&conf, s.fset, s.pkg, nil)
	if err := checker.Files([]*ast.File{f}); err != nil && !strings.Contains(err.Error(), "imported and not used") {
		return err
	}
	for _, d := range bodies {
		s.addMethod(f, d)
	}
	return nil
}

func recvOf(d *ast.FuncDecl) string {
	e := d.Recv.List[0].Type
	if p, ok := e.(*ast.StarExpr); ok {
		e = p.X
	}
	if x, ok := e.(*ast.IndexExpr); ok {
		e = x.X
	}
	return e.(*ast.Ident).Name
}

func (s *session) earlier(f *ast.File, d *ast.FuncDecl) bool {
	return s.pkg.Scope().Lookup(recvOf(d)) != nil
}

// addMethod gives a type of an earlier source a method.
func (s *session) addMethod(f *ast.File, d *ast.FuncDecl) {
	named := s.pkg.Scope().Lookup(recvOf(d)).Type().(*types.Named)
	var recv types.Type = named
	if _, ok := d.Recv.List[0].Type.(*ast.StarExpr); ok {
		recv = types.NewPointer(named)
	}
	sig := s.typ(types.ExprString(d.Type)).(*types.Signature)
	m := types.NewFunc(d.Pos(), s.pkg, d.Name.Name, types.NewSignatureType(types.NewParam(d.Pos(), s.pkg, "", recv), nil, nil, sig.Params(), sig.Results(), sig.Variadic()))
	named.AddMethod(m)
}

// typ is the type that an expression denotes; std packages may be mentioned.
func (s *session) typ(expr string) types.Type {
	s.t.Helper()
	scope := types.NewPackage("main", "main")
	for _, n := range s.pkg.Scope().Names() {
		scope.Scope().Insert(s.pkg.Scope().Lookup(n))
	}
	for _, p := range []string{"context", "encoding/json", "errors", "fmt", "io", "net/http", "net/http/httptest", "strings", "sort", "sync", "time", "bytes", "container/heap"} {
		if strings.Contains(expr, path.Base(p)+".") {
			imported, err := s.importer.Import(p)
			if err != nil {
				s.t.Fatal(err)
			}
			scope.Scope().Insert(types.NewPkgName(token.NoPos, scope, path.Base(p), imported))
		}
	}
	tv, err := types.Eval(s.fset, scope, token.NoPos, expr)
	if err != nil {
		s.t.Fatalf("type %s: %v", expr, err)
	}
	return tv.Type
}

// use makes a package importable.
func (s *session) use(p string) {
	if s.used[p] {
		return
	}
	s.used[p] = true
	table, ok := symbols.Lookup(p)
	if !ok {
		s.t.Fatalf("no symbols of %s", p)
	}
	if err := s.machine.Use(map[string]map[string]reflect.Value{p + "//" + path.Base(p): table}); err != nil {
		s.t.Fatal(err)
	}
}

// lowered is the text of one unit: imports, declarations, statements.
type lowered struct {
	imports string // separated by spaces
	decls   string
	stmts   string
}

// emission is the state of one unit's templates.
type emission struct {
	s     *session
	u     *Unit
	decls strings.Builder
	known map[string]bool
	begin string // statements that come first
}

// run lowers and runs a unit and returns what it printed, one line per Print; a
// panic is printed too.
func (s *session) run(l lowered) string {
	s.t.Helper()
	p := s.compile(l)
	s.out.Reset()
	c := hooks.NewCell(int64(s.cells))
	out := s.machine.Run(p, c)
	s.mu.Lock()
	defer s.mu.Unlock()
	if out.End != hooks.Finished {
		fmt.Fprintf(&s.out, "%v", out.End)
		if out.Panic != nil {
			fmt.Fprintf(&s.out, ": %v (%T)", out.Panic.Value, out.Panic.Value)
		}
		fmt.Fprintln(&s.out)
	}
	return strings.TrimSuffix(s.out.String(), "\n")
}

func (s *session) compile(l lowered) *hooks.Program {
	s.t.Helper()
	e := &emission{s: s, u: s.world.NewUnit(), known: map[string]bool{}}
	text := e.text(l)
	if m := e.u.Symbols(); m != nil {
		if err := s.machine.Use(m); err != nil {
			s.t.Fatal(err)
		}
	}
	s.cells++
	p, err := s.machine.Compile(hooks.Source{Name: fmt.Sprintf("unit%d.go", s.cells), Cell: int64(s.cells), Code: text})
	if err != nil {
		s.t.Fatalf("%v\n%s", err, text)
	}
	return p
}

func (e *emission) text(l lowered) string {
	s := e.s
	decls, stmts := e.render(l.decls), e.render(l.stmts)
	methods, err := e.u.Methods()
	if err != nil {
		s.t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("package main\nimport \"test/out\"\n")
	for _, p := range strings.Fields(l.imports) {
		s.use(p)
		fmt.Fprintf(&b, "import %q\n", p)
	}
	var begin strings.Builder
	begin.WriteString(e.begin)
	for _, m := range methods {
		fmt.Fprintf(&begin, "types.%s(%d, %sǃ%s)\n", e.u.SetMethod(), m.ID, m.Recv.Obj().Name(), m.Object.Name())
	}
	if name, ok := e.u.Ready(); ok {
		fmt.Fprintf(&begin, "types.%s()\n", name)
	}
	if e.u.Symbols() != nil {
		fmt.Fprintf(&b, "import types %q\n", e.u.Path())
	}
	fmt.Fprintf(&b, "%s\n%s\nfunc init() {\n%s%s\n}\n", decls, e.decls.String(), begin.String(), stmts)
	return b.String()
}

// render runs a template. Its functions are called like what they stand for.
func (e *emission) render(text string) string {
	t, err := template.New("").Funcs(template.FuncMap{
		"type":      func(t string) string { return e.name(e.u.Type(e.s.typ(t))) },
		"box":       func(from, to string) string { return e.name(e.u.Box(e.s.typ(from), e.s.typ(to))) },
		"convert":   func(to string) string { return e.name(e.u.Convert(e.s.typ(to))) },
		"assertI":   func(to string) string { return e.name(e.u.AssertInterface(e.s.typ(to))) },
		"assertIOK": func(to string) string { return e.name(e.u.AssertInterfaceOK(e.s.typ(to))) },
		"none":      func(t string) string { return e.name(e.u.Nil(e.s.typ(t))) },
		"equal":     func() string { return "types." + e.u.Equal() },
		"assert":    e.assert,
		"assertOK":  e.assertOK,
		"switch":    e.typeSwitch,
		"call":      e.call,
		"setMethod": func(id int, f string) string {
			e.begin += fmt.Sprintf("types.%s(%d, %s)\n", e.u.SetMethod(), id, f)
			return ""
		},
		"touch": func(t string) (string, error) { return "", e.u.Touch(e.s.typ(t).(*types.Named)) },
	}).Parse(text)
	if err != nil {
		e.s.t.Fatal(err)
	}
	var b strings.Builder
	if err := t.Execute(&b, nil); err != nil {
		e.s.t.Fatal(err)
	}
	return b.String()
}

func (e *emission) name(name string, err error) string {
	e.s.t.Helper()
	if err != nil {
		e.s.t.Fatal(err)
	}
	return "types." + name
}

// assert makes func(x interface{}) T; lowered is how the text writes T.
func (e *emission) assert(from, t, lowered string) string {
	h := e.name(e.u.Assert(e.s.typ(from), e.s.typ(t)))
	return e.function("as", h, "(x interface{}) "+lowered+" { var v "+lowered+"; "+h+"(&v, x); return v }")
}

func (e *emission) assertOK(t, lowered string) string {
	h := e.name(e.u.AssertOK(e.s.typ(t)))
	return e.function("asok", h, "(x interface{}) ("+lowered+", bool) { var v "+lowered+"; ok := "+h+"(&v, x); return v, ok }")
}

func (e *emission) function(kind, key, rest string) string {
	name := fmt.Sprintf("%sǃ%d%s", kind, e.s.cells, key[len("types."):])
	if !e.known[name] {
		e.known[name] = true
		e.decls.WriteString("func " + name + rest + "\n")
	}
	return name
}

func (e *emission) typeSwitch(cases ...string) string {
	list := make([]types.Type, len(cases))
	for i, c := range cases {
		if c != "nil" {
			list[i] = e.s.typ(c)
		}
	}
	return e.name(e.u.Switch(list))
}

// call makes a function of a method of an interface with one result, or none
// when lowered is empty; params are its parameters.
func (e *emission) call(iface, method, lowered string, params ...string) string {
	t := e.s.typ(iface)
	o, _, _ := types.LookupFieldOrMethod(t, false, e.s.pkg, method)
	h := e.name(e.u.Call(t, o.(*types.Func)))
	list, args := "", ""
	for i, p := range params {
		list += fmt.Sprintf(", p%d %s", i, p)
		args += fmt.Sprintf(", p%d", i)
	}
	body := h + "(x" + args + ")"
	if lowered != "" {
		body = "var r " + lowered + "; " + h + "(x, &r" + args + "); return r"
	}
	return e.function("call", h, "(x "+e.name(e.u.Type(t))+list+") "+lowered+" { "+body+" }")
}

// both runs a test over the hook layer and over plain yaegi.
func both(t *testing.T, f func(t *testing.T, s *session)) {
	for _, plain := range []bool{false, true} {
		name := "hooked"
		if plain {
			name = "plain"
		}
		t.Run(name, func(t *testing.T) { f(t, newSession(t, plain)) })
	}
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
