package difftest

import (
	"fmt"
	"strings"
)

// statements writes n statements.
func (g *generator) statements(n int) {
	for range n {
		g.statement()
	}
}

// statement writes one, with what it needs before it.
func (g *generator) statement() {
	deep := g.depth > 5
	switch n := g.IntN(60); {
	case n < 8:
		g.varDecl()
	case n < 16:
		g.assign()
	case n < 19:
		g.parallel()
	case n < 23:
		g.print()
	case n < 25:
		g.impureCall()
	case deep:
		g.assign()
	case n < 29:
		g.ifStatement()
	case n < 34:
		g.forStatement()
	case n < 37:
		g.switchStatement()
	case n < 39:
		g.typeSwitch()
	case n < 41:
		g.leaveLoop()
	case n < 42:
		g.mapStatement()
	case n < 44:
		g.commaOk()
	case n < 45:
		g.gotoLoop()
	case n < 46:
		g.nestedGuard()
	case n < 47:
		g.localDecl()
	default:
		g.snippet()
	}
}

// varDecl declares a variable.
func (g *generator) varDecl() {
	t := g.anyType(2)
	s := g.full(t, 2)
	v := &variable{name: g.local(), typ: t, owned: !strings.HasPrefix(s, "v") && t.kind != pointer}
	if t.kind == function {
		v.pure = true
	}
	switch {
	case g.chance(6):
		g.line("var %s %s", v.name, t.text)
		v.owned, v.pure = t.kind != pointer, false
	case t.kind == iface || t.kind == function || g.chance(3):
		g.line("var %s %s = %s", v.name, t.text, s)
	default:
		g.line("%s := %s", v.name, g.typed(t, s))
	}
	g.line("_ = %s", v.name)
	g.declare(v)
}

// typed is s as an expression that has type t by itself.
func (g *generator) typed(t *typ, s string) string {
	if t.kind == pointer || t.kind == channel || t.kind == slice || t.kind == dict {
		return fmt.Sprintf("%sid[%s](%s)", helper, t.text, s)
	}
	return s
}

// places lists what can be assigned to: its text and type.
func (g *generator) place(ok func(t *typ) bool) (string, *typ) {
	v := g.variable(func(v *variable) bool {
		return v.scope >= g.floor && !v.fixed && (ok(v.typ) || v.typ.kind == structure || v.typ.kind == array && v.typ.n > 0 || v.owned && v.typ.kind == slice)
	})
	if v == nil {
		return "", nil
	}
	name, t := v.name, v.typ
	for range 2 {
		switch {
		case t.kind == structure && len(t.fields) > 0 && (g.chance(2) || !ok(t)):
			f := pick(g, t.fields...)
			name, t = name+"."+f.name, f.typ
		case t.kind == array && t.n > 0 && (g.chance(2) || !ok(t)):
			name, t = fmt.Sprintf("%s[%d]", name, g.IntN(t.n)), t.elem
		case t.kind == slice && v.owned && name == v.name && g.chance(3):
			name, t = fmt.Sprintf("%s[%d]", name, g.IntN(2)), t.elem
		case t.kind == dict && v.owned && name == v.name && g.chance(2):
			name, t = fmt.Sprintf("%s[%s]", name, g.safe(t.key, 0)), t.elem
			if !ok(t) {
				return "", nil
			}
			return name, t // its parts can't be assigned to
		}
	}
	if !ok(t) {
		return "", nil
	}
	return name, t
}

// assign writes an assignment to one place.
func (g *generator) assign() {
	name, t := g.place(func(t *typ) bool { return t.kind != param || g.generic != nil })
	if t == nil {
		return
	}
	switch {
	case t.kind == integer && g.chance(3):
		op := pick(g, "+", "-", "*", "&", "|", "^", "&^", "<<", ">>", "/", "%")
		switch op {
		case "<<", ">>":
			g.line("%s %s= %s", name, op, g.safe(tUint8, 0))
		case "/", "%":
			g.line("%s %s= %s", name, op, g.id(t, g.safe(t, 0)))
		default:
			g.line("%s %s= %s", name, op, g.full(t, 2))
		}
	case t.kind == integer && g.chance(4):
		g.line("%s%s", name, pick(g, "++", "--"))
	case t.kind == text && g.chance(2):
		g.line("%s += %s", name, g.full(t, 1))
	case (t.kind == float || t.kind == complexNumber) && g.chance(2):
		g.line("%s %s= %s", name, pick(g, "+", "-", "*"), g.full(t, 1))
	case t.kind == slice && g.chance(2):
		g.line("%s = append(%s, %s)", name, name, g.full(t.elem, 1))
	default:
		g.line("%s = %s", name, g.full(t, 2))
	}
}

// id is x as an operand that is no constant and prints nothing.
func (g *generator) id(t *typ, x string) string {
	return fmt.Sprintf("%sid[%s](%s)", helper, t.text, x)
}

