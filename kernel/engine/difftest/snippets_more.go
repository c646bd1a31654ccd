package difftest

import (
	"fmt"
	"strings"
)

// conversions goes through several numeric types.
func (g *generator) conversions() {
	x := g.fresh()
	t := pick(g, integers...)
	g.line("%s := %s", x, g.value(t, 1))
	var list []string
	for range 4 {
		u := pick(g, integers...)
		list = append(list, fmt.Sprintf("%s(%s)", u.text, x))
	}
	list = append(list, fmt.Sprintf("float32(%s)", x), fmt.Sprintf("string(rune(%s))", x), fmt.Sprintf("int8(%s)+1", x), fmt.Sprintf("uint16(int8(%s))", x))
	g.line("fmt.Println(%s)", strings.Join(list, ", "))
}

func (g *generator) namedResults() {
	t, u := g.anyType(0), g.anyType(1)
	f := g.fresh()
	g.line("%s := func() (a %s, b %s) {", f, t.text, u.text)
	g.function([]*typ{t, u}, []string{"a", "b"}, func() {
		g.declare(&variable{name: "a", typ: t})
		g.declare(&variable{name: "b", typ: u})
		g.deferRecover()
		g.line("a = %s", g.full(t, 1))
		g.statements(1)
		switch g.IntN(3) {
		case 0:
			g.line("panic(%q)", g.traceName())
		case 1:
			g.line("if %s {", g.head(g.safe(tBool, 1), tBool))
			g.line("\treturn %s, %s", g.safe(t, 1), g.safe(u, 1))
			g.line("}")
			g.line("return")
		default:
			g.line("return %s, b", g.safe(t, 1))
		}
	})
	g.line("}")
	if t.printable() && u.printable() && t.kind != param {
		g.line("fmt.Println(%s())", f)
	}
	x, y := g.fresh(), g.fresh()
	g.line("%s, %s := %s()", x, y, f)
	g.line("_, _ = %s, %s", x, y)
	g.declare(&variable{name: x, typ: t})
	g.declare(&variable{name: y, typ: u})
}

func (g *generator) compareStructs() {
	v := g.variable(func(v *variable) bool {
		return (v.typ.kind == structure || v.typ.kind == array) && v.typ.comparable()
	})
	if v == nil {
		return
	}
	m := g.fresh()
	g.line("fmt.Println(%s == (%s), any(%s) == any(%s))", v.name, g.safe(v.typ, 1), v.name, v.name)
	g.line("%s := map[%s]int{%s: 1}", m, v.typ.text, v.name)
	g.line("%s[%s]++", m, g.safe(v.typ, 1))
	g.line("fmt.Println(len(%s), %s[%s])", m, m, v.name)
}

// order prints the order in which operands are evaluated.
func (g *generator) order() {
	tr := func() string { return fmt.Sprintf("%strInt(%q, %d)", helper, g.traceName(), g.IntN(3)) }
	x := g.fresh()
	switch g.IntN(9) {
	case 0:
		g.line("fmt.Println([]int{%s, %s}, map[int]int{%s: %s})", tr(), tr(), tr(), tr())
	case 1:
		g.line("%s := []int{5, 6, 7, 8}", x)
		g.line("%s[%s], %s[%s] = %s, %s", x, tr(), x, tr(), tr(), tr())
		g.line("fmt.Println(%s)", x)
	case 2:
		g.line("fmt.Println(%s > 0 && %s > 1 || %s == 2, %s)", tr(), tr(), tr(), tr())
	case 3:
		g.line("%s := map[int][]int{0: {1, 2, 3}}", x)
		g.line("%s[0][%s] += %s", x, tr(), tr())
		g.line("fmt.Println(%s)", x)
	case 4:
		g.line("switch %s {", tr())
		g.line("case %s, %s:", tr(), tr())
		g.line("\tfmt.Println(\"one\")")
		g.line("case %s:", tr())
		g.line("\tfmt.Println(\"two\")")
		g.line("}")
	case 5:
		g.line("fmt.Println(struct{ a, b int }{b: %s, a: %s})", tr(), tr())
	case 6:
		g.line("%s := func(a int, b ...int) int { fmt.Println(a, b); return len(b) }", x)
		g.line("fmt.Println(%s(%s, %s, %s), %s(%s))", x, tr(), tr(), tr(), x, tr())
	case 7:
		g.line("%s := %schan(%s, %s, %s)", x, helper, tr(), tr(), tr())
		g.line("fmt.Println(<-%s, %s, <-%s - <-%s)", x, tr(), x, x)
	case 8:
		g.line("%s := [3]int{1, 2, 3}", x)
		g.line("fmt.Println(%s[%s:%s:%s], %s)", x, "P_trInt(\"l\", 0)", "P_trInt(\"h\", 2)", "P_trInt(\"m\", 3)", tr())
		s := strings.ReplaceAll(g.out.String(), "P_trInt", helper+"trInt")
		g.out.Reset()
		g.out.WriteString(s)
	}
}

