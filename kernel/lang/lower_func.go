package lang

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// Functions, methods and literals are contexts for what is in them. Methods can
// be declared again, see emittedMethod.
func lowerFuncLit(r *renderer, n ast.Node) (text, bool) {
	f := n.(*ast.FuncLit)
	sig, _ := r.typeOf(f).(*types.Signature)
	r.params[f.Type.Params] = true
	t := r.enter(sig, f.Body, func() text { return r.children(f) })
	if r.nativeArgs[f] && len(r.fn.loops) > 0 {
		// compiled code would see the variables of a later turn
		typ := r.typ(f, sig)
		return r.textf(f, r.e.helper("lit", typ, "(f "+typ+") "+typ+" { return f }")+"(%v)", t), true
	}
	return t, true
}

// funcDecl emits a function or method; nil when nothing is to be emitted.
func (e *emitter) funcDecl(r *renderer, f *ast.FuncDecl) text {
	o, _ := r.info.Defs[f.Name].(*types.Func)
	if f.Name.Name == "_" || o == nil || isGeneric(o) {
		return nil
	}
	r.noteConverted(f)
	e.hoistLocals(f, r.info)
	return r.enter(o.Signature(), f.Body, func() text {
		switch {
		case f.Recv != nil:
			return e.method(r, f, o)
		case isInit(f):
			name := e.s.newEmitted("init")
			e.inits = append(e.inits, call{f.Name, name + "()"})
			return r.textf(f, "func %v() %v", name, f.Body)
		case f.Name.Name == "main" && r.src == e.k.src:
			e.main = &call{f.Name, e.entity(o).emitted + "()"}
		}
		r.params[f.Type.Params] = true
		return r.children(f)
	})
}

// lowerParams names the parameters of a function with a body: the interpreter
// keeps no place for one without a name, and would take the next variable's.
func lowerParams(r *renderer, n ast.Node) (text, bool) {
	l := n.(*ast.FieldList)
	if !r.params[l] || len(l.List) == 0 || len(l.List[0].Names) > 0 {
		return nil, false
	}
	t := text{r.made(l, "(")}
	for i, f := range l.List {
		if i > 0 {
			t = t.add(r.made(f, ", "))
		}
		t = t.add(r.textf(f, "_ %v", f.Type)...)
	}
	return t.add(r.made(l, ")")), true
}

// method emits a method. The interpreter can't replace a method that it has:
// the first body of each begins with a look at a variable that later cells may
// set.
func (e *emitter) method(r *renderer, f *ast.FuncDecl, o *types.Func) text {
	recv := recvNamed(o).Obj()
	old := e.k.emittedMethod(o)
	if e.real == nil && old == nil && slices.Contains(e.s.promoted[recv], o.Name()) {
		e.refuse(f.Name.Pos(), fmt.Sprintf("a method %s of %s, which has one of an embedded field already; declare type %s again together with it", o.Name(), recv.Name(), recv.Name()))
		return nil
	}
	prefix := recv.Name()
	if x := e.entity(recv); x != nil {
		prefix = x.emitted
	}
	return e.methodOf(r, f, o, methodPlace{prefix, old, func(m *emittedMethod) { e.noteMethod(o, m) }, methodName{recv, o.Name()}, false})
}

// methodPlace is where a method belongs: the type's name, what the interpreter
// has of it, and who is to know what it gets.
type methodPlace struct {
	prefix string
	old    *emittedMethod
	note   func(*emittedMethod)
	name   methodName
	final  bool // it is never declared again
}

func (e *emitter) methodOf(r *renderer, f *ast.FuncDecl, o *types.Func, at methodPlace) text {
	p := r.paramTexts(f)
	if at.old != nil {
		return e.methodAgain(r, f, o, at.old, p)
	}
	if at.final && e.real != nil {
		name := e.functionOf(at.name, nil, at.prefix)
		at.note(&emittedMethod{function: name, sig: o.Signature(), cell: r.src.cell.Number})
		return r.textf(f, "func "+name+"(%v)%v %v", p.all(r, f), p.results, f.Body)
	}
	if at.final {
		return r.textf(f, "func (%v) "+o.Name()+"(%v)%v %v", p.recv, p.params, p.results, f.Body)
	}
	forward := e.s.newEmitted(at.prefix + "ǃ" + o.Name() + "ǃnew")
	e.declareVar(forward, r.typ(f, funcOfMethod(o)))
	m := &emittedMethod{forward: forward, sig: o.Signature(), cell: r.src.cell.Number}
	at.note(m)

	call := forward + "(" + strings.Join(p.args, ", ") + ")"
	if o.Signature().Results().Len() > 0 {
		call = "return " + call
	} else {
		call += "; return"
	}
	if e.real != nil {
		m.function = e.functionOf(at.name, nil, at.prefix)
		t := r.textf(f, "func "+m.function+"(%v)%v { if "+forward+" != nil { "+call+" }; ", p.all(r, f), p.results)
		return t.add(r.inside(f.Body)...)
	}
	t := r.textf(f, "func (%v) "+o.Name()+"(%v)%v { if "+forward+" != nil { "+call+" }; ", p.recv, p.params, p.results)
	return t.add(r.inside(f.Body)...)
}

