package lang

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode/utf8"
)

// The interpreter never sees a type parameter. A generic function is not
// emitted where it is declared; each combination of type arguments that a unit
// needs becomes a function of its own: its declaration is copied, with the type
// parameters as names of the type arguments, checked as ordinary Go
// (generic_check.go) and rendered with all passes, so that every position in it
// is one of the declaration. A generic type becomes one type for each
// combination, with all its methods. An instance is made once in a session.
//
// When a name that a generic function mentions is declared anew, the function
// is another object after it was linked again, and so are its instances. The
// instances of a type stay, as the type does; their methods are emitted again.

// generic is a declared generic function, or a method of a generic type.
type generic struct {
	object *types.Func
	src    *source
	decl   *ast.FuncDecl
	info   *types.Info // of the check that object came from
}

// instance is a generic function or type with its type arguments.
type instance struct {
	emitted string
	origin  types.Object
	args    []types.Type
	named   *types.Named              // of a type
	methods map[string]*emittedMethod // of a type
	cause   token.Pos                 // where the unit that made it needs it
	code    *concrete                 // of a function, once it is checked
	once    bool                      // depends on which types there are: not used again
}

// instances is what a session knows of generic code.
type instances struct {
	funcs   map[*types.Func]*generic
	methods map[*types.TypeName][]*generic // the newest, in the order of declaration
	known   map[string]*instance           // by key
	types   []*instance                    // those of types, in order
}

func newInstances() instances {
	return instances{funcs: map[*types.Func]*generic{}, methods: map[*types.TypeName][]*generic{}, known: map[string]*instance{}}
}

// genericChange is what a unit adds to it.
type genericChange struct {
	declared []*generic
	known    map[string]*instance
	list     []*instance // in order
	methods  []instanceMethod
}

// instanceMethod is a method that a unit emits for an instance of a type.
type instanceMethod struct {
	of   *instance
	name string
	emit *emittedMethod
}

func (s *instances) commit(c *genericChange) {
	for _, g := range c.declared {
		s.declare(g)
	}
	for key, in := range c.known {
		if !in.once {
			s.known[key] = in
		}
	}
	for _, in := range c.list {
		if in.named != nil {
			s.types = append(s.types, in)
		}
	}
	for _, m := range c.methods {
		m.of.methods[m.name] = m.emit
	}
}

func (s *instances) declare(g *generic) {
	s.funcs[g.object] = g
	if tn := g.receiver(); tn != nil {
		s.methods[tn] = withMethod(s.methods[tn], g)
	}
}

// withMethod puts g into a list of methods, in place of an older one.
func withMethod(list []*generic, g *generic) []*generic {
	list = slices.Clone(list)
	for i, old := range list {
		if old.object.Name() == g.object.Name() {
			list[i] = g
			return list
		}
	}
	return append(list, g)
}

// receiver is the generic type that g is a method of, or nil.
func (g *generic) receiver() *types.TypeName {
	if named := recvNamed(g.object); named != nil {
		return named.Origin().Obj()
	}
	return nil
}

// params are the type parameters of g, those of the receiver for a method.
func (g *generic) params() *types.TypeParamList {
	if l := g.object.Signature().RecvTypeParams(); l.Len() > 0 {
		return l
	}
	return g.object.Signature().TypeParams()
}

// isGeneric says whether o has type parameters of its own or of its receiver.
func isGeneric(o types.Object) bool {
	switch o := o.(type) {
	case *types.Func:
		return o.Signature().TypeParams().Len() > 0 || o.Signature().RecvTypeParams().Len() > 0
	case *types.TypeName:
		switch t := o.Type().(type) {
		case *types.Named:
			return t.TypeArgs().Len() == 0 && t.TypeParams().Len() > 0
		case *types.Alias:
			return t.TypeParams().Len() > 0
		}
	}
	return false
}

// genericFunc finds the declaration of a generic function.
func (e *emitter) genericFunc(o *types.Func) *generic {
	for _, g := range e.k.c.generic.declared {
		if g.object == o {
			return g
		}
	}
	if g := e.s.generic.funcs[o]; g != nil {
		return g
	}
	return e.s.library.function(e.s, o)
}

// genericMethods lists the methods of a generic type as they are with this unit.
func (e *emitter) genericMethods(tn *types.TypeName) []*generic {
	list := e.s.generic.methods[tn]
	for _, g := range e.k.c.generic.declared {
		if g.receiver() == tn {
			list = withMethod(list, g)
		}
	}
	return list
}

