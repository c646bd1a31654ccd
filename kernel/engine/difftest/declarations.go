package difftest

import (
	"fmt"
	"slices"
	"strings"
)

// anyType is a type for a variable; depth bounds its nesting.
func (g *generator) anyType(depth int) *typ {
	if g.generic != nil && g.chance(3) {
		return g.generic
	}
	if depth <= 0 || g.chance(3) {
		return pick(g, basics...)
	}
	switch g.IntN(14) {
	case 0, 1, 2, 3, 4:
		if len(g.types) > 0 {
			return pick(g, g.types...)
		}
	case 5, 6:
		return sliceOf(g.anyType(depth - 1))
	case 7:
		return arrayOf(1+g.IntN(3), g.anyType(depth-1))
	case 8:
		return mapOf(g.keyType(), g.anyType(depth-1))
	case 9:
		return pointerTo(g.anyType(depth - 1))
	case 10:
		var params []*typ
		for range g.IntN(3) {
			params = append(params, g.anyType(0))
		}
		return funcOf(params, g.anyType(0))
	case 11:
		return pick(g, tAny, tError)
	case 12:
		return chanOf(g.anyType(0))
	case 13:
		t := &typ{kind: structure}
		for i := range 1 + g.IntN(2) {
			t.fields = append(t.fields, field{name: fmt.Sprintf("f%d", i), typ: pick(g, basics...)})
		}
		t.text = structText(t.fields)
		return t
	}
	return pick(g, basics...)
}

func (g *generator) keyType() *typ {
	var list []*typ
	for _, t := range g.types {
		if t.comparable() && !t.holdsFloat() {
			list = append(list, t)
		}
	}
	if len(list) > 0 && g.chance(3) {
		return pick(g, list...)
	}
	return pick(g, tString, tInt, tInt8, tUint64, tBool, tInt32)
}

// holdsFloat says whether values of type t may be unequal to themselves.
func (t *typ) holdsFloat() bool {
	switch t.kind {
	case float, complexNumber, iface, pointer, channel:
		return true
	case array:
		return t.elem.holdsFloat()
	case structure:
		return slices.ContainsFunc(t.fields, func(f field) bool { return f.typ.holdsFloat() })
	}
	return false
}

// typeDecl declares a type, with methods.
func (g *generator) typeDecl() {
	name := g.top("T")
	t := &typ{named: true}
	switch g.IntN(9) {
	case 0, 1:
		*t = *pick(g, basics...)
		t.named = true
	case 2:
		*t = *sliceOf(g.anyType(1))
	case 3:
		*t = *mapOf(g.keyType(), g.anyType(0))
	case 4:
		*t = *arrayOf(1+g.IntN(3), g.anyType(1))
	case 5:
		t = g.ifaceDecl(name)
		g.types = append(g.types, t)
		return
	default:
		t.kind = structure
		t.fields = g.fields(name)
	}
	t.named = true
	under := underlying(t)
	t.text = name
	t.methods = slices.Clone(t.methods)
	lines := []string{fmt.Sprintf("type %s %s", name, under)}
	t.methods = append(t.methods, g.promoted(t)...)
	lines = append(lines, g.methodDecls(t)...)
	g.types = append(g.types, t)
	g.decls = append(g.decls, strings.Join(lines, "\n\n"))
}

func (g *generator) fields(owner string) []field {
	var list []field
	used := map[string]bool{}
	for i := range 1 + g.IntN(4) {
		f := field{name: fmt.Sprintf("%s%d", pick(g, "f", "F"), i), typ: g.anyType(1)}
		if len(g.types) > 0 && g.chance(3) {
			e := pick(g, g.types...)
			if !used[e.text] && !strings.Contains(e.text, "[") {
				used[e.text] = true
				f = field{name: e.text, typ: e, embedded: true}
			}
		}
		list = append(list, f)
	}
	if g.chance(5) {
		list = append(list, field{name: "next", typ: &typ{kind: pointer, text: "*" + owner, elem: &typ{kind: structure, text: owner, named: true}}})
	}
	return list
}

// promoted are the methods that t has of its embedded fields.
func (g *generator) promoted(t *typ) []*method {
	if t.kind != structure {
		return nil
	}
	count := map[string]int{}
	var list []*method
	for _, f := range t.fields {
		if f.embedded {
			for _, m := range f.typ.methods {
				count[m.name]++
				list = append(list, m)
			}
		}
	}
	return slices.DeleteFunc(list, func(m *method) bool { return count[m.name] > 1 || t.has(m.name) })
}

