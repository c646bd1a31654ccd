package difftest

import (
	"fmt"
	"strings"
)

// snippet writes one of several constructs that random statements rarely make.
func (g *generator) snippet() {
	if g.quiet || g.depth > 5 {
		g.assign()
		return
	}
	list := []func(){
		g.closuresOfLoop, g.closureThatCounts, g.defers, g.deferInLoop, g.workers, g.selecting, g.pipeline, g.iterator,
		g.errorTree, g.methodValues, g.aliasing, g.copies, g.fullSlice, g.panics, g.typedNil, g.conversions, g.namedResults,
		g.compareStructs, g.order, g.orderOfAssignment, g.stringBytes, g.anonymous, g.sorting, g.genericLiteral, g.rethrow,
		g.nilMap, g.onceAndMutex, g.interfaces, g.arrays, g.shadow, g.printing, g.embedded, g.shifts, g.pointers, g.compareAny,
	}
	list[g.IntN(len(list))]()
}

// closuresOfLoop keeps functions that capture a loop's variables.
func (g *generator) closuresOfLoop() {
	fs, i := g.fresh(), g.fresh()
	g.line("var %s []func() int", fs)
	body := fmt.Sprintf("%s = append(%s, func() int { %s += 10; return %s })", fs, fs, i, i)
	switch g.IntN(4) {
	case 0:
		g.line("for %s := 0; %s < 3; %s++ {", i, i, i)
		body = fmt.Sprintf("%s = append(%s, func() int { return %s })", fs, fs, i)
	case 1:
		g.line("for %s := range %d {", i, g.IntN(4))
	case 2:
		g.line("for _, %s := range []int{4, 5, %s} {", i, g.safe(tInt, 1))
	case 3:
		g.line("for %s := 0; %s < 4; %s++ {", i, i, i)
		body = fmt.Sprintf("%s = append(%s, func() int { %s *= 2; return %s })\n%s++", fs, fs, i, i, i)
	}
	g.block(func() {
		g.line("%s", body)
		if g.chance(3) {
			g.line("if %s > 1 {", i)
			g.line("\t%s", pick(g, "break", "continue"))
			g.line("}")
		}
	})
	g.line("}")
	g.line("for _, f := range %s {", fs)
	g.line("\tfmt.Print(f(), f(), \" \")")
	g.line("}")
	g.line("fmt.Println()")
}

// closureThatCounts changes a captured variable.
func (g *generator) closureThatCounts() {
	v := g.variable(func(v *variable) bool { return v.typ.kind == integer && !v.fixed && v.scope >= max(g.floor, 1) })
	if v == nil {
		return
	}
	f := g.fresh()
	g.line("%s := func(by %s) %s {", f, v.typ.text, v.typ.text)
	g.line("\tdefer func() { %s++ }()", v.name)
	g.line("\t%s %s by", v.name, pick(g, "+=", "-=", "*=", "^="))
	g.line("\treturn %s", v.name)
	g.line("}")
	g.line("fmt.Println(%s(%s))", f, g.safe(v.typ, 1))
	g.line("fmt.Println(%s(3), %s(2))", f, f)
	g.line("fmt.Println(%s)", v.name)
}

func (g *generator) defers() {
	t := g.anyType(1)
	x := g.fresh()
	g.line("func() {")
	g.function(nil, nil, func() {
		g.line("%s := %s", x, g.typed(t, g.safe(t, 1)))
		g.declare(&variable{name: x, typ: t})
		if t.printable() && t.kind != param {
			g.line("defer fmt.Println(%q, %s)", g.traceName(), x)
			g.line("defer func(y %s) { fmt.Println(%q, y, %s) }(%s)", t.text, g.traceName(), x, x)
		}
		g.line("%s = %s", x, g.full(t, 1))
		if g.chance(2) {
			g.line("defer %strInt(\"a\", %strInt(\"b\", 1))", helper, helper)
		}
		if g.chance(2) {
			g.line("defer func() {")
			g.line("\tfmt.Println(recover())")
			g.line("}()")
		}
		g.statements(1)
		if g.chance(2) {
			g.line("panic(%s)", g.safe(tAny, 1))
		}
	})
	g.line("}()")
}

func (g *generator) deferInLoop() {
	i := g.fresh()
	g.line("func() {")
	over := pick(g, "range 3", "range slices.Values([]int{1, 2})", "range func(yield func(int) bool) { _ = yield(7) && yield(8) }")
	g.line("\tfor %s := %s {", i, over)
	g.line("\t\tdefer fmt.Println(%q, %s)", g.traceName(), i)
	g.line("\t\tdefer func() { %s++; fmt.Println(%q, %s) }()", i, g.traceName(), i)
	if g.chance(2) {
		g.line("\t\tif %s > 1 {", i)
		g.line("\t\t\t%s", pick(g, "return", "break", "continue", "panic(\"in loop\")"))
		g.line("\t\t}")
	}
	g.line("\t}")
	g.line("\tfmt.Println(%q)", g.traceName())
	g.line("}()")
}