// orderOfAssignment assigns to places that the assignment itself changes.
func (g *generator) orderOfAssignment() {
	x, i := g.fresh(), g.fresh()
	g.line("%s, %s := []int{10, 20, 30}, %d", x, i, g.IntN(3))
	g.line("%s", pick(g,
		fmt.Sprintf("%s, %s[%s] = 1, 99", i, x, i), fmt.Sprintf("%s[%s], %s = %s, %s[0]", x, i, i, i, x),
		fmt.Sprintf("%s[0], %s[%s] = %s[%s], %s[0]", x, x, i, x, i, x), fmt.Sprintf("%s, %s = %s[1:], len(%s)", x, i, x, x),
		fmt.Sprintf("%s[%s]++", x, i), fmt.Sprintf("%s, %s[%s], %s = nil, 5, 7", x, x, i, i)))
	g.line("fmt.Println(%s, %s)", x, i)
}

func (g *generator) stringBytes() {
	s := g.fresh()
	g.line("%s := %s", s, g.safe(tString, 1))
	g.line("for i, r := range %s {", s)
	g.line("\tfmt.Print(i, \":\", r, \" \")")
	g.line("}")
	g.line("for i := 0; i < len(%s); i++ {", s)
	g.line("\tfmt.Print(%s[i], \",\")", s)
	g.line("}")
	g.line("fmt.Printf(\"%%q %%x %%v\\n\", %s, []byte(%s), []rune(%s))", s, s, s)
}

// anonymous uses struct and function types without names.
func (g *generator) anonymous() {
	x := g.fresh()
	t, u := pick(g, basics...), pick(g, basics...)
	g.line("%s := []struct {\n\ta %s\n\tb %s\n}{{%s, %s}, {b: %s}}", x, t.text, u.text, g.safe(t, 0), g.safe(u, 0), g.safe(u, 1))
	g.line("for i, y := range %s {", x)
	g.line("\ty.a = %s", g.safe(t, 0))
	g.line("\t%s[i].b = %s", x, g.safe(u, 0))
	g.line("\tfmt.Printf(\"%%v %%T %%+v\\n\", y, y, %s[i])", x)
	g.line("}")
}

func (g *generator) sorting() {
	t := pick(g, integers...)
	if g.chance(2) {
		t = tString
	}
	x := g.fresh()
	g.line("%s := []%s{%s}", x, t.text, g.list(t, 2+g.IntN(4), 1))
	g.line("%s", pick(g, fmt.Sprintf("slices.Sort(%s)", x), fmt.Sprintf("sort.Slice(%s, func(i, j int) bool { return %s[i] > %s[j] })", x, x, x),
		fmt.Sprintf("slices.SortFunc(%s, func(a, b %s) int { return cmp.Compare(b, a) })", x, t.text), fmt.Sprintf("slices.Reverse(%s)", x)))
	g.line("i, ok := slices.BinarySearch(slices.Sorted(slices.Values(%s)), %s)", x, g.safe(t, 0))
	s := strings.TrimSuffix(g.out.String(), "\n")
	at := strings.LastIndex(s, "i, ok := ")
	call := s[at+len("i, ok := "):]
	s = s[:at] + fmt.Sprintf("fmt.Println(%s)\n", call)
	g.out.Reset()
	g.out.WriteString(s)
	g.line("fmt.Println(%s, slices.Index(%s, %s[0]), slices.Max(%s), slices.Contains(%s, %s))", x, x, x, x, x, g.safe(t, 1))
}