// methodAgain emits a method of which the interpreter has a body already, as a
// function to which that body hands over.
func (e *emitter) methodAgain(r *renderer, f *ast.FuncDecl, o *types.Func, old *emittedMethod, p paramTexts) text {
	recv := recvNamed(o).Obj().Name()
	if !sameSignature(old.sig, o) {
		e.fail(f.Name.Pos(), fmt.Sprintf("method %s.%s of In[%d] has another receiver, other parameters or results; to change them, declare type %s again too",
			recv, o.Name(), old.cell, recv))
		return nil
	}
	name := e.s.newEmitted(recv + "ǃ" + o.Name())
	e.forwards = append(e.forwards, call{f.Name, old.forward + " = " + name})
	t := r.textf(f, "func "+name+"(%v)%v ", p.all(r, f), p.results)
	return t.add(r.node(f.Body)...)
}

// noteMethod says how the method o is known to the interpreter.
func (e *emitter) noteMethod(o *types.Func, m *emittedMethod) {
	for i := range e.k.c.methods {
		if e.k.c.methods[i].object == o {
			e.k.c.methods[i].emit = m
		}
	}
}

// funcOfMethod is the type of a method's function: the receiver is the first
// parameter.
func funcOfMethod(o *types.Func) *types.Signature {
	sig := o.Signature()
	params := []*types.Var{types.NewParam(o.Pos(), o.Pkg(), "", sig.Recv().Type())}
	for v := range sig.Params().Variables() {
		params = append(params, v)
	}
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(params...), sig.Results(), sig.Variadic())
}

// paramTexts are the parts of a function's signature; every parameter has a
// name.
type paramTexts struct {
	recv, params, results text
	args                  []string // receiver included
}

// all is the receiver and the parameters.
func (p paramTexts) all(r *renderer, f *ast.FuncDecl) text {
	all := p.recv
	if len(p.params) > 0 {
		all = append(all.add(r.made(f, ", ")), p.params...)
	}
	return all
}

func (r *renderer) paramTexts(f *ast.FuncDecl) paramTexts {
	var p paramTexts
	p.recv = r.fields(f.Recv, &p.args)
	p.params = r.fields(f.Type.Params, &p.args)
	if f.Type.Results != nil {
		p.results = text{r.made(f, " ")}.add(r.node(f.Type.Results)...)
	}
	return p
}

// fields renders parameters without the parentheses and appends what a call
// that hands them on has to pass.
func (r *renderer) fields(l *ast.FieldList, args *[]string) text {
	var out text
	for _, f := range l.List {
		var names []string
		for _, id := range f.Names {
			if id.Name == "_" {
				names = append(names, r.temp("p"))
			} else {
				names = append(names, id.Name)
			}
		}
		if len(names) == 0 {
			names = []string{r.temp("p")}
		}
		for _, n := range names {
			if _, ok := f.Type.(*ast.Ellipsis); ok {
				n += "..."
			}
			*args = append(*args, n)
		}
		if len(out) > 0 {
			out = out.add(r.made(f, ", "))
		}
		out = append(out, r.textf(f, strings.Join(names, ", ")+" %v", f.Type)...)
	}
	return out
}

// inside renders a block from behind its opening brace to its end.
func (r *renderer) inside(b *ast.BlockStmt) text {
	return r.from(b.Lbrace+1, b)
}

// from renders what of n lies behind pos.
func (r *renderer) from(pos token.Pos, n ast.Node) text {
	var out text
	for _, c := range childNodes(n) {
		if c.Pos() < pos {
			continue
		}
		out = out.add(r.copied(pos, c.Pos()))
		out = out.add(r.node(c)...)
		pos = c.End()
	}
	return out.add(r.copied(pos, n.End()))
}
