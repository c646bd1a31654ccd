package main

import (
	"fmt"
	"go/constant"
	"go/types"
	"log"
	"maps"
	"math/big"
	"strings"
)

// table is what cells see of one package on one platform.
type table struct {
	path, name string
	lines      map[string]line // by group and name
}

// line is one entry. In its texts packages are marks, since a file chooses
// their names.
type line struct {
	group string // the field of tables.Table
	name  string
	value string
	decl  string            // of wrappers: the type and its methods
	uses  map[string]string // packages in the texts: path to name
}

func (l line) equal(m line) bool {
	return l.value == m.value && l.decl == m.decl && maps.Equal(l.uses, m.uses)
}

func mark(path string) string { return "\x00" + path + "\x00" }

// extract lists the exported, non-generic objects of a package.
func extract(p *types.Package) *table {
	t := &table{path: p.Path(), name: p.Name(), lines: map[string]line{}}
	for _, name := range p.Scope().Names() {
		obj := p.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		self := map[string]string{p.Path(): p.Name()}
		full := mark(p.Path()) + "." + name
		switch obj := obj.(type) {
		case *types.Const:
			if b, ok := obj.Type().(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
				if text := literal(obj.Val()); text != "" {
					t.add(line{group: "Consts", name: name, value: text, uses: map[string]string{"go/token": "token"}})
					continue
				}
			}
			t.add(line{group: "Values", name: name, value: full, uses: self})
		case *types.Func:
			if obj.Signature().TypeParams().Len() == 0 {
				t.add(line{group: "Values", name: name, value: full, uses: self})
			}
		case *types.Var:
			t.add(line{group: "Vars", name: name, value: "&" + full, uses: self})
		case *types.TypeName:
			t.addType(obj, full, self)
		}
	}
	return t
}

func (t *table) add(l line) { t.lines[l.group+" "+l.name] = l }

func (t *table) addType(obj *types.TypeName, full string, self map[string]string) {
	switch typ := obj.Type().(type) {
	case *types.Named:
		if typ.TypeParams().Len() > 0 {
			return
		}
	case *types.Alias:
		if typ.TypeParams().Len() > 0 {
			return
		}
	}
	iface, isInterface := obj.Type().Underlying().(*types.Interface)
	if isInterface && !iface.IsMethodSet() {
		return // a constraint
	}
	t.add(line{group: "Types", name: obj.Name(), value: "(*" + full + ")(nil)", uses: self})
	if isInterface && !obj.IsAlias() {
		t.addWrapper(obj, iface)
	}
}

// addWrapper makes the struct with which yaegi gives an interpreted value the
// methods of a compiled interface: a function per method in the field W<name>.
// Unexported methods are left out; nothing of a cell can have them, but yaegi
// asks for the wrapper even to assign nil.
func (t *table) addWrapper(obj *types.TypeName, iface *types.Interface) {
	uses := map[string]string{}
	foreign := ""
	qualify := func(p *types.Package) string {
		if left(p.Path()) {
			foreign = p.Path()
		}
		uses[p.Path()] = p.Name()
		return mark(p.Path())
	}
	name := "_" + ident(t.path) + "_" + obj.Name()
	var fields, methods strings.Builder
	for m := range iface.Methods() {
		if !m.Exported() {
			continue
		}
		params, args, results := signature(m.Signature(), qualify)
		fmt.Fprintf(&fields, "\tW%s func(%s) %s\n", m.Name(), params, results)
		ret := ""
		if m.Signature().Results().Len() > 0 {
			ret = "return "
		}
		guard := ""
		if m.Name() == "String" && params == "" && results == "(string)" {
			guard = "\tif w.WString == nil {\n\t\treturn \"\"\n\t}\n"
		}
		fmt.Fprintf(&methods, "func (w %s) %s(%s) %s {\n%s\t%sw.W%s(%s)\n}\n", name, m.Name(), params, results, guard, ret, m.Name(), args)
	}
	if foreign != "" {
		log.Printf("no wrapper for %s.%s: it mentions %s", t.path, obj.Name(), foreign)
		return
	}
	decl := fmt.Sprintf("type %s struct {\n\tIValue any\n%s}\n\n%s", name, fields.String(), methods.String())
	t.add(line{group: "Wrappers", name: obj.Name(), value: "(*" + name + ")(nil)", decl: decl, uses: uses})
}

// signature gives the parameters with made-up names, which can't hide a
// package, the arguments that pass them on, and the results.
func signature(s *types.Signature, qualify types.Qualifier) (params, args, results string) {
	var ps, as, rs []string
	for i := range s.Params().Len() {
		typ := s.Params().At(i).Type()
		arg := fmt.Sprintf("a%d", i)
		text := types.TypeString(typ, qualify)
		if s.Variadic() && i == s.Params().Len()-1 {
			text = "..." + types.TypeString(typ.(*types.Slice).Elem(), qualify)
			as = append(as, arg+"...")
		} else {
			as = append(as, arg)
		}
		ps = append(ps, arg+" "+text)
	}
	for v := range s.Results().Variables() {
		rs = append(rs, types.TypeString(v.Type(), qualify))
	}
	return strings.Join(ps, ", "), strings.Join(as, ", "), "(" + strings.Join(rs, ", ") + ")"
}

// literal is the text and kind of an untyped constant, "" when it is better
// given as a value of its default type. yaegi does arithmetic on constants of
// package go/constant, so nothing overflows that would not in Go.
func literal(v constant.Value) string {
	switch v.Kind() {
	case constant.String:
		return fmt.Sprintf(mark("go/token")+".STRING, %q", v.ExactString())
	case constant.Int:
		return fmt.Sprintf(mark("go/token")+".INT, %q", v.ExactString())
	case constant.Float:
		f, ok := constant.Val(v).(*big.Float)
		if !ok {
			f = new(big.Float).SetRat(constant.Val(v).(*big.Rat))
		}
		return fmt.Sprintf(mark("go/token")+".FLOAT, %q", f.Text('g', int(f.Prec())))
	}
	return ""
}
