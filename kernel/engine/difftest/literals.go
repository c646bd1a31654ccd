package difftest

import (
	"fmt"
	"math"
	"strings"
)

var strangeStrings = []string{`""`, `"a"`, `"héllo"`, `"\xff\x80"`, `"日本"`, `"a\x00b"`, `"\xe4\xb8"`, "`raw\\n`", `"🎉!"`, `"0123456789"`}

// literal is a value of type t without operators.
func (g *generator) literal(t *typ, depth int) string {
	if depth < -3 && (t.kind == slice || t.kind == dict || t.kind == structure || t.kind == array) {
		return t.text + "{}"
	}
	switch t.kind {
	case boolean:
		if t.named {
			return t.text + pick(g, "(true)", "(false)")
		}
		return pick(g, "true", "false")
	case integer:
		return g.number(t)
	case float:
		s := pick(g, "0", "1", "0.5", "1e10", "3.25", "0.1", "1e-7", "123456789", fmt.Sprint(g.IntN(100)))
		if g.chance(3) {
			s = "-" + s
		}
		return fmt.Sprintf("%s(%s)", t.text, s)
	case complexNumber:
		return fmt.Sprintf("%s(%d+%di)", t.text, g.IntN(9)-4, g.IntN(9))
	case text:
		return fmt.Sprintf("%s(%s)", t.text, pick(g, strangeStrings...))
	case slice:
		if g.chance(5) {
			return pick(g, paren(t)+"(nil)", fmt.Sprintf("make(%s, %d)", t.text, g.IntN(3)), fmt.Sprintf("make(%s, %d, %d)", t.text, g.IntN(3), 2+g.IntN(4)))
		}
		return t.text + "{" + g.list(t.elem, g.IntN(4), depth) + "}"
	case array:
		if t.n > 1 && g.chance(4) {
			return fmt.Sprintf("%s{%d: %s}", t.text, t.n-1, g.expr(t.elem, depth-1))
		}
		return t.text + "{" + g.list(t.elem, g.IntN(t.n+1), depth) + "}"
	case dict:
		return g.mapLiteral(t, depth)
	case pointer:
		return g.pointerLiteral(t, depth)
	case structure:
		return g.structLiteral(t, depth)
	case function:
		return g.funcLiteral(t)
	case channel:
		return fmt.Sprintf("make(%s, %d)", t.text, 1+g.IntN(3))
	case param:
		if t.class == "integer" {
			return fmt.Sprintf("%s(%d)", t.text, g.IntN(100))
		}
		return fmt.Sprintf("*new(%s)", t.text)
	}
	return g.ifaceLiteral(t, depth)
}

func (g *generator) number(t *typ) string {
	bits := t.bits
	if bits == 0 {
		bits = 64
	}
	var s string
	switch {
	case !g.chance(3):
		s = fmt.Sprint(g.IntN(12))
		if t.signed && g.chance(4) {
			s = "-" + s
		}
	case t.signed:
		s = fmt.Sprint(pick(g, int64(math.MinInt64), math.MaxInt64, math.MinInt64+1, g.Int64()) >> (64 - bits))
	default:
		s = fmt.Sprint(pick(g, uint64(math.MaxUint64), 1<<63, g.Uint64()) >> (64 - bits))
	}
	return fmt.Sprintf("%s(%s)", t.text, s)
}

func (g *generator) list(t *typ, n, depth int) string {
	var list []string
	for range n {
		list = append(list, g.expr(t, depth-1))
	}
	return strings.Join(list, ", ")
}

func (g *generator) mapLiteral(t *typ, depth int) string {
	if g.chance(4) {
		return pick(g, "make("+t.text+")", t.text+"{}")
	}
	var list []string
	for range 1 + g.IntN(2) {
		list = append(list, g.wrapped(t.key, g.literal(t.key, depth-1))+": "+g.expr(t.elem, depth-1))
	}
	return t.text + "{" + strings.Join(list, ", ") + "}"
}

func (g *generator) pointerLiteral(t *typ, depth int) string {
	if v := g.variable(func(v *variable) bool { return same(v.typ, t.elem) && !v.fixed }); v != nil && !g.chance(3) {
		return "&" + v.name
	}
	if k := t.elem.kind; k == structure || k == array {
		return "&" + g.literal(t.elem, depth-1)
	}
	return "new(" + t.elem.text + ")"
}