// workers starts goroutines whose results do not depend on their order.
func (g *generator) workers() {
	t := pick(g, integers...)
	n := 1 + g.IntN(4)
	res, wg, mu, sum := g.fresh(), g.fresh(), g.fresh(), g.fresh()
	quiet := g.quiet
	g.quiet = true
	expr := g.value(t, 1)
	g.quiet = quiet
	g.line("%s := make([]%s, %d)", res, t.text, n)
	g.line("var %s sync.WaitGroup", wg)
	g.line("var %s sync.Mutex", mu)
	g.line("%s := 0", sum)
	g.line("for i := range %d {", n)
	switch g.IntN(3) {
	case 0:
		g.line("\t%s.Add(1)", wg)
		g.line("\tgo func(x %s) {", t.text)
		g.line("\t\tdefer %s.Done()", wg)
	case 1:
		g.line("\t%s.Add(1)", wg)
		g.line("\tx := %s(i)", t.text)
		g.line("\tgo func() {")
		g.line("\t\tdefer %s.Done()", wg)
	case 2:
		g.line("\tx := %s(i)", t.text)
		g.line("\t%s.Go(func() {", wg)
	}
	text := g.out.String()
	g.line("\t\t%s[i] += x * 3", res)
	g.line("\t\t%s.Lock()", mu)
	g.line("\t\tdefer %s.Unlock()", mu)
	g.line("\t\t%s += int(x)", sum)
	switch {
	case strings.HasSuffix(strings.TrimSpace(text), ".Go(func() {"):
		g.line("\t})")
	case strings.Contains(text[strings.LastIndex(text, "go func("):], "go func(x "):
		g.line("\t}(%s(i) + %s)", t.text, expr)
	default:
		g.line("\t}()")
	}
	g.line("}")
	g.line("%s.Wait()", wg)
	g.line("fmt.Println(%s, %s)", res, sum)
}

func (g *generator) selecting() {
	t, u := g.anyType(0), g.anyType(1)
	a, b := g.fresh(), g.fresh()
	g.line("%s, %s := make(chan %s, 1), make(chan %s, 1)", a, b, t.text, u.text)
	ready := g.IntN(4)
	switch ready {
	case 0:
		g.line("%s <- %s", a, g.safe(t, 1))
	case 1:
		g.line("close(%s)", b)
	case 2:
		g.line("%s = nil", b)
	}
	loop := ""
	if g.chance(2) {
		g.next++
		loop = fmt.Sprintf("S%d", g.next)
		g.line("%s:", loop)
		g.line("for range 2 {")
	}
	g.line("select {")
	g.line("case x, ok := <-%s:", a)
	g.line("\t_ = x")
	if t.printable() && t.kind != param {
		g.line("\tfmt.Println(%q, x, ok)", g.traceName())
	} else {
		g.line("\tfmt.Println(%q, ok)", g.traceName())
	}
	switch {
	case ready != 3:
		g.line("case y := <-%s:", b)
		g.line("\t_ = y")
		g.line("\tfmt.Println(%q)", g.traceName())
	default:
		g.line("case %s <- %s:", b, g.safe(u, 1))
		g.line("\tfmt.Println(%q, len(%s))", g.traceName(), b)
	}
	if loop != "" {
		g.line("\tbreak %s", loop)
	}
	g.line("default:")
	g.line("\tfmt.Println(%q)", g.traceName())
	g.line("}")
	if loop != "" {
		g.line("}")
	}
	g.line("_, _ = %s, %s", a, b)
}

func (g *generator) pipeline() {
	c, d, done := g.fresh(), g.fresh(), g.fresh()
	t := pick(g, tInt, tString, tUint8, tFloat64)
	g.line("%s, %s, %s := make(chan %s%s), make(chan %s), make(chan struct{})", c, d, done, t.text, pick(g, "", ""), t.text)
	g.line("go func() {")
	g.line("\tdefer close(%s)", c)
	g.line("\tfor _, x := range []%s{%s} {", t.text, g.list(t, 1+g.IntN(3), 0))
	g.line("\t\t%s <- x", c)
	g.line("\t}")
	g.line("}()")
	g.line("go func(in <-chan %s, out chan<- %s) {", t.text, t.text)
	g.line("\tdefer close(%s)", done)
	g.line("\tfor x := range in {")
	g.line("\t\tout <- x + x")
	g.line("\t}")
	g.line("\tclose(out)")
	g.line("}(%s, %s)", c, d)
	g.line("for x := range %s {", d)
	g.line("\tfmt.Println(%q, x)", g.traceName())
	g.line("}")
	g.line("<-%s", done)
}