// genericLiteral calls generic functions of the standard library.
func (g *generator) genericLiteral() {
	t := g.anyType(1)
	if !t.printable() || t.kind == param {
		t = tString
	}
	x := g.fresh()
	g.line("%s := []%s{%s}", x, t.text, g.list(t, 1+g.IntN(3), 1))
	g.line("fmt.Println(%s)", pick(g, fmt.Sprintf("slices.Insert(%s, 1, %s)", x, g.safe(t, 1)), fmt.Sprintf("slices.Collect(slices.Values(%s))", x),
		fmt.Sprintf("slices.Concat(%s, %s)", x, x), fmt.Sprintf("slices.Delete(%s, 0, 1)", x), fmt.Sprintf("slices.Repeat(%s, 2)", x),
		fmt.Sprintf("len(slices.Collect(slices.Chunk(%s, 2)))", x), fmt.Sprintf("%sif(true, %s, nil)", helper, x),
		fmt.Sprintf("maps.Collect(slices.All(%s))", x)))
}

// rethrow panics in a deferred function.
func (g *generator) rethrow() {
	g.line("%sguard(%q, func() {", helper, g.traceName())
	g.line("\tdefer func() {")
	g.line("\t\tr := recover()")
	g.line("\t\tfmt.Println(%q, r, recover())", g.traceName())
	if g.chance(2) {
		g.line("\t\tpanic(fmt.Sprint(\"again \", r))")
	}
	g.line("\t}()")
	if g.chance(2) {
		g.line("\tdefer func() { panic(%s) }()", g.safe(tString, 0))
	}
	g.line("\tpanic(%s)", g.safe(tAny, 1))
	g.line("})")
}

func (g *generator) nilMap() {
	x := g.fresh()
	t := g.anyType(0)
	if t.kind == param {
		t = tInt
	}
	g.line("var %s map[string]%s", x, t.text)
	g.line("y, ok := %s[\"a\"]", x)
	s := strings.TrimSuffix(g.out.String(), "\n")
	s = s[:strings.LastIndex(s, "y, ok")]
	g.out.Reset()
	g.out.WriteString(s + "\n")
	g.line("if y, ok := %s[\"a\"]; !ok {", x)
	g.line("\tfmt.Println(y, len(%s), %s == nil)", x, x)
	g.line("}")
	g.line("delete(%s, \"b\")", x)
	g.line("for range %s {", x)
	g.line("}")
}

func (g *generator) onceAndMutex() {
	x := g.fresh()
	g.line("var %s struct {\n\tsync.Mutex\n\tonce sync.Once\n\tn %s\n}", x, pick(g, tInt, tUint8, tInt16).text)
	g.line("for range 3 {")
	g.line("\t%s.once.Do(func() { %s.n = 250 })", x, x)
	g.line("\t%s.Lock()", x)
	g.line("\t%s.n += 3", x)
	g.line("\t%s.Unlock()", x)
	g.line("}")
	g.line("fmt.Println(%s.n)", x)
	s := strings.ReplaceAll(g.out.String(), "n int8", "n int16")
	g.out.Reset()
	g.out.WriteString(s)
}