func (g *generator) structLiteral(t *typ, depth int) string {
	if g.chance(6) {
		return t.text + "{}"
	}
	positional := g.chance(3)
	var list []string
	for _, f := range t.fields {
		x := g.expr(f.typ, depth-1)
		switch {
		case positional:
			list = append(list, x)
		case !g.chance(3):
			list = append(list, f.name+": "+x)
		}
	}
	return t.text + "{" + strings.Join(list, ", ") + "}"
}

// funcLiteral is a function; only its own variables change when it runs.
func (g *generator) funcLiteral(t *typ) string {
	if g.depth > 4 {
		return g.shortFunc(t)
	}
	calls, risk, floor := g.calls, g.risk, g.floor
	g.floor = g.depth + 1
	s := g.capture(func() {
		var params []string
		g.block(func() {
			for _, p := range t.params {
				v := g.declare(&variable{name: g.fresh(), typ: p})
				params = append(params, v.name+" "+p.text)
			}
			g.out.WriteString("func(" + strings.Join(params, ", ") + ")" + resultText(t.results) + " {\n")
			g.indent--
			g.function(t.results, nil, func() {
				g.line("%stick()", helper)
				if len(t.results) == 0 {
					g.statements(1)
					return
				}
				g.statements(g.IntN(2))
				g.returns()
			})
			g.indent++
		})
		g.line("}")
	})
	g.calls, g.risk, g.floor = calls, risk, floor
	return strings.TrimSpace(s)
}

func (g *generator) fresh() string {
	g.next++
	return fmt.Sprintf("v%d", g.next)
}

func (g *generator) shortFunc(t *typ) string {
	var results []string
	for _, r := range t.results {
		results = append(results, g.zero(r))
	}
	return fmt.Sprintf("func(%s)%s { return %s }", join(t.params), resultText(t.results), strings.Join(results, ", "))
}

// zero is the zero value of type t, as an expression.
func (g *generator) zero(t *typ) string {
	switch t.kind {
	case iface, slice, dict, pointer, function, channel:
		return "nil"
	}
	return "*new(" + t.text + ")"
}

// ifaceLiteral is an interface value.
func (g *generator) ifaceLiteral(t *typ, depth int) string {
	switch {
	case g.chance(6):
		return fmt.Sprintf("%s(nil)", t.text)
	case t == tError:
		s := pick(g, `errors.New("oops")`, fmt.Sprintf(`fmt.Errorf("no %%v", %s)`, g.safe(tInt, 0)), "io.EOF")
		if impl := g.implementation(tError, depth); impl != "" && g.chance(2) {
			s = impl
		}
		if g.chance(3) {
			s = fmt.Sprintf(`fmt.Errorf("wrapped: %%w", %s)`, s)
		}
		return s
	case t != tAny:
		if s := g.implementation(t, depth); s != "" {
			return s
		}
		return fmt.Sprintf("%s(nil)", t.text)
	}
	if len(g.types) > 0 && g.chance(2) {
		n := pick(g, g.types...)
		if n.printable() && n.kind != iface {
			return "any(" + g.exactly(n, min(depth-1, 1)) + ")"
		}
	}
	return "any(" + g.exactly(pick(g, basics...), 0) + ")"
}

// implementation is a value of a type that has the methods of an interface.
func (g *generator) implementation(t *typ, depth int) string {
	var list []string
	for _, n := range g.types {
		if n.kind == iface {
			continue
		}
		value, ptr := n.implements(t)
		if value {
			list = append(list, g.exactly(n, min(depth-1, 1)))
		} else if ptr && t != tError {
			list = append(list, fmt.Sprintf("new(%s)", g.exactly(n, 0)))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return pick(g, list...)
}

// implements says whether n, or a pointer to it, has the methods of t.
func (n *typ) implements(t *typ) (value, ptr bool) {
	want := t.methods
	if t == tError {
		want = []*method{{name: "Error", result: tString}}
	}
	value, ptr = true, true
	for _, w := range want {
		found := false
		for _, m := range n.methods {
			if m.name == w.name && join(m.params) == join(w.params) && (m.result == nil) == (w.result == nil) && (m.result == nil || same(m.result, w.result)) {
				found = true
				value = value && !m.pointer
			}
		}
		ptr = ptr && found
	}
	return value && ptr, ptr
}