func (g *generator) iterator() {
	t := g.anyType(1)
	it, x := g.fresh(), g.fresh()
	g.line("%s := func(yield func(int, %s) bool) {", it, t.text)
	g.line("\tdefer fmt.Println(%q)", g.traceName())
	g.line("\tfor i := range 4 {")
	g.line("\t\tif !yield(i, %s) {", g.safe(t, 1))
	g.line("\t\t\tfmt.Println(%q, i)", g.traceName())
	g.line("\t\t\treturn")
	g.line("\t\t}")
	g.line("\t}")
	g.line("}")
	g.next++
	label := fmt.Sprintf("R%d", g.next)
	g.line("%s:", label)
	g.line("for i, %s := range %s {", x, it)
	g.line("\tif i > 5 {")
	g.line("\t\tbreak %s", label)
	g.line("\t}")
	g.labels = append(g.labels, label)
	g.block(func() {
		g.declare(&variable{name: x, typ: t})
		g.line("_ = %s", x)
		g.line("for j := range %s {", it)
		g.line("\tif j == %d {", g.IntN(4))
		g.line("\t\t%s", pick(g, "break", "continue", "break "+label, "continue "+label))
		g.line("\t}")
		g.line("\tfmt.Println(i, j)")
		g.line("}")
		g.statements(1)
		g.line("if i == %d {", g.IntN(4))
		g.block(func() {
			if g.chance(3) {
				g.returns()
			} else {
				g.line("break %s", label)
			}
		})
		g.line("}")
	})
	g.labels = g.labels[:len(g.labels)-1]
	g.line("}")
}

// errorTree asks a chain of errors for what it wraps.
func (g *generator) errorTree() {
	var impls []*typ
	for _, t := range g.types {
		if v, _ := t.implements(tError); v && t.kind != iface {
			impls = append(impls, t)
		}
	}
	e := g.fresh()
	inner := pick(g, "io.EOF", `errors.New("x")`)
	if len(impls) > 0 {
		inner = g.literal(pick(g, impls...), 1)
	}
	g.line("var %s error = %s", e, inner)
	for range g.IntN(3) {
		g.line("%s = %s", e, pick(g, fmt.Sprintf("fmt.Errorf(\"a: %%w\", %s)", e), fmt.Sprintf("errors.Join(io.ErrUnexpectedEOF, %s)", e), fmt.Sprintf("fmt.Errorf(\"%%w and %%w\", io.ErrShortWrite, %s)", e)))
	}
	g.line("fmt.Println(%s, errors.Is(%s, io.EOF), errors.Is(%s, io.ErrUnexpectedEOF), errors.Unwrap(%s) == nil)", e, e, e, e)
	for _, t := range impls {
		x := g.fresh()
		g.line("var %s %s", x, t.text)
		g.line("fmt.Println(errors.As(%s, &%s))", e, x)
		if t.printable() {
			g.line("fmt.Println(%s)", x)
		}
		g.declare(&variable{name: x, typ: t})
	}
	g.declare(&variable{name: e, typ: tError})
}

func (g *generator) methodValues() {
	v := g.variable(func(v *variable) bool { return len(v.typ.methods) > 0 && !v.fixed && v.typ.kind != iface })
	if v == nil {
		return
	}
	for _, m := range v.typ.methods {
		if !m.pure || m.result == nil {
			continue
		}
		f := g.fresh()
		g.line("%s := %s.%s", f, v.name, m.name)
		if v.scope >= g.floor && g.chance(2) {
			g.line("%s = %s", v.name, g.safe(v.typ, 1))
		}
		call := fmt.Sprintf("%s(%s)", f, g.args(m.params, 0))
		if m.result.printable() {
			g.line("fmt.Println(%q, %s)", g.traceName(), call)
		} else {
			g.line("_ = %s", call)
		}
		return
	}
}

// aliasing appends to slices that share an array.
func (g *generator) aliasing() {
	t := g.anyType(1)
	if !t.printable() || t.kind == param {
		t = tInt
	}
	a, b, c := g.fresh(), g.fresh(), g.fresh()
	g.line("%s := make([]%s, 2, %d)", a, t.text, 2+g.IntN(3))
	g.line("%s := append(%s, %s)", b, a, g.safe(t, 1))
	g.line("%s := append(%s, %s, %s)", c, pick(g, a, a+"[:1]", a+"[:1:1]"), g.safe(t, 1), g.safe(t, 0))
	g.line("%s[0] = %s", pick(g, b, c), g.safe(t, 1))
	g.line("fmt.Println(%s, %s, %s, len(%s), cap(%s[:1:2]))", a, b, c, c, a)
	g.line("fmt.Println(copy(%s, %s), copy(%s[1:], %s), %s, %s)", b, c, a, a, a, b)
}