// interfaces keeps values of several types behind one interface.
func (g *generator) interfaces() {
	var list []*typ
	for _, t := range g.types {
		if t.kind == iface && g.implementation(t, 0) != "" {
			list = append(list, t)
		}
	}
	if len(list) == 0 {
		return
	}
	t := pick(g, list...)
	x := g.fresh()
	g.line("%s := []%s{%s, %s}", x, t.text, g.implementation(t, 1), g.implementation(t, 1))
	g.line("for i, y := range %s {", x)
	g.line("\t_ = i")
	for _, m := range t.methods {
		call := fmt.Sprintf("y.%s(%s)", m.name, g.args(m.params, 0))
		if m.result != nil && m.result.printable() {
			g.line("\tfmt.Println(i, %s)", call)
		} else {
			g.line("\t%s", call)
		}
	}
	g.line("\tfmt.Printf(\"%%T\\n\", y)")
	g.line("\t_, ok := y.(fmt.Stringer)")
	g.line("\t_, ok2 := any(y).(error)")
	g.line("\tfmt.Println(ok, ok2)")
	g.line("}")
}

// arrays indexes arrays of arrays.
func (g *generator) arrays() {
	t := pick(g, basics...)
	x, y := g.fresh(), g.fresh()
	g.line("var %s [2][3]%s", x, t.text)
	g.line("%s := %s", y, x)
	g.line("%s[1][2] = %s", y, g.safe(t, 1))
	g.line("%s[%sid(0)][%sid(1)] = %s", x, helper, helper, g.safe(t, 1))
	g.line("for i, row := range %s {", x)
	g.line("\t%s[0][i] = %s", x, g.safe(t, 0))
	g.line("\trow[0] = %s", g.safe(t, 0))
	g.line("\tfmt.Println(row, %s[i])", x)
	g.line("}")
	g.line("fmt.Println(%s, %s, %s == %s, len(%s[0]))", x, y, x, y, x)
}

// shadow declares a name again in blocks.
func (g *generator) shadow() {
	v := g.variable(func(v *variable) bool {
		return v.scope > 0 && v.typ.printable() && v.typ.kind != param && v.name[0] == 'v'
	})
	if v == nil {
		return
	}
	g.line("{")
	g.line("\t%s := %s", v.name, v.name)
	g.line("\t%s = %s", v.name, g.safe(v.typ, 1))
	g.line("\tif %s := %s; true {", v.name, g.id(tAny, v.name))
	g.line("\t\tfmt.Println(%s)", v.name)
	g.line("\t}")
	g.line("\tfunc() { %s = %s }()", v.name, g.safe(v.typ, 1))
	g.line("\tfmt.Println(%s)", v.name)
	g.line("}")
	g.line("fmt.Println(%s)", v.name)
}

// printing prints one value in many ways.
func (g *generator) printing() {
	v := g.variable(func(v *variable) bool { return v.typ.printable() && v.typ.kind != param })
	if v == nil {
		return
	}
	for _, f := range []string{"%v|%+v|%#v|%T", "%d|%s|%q|%x", "%6v|%-6v|%06d|%t", "%e|%g|%.2f|%5.1f", "%c|%U|%b|%o"} {
		if g.chance(2) {
			g.line("fmt.Printf(%q, %s, %s, %s, %s)", f+"\n", v.name, v.name, v.name, v.name)
		}
	}
	if v.typ.kind == structure {
		g.line("fmt.Printf(\"%%v %%+v\\n\", &%s, []any{%s})", g.copied(v), v.name)
	}
}

// copied is the name of a new copy of v.
func (g *generator) copied(v *variable) string {
	x := g.fresh()
	g.line("%s := %s", x, v.name)
	return x
}