// instance finds or makes an instance. id tells the origin from all others; it
// and the text of the arguments are the key.
func (e *emitter) instance(at token.Pos, origin types.Object, id string, args []types.Type) (*instance, error) {
	texts := make([]string, len(args))
	for i, t := range args {
		s, err := e.typeIdentity(t)
		if err != nil {
			return nil, err
		}
		texts[i] = s
	}
	key := id + "[" + strings.Join(texts, ", ") + "]"
	if in := cmp.Or(e.k.c.generic.known[key], e.s.generic.known[key]); in != nil {
		return in, nil
	}
	prefix := origin.Name() + "ǃ"
	if len(args) > 0 {
		prefix += "of_" + wordOf(strings.Join(texts, "_"))
	}
	in := &instance{emitted: e.s.newEmitted(prefix), origin: origin, args: args, cause: cmp.Or(e.cause, at), methods: map[string]*emittedMethod{}}
	e.k.c.generic.known[key] = in
	e.k.c.generic.list = append(e.k.c.generic.list, in)
	return in, nil
}

// wordOf makes a short part of a name of a text. It does not end in a version,
// ǃ2: newEmitted adds those.
func wordOf(s string) string {
	var b strings.Builder
	for i, c := range s {
		if b.Len() > 40 {
			break
		}
		if rest := s[i+utf8.RuneLen(c):]; c == 'ǃ' && rest != "" && '0' <= rest[0] && rest[0] <= '9' {
			b.WriteByte('_')
		} else if c == 'ǃ' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
			b.WriteRune(c)
		} else {
			b.WriteByte('_')
		}
	}
	return strings.Trim(b.String(), "_ǃ")
}

// funcInstance is the instance of function o, nil when there is no source for it.
func (e *emitter) funcInstance(at token.Pos, o *types.Func, args []types.Type) (*instance, error) {
	if x := e.k.c.relinked[o]; x != nil {
		o = x.object.(*types.Func)
	}
	g := e.genericFunc(o)
	if g == nil {
		return nil, nil
	}
	id := ""
	if x := e.k.c.entity(e.s, g.object); x != nil {
		id = x.emitted
	} else {
		id = e.s.library.paths[g.object] + "." + g.object.Name()
	}
	return e.instance(at, g.object, id, args)
}

// typeInstance is the instance that t is, nil when there is no source for it.
func (e *emitter) typeInstance(t *types.Named) (*instance, error) {
	tn, id := t.Origin().Obj(), ""
	args := typeList(t.TypeArgs())
	if x := e.k.c.entity(e.s, tn); x != nil {
		id = x.emitted
	} else if tn.Pkg() == e.s.pkg && e.s.library.paths[tn] == "" {
		id = e.localGeneric(tn)
	} else if own, path := e.s.library.typeName(e.s, tn); own != nil {
		id = path + "." + tn.Name()
		if own != tn { // the source's own type
			inst, err := types.Instantiate(e.s.context, own.Type(), args, false)
			if err != nil {
				return nil, err
			}
			t, tn = inst.(*types.Named), own
		}
	} else {
		return nil, nil
	}
	in, err := e.instance(token.NoPos, tn, id, args)
	if in != nil {
		in.named = t
	}
	return in, err
}

// localGeneric is the id of a generic type that a function declares.
func (e *emitter) localGeneric(tn *types.TypeName) string {
	x := &entity{name: tn.Name(), emitted: e.s.newEmitted(tn.Name() + "ǃlocal"), object: tn, cell: e.k.src.cell.Number}
	e.k.c.aliases[tn] = x
	return x.emitted
}

// hasNewTypes says whether the cell makes a type with methods of a generic one.
func (k *check) hasNewTypes() bool {
	for _, inst := range k.info.Instances {
		n, ok := types.Unalias(inst.Type).(*types.Named)
		if !ok || n.NumMethods() == 0 || !k.s.interpreted(n.Obj().Pkg()) || mentionsParam(n, map[types.Type]bool{}) {
			continue
		}
		if !slices.ContainsFunc(k.s.generic.types, func(in *instance) bool { return types.Identical(in.named, n) }) {
			return true
		}
	}
	return false
}

// instanceTypes are the instances of types that can be behind an interface.
func (e *emitter) instanceTypes() []types.Type {
	var list []types.Type
	for _, in := range slices.Concat(e.s.generic.types, e.k.c.generic.list) {
		if in.named != nil && e.s.interpreted(in.named.Obj().Pkg()) && !types.IsInterface(in.named) {
			list = append(list, in.named)
		}
	}
	return list
}