// parallel writes an assignment or declaration of several.
func (g *generator) parallel() {
	switch g.IntN(4) {
	case 0: // swap
		v := g.variable(func(v *variable) bool {
			return v.scope >= g.floor && !v.fixed && v.typ.kind == array && v.typ.n > 1
		})
		if v != nil {
			g.line("%s[0], %s[%d] = %s[%d], %s[0]", v.name, v.name, v.typ.n-1, v.name, v.typ.n-1, v.name)
		}
	case 1:
		a := g.variable(func(v *variable) bool { return v.scope >= g.floor && !v.fixed })
		if a == nil {
			return
		}
		b := g.variable(func(v *variable) bool {
			return v.scope >= g.floor && !v.fixed && v.name != a.name && same(v.typ, a.typ)
		})
		if b != nil {
			g.line("%s, %s = %s, %s", a.name, b.name, b.name, a.name)
		}
	case 2:
		t, u := g.anyType(1), g.anyType(0)
		x, y := g.fresh(), g.fresh()
		g.calls = true
		g.line("var %s, %s = %s, %s", x, y, g.exactly(t, 1), g.exactly(u, 1))
		g.calls = false
		g.line("_, _ = %s, %s", x, y)
		g.declare(&variable{name: x, typ: t})
		g.declare(&variable{name: y, typ: u})
	case 3:
		for _, f := range g.funcs {
			if len(f.results) == 2 && f != g.fn && (f.pure || g.floor == 0) && !g.quiet {
				x, y := g.fresh(), g.fresh()
				g.calls = true
				g.line("%s, %s := %s(%s)", x, y, f.name, g.argsOf(f, 1))
				g.calls = false
				g.line("_, _ = %s, %s", x, y)
				g.declare(&variable{name: x, typ: f.results[0]})
				g.declare(&variable{name: y, typ: f.results[1]})
				return
			}
		}
	}
}

// print prints some values.
func (g *generator) print() {
	if g.quiet {
		return
	}
	var args []string
	g.calls = g.chance(2)
	for range 1 + g.IntN(3) {
		t := g.anyType(1)
		if t.printable() {
			args = append(args, g.exactly(t, 2))
		}
	}
	g.calls = false
	if len(args) == 0 {
		return
	}
	switch g.IntN(3) {
	case 0:
		g.line("fmt.Println(%q, %s)", g.traceName(), strings.Join(args, ", "))
	case 1:
		g.line("%sshow(%q, %s)", helper, g.traceName(), strings.Join(args, ", "))
	case 2:
		g.line("fmt.Printf(%q, %s)", g.traceName()+strings.Repeat(pick(g, " %v", " %T", " %+v", " %#v", " %d", " %q", " %x"), len(args))+"\n", strings.Join(args, ", "))
	}
}

// impureCall calls something that may change what others see.
func (g *generator) impureCall() {
	if g.quiet || g.floor > 0 {
		return
	}
	if g.chance(2) {
		v := g.variable(func(v *variable) bool {
			return !v.fixed && v.typ.kind != iface && len(v.typ.methods) > 0 && v.scope >= g.floor
		})
		if v == nil {
			return
		}
		m := pick(g, v.typ.methods...)
		var args []string
		for _, p := range m.params {
			args = append(args, g.safe(p, 1))
		}
		call := fmt.Sprintf("%s.%s(%s)", v.name, m.name, strings.Join(args, ", "))
		switch g.IntN(4) {
		case 0:
			g.line("defer %s", call)
		case 1:
			f := g.fresh()
			g.line("%s := %s.%s", f, v.name, m.name)
			g.assign()
			g.line("%s(%s)", f, strings.Join(args, ", "))
		default:
			g.line("%s", call)
		}
		return
	}
	for _, f := range g.funcs {
		if f.class == "" && f != g.fn && !f.pure && g.chance(2) {
			call := fmt.Sprintf("%s(%s)", f.name, g.argsOf(f, 1))
			if g.chance(4) {
				g.line("defer %s", call)
			} else if len(f.results) == 1 {
				x := g.fresh()
				g.line("%s := %s", x, call)
				g.line("_ = %s", x)
				g.declare(&variable{name: x, typ: f.results[0]})
			} else {
				g.line("%s", call)
			}
			return
		}
	}
}

// returns writes the return statement that ends a function.
func (g *generator) returns() {
	if len(g.results) == 0 {
		g.line("return")
		return
	}
	if g.named != nil && g.chance(2) {
		for _, name := range g.named {
			for _, v := range g.visible(func(v *variable) bool { return v.name == name }) {
				g.line("%s = %s", name, g.full(v.typ, 2))
			}
		}
		if g.namedVisible() {
			g.line("return")
			return
		}
	}
	var list []string
	g.calls = g.chance(2)
	for _, r := range g.results {
		list = append(list, g.expr(r, 2))
	}
	g.calls = false
	g.line("return %s", strings.Join(list, ", "))
}

// namedVisible says whether no block has hidden the named results.
func (g *generator) namedVisible() bool {
	for _, name := range g.named {
		n := 0
		for _, v := range g.vars {
			if v.name == name {
				n++
			}
		}
		if n > 1 {
			return false
		}
	}
	return true
}

// deferRecover defers a function that recovers and perhaps sets the results.
func (g *generator) deferRecover() {
	g.line("defer func() {")
	g.function(nil, nil, func() {
		r := g.fresh()
		g.line("if %s := recover(); %s != nil {", r, r)
		g.block(func() {
			g.line(`fmt.Printf("recovered %%T %%v\n", %s, %s)`, r, r)
			for range g.IntN(2) {
				g.assign()
			}
		})
		g.line("}")
		if g.chance(3) {
			g.assign()
		}
	})
	g.line("}()")
}
