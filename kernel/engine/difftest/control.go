package difftest

import (
	"fmt"
	"strings"
)

func (g *generator) ifStatement() {
	head := ""
	g.depth++
	vars := len(g.vars)
	if g.chance(3) {
		t := g.anyType(1)
		v := &variable{name: g.fresh(), typ: t}
		head = fmt.Sprintf("%s := %s; ", v.name, g.head(g.typed(t, g.full(t, 1)), t))
		g.declare(v)
		head += fmt.Sprintf("%sid[any](%s) != nil || ", helper, v.name)
	}
	g.line("if %s%s {", head, g.head(g.full(tBool, 2), tBool))
	g.block(func() { g.statements(1 + g.IntN(2)); g.maybeLeave() })
	if g.chance(2) {
		if g.chance(3) {
			g.line("} else if %s {", g.head(g.full(tBool, 1), tBool))
			g.block(func() { g.statements(1) })
		}
		g.line("} else {")
		g.block(func() { g.statements(1 + g.IntN(2)) })
	}
	g.line("}")
	g.depth--
	g.vars = g.vars[:vars]
}

// head is an expression for the head of a statement, where a composite literal
// needs parentheses.
func (g *generator) head(s string, t *typ) string {
	if strings.Contains(s, "{") {
		return g.id(t, s)
	}
	return s
}

// maybeLeave sometimes leaves the function or loop.
func (g *generator) maybeLeave() {
	switch {
	case g.chance(8):
		g.returns()
	case g.loops > 0 && g.chance(4):
		g.line("%s", pick(g, "break", "continue"))
	case len(g.labels) > 0 && g.chance(3):
		g.line("%s %s", pick(g, "break", "continue"), pick(g, g.labels...))
	case g.chance(20) && !g.quiet:
		g.line("panic(%s)", pick(g, g.literal(tString, 0), `errors.New("thrown")`, "42", "any(nil)", `fmt.Errorf("e %w", io.EOF)`))
	}
}

func (g *generator) forStatement() {
	label := ""
	if g.chance(3) {
		g.next++
		label = fmt.Sprintf("L%d", g.next)
	}
	head, vars := g.loopHead()
	if head == "" {
		return
	}
	if label != "" {
		g.line("%s:", label)
		g.labels = append(g.labels, label)
	}
	g.line("for %s {", head)
	g.loops++
	oldRisk, oldCalls := g.risk, g.calls
	g.depth++
	n := len(g.vars)
	for _, v := range vars {
		g.declare(v)
	}
	g.block(func() {
		g.line("%stick()", helper)
		for _, v := range vars {
			g.line("_ = %s", v.name)
		}
		if label != "" {
			g.line("if %s {", g.head(g.safe(tBool, 1), tBool))
			g.line("\t%s %s", pick(g, "break", "continue"), label)
			g.line("}")
		}
		g.statements(1 + g.IntN(3))
		if g.chance(3) {
			g.line("if %s {", g.head(g.full(tBool, 1), tBool))
			g.block(func() { g.maybeLeave() })
			g.line("}")
		}
	})
	g.vars = g.vars[:n]
	g.depth--
	g.risk, g.calls = oldRisk, oldCalls
	g.loops--
	if label != "" {
		g.labels = g.labels[:len(g.labels)-1]
	}
	g.line("}")
}