// methodDecls declares methods of t.
func (g *generator) methodDecls(t *typ) []string {
	var lines []string
	add := func(m *method, recv, body string) {
		t.methods = slices.DeleteFunc(t.methods, func(o *method) bool { return o.name == m.name })
		t.methods = append(t.methods, m)
		var params []string
		for i, p := range m.params {
			params = append(params, fmt.Sprintf("a%d %s", i, p.text))
		}
		result := ""
		if m.result != nil {
			result = " " + m.result.text
		}
		lines = append(lines, fmt.Sprintf("func (%s) %s(%s)%s {\n%s}", recv, m.name, strings.Join(params, ", "), result, body))
	}
	if g.chance(3) {
		add(&method{name: "String", result: tString, pure: true}, "x "+t.text, fmt.Sprintf("\treturn %q\n", "S<"+t.text+">"))
	} else if g.chance(4) {
		add(&method{name: "Error", result: tString, pure: true}, "x "+t.text, fmt.Sprintf("\treturn %q\n", "E<"+t.text+">"))
	}
	for _, name := range []string{"Get", "Put", "Size", "less"} {
		if g.chance(2) {
			continue
		}
		m := &method{name: name, result: g.anyType(0), pure: true}
		switch name {
		case "Get":
			m.params = []*typ{g.anyType(0)}
		case "Size":
			m.result = tInt
		case "Put":
			m.params, m.result, m.pointer, m.pure = []*typ{g.anyType(0)}, nil, true, false
		case "less":
			m.pointer = g.chance(2)
		}
		recv := "x " + t.text
		if m.pointer {
			recv = "x *" + t.text
		}
		var results []*typ
		if m.result != nil {
			results = []*typ{m.result}
		}
		t.methods = slices.DeleteFunc(t.methods, func(o *method) bool { return o.name == name })
		body := g.method(t, m, results)
		add(m, recv, body)
	}
	return lines
}

// method is the body of a method.
func (g *generator) method(t *typ, m *method, results []*typ) string {
	vars, floor := g.vars, g.floor
	defer func() { g.vars, g.floor = vars, floor }()
	g.vars, g.floor = nil, 1
	if !m.pure {
		g.floor = 0
	}
	return g.capture(func() {
		g.function(results, nil, func() {
			if m.pointer {
				g.declare(&variable{name: "(*x)", typ: t, fixed: m.pure})
			} else {
				g.declare(&variable{name: "x", typ: t})
			}
			for i, p := range m.params {
				g.declare(&variable{name: fmt.Sprintf("a%d", i), typ: p})
			}
			g.line("%stick()", helper)
			switch {
			case m.result == nil:
				for range 1 + g.IntN(2) {
					g.assign()
				}
			default:
				g.statements(g.IntN(2))
				g.returns()
			}
		})
	})
}

// ifaceDecl declares an interface type.
func (g *generator) ifaceDecl(name string) *typ {
	t := &typ{kind: iface, text: name, named: true}
	lines := []string{}
	for _, n := range g.types {
		for _, m := range n.methods {
			if len(t.methods) < 2 && n.kind != iface && m.name != "Error" && !slices.ContainsFunc(t.methods, func(o *method) bool { return o.name == m.name }) && g.chance(2) {
				c := *m
				c.pointer = false
				t.methods = append(t.methods, &c)
			}
		}
	}
	if len(t.methods) == 0 {
		t.methods = []*method{{name: "Size", result: tInt, pure: true}}
	}
	for _, m := range t.methods {
		result := ""
		if m.result != nil {
			result = " " + m.result.text
		}
		lines = append(lines, fmt.Sprintf("\t%s(%s)%s", m.name, join(m.params), result))
	}
	g.decls = append(g.decls, fmt.Sprintf("type %s interface {\n%s\n}", name, strings.Join(lines, "\n")))
	return t
}

// globalVar declares a variable of the package.
func (g *generator) globalVar() {
	t := g.anyType(1)
	v := &variable{name: g.top("g"), typ: t}
	vars := g.vars
	g.vars = nil // no order of initialization that would depend on the cells
	g.decls = append(g.decls, fmt.Sprintf("var %s %s = %s", v.name, t.text, g.safe(t, 1)))
	g.vars = append(vars, v)
}

// topFunc declares a function.
func (g *generator) topFunc() {
	f := &fn{name: g.top("f"), pure: !g.chance(3)}
	for range g.IntN(4) {
		f.params = append(f.params, g.anyType(1))
	}
	if g.chance(4) {
		f.variadic = true
		f.params = append(f.params, sliceOf(g.anyType(0)))
	}
	for range 1 + g.IntN(2)*g.IntN(2) {
		f.results = append(f.results, g.anyType(1))
	}
	g.funcDecl(f)
}

// genericFunc declares a function with a type parameter.
func (g *generator) genericFunc() {
	f := &fn{name: g.top("f"), pure: true, class: pick(g, "integer", "ordered", "comparable", "any")}
	f.generic = &typ{kind: param, text: "T", class: f.class}
	f.params = []*typ{f.generic}
	for range g.IntN(3) {
		f.params = append(f.params, pick(g, f.generic, sliceOf(f.generic), tInt, mapOf(tString, f.generic), funcOf([]*typ{f.generic}, f.generic)))
	}
	f.results = []*typ{f.generic}
	g.generic = f.generic
	g.funcDecl(f)
	g.generic = nil
}

