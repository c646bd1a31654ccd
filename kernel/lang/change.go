package lang

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"reflect"
	"slices"
)

// change is what a checked cell would change in its session. It is made by
// compile and carried out by commit.
type change struct {
	src      *source
	entities []*entity                // declared by the cell, in order
	aliases  map[types.Object]*entity // further objects that mean an entity
	relinked map[types.Object]*entity // functions that are linked again, by their old objects
	funcs    []*function              // declared or linked again
	methods  []method                 // attached to types
	dots     []string                 // packages imported with a dot
	lost     map[string]int           // variables that a restart lost
	info     *types.Info              // of the cell's text
	notes    []Note
	twins    map[string][]string // see renderer.twin
	generic  genericChange
	promoted map[*types.TypeName][]string // promoted methods that were written out
	helpers  map[string]string            // functions for lowered code
}

// entity returns what an object means after the change.
func (c *change) entity(s *Session, o types.Object) *entity {
	if e := c.aliases[o]; e != nil {
		return e
	}
	return s.objects[o]
}

// declare adds a name with a new emitted name.
func (c *change) declare(s *Session, o types.Object, cell int) *entity {
	e := &entity{name: o.Name(), emitted: s.newEmitted(o.Name()), object: o, cell: cell}
	c.entities = append(c.entities, e)
	c.aliases[o] = e
	return e
}

// newEmitted makes the next name under which name is emitted. Names that the
// interpreter knows itself are numbered from the first on.
func (s *Session) newEmitted(name string) string {
	s.versions[name]++
	n := s.versions[name]
	if n == 1 && types.Universe.Lookup(name) == nil && name != "main" && name != "init" {
		return name
	}
	return fmt.Sprintf("%sǃ%d", name, n)
}

// lookup finds what a name means after the change.
func (c *change) lookup(s *Session, name string) *entity {
	for _, e := range slices.Backward(c.entities) {
		if e.name == name {
			return e
		}
	}
	return s.scope[name]
}

func (s *Session) commit(c *change) {
	if c == nil {
		return
	}
	for _, e := range c.entities {
		s.scope[e.name] = e
		if tn := concreteType(e.object); tn != nil {
			s.types = append(s.types, tn)
		}
		delete(s.lost, e.name)
		if f := s.funcs[e.name]; f != nil {
			s.dropFunction(f) // whatever the name is now; a function is put back below
		}
	}
	for o, e := range c.aliases {
		s.objects[o] = e
	}
	for _, m := range c.methods {
		s.addMethod(m)
	}
	for _, f := range c.funcs {
		if old := s.funcs[f.key]; old != nil {
			s.dropFunction(old)
		}
		s.funcs[f.key] = f
		for _, n := range f.names {
			if s.users[n] == nil {
				s.users[n] = map[string]int{}
			}
			s.users[n][f.key]++
		}
	}
	for _, path := range c.dots {
		if !slices.Contains(s.dots, path) {
			s.dots = append(s.dots, path)
		}
	}
	maps.Copy(s.helpers, c.helpers)
	maps.Copy(s.promoted, c.promoted)
	s.generic.commit(&c.generic)
	for typ, names := range c.twins {
		s.twins[typ] = append(s.twins[typ], names...)
	}
	for name, cell := range c.lost {
		delete(s.scope, name)
		s.lost[name] = cell
	}
}

func (s *Session) dropFunction(f *function) {
	delete(s.funcs, f.key)
	for _, n := range f.names {
		delete(s.users[n], f.key)
	}
}

// method is a method that a cell declares for a type.
type method struct {
	recv   *types.TypeName
	object *types.Func
	emit   *emittedMethod
}

// methodSet is what the interpreter knows of the methods of a type.
type methodSet map[string]*emittedMethod

// emittedMethod is a method in the interpreter. Its first body begins with a
// look at a variable: a later cell that declares the method again puts its
// function there, because the interpreter can't replace a method.
type emittedMethod struct {
	forward  string // the variable
	function string // its name, with real types
	sig      *types.Signature
	cell     int
}

// addMethod attaches m to its type, in place of one with the same name.
func (s *Session) addMethod(m method) {
	if named, ok := m.recv.Type().(*types.Named); ok {
		s.setMethods(named, replaceMethod(methodsOf(named), m.object))
	}
	if s.methods[m.recv] == nil {
		s.methods[m.recv] = &methodSet{}
	}
	if m.emit != nil {
		(*s.methods[m.recv])[m.object.Name()] = m.emit
	}
}

func methodsOf(n *types.Named) []*types.Func {
	return slices.Collect(n.Methods())
}

func replaceMethod(list []*types.Func, m *types.Func) []*types.Func {
	list = slices.DeleteFunc(slices.Clone(list), func(f *types.Func) bool { return f.Name() == m.Name() })
	return append(list, m)
}

// setMethods makes methods the methods of n. go/types can only add methods to a
// named type; values of it, and all types made of it, must see the new ones, so
// the type that everything points to is overwritten by a twin. (Set copies the
// struct's mutex, which is free: no check runs.)
func (s *Session) setMethods(n *types.Named, methods []*types.Func) {
	if n.TypeParams().Len() > 0 {
		s.setGenericMethods(n, methods)
		return
	}
	twin := types.NewNamed(n.Obj(), n.Underlying(), methods)
	reflect.ValueOf(n).Elem().Set(reflect.ValueOf(twin).Elem())
}

// recvName is the name of the type that a method is declared for.
func recvName(d *ast.FuncDecl) *ast.Ident {
	if d.Recv == nil || len(d.Recv.List) != 1 {
		return nil
	}
	e := d.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x
		default:
			return nil
		}
	}
}
