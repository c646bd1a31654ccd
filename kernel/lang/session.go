package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"runtime"
	"slices"
	"strings"
	"sync"

	"interleave/kernel/lang/exportdata"
)

// Cell is the text of a cell and the n of its In[n].
type Cell struct {
	Number int
	Code   string
}

// Options configure a Session.
type Options struct {
	// Host is the import path of the package that lowered code calls;
	// "interleave/host" when empty.
	Host string
	// Preloaded maps names of packages that need no import to their paths, for
	// example "display" to "interleave/runtime/display". They are the
	// outermost scope: any name of the user wins.
	Preloaded map[string]string
	// Generic returns the source files of what is generic in a compiled package,
	// its shell: nil when it has none. The rest of the package is compiled, and
	// the shell may use what of it is exported.
	Generic func(path string) []string
	// Value renders the current value of the variable with that emitted name
	// for Inspect, in one short line; nil, or "" from it: no value is shown.
	Value func(emitted string) string
	// Types gives the types of cells real types of the running program. Nil:
	// the text declares them to the interpreter, whose types have no names and
	// no methods that compiled code could see.
	Types Types
}

// Session is what the cells of one notebook declared so far. Its methods may be
// called by any number of goroutines; mu guards everything in it, and the
// packages of the importer, which are completed in place.
type Session struct {
	mu       sync.Mutex
	opts     Options
	fset     *token.FileSet
	sources  map[*token.File]*source
	importer *importer

	// pkg is package main of every check. Its scope is emptied for each one and
	// holds only the names that the checked text mentions, so that a check
	// costs the same in a long session; both pointers stay, so that for go/types
	// all cells are one package.
	pkg *types.Package

	scope    map[string]*entity        // the newest of each name
	objects  map[types.Object]*entity  // everything that was ever declared, and its stand-ins
	types    []*types.TypeName         // all that were declared and can be behind an interface
	dots     []string                  // packages that are imported with a dot
	funcs    map[string]*function      // the newest functions and methods, by key
	users    map[string]map[string]int // name -> keys of functions that mention it
	methods  map[*types.TypeName]*methodSet
	versions map[string]int               // the last number given out for an emitted name
	twins    map[string][]string          // see renderer.twin
	promoted map[*types.TypeName][]string // promoted methods that were written out
	helpers  map[string]string            // functions for lowered code, see emitter.helper
	lost     map[string]int               // name of a variable that a restart lost -> its cell
	facts    facts                        // of Vet

	fields  map[*types.Var]string // names of fields of compiled structs, with real types
	decided map[*types.Named]bool // struct types that Types.Compile was told of, or not

	generic instances
	library library
	context *types.Context // of all checks: an instance is one type
}

// entity is a name that a cell declared at its top level.
type entity struct {
	name    string
	emitted string
	object  types.Object // nil for a package
	path    string       // of a package
	cell    int

	src        *source // of its declaration, with the place of it in the cell
	start, end int
	doc        string // doc comment

	// since is, for a function that is linked again, the end of the statement
	// of its unit that declares the last variable that it needs.
	since token.Pos
}

// function is a declared function or method, with all that is needed to check
// and emit it again when a name that it uses is declared anew.
type function struct {
	key    string // "f", or "T.m"
	src    *source
	decl   *ast.FuncDecl
	info   *types.Info // of its last successful check
	names  []string    // names of the session that it mentions
	object *types.Func // nil while it waits for names
}

// NewSession returns an empty session.
func NewSession(o Options) *Session {
	if o.Host == "" {
		o.Host = "interleave/host"
	}
	fset := token.NewFileSet()
	s := &Session{
		opts:     o,
		fset:     fset,
		sources:  map[*token.File]*source{},
		pkg:      types.NewPackage("main", "main"),
		scope:    map[string]*entity{},
		objects:  map[types.Object]*entity{},
		funcs:    map[string]*function{},
		users:    map[string]map[string]int{},
		methods:  map[*types.TypeName]*methodSet{},
		versions: map[string]int{},
		twins:    map[string][]string{},
		promoted: map[*types.TypeName][]string{},
		helpers:  map[string]string{},
		lost:     map[string]int{},
		facts:    facts{},
		fields:   map[*types.Var]string{},
		decided:  map[*types.Named]bool{},
		generic:  newInstances(),
		library:  newLibrary(),
		context:  types.NewContext(),
	}
	s.importer = &importer{exportdata.NewImporter(fset), s, map[string]*types.Package{}}
	return s
}

var sizes = types.SizesFor("gc", runtime.GOARCH)

// Compile checks and lowers a cell. The error is of type Errors. Nothing
// changes until Commit.
func (s *Session) Compile(cell Cell) (*Unit, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.compile(cell, false)
}

// Commit makes what u declares known to later cells. Units are committed in the
// order in which they were compiled, each before the next is compiled.
func (s *Session) Commit(u *Unit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commit(u.change)
}

// Emitted is the interpreter's name of what is called name now.
func (s *Session) Emitted(name string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.scope[name]
	if e == nil || e.object == nil {
		return "", false
	}
	return e.emitted, true
}

// Names lists what is declared now, sorted by name.
func (s *Session) Names() []Declared {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Declared
	for _, e := range s.scope {
		list = append(list, s.declared(e))
	}
	slices.SortFunc(list, func(a, b Declared) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func (s *Session) declared(e *entity) Declared {
	d := Declared{Name: e.name, Emitted: e.emitted, Cell: e.cell}
	if e.object == nil {
		d.Kind, d.Type = "package", e.path
		return d
	}
	d.Kind, d.Type = kindOfObject(e.object), types.TypeString(e.object.Type(), s.qualifier)
	return d
}

func kindOfObject(o types.Object) string {
	switch o := o.(type) {
	case *types.Var:
		if o.IsField() {
			return "field"
		}
		return "variable"
	case *types.Const, *types.Nil:
		return "constant"
	case *types.TypeName:
		return "type"
	case *types.PkgName:
		return "package"
	case *types.Func:
		if o.Signature().Recv() != nil {
			return "method"
		}
	}
	return "function"
}

// qualifier names packages as the compiler does in messages to package main.
func (s *Session) qualifier(p *types.Package) string {
	if p == s.pkg {
		return ""
	}
	return p.Name()
}
