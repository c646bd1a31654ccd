package lang

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// Types gives the types of cells real types of the running program, see
// Options.Types. Its methods work on the types of the checker.
type Types interface {
	// NewUnit begins the helpers of one unit.
	NewUnit() TypesUnit
	// Boxed says whether a value of type t has to go through Box to become an
	// interface.
	Boxed(t types.Type) bool
	// Called says whether calls of method m of the interface type t go through
	// Call.
	Called(t types.Type, m *types.Func) bool
	// Asserted says whether assertions to t, which is no interface, go through
	// Assert.
	Asserted(t types.Type) bool
	// Symbolic says whether the text has to name t by Type.
	Symbolic(t types.Type) bool
	// Typed says whether a call of method m of an interface that is not Called
	// has to be in a function of the text.
	Typed(m *types.Func) bool
	// Compile makes the struct types Symbolic that t is made of, and returns
	// them. It is told of types before anything else is asked about them. The
	// text calls their fields by FieldName.
	Compile(t types.Type) []*types.Named
	FieldName(t *types.Struct, i int) string
}

// TypesUnit makes the compiled helpers that the text of one unit uses, as
// members of a package that the text imports. The methods that return a name
// describe the helper by its Go type; errors say why there can be none.
type TypesUnit interface {
	// Path is the import path of the package.
	Path() string
	// Type is a type.
	Type(t types.Type) (string, error)
	// Box is func(x any) to: a value of type from becomes an interface.
	Box(from, to types.Type) (string, error)
	// Convert is func(x any) to: an interface becomes another one, nil stays nil.
	Convert(to types.Type) (string, error)
	// Assert is func(p, x any): x.(t), stored where p points to; x has the
	// interface type from.
	Assert(from, t types.Type) (string, error)
	// AssertOK is func(p, x any) bool, the form with two results.
	AssertOK(t types.Type) (string, error)
	// AssertInterface is func(x any) to.
	AssertInterface(to types.Type) (string, error)
	// AssertInterfaceOK is func(x any) (to, bool).
	AssertInterfaceOK(to types.Type) (string, error)
	// Switch is func(x any) int: which of the types x has first, or -1. A nil
	// type is case nil.
	Switch(cases []types.Type) (string, error)
	// Call is func(x iface, list ...any): it calls method m; list is pointers to
	// variables for the results, then the arguments, the last a slice when m is
	// variadic.
	Call(iface types.Type, m *types.Func) (string, error)
	// Nil is func() t.
	Nil(t types.Type) (string, error)
	// Equal is func(a, b any) bool.
	Equal() string
	// SetMethod is func(id int, f any).
	SetMethod() string
	// Touch is told of each type that the unit declares a method of.
	Touch(t *types.Named) error
	// Methods lists the methods whose functions the text has to give to
	// SetMethod before anything else runs. It is asked last.
	Methods() ([]TypeMethod, error)
	// Ready is func(), to be called after the SetMethods; false: no need.
	Ready() (string, bool)
}

// TypeMethod is a method whose function is wanted.
type TypeMethod struct {
	ID     int
	Recv   *types.Named // also when the receiver is a pointer
	Object *types.Func
}

// typesImport is the name of the package of helpers in the text.
const typesImport = "typesǃ"

// realTypes is what an emitter knows when cells have real types. Then the text
// has no methods and no named types but structs: a type is what it is made of,
// a method is a function, interface types come from the unit's package, and
// values are boxed where they become interfaces.
type realTypes struct {
	Types
	unit    TypesUnit
	names   map[methodName]string
	aliases []string // names of types that are helpers, "name = helper"
}

// methodName is a method of a type: of a named one, or of an instance.
type methodName struct {
	recv any // *types.TypeName or *instance
	name string
}

func newRealTypes(t Types) *realTypes {
	if t == nil {
		return nil
	}
	return &realTypes{Types: t, unit: t.NewUnit(), names: map[methodName]string{}}
}

// symbol is a helper in the text; an error is one at n.
func (r *renderer) symbol(n ast.Node) func(name string, err error) string {
	return func(name string, err error) string {
		if err != nil {
			r.e.refuse(n.Pos(), err.Error())
		}
		return r.e.importName(r.e.real.unit.Path()) + "." + name
	}
}

// isMade says whether t is a type that is erased: one that cells declared, or an
// instance of a generic type made from its source.
func (e *emitter) isMade(t types.Type) (*types.Named, bool) {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return nil, false
	}
	if e.s.interpreted(n.Obj().Pkg()) {
		e.decide(n)
		return n, true
	}
	if n.TypeArgs().Len() == 0 {
		return nil, false
	}
	in, _ := e.typeInstance(n)
	return n, in != nil
}