// loopHead is what stands between for and the body, and what it declares.
func (g *generator) loopHead() (string, []*variable) {
	i, x := g.fresh(), g.fresh()
	switch g.IntN(10) {
	case 0, 1:
		t := pick(g, tInt, tInt, tInt8, tUint16, tInt64)
		return fmt.Sprintf("%s := %s(0); %s < %d; %s++", i, t.text, i, 1+g.IntN(4), i), []*variable{{name: i, typ: t, fixed: true}}
	case 2:
		t := pick(g, tInt, tInt8, tUint)
		return fmt.Sprintf("%s := range %s(%d)", i, t.text, g.IntN(4)), []*variable{{name: i, typ: t}}
	case 3, 4:
		v := g.variable(func(v *variable) bool { return v.typ.kind == slice || v.typ.kind == array })
		if v == nil {
			t := sliceOf(g.anyType(1))
			return fmt.Sprintf("%s, %s := range %s", i, x, g.literal(t, 1)), []*variable{{name: i, typ: tInt}, {name: x, typ: t.elem}}
		}
		if v.typ.kind == array && g.chance(3) && !v.fixed {
			return fmt.Sprintf("%s, %s := range &%s", i, x, v.name), []*variable{{name: i, typ: tInt}, {name: x, typ: v.typ.elem}}
		}
		if g.chance(4) {
			return fmt.Sprintf("%s := range %s", i, v.name), []*variable{{name: i, typ: tInt}}
		}
		if g.chance(4) {
			return fmt.Sprintf("_, %s := range %s", x, v.name), []*variable{{name: x, typ: v.typ.elem}}
		}
		return fmt.Sprintf("%s, %s := range %s", i, x, v.name), []*variable{{name: i, typ: tInt}, {name: x, typ: v.typ.elem}}
	case 5:
		return fmt.Sprintf("%s, %s := range %s", i, x, g.head(g.value(tString, 1), tString)), []*variable{{name: i, typ: tInt}, {name: x, typ: tInt32}}
	case 6:
		t := g.anyType(0)
		return fmt.Sprintf("%s := range %schan[%s](%s)", x, helper, t.text, g.list(t, g.IntN(3), 1)), []*variable{{name: x, typ: t}}
	case 7:
		v := g.variable(func(v *variable) bool {
			return v.typ.kind == dict && v.typ.key.ordered() && v.typ.key.kind != param
		})
		if v == nil {
			return "", nil
		}
		return fmt.Sprintf("_, %s := range slices.Sorted(maps.Keys(%s))", x, v.name), []*variable{{name: x, typ: v.typ.key}}
	case 8:
		t := g.anyType(0)
		return fmt.Sprintf("%s, %s := range slices.%s([]%s{%s})", i, x, pick(g, "All", "Backward"), t.text, g.list(t, 1+g.IntN(3), 1)), []*variable{{name: i, typ: tInt}, {name: x, typ: t}}
	}
	t := g.anyType(0)
	return fmt.Sprintf("%s := range func(yield func(%s) bool) { _ = yield(%s) && yield(%s) }", x, t.text, g.safe(t, 1), g.safe(t, 1)), []*variable{{name: x, typ: t}}
}

func (g *generator) switchStatement() {
	old := g.loops
	g.loops = 0 // break would leave the switch: fine, continue needs a loop
	defer func() { g.loops = old }()
	if g.chance(3) {
		g.line("switch {")
		for range 1 + g.IntN(3) {
			g.line("case %s:", g.safe(tBool, 1))
			g.block(func() { g.statements(1) })
		}
	} else {
		t := pick(g, tInt, tString, tUint8, tInt16, tBool, tAny)
		if v := g.variable(func(v *variable) bool { return v.typ.comparable() && v.typ.kind != param }); v != nil && g.chance(2) {
			t = v.typ
		}
		tag := g.full(t, 1)
		g.line("switch %s := %s; %s {", "tag", g.head(g.typed(t, tag), t), "tag")
		for i := range 1 + g.IntN(3) {
			if i > 0 && g.chance(3) {
				g.line("\tfallthrough")
			}
			cases := g.wrapped(t, g.literal(t, 0))
			if g.chance(3) {
				cases += ", " + g.wrapped(t, g.safe(t, 1))
			}
			g.line("case %s:", cases)
			g.block(func() { g.statements(1) })
		}
	}
	if g.chance(2) {
		g.line("default:")
		g.block(func() {
			g.statements(1)
			if g.chance(3) {
				g.line("break")
			}
		})
	}
	g.line("}")
}

func (g *generator) typeSwitch() {
	v := g.variable(func(v *variable) bool { return v.typ == tAny })
	x := g.id(tAny, g.safe(tAny, 1))
	if v != nil {
		x = v.name
	}
	old := g.loops
	g.loops = 0
	defer func() { g.loops = old }()
	name := g.fresh()
	g.line("switch %s := %s.(type) {", name, x)
	used := map[string]bool{}
	for range 1 + g.IntN(4) {
		t := g.anyType(1)
		if used[t.text] || used[norm(t)] || t.kind == param || t == tAny {
			continue
		}
		used[t.text], used[norm(t)] = true, true
		if u := pick(g, basics...); !used[u.text] && g.chance(4) {
			used[u.text] = true
			g.line("case %s, %s:", t.text, u.text)
			g.block(func() {
				g.line("_ = %s", name)
				g.declare(&variable{name: name, typ: tAny})
				g.statements(1)
			})
			continue
		}
		g.line("case %s:", t.text)
		g.block(func() {
			g.line("_ = %s", name)
			g.declare(&variable{name: name, typ: t})
			if t.printable() && !g.quiet {
				g.line("fmt.Println(%q, %s)", g.traceName(), name)
			}
			g.statements(1)
		})
	}
	if g.chance(3) {
		g.line("case nil:")
		g.line("\tfmt.Println(%q)", g.traceName())
	}
	g.line("default:")
	g.line("\t_ = %s", name)
	g.line("}")
}

func norm(t *typ) string { return strings.NewReplacer("(", "", ")", "").Replace(t.text) }