func (g *generator) funcDecl(f *fn) {
	vars, floor, old := g.vars, g.floor, g.fn
	defer func() { g.vars, g.floor, g.fn = vars, floor, old }()
	g.fn, g.floor = f, 0
	if f.pure {
		g.vars, g.floor = nil, 1
	}
	g.vars = slices.Clone(g.vars)
	constraint := map[string]string{"integer": helper + "integer", "ordered": "cmp.Ordered", "comparable": "comparable", "any": "any"}
	body := g.capture(func() {
		var params, names []string
		g.depth++ // of the parameters
		for i, p := range f.params {
			v := g.declare(&variable{name: fmt.Sprintf("p%d", i), typ: p})
			t := p.text
			if f.variadic && i == len(f.params)-1 {
				t = "..." + p.elem.text
			}
			params = append(params, v.name+" "+t)
		}
		results := resultText(f.results)
		if g.chance(3) {
			var list []string
			for i, r := range f.results {
				v := g.declare(&variable{name: fmt.Sprintf("r%d", i), typ: r})
				names = append(names, v.name)
				list = append(list, v.name+" "+r.text)
			}
			results = " (" + strings.Join(list, ", ") + ")"
		}
		typeParams := ""
		if f.class != "" {
			typeParams = fmt.Sprintf("[T %s]", constraint[f.class])
		}
		g.line("func %s%s(%s)%s {", f.name, typeParams, strings.Join(params, ", "), results)
		g.function(f.results, names, func() {
			g.line("%stick()", helper)
			if names != nil && g.chance(2) {
				g.deferRecover()
			}
			g.statements(1 + g.IntN(4))
			g.returns()
		})
		g.depth--
		g.line("}")
	})
	g.decls = append(g.decls, strings.TrimSpace(body))
	g.funcs = append(g.funcs, f)
}

// genericType declares a generic type and knows one or two instances of it.
func (g *generator) genericType() {
	name := g.top("G")
	class := pick(g, "any", "comparable", "ordered")
	constraint := map[string]string{"any": "any", "comparable": "comparable", "ordered": "cmp.Ordered"}[class]
	shape := g.IntN(3)
	get := pick(g, "b.v", "b.first()", "*b.ptr()")
	switch shape {
	case 0:
		g.decls = append(g.decls, fmt.Sprintf(strings.ReplaceAll(`type P[T %s] struct {
	v T
	list []T
	n int
}

func (b P[T]) first() T {
	if len(b.list) > 0 {
		return b.list[0]
	}
	return b.v
}

func (b *P[T]) ptr() *T { return &b.v }

func (b P[T]) Val() T { return %s }

func (b *P[T]) Add(x T) {
	b.n++
	b.list = append(b.list, x)
}

func (b P[T]) Len() int { return b.n + len(b.list) }`, "P", name), constraint, get))
	case 1:
		g.decls = append(g.decls, fmt.Sprintf(strings.ReplaceAll(`type P[T %s] []T

func (b P[T]) Val() T {
	var zero T
	for _, x := range b {
		zero = x
	}
	return zero
}

func (b *P[T]) Add(x T) { *b = append(*b, x) }

func (b P[T]) Len() int { return len(b) }`, "P", name), constraint))
	case 2:
		g.decls = append(g.decls, fmt.Sprintf(strings.ReplaceAll(`type P[T %s] struct {
	F0 T
	next *P[T]
}

func (b P[T]) Val() T {
	if b.next != nil {
		return b.next.Val()
	}
	return b.F0
}

func (b *P[T]) Add(x T) { b.next = &P[T]{x, b.next} }

func (b P[T]) Len() int {
	n := 0
	for p := &b; p != nil; p = p.next {
		n++
	}
	return n
}`, "P", name), constraint))
	}
	for range 1 + g.IntN(2) {
		arg := g.anyType(1)
		for !arg.satisfies(class) || class == "comparable" && arg.kind == iface {
			arg = g.anyType(1)
		}
		t := &typ{kind: structure, text: name + "[" + arg.text + "]", named: true}
		switch shape {
		case 0:
			t.fields = []field{{name: "v", typ: arg}, {name: "list", typ: sliceOf(arg)}, {name: "n", typ: tInt}}
		case 1:
			t.kind, t.elem = slice, arg
		case 2:
			t.fields = []field{{name: "F0", typ: arg}, {name: "next", typ: pointerTo(t)}}
			t.fields[1].typ.text = "*" + t.text
		}
		t.methods = []*method{
			{name: "Val", result: arg, pure: true},
			{name: "Len", result: tInt, pure: true},
			{name: "Add", params: []*typ{arg}, pointer: true},
		}
		if !slices.ContainsFunc(g.types, func(o *typ) bool { return same(o, t) }) {
			g.types = append(g.types, t)
		}
	}
}
