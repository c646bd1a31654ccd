package lang

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// emitInstances emits the instances that the unit needs and has not, and the
// methods that it declares or links again for instances of earlier units, until
// nothing new is needed. It may be called again when more is needed.
func (e *emitter) emitInstances() {
	if !e.instancesBegun {
		e.instancesBegun = true
		e.methodsOfInstances()
	}
	for i := e.instancesDone; ; i++ {
		e.instancesDone = i
		e.cause = 0
		e.emitLocals()
		if i == len(e.k.c.generic.list) {
			break
		}
		if i == maxInstances {
			e.refuse(e.k.c.generic.list[0].cause, fmt.Sprintf("more than %d instances of generic functions and types for one cell", maxInstances))
			return
		}
		in := e.k.c.generic.list[i]
		e.cause = in.cause
		if _, ok := in.origin.(*types.TypeName); ok {
			e.emitTypeInstance(in)
		} else {
			e.emitFuncInstance(in)
		}
	}
	e.lateForwards()
}

// methodsOfInstances emits the methods for instances of earlier units.
func (e *emitter) methodsOfInstances() {
	for _, g := range e.k.c.generic.declared {
		tn := g.receiver()
		if tn == nil {
			continue
		}
		for _, in := range e.s.generic.types {
			if in.origin == tn {
				e.methodInstance(in, g)
			}
		}
	}
}

// lateForwards puts what instances need at the beginning of init.
func (e *emitter) lateForwards() {
	if len(e.forwards) == 0 {
		return
	}
	var t text
	for _, f := range e.forwards {
		t = append(t, piece{s: f.code + "; "})
	}
	if e.initAt == 0 {
		t = append(append(text{{s: "\nfunc init() { "}}, t...), piece{s: "}"})
		e.out = append(e.out, t...)
		return
	}
	e.out = slices.Insert(e.out, e.initAt, t...)
}

// maxInstances is a limit for one unit.
const maxInstances = 2000

// emitFuncInstance emits the function of an instance.
func (e *emitter) emitFuncInstance(in *instance) {
	g := e.genericFunc(in.origin.(*types.Func))
	c, err := in.code, error(nil)
	if c == nil {
		c, err = e.concrete(g, in.args, nil)
	}
	if err != nil {
		e.failInstance(in, err)
		return
	}
	in.code = nil
	if e.s.library.owns(g.src) {
		ast.Inspect(c.decl, func(n ast.Node) bool {
			in.once = in.once || n != nil && asksForTypes(c.info, n)
			return !in.once
		})
	}
	(&refuser{e: e, info: c.info}).visit(c.decl)
	r := e.concreteRenderer(g, c)
	f := c.decl
	r.noteConverted(f)
	e.hoistLocals(f, c.info)
	t := r.enter(c.object.Signature(), f.Body, func() text {
		r.params[f.Type.Params] = true
		out := r.textf(f, "\nfunc "+in.emitted+"%v", f.Type.Params)
		if f.Type.Results != nil {
			out = out.add(r.textf(f, " %v", f.Type.Results)...)
		}
		return out.add(r.textf(f, " %v", f.Body)...)
	})
	e.write(t)
}

func (e *emitter) failInstance(in *instance, err error) {
	name := in.origin.Name()
	if p := in.origin.Pkg(); p != nil && p != e.s.pkg {
		name = p.Name() + "." + name
	}
	args := ""
	for i, t := range in.args {
		if i > 0 {
			args += ", "
		}
		args += types.TypeString(t, e.s.qualifier)
	}
	e.refuse(in.cause, fmt.Sprintf("%s[%s]: %v", name, args, err))
}

// concreteRenderer renders the copy of a generic function.
func (e *emitter) concreteRenderer(g *generic, c *concrete) *renderer {
	r := e.renderer(g.src, c.info)
	r.concrete = c
	for o, s := range c.names {
		r.rename[o] = s
	}
	for x, s := range c.held {
		r.hoisted[x] = s
	}
	return r
}

// emitTypeInstance declares the type of an instance, and its methods.
func (e *emitter) emitTypeInstance(in *instance) {
	underlying, err := e.typeText(in.named.Underlying())
	if err != nil {
		e.failInstance(in, err)
		return
	}
	if e.real == nil || e.real.declares(in.named) {
		e.made = append(e.made, "type "+in.emitted+" "+underlying)
	}
	tn := in.origin.(*types.TypeName)
	r := e.renderer(e.k.src, e.k.info)
	if e.real != nil {
		// methods are functions
	} else if t := e.promotedOf(r, e.k.src.decls.Name, in.named, in.emitted); len(t) > 0 {
		t[0].s = "\n" + strings.TrimPrefix(t[0].s, "; ")
		e.write(t)
	}
	for _, g := range e.methodsOfType(tn) {
		e.methodInstance(in, g)
	}
}

func (e *emitter) methodsOfType(tn *types.TypeName) []*generic {
	if list := e.s.library.methods(tn); list != nil {
		return list
	}
	return e.genericMethods(tn)
}