// embedded embeds a type of the program in local ones.
func (g *generator) embedded() {
	var list []*typ
	for _, t := range g.types {
		if !strings.Contains(t.text, "[") && t.kind != iface && t.kind != pointer {
			list = append(list, t)
		}
	}
	if len(list) == 0 || g.generic != nil {
		return
	}
	t := pick(g, list...)
	name, x := g.fresh(), g.fresh()
	name = "E" + name[1:]
	star := pick(g, "", "*")
	g.line("type %s struct {\n\t%s%s\n\tz int\n}", name, star, t.text)
	init := g.typed(t, g.safe(t, 1))
	if star == "*" {
		init = fmt.Sprintf("new(%s)", g.exactly(t, 1))
	}
	g.line("%s := %s{%s, 3}", x, name, init)
	for _, m := range t.methods {
		var args []string
		for _, p := range m.params {
			args = append(args, g.safe(p, 0))
		}
		call := fmt.Sprintf("%s.%s(%s)", x, m.name, strings.Join(args, ", "))
		if m.result != nil && m.result.printable() {
			g.line("fmt.Println(%s)", call)
		} else {
			g.line("%s", call)
		}
	}
	if t.printable() && star == "" {
		g.line("fmt.Printf(\"%%v %%+v %%T\\n\", %s, %s, %s)", x, x, x)
	}
	g.line("_, %sok := any(%s).(fmt.Stringer)", x, x)
	g.line("fmt.Println(%sok, %s.z)", x, x)
}

// shifts shifts by counts of all kinds.
func (g *generator) shifts() {
	t, u := pick(g, integers...), pick(g, integers...)
	x, n := g.fresh(), g.fresh()
	g.line("%s, %s := %s, %s", x, n, g.value(t, 1), g.value(u, 0))
	g.line("%s &= 63", n)
	g.line("fmt.Println(%s<<%s, %s>>%s, %s<<(%s+60), %s>>%d, 1<<%s, %s(1)<<%s)", x, n, x, n, x, n, x, g.IntN(70), n, t.text, n)
	g.line("%s <<= %s", x, n)
	g.line("%s >>= 2", x)
	g.line("var %sf float64 = float64(int64(1) << %s)", x, n)
	g.line("fmt.Println(%s, %sf)", x, x)
}

// pointers writes through pointers to what there is.
func (g *generator) pointers() {
	v := g.variable(func(v *variable) bool {
		return v.scope >= g.floor && v.scope > 0 && !v.fixed && v.typ.printable() && v.typ.kind != param
	})
	if v == nil {
		return
	}
	p, q := g.fresh(), g.fresh()
	g.line("%s := &%s", p, v.name)
	g.line("%s := &%s", q, p)
	g.line("**%s = %s", q, g.safe(v.typ, 1))
	g.line("fmt.Println(%s, *%s == nil, %s == *%s)", v.name, q, p, q)
	switch {
	case v.typ.kind == integer:
		g.line("*%s++", p)
		g.line("(**%s) <<= 1", q)
	case v.typ.kind == structure && len(v.typ.fields) > 0:
		f := v.typ.fields[0]
		g.line("%s.%s = %s", p, f.name, g.safe(f.typ, 1))
		g.line("(*%s).%s = %s", q, f.name, g.safe(f.typ, 1))
		r := g.fresh()
		g.line("%s := &%s.%s", r, p, f.name)
		g.line("*%s = %s", r, g.safe(f.typ, 0))
	case v.typ.kind == array && v.typ.n > 0:
		g.line("%s[0] = %s", p, g.safe(v.typ.elem, 1))
		g.line("for i := range %s {", p)
		g.line("\tr := &%s[i]", p)
		g.line("\t*r = %s", g.safe(v.typ.elem, 0))
		g.line("}")
	}
	g.line("fmt.Println(%s, *%s)", v.name, p)
}

// compareAny compares interface values of random types.
func (g *generator) compareAny() {
	x, y := g.fresh(), g.fresh()
	g.line("var %s, %s any = %s, %s", x, y, g.safe(tAny, 1), g.safe(tAny, 1))
	g.line("%sguard(%q, func() { fmt.Println(%s == %s, %s != nil, %s == any(%s)) })", helper, g.traceName(), x, y, x, x, g.exactly(pick(g, basics...), 0))
	g.declare(&variable{name: x, typ: tAny})
}
