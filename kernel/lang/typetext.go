package lang

import (
	"fmt"
	"go/types"
	"strconv"
	"strings"
)

// typeText prints a type as source of the unit: with emitted names, and with
// the unit's names of packages.
func (e *emitter) typeText(t types.Type) (string, error) {
	p := typePrinter{e: e, erased: e.real != nil}
	p.write(t)
	return p.b.String(), p.err
}

// typeIdentity is a text that tells types apart.
func (e *emitter) typeIdentity(t types.Type) (string, error) {
	p := typePrinter{e: e}
	p.write(t)
	return p.b.String(), p.err
}

type typePrinter struct {
	e *emitter
	// erased: with real types, names are replaced by what they stand for
	erased bool
	b      strings.Builder
	err    error
}

func (p *typePrinter) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

func (p *typePrinter) print(s ...string) {
	for _, x := range s {
		p.b.WriteString(x)
	}
}

func (p *typePrinter) write(t types.Type) {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		p.basic(t)
	case *types.Pointer:
		p.print("*")
		p.write(t.Elem())
	case *types.Slice:
		p.print("[]")
		p.write(t.Elem())
	case *types.Array:
		p.print("[", strconv.FormatInt(t.Len(), 10), "]")
		p.write(t.Elem())
	case *types.Map:
		p.print("map[")
		p.write(t.Key())
		p.print("]")
		p.write(t.Elem())
	case *types.Chan:
		p.channel(t)
	case *types.Struct:
		p.structure(t)
	case *types.Interface:
		p.iface(t)
	case *types.Signature:
		p.print("func")
		p.signature(t)
	case *types.Named:
		p.named(t)
	default:
		p.fail("a value of type %s", t)
	}
}

func (p *typePrinter) basic(t *types.Basic) {
	switch t.Kind() {
	case types.UnsafePointer:
		p.print(p.e.importName("unsafe"), ".Pointer")
	case types.UntypedNil, types.Invalid:
		p.fail("a value without a type")
	default:
		p.print(types.Default(t).(*types.Basic).Name())
	}
}

func (p *typePrinter) channel(t *types.Chan) {
	switch t.Dir() {
	case types.SendOnly:
		p.print("chan<- ")
	case types.RecvOnly:
		p.print("<-chan ")
	default:
		p.print("chan ")
		if c, ok := types.Unalias(t.Elem()).(*types.Chan); ok && c.Dir() == types.RecvOnly {
			p.print("(")
			defer p.print(")")
		}
	}
	p.write(t.Elem())
}

func (p *typePrinter) structure(t *types.Struct) {
	p.print("struct{")
	blank := false // one was seen
	for i := range t.NumFields() {
		f := t.Field(i)
		if i > 0 {
			p.print("; ")
		}
		if f.Name() == "_" && p.erased {
			if blank {
				p.print(blankField(i), " ")
			} else {
				p.print("_ ")
			}
			blank = true
		} else if !f.Embedded() || p.erased {
			p.print(f.Name(), " ")
		}
		p.write(f.Type())
		if tag := t.Tag(i); tag != "" {
			p.print(" ", strconv.Quote(tag))
		}
		if !f.Exported() && !p.e.s.interpreted(f.Pkg()) {
			p.fail("a struct with the unexported field %s of package %s", f.Name(), f.Pkg().Path())
		}
	}
	p.print("}")
}

func (p *typePrinter) iface(t *types.Interface) {
	if t.NumMethods() == 0 && !t.IsMethodSet() || t.IsComparable() {
		p.fail("the constraint %s", t)
	}
	if p.erased && t.NumMethods() > 0 {
		p.symbol(t)
		return
	}
	p.print("interface{")
	for i := range t.NumMethods() {
		m := t.Method(i)
		if i > 0 {
			p.print("; ")
		}
		p.print(m.Name())
		p.signature(m.Signature())
	}
	p.print("}")
}

func (p *typePrinter) signature(t *types.Signature) {
	p.tuple(t.Params(), t.Variadic())
	switch t.Results().Len() {
	case 0:
	case 1:
		p.print(" ")
		p.write(t.Results().At(0).Type())
	default:
		p.print(" ")
		p.tuple(t.Results(), false)
	}
}

func (p *typePrinter) tuple(t *types.Tuple, variadic bool) {
	p.print("(")
	for i := range t.Len() {
		if i > 0 {
			p.print(", ")
		}
		v := t.At(i).Type()
		if variadic && i == t.Len()-1 {
			if s, ok := v.(*types.Slice); ok {
				p.print("...")
				v = s.Elem()
			}
		}
		p.write(v)
	}
	p.print(")")
}

func (p *typePrinter) named(t *types.Named) {
	o := t.Obj()
	if p.erased {
		if n, ok := p.e.isMade(t); ok {
			p.made(n)
			return
		}
	}
	if t.TypeArgs().Len() > 0 {
		p.instance(t)
		return
	}
	switch {
	case o.Pkg() == nil:
		p.print(o.Name()) // error, comparable
	case o.Pkg() == p.e.s.pkg:
		if x := p.e.entity(o); x != nil {
			p.print(x.emitted)
		} else {
			p.print(o.Name()) // local to a function
		}
	case !o.Exported():
		p.fail("the unexported type %s.%s", o.Pkg().Path(), o.Name())
	default:
		p.print(p.e.importName(o.Pkg().Path()), ".", o.Name())
	}
}

// made writes a type that is erased: structs have a name, interfaces and
// recursive types are helpers.
func (p *typePrinter) made(t *types.Named) {
	u := t.Underlying()
	_, isStruct := u.(*types.Struct)
	switch o := compiledStruct(t); {
	case p.e.real.Symbolic(t):
		p.symbol(t)
	case o != nil:
		p.print(p.e.importName(o.Pkg().Path()), ".", o.Name())
	case !isStruct:
		p.write(u)
	case t.TypeArgs().Len() > 0:
		p.instance(t)
	default:
		if p.e.entity(t.Obj()) == nil {
			p.e.hoistType(t, map[types.Type]bool{})
		}
		if x := p.e.entity(t.Obj()); x != nil {
			p.print(x.emitted)
		} else {
			p.fail("the type %s", t)
		}
	}
}

// symbol writes a helper that is a type.
func (p *typePrinter) symbol(t types.Type) {
	name, err := p.e.real.unit.Type(t)
	if err != nil {
		p.fail("%v", err)
		return
	}
	p.print(p.e.alias(name))
}

// instance writes an instance of a generic type. Types of functions without
// methods, iter.Seq, are what they stand for.
func (p *typePrinter) instance(t *types.Named) {
	if f, ok := t.Underlying().(*types.Signature); ok && t.Obj().Pkg() != p.e.s.pkg && t.NumMethods() == 0 {
		p.write(f)
		return
	}
	in, err := p.e.typeInstance(t)
	switch {
	case err != nil:
		p.fail("%v", err)
	case in == nil:
		p.fail("the generic type %s", types.TypeString(t, p.e.s.qualifier))
	default:
		p.print(in.emitted)
	}
}