// methodInstance emits method g for an instance of its type.
func (e *emitter) methodInstance(in *instance, g *generic) {
	c, err := e.concrete(g, in.args, in.named)
	if err != nil {
		e.failInstance(in, err)
		return
	}
	(&refuser{e: e, info: c.info}).visit(c.decl)
	r := e.concreteRenderer(g, c)
	params := c.decl.Type.Params.List
	f := *c.decl
	f.Recv = &ast.FieldList{List: params[:1]}
	typ := *c.decl.Type
	typ.Params = &ast.FieldList{Opening: typ.Params.Opening, List: params[1:], Closing: typ.Params.Closing}
	f.Type = &typ
	sig := c.object.Signature()
	o := types.NewFunc(g.object.Pos(), e.s.pkg, g.object.Name(), methodSignature(sig))
	r.noteConverted(&f)
	e.hoistLocals(&f, c.info)
	place := methodPlace{prefix: in.emitted, old: in.methods[o.Name()], name: methodName{in, o.Name()}, final: e.s.library.owns(g.src)}
	place.note = func(m *emittedMethod) {
		e.k.c.generic.methods = append(e.k.c.generic.methods, instanceMethod{in, o.Name(), m})
	}
	t := r.enter(sig, f.Body, func() text { return e.methodOf(r, &f, o, place) })
	e.write(text{{s: "\n"}}.add(t...))
}

// methodSignature makes a method's signature of that of a function whose first
// parameter is the receiver.
func methodSignature(sig *types.Signature) *types.Signature {
	var params []*types.Var
	for i := 1; i < sig.Params().Len(); i++ {
		params = append(params, sig.Params().At(i))
	}
	recv := sig.Params().At(0)
	return types.NewSignatureType(types.NewParam(recv.Pos(), recv.Pkg(), recv.Name(), recv.Type()), nil, nil,
		types.NewTuple(params...), sig.Results(), sig.Variadic())
}

// hoistLocals declares the types that are local to n and are type arguments at
// the level of the package, where instances can name them.
func (e *emitter) hoistLocals(n ast.Node, info *types.Info) {
	if len(info.Instances) == 0 {
		return
	}
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			for t := range info.Instances[id].TypeArgs.Types() {
				e.hoistType(t, map[types.Type]bool{})
			}
		}
		return true
	})
}

// hoistType hoists the local types that t mentions.
func (e *emitter) hoistType(t types.Type, seen map[types.Type]bool) {
	t = types.Unalias(t)
	if seen[t] {
		return
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		for a := range t.TypeArgs().Types() {
			e.hoistType(a, seen)
		}
		o := t.Obj()
		if t.TypeArgs().Len() > 0 || o.Pkg() != e.s.pkg || e.entity(o) != nil {
			return
		}
		e.hoistType(t.Underlying(), seen)
		if mentionsParam(t.Underlying(), map[types.Type]bool{}) {
			return // in generic code, which is not emitted
		}
		x := &entity{name: o.Name(), emitted: e.s.newEmitted(o.Name() + "ǃlocal"), object: o, cell: e.k.src.cell.Number}
		e.k.c.aliases[o] = x
		e.locals = append(e.locals, localType{x.emitted, t})
	case *types.Pointer:
		e.hoistType(t.Elem(), seen)
	case *types.Slice:
		e.hoistType(t.Elem(), seen)
	case *types.Array:
		e.hoistType(t.Elem(), seen)
	case *types.Chan:
		e.hoistType(t.Elem(), seen)
	case *types.Map:
		e.hoistType(t.Key(), seen)
		e.hoistType(t.Elem(), seen)
	case *types.Struct:
		for f := range t.Fields() {
			e.hoistType(f.Type(), seen)
		}
	case *types.Signature:
		e.hoistTuple(t.Params(), seen)
		e.hoistTuple(t.Results(), seen)
	case *types.Interface:
		for m := range t.Methods() {
			e.hoistType(m.Type(), seen)
		}
	}
}

func (e *emitter) hoistTuple(t *types.Tuple, seen map[types.Type]bool) {
	for v := range t.Variables() {
		e.hoistType(v.Type(), seen)
	}
}

// localType is a type of a function that is declared outside of it.
type localType struct {
	emitted string
	named   *types.Named
}

// emitLocals declares the hoisted types.
func (e *emitter) emitLocals() {
	for _, l := range e.locals {
		if e.real != nil && !e.real.declares(l.named) {
			continue
		}
		s, err := e.typeText(l.named.Underlying())
		if err != nil {
			e.refuse(l.named.Obj().Pos(), err.Error())
			continue
		}
		e.made = append(e.made, "type "+l.emitted+" "+s)
	}
	e.locals = nil
}

// mentionsParam says whether t has a type parameter in it.
func mentionsParam(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	tuple := func(l *types.Tuple) bool {
		for v := range l.Variables() {
			if mentionsParam(v.Type(), seen) {
				return true
			}
		}
		return false
	}
	switch t := t.(type) {
	case *types.TypeParam:
		return true
	case *types.Named:
		for a := range t.TypeArgs().Types() {
			if mentionsParam(a, seen) {
				return true
			}
		}
		return t.Obj().Parent() != nil && t.TypeArgs().Len() == 0 && t.TypeParams().Len() == 0 && t.Obj().Pkg() != nil &&
			t.Obj().Parent() != t.Obj().Pkg().Scope() && mentionsParam(t.Underlying(), seen)
	case *types.Pointer:
		return mentionsParam(t.Elem(), seen)
	case *types.Slice:
		return mentionsParam(t.Elem(), seen)
	case *types.Array:
		return mentionsParam(t.Elem(), seen)
	case *types.Chan:
		return mentionsParam(t.Elem(), seen)
	case *types.Map:
		return mentionsParam(t.Key(), seen) || mentionsParam(t.Elem(), seen)
	case *types.Struct:
		for f := range t.Fields() {
			if mentionsParam(f.Type(), seen) {
				return true
			}
		}
	case *types.Signature:
		return tuple(t.Params()) || tuple(t.Results())
	case *types.Interface:
		for m := range t.Methods() {
			if mentionsParam(m.Type(), seen) {
				return true
			}
		}
	}
	return false
}