// methodFunc is the name of the function of method m of type t.
func (e *emitter) methodFunc(t *types.Named, m string) string {
	if t.TypeArgs().Len() > 0 {
		in, err := e.typeInstance(t)
		if err != nil || in == nil {
			return m
		}
		return e.functionOf(methodName{in, m}, in.methods[m], in.emitted)
	}
	tn := t.Obj()
	var old *emittedMethod
	if set := e.s.methods[tn]; set != nil {
		old = (*set)[m]
	}
	prefix := tn.Name()
	if x := e.entity(tn); x != nil {
		prefix = x.emitted
	}
	return e.functionOf(methodName{tn, m}, old, prefix)
}

func (e *emitter) functionOf(k methodName, old *emittedMethod, prefix string) string {
	if old != nil {
		return old.function
	}
	if e.real.names[k] == "" {
		e.real.names[k] = e.s.newEmitted(prefix + "ǃ" + k.name)
	}
	return e.real.names[k]
}

// touchTypes tells which types the unit declares methods of.
func (e *emitter) touchTypes() {
	if e.real == nil {
		return
	}
	for _, x := range e.k.c.entities {
		if tn := concreteType(x.object); tn != nil {
			e.decide(tn.Type().(*types.Named))
		}
	}
	u := e.real.unit
	for _, m := range e.k.c.methods {
		if n, ok := m.recv.Type().(*types.Named); ok && n.TypeParams().Len() == 0 {
			if err := u.Touch(n); err != nil {
				e.refuse(m.object.Pos(), err.Error())
			}
		}
	}
}

// methodsReady gives the functions of methods to the types that need them, at
// the beginning of init.
func (e *emitter) methodsReady() {
	if e.real == nil || len(e.errs) > 0 {
		return
	}
	u := e.real.unit
	for _, in := range e.touchedInstances() {
		if err := u.Touch(in.named); err != nil {
			e.refuse(in.cause, err.Error())
		}
	}
	var list []TypeMethod
	for {
		instances := len(e.k.c.generic.list)
		var err error
		if list, err = u.Methods(); err != nil {
			e.refuse(e.k.src.decls.Pos(), err.Error())
			return
		}
		for _, m := range list {
			e.methodFunc(m.Recv, m.Object.Name())
		}
		if len(e.k.c.generic.list) == instances {
			break
		}
		e.emitInstances()
	}
	at := ast.Node(e.k.src.decls.Name)
	for _, m := range list {
		e.forwards = append(e.forwards, call{at, fmt.Sprintf("%s.%s(%d, %s)", e.importName(u.Path()), u.SetMethod(), m.ID, e.methodFunc(m.Recv, m.Object.Name()))})
	}
	if name, ok := u.Ready(); ok {
		e.forwards = append(e.forwards, call{at, e.importName(u.Path()) + "." + name + "()"})
	}
	e.lateForwards()
}

// touchedInstances are the instances of earlier units that get a method.
func (e *emitter) touchedInstances() []*instance {
	var list []*instance
	for _, m := range e.k.c.generic.methods {
		list = append(list, m.of)
	}
	return list
}

// needsParens says whether a type must be in parentheses before what it converts.
func needsParens(typ string) bool {
	for _, p := range []string{"*", "func", "chan", "<-"} {
		if strings.HasPrefix(typ, p) {
			return true
		}
	}
	return false
}

// declares says whether the text declares t.
func (r *realTypes) declares(t *types.Named) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok && !r.Symbolic(t) && compiledStruct(t) == nil
}

// compiledStruct is the type of an imported package of which t is a copy, when t
// has fields that no cell can name: type t time.Time. It is nil otherwise.
func compiledStruct(t *types.Named) *types.TypeName {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for f := range st.Fields() {
		if f.Exported() || f.Pkg() == t.Obj().Pkg() {
			continue
		}
		scope := f.Pkg().Scope()
		for _, name := range scope.Names() {
			if o, ok := scope.Lookup(name).(*types.TypeName); ok && o.Exported() && o.Type().Underlying() == st {
				return o
			}
		}
	}
	return nil
}

// realResult gives the value of the last expression to the host.
func (e *emitter) realResult(r *renderer, st ast.Node, x ast.Expr) text {
	results := e.u.Results
	if len(results) == 1 {
		value := r.converted1(x, results[0], emptyInterface, func() text { return r.node(x) })
		return r.textf(st, e.host("Result")+"(%v)", value)
	}
	needs := false
	for _, t := range results {
		needs = needs || r.conversion(t, emptyInterface) != asIs
	}
	if !needs {
		return r.textf(st, e.host("Result")+"(%v)", x)
	}
	names := make([]string, len(results))
	var values text
	for i, t := range results {
		names[i] = r.temp("v")
		if i > 0 {
			values = values.add(r.made(st, ", "))
		}
		values = values.add(r.converted1(st, t, emptyInterface, func() text { return text{r.made(st, "%s", names[i])} })...)
	}
	return r.textf(st, "{ "+strings.Join(names, ", ")+" := %v; "+e.host("Result")+"(%v) }", x, values)
}