// copies shows that arrays and structs are copied.
func (g *generator) copies() {
	v := g.variable(func(v *variable) bool {
		return (v.typ.kind == structure || v.typ.kind == array) && v.typ.printable() && !v.fixed
	})
	if v == nil {
		return
	}
	x, p := g.fresh(), g.fresh()
	g.line("%s := %s", x, v.name)
	g.line("%s := &%s", p, x)
	g.line("_ = %s", p)
	w := &variable{name: x, typ: v.typ}
	vars := g.vars
	g.vars = nil
	g.declare(w)
	g.assign()
	g.vars = vars
	g.declare(w)
	g.line("fmt.Println(%s, %s, *%s)", v.name, x, p)
	g.line("for _, y := range []%s{%s, %s} {", v.typ.text, x, v.name)
	g.line("\ty = %s", g.safe(v.typ, 1))
	g.line("\tfmt.Println(y)")
	g.line("}")
}

func (g *generator) fullSlice() {
	a, s := g.fresh(), g.fresh()
	t := g.anyType(0)
	if t.kind == param {
		t = tInt
	}
	g.line("%s := [5]%s{%s}", a, t.text, g.list(t, g.IntN(5), 0))
	g.line("%s := %s[%d:%d:%d]", s, a, g.IntN(2), 2+g.IntN(2), 3+g.IntN(3))
	g.line("%s = append(%s, %s)", s, s, g.safe(t, 0))
	g.line("%s[0] = %s", s, g.safe(t, 0))
	g.line("fmt.Println(%s, %s, len(%s), cap(%s))", a, s, s, s[:0]+s)
	g.line("fmt.Println((*[2]%s)(%s)[1], [1]%s(%s))", t.text, s, t.text, s)
}

// panics makes a run-time error and prints its text.
func (g *generator) panics() {
	x := pick(g,
		"var m map[string]int; m[\"a\"]++", "var p *struct{ a, b int }; p.b = 1", "var e error; _ = e.Error()", "var f func(); f()",
		"_ = []int{1}[P_id(5)]", "_ = [3]int{}[P_id(-1)]", "_ = \"abc\"[P_id(7):]", "_ = []int{1, 2}[P_id(2):P_id(1)]",
		"_ = []int{1, 2}[:P_id(3)]", "_ = []int{1}[:1:P_id(4)]", "_ = 1 / P_id(0)", "x := P_id(uint8(3)); x %= P_id(uint8(0)); _ = x", "_ = 1 << P_id(-1)",
		"_ = any(1).(string)", "_ = any(nil).(int)", "_ = any(\"s\").(error)", "_ = any(struct{}{}).(fmt.Stringer)", "var c chan int; close(c)",
		"c := make(chan int); close(c); close(c)", "c := make(chan int, 1); close(c); c <- 1", "_ = make([]int, P_id(-1))", "_ = make(chan int, P_id(-1))",
		"_ = [2]int(make([]int, P_id(1)))", "_ = any([]int{1}) == any([]int{1})", "m := map[any]int{}; m[[]int{1}] = 2", "panic(fmt.Sprint(\"a\", 1))",
		"panic(fmt.Errorf(\"b %d\", 2))", "var e error; panic(e)", "x := []int{1,2,3}; i := 5; x[i] = 1", "x := []int{1,2,3}; i := 3; x[i], i = 1, 2",
		"var a *[3]int; for i := range a { _ = i }; _ = a[1]", "var a *[3]int; _ = a[:]; _ = len(a); for _, x := range a { _ = x }", "strings.Repeat(\"a\", P_id(-1))",
	)
	g.line("%sguard(%q, func() { %s })", helper, g.traceName(), strings.ReplaceAll(x, "P_", helper))
}

// typedNil puts a nil pointer into an interface.
func (g *generator) typedNil() {
	var list []*typ
	for _, t := range g.types {
		if t.kind != iface {
			list = append(list, t)
		}
	}
	if len(list) == 0 {
		return
	}
	t := pick(g, list...)
	x := g.fresh()
	g.line("var %s any = (*%s)(nil)", x, t.text)
	g.line("fmt.Println(%s == nil, %s == any((*%s)(nil)))", x, x, t.text)
	g.line("fmt.Printf(\"%%T\\n\", %s)", x)
	g.line("_, %sok := %s.(interface{ Put(int) })", x, x)
	g.line("fmt.Println(%sok)", x)
}