// leaveLoop is a pair of loops left by a label.
func (g *generator) leaveLoop() {
	g.next++
	label := fmt.Sprintf("L%d", g.next)
	i, j := g.fresh(), g.fresh()
	g.line("%s:", label)
	g.line("for %s := range %d {", i, 1+g.IntN(3))
	g.labels = append(g.labels, label)
	g.block(func() {
		g.declare(&variable{name: i, typ: tInt})
		g.line("%s %s := %s; %s {", pick(g, "switch"), j, i, pick(g, j, j+" % 2"))
		g.block(func() {
			g.declare(&variable{name: j, typ: tInt})
			g.line("case %d:", g.IntN(2))
			g.line("\t%s %s", pick(g, "break", "continue"), label)
			g.line("case 2, 3:")
			g.line("\tbreak")
			g.line("default:")
			g.block(func() { g.statements(1) })
		})
		g.line("}")
		g.statements(1)
	})
	g.labels = g.labels[:len(g.labels)-1]
	g.line("}")
}

func (g *generator) gotoLoop() {
	g.next++
	label, n := fmt.Sprintf("G%d", g.next), g.fresh()
	g.line("{")
	g.block(func() {
		g.line("%s := 0", n)
		g.declare(&variable{name: n, typ: tInt, fixed: true})
		g.line("%s:", label)
		g.line("%s++", n)
		g.line("{")
		g.block(func() { g.statements(1) })
		g.line("}")
		g.line("if %s < %d {", n, 1+g.IntN(3))
		g.line("\tgoto %s", label)
		g.line("}")
	})
	g.line("}")
}

func (g *generator) mapStatement() {
	v := g.variable(func(v *variable) bool { return v.typ.kind == dict && v.owned && v.scope >= g.floor })
	if v == nil {
		return
	}
	switch g.IntN(4) {
	case 0:
		g.line("delete(%s, %s)", v.name, g.safe(v.typ.key, 1))
	case 1:
		g.line("clear(%s)", v.name)
	case 2:
		g.line("%s[%s] = %s", v.name, g.safe(v.typ.key, 1), g.safe(v.typ.elem, 1))
	case 3:
		n := g.fresh()
		g.line("%s := 0", n)
		g.line("for range %s {", v.name)
		g.line("\t%s++", n)
		g.line("}")
		g.line("_ = %s", n)
		g.declare(&variable{name: n, typ: tInt})
	}
}

func (g *generator) commaOk() {
	x, ok := g.fresh(), g.fresh()
	switch g.IntN(3) {
	case 0:
		v := g.variable(func(v *variable) bool { return v.typ.kind == dict })
		if v == nil {
			return
		}
		g.line("%s, %s := %s[%s]", x, ok, v.name, g.safe(v.typ.key, 1))
		g.declare(&variable{name: x, typ: v.typ.elem})
	case 1:
		v := g.variable(func(v *variable) bool { return v.typ == tAny })
		t := g.anyType(1)
		if v == nil || t.kind == param {
			return
		}
		g.line("%s, %s := %s.(%s)", x, ok, v.name, t.text)
		g.declare(&variable{name: x, typ: t})
	case 2:
		t := g.anyType(1)
		g.line("%s, %s := <-%schan[%s](%s)", x, ok, helper, t.text, g.list(t, g.IntN(2), 1))
		g.declare(&variable{name: x, typ: t})
	}
	g.line("_, _ = %s, %s", x, ok)
	g.declare(&variable{name: ok, typ: tBool})
}

func (g *generator) nestedGuard() {
	if g.quiet {
		return
	}
	g.line("%sguard(%q, func() {", helper, g.traceName())
	g.function(nil, nil, func() {
		if g.chance(2) {
			g.deferRecover()
		}
		g.statements(1 + g.IntN(2))
	})
	g.line("})")
}

// localDecl declares a constant or a type in a function.
func (g *generator) localDecl() {
	name := g.fresh()
	switch g.IntN(3) {
	case 0:
		t := pick(g, tInt, tUint8, tFloat64, tString, tInt64)
		g.line("const %s %s = %s", name, t.text, g.literal(t, 0))
		g.line("_ = %s", name)
		x := g.fresh()
		g.line("%s := %s", x, name)
		g.line("_ = %s", x)
		g.declare(&variable{name: x, typ: t})
	case 1:
		a, b, c := name+"a", name+"b", name+"c"
		g.line("const (\n\t%s = iota + %d\n\t%s\n\t%s = \"s\"\n)", a, g.IntN(5), b, c)
		g.print()
		g.line("fmt.Println(%s, %s, %s)", a, b, c)
	case 2:
		if g.generic != nil {
			return
		}
		t := &typ{kind: structure, fields: []field{{name: "a", typ: pick(g, basics...)}, {name: "b", typ: g.anyType(1)}}}
		name = "T" + name[1:]
		g.line("type %s %s", name, structText(t.fields))
		t.text, t.named = name, true
		v := g.fresh()
		g.line("%s := %s", v, g.literal(t, 1))
		g.line("_ = %s", v)
		if t.printable() && !g.quiet {
			g.line("%sshow(%q, %s)", helper, name, v)
		}
		g.declare(&variable{name: v, typ: t})
	}
}
