package difftest

import (
	"fmt"
	"strings"
)

// expr is an expression of type t that may be a constant; depth bounds its size.
func (g *generator) expr(t *typ, depth int) string {
	if depth <= 0 || g.chance(6) {
		if v := g.variable(func(v *variable) bool { return same(v.typ, t) }); v != nil && !g.chance(4) {
			return v.name
		}
		return g.literal(t, depth)
	}
	return g.compound(t, depth)
}

// value is an expression that is no constant.
func (g *generator) value(t *typ, depth int) string {
	if v := g.variable(func(v *variable) bool { return same(v.typ, t) }); v != nil && !g.chance(3) {
		return v.name
	}
	if depth > 0 && t.kind != array && !g.chance(3) {
		return g.compound(t, depth)
	}
	return g.wrapped(t, g.literal(t, depth-1))
}

// wrapped is x of type t as the result of a call.
func (g *generator) wrapped(t *typ, x string) string {
	switch {
	case g.calls && !g.quiet && t == tInt && g.chance(2):
		return fmt.Sprintf("%strInt(%q, %s)", helper, g.traceName(), x)
	case g.calls && !g.quiet && g.chance(2):
		return fmt.Sprintf("%str[%s](%q, %s)", helper, t.text, g.traceName(), x)
	}
	return fmt.Sprintf("%sid[%s](%s)", helper, t.text, x)
}

func (g *generator) traceName() string {
	g.next++
	return fmt.Sprint("t", g.next)
}

// full is the expression of a statement. It may print or panic, not both.
func (g *generator) full(t *typ, depth int) string {
	g.calls, g.risk = g.chance(2), 0
	if !g.calls {
		g.risk = 1
	}
	s := g.expr(t, depth)
	g.calls, g.risk = false, 0
	return s
}

// safe is an expression that neither prints nor panics.
func (g *generator) safe(t *typ, depth int) string {
	calls, risk := g.calls, g.risk
	g.calls, g.risk = false, 0
	s := g.expr(t, depth)
	g.calls, g.risk = calls, risk
	return s
}

// mayPanic takes one of the risks that the expression may still have.
func (g *generator) mayPanic() bool {
	if g.risk > 0 && g.chance(3) {
		g.risk--
		return true
	}
	return false
}

// compound is an expression with operands; it is no constant unless literals are.
func (g *generator) compound(t *typ, depth int) string {
	for range 4 {
		if s := g.general(t, depth-1); s != "" {
			return s
		}
		if s := g.special(t, depth-1); s != "" {
			return s
		}
	}
	return g.wrapped(t, g.literal(t, depth-1))
}

// special is an expression that only the kind of t has, "" when there is none.
func (g *generator) special(t *typ, depth int) string {
	switch t.kind {
	case boolean:
		return g.boolExpr(t, depth)
	case integer:
		return g.intExpr(t, depth)
	case float:
		return g.floatExpr(t, depth)
	case complexNumber:
		return g.complexExpr(t, depth)
	case text:
		return g.stringExpr(t, depth)
	case slice:
		return g.sliceExpr(t, depth)
	case param:
		return g.paramExpr(t, depth)
	case pointer:
		if g.chance(2) {
			return fmt.Sprintf("new(%s)", g.exactly(t.elem, depth))
		}
	}
	return ""
}

// exactly is an expression whose type is t also where nothing says so.
func (g *generator) exactly(t *typ, depth int) string {
	if t.kind == iface || t.kind == function || t.kind == pointer || t.kind == channel {
		return fmt.Sprintf("%sid[%s](%s)", helper, t.text, g.expr(t, depth))
	}
	return g.value(t, depth)
}

// general is an expression that a value of any type can come from.
func (g *generator) general(t *typ, depth int) string {
	switch g.IntN(15) {
	case 0, 1, 2:
		return g.call(t, depth)
	case 3, 4:
		return g.selection(t)
	case 5:
		return g.element(t, depth)
	case 6:
		if g.mayPanic() {
			if v := g.variable(func(v *variable) bool { return v.typ.kind == pointer && same(v.typ.elem, t) }); v != nil {
				return "*" + v.name
			}
		}
	case 7:
		if t.kind == iface || t.kind == param {
			return ""
		}
		return fmt.Sprintf("any(%s).(%s)", g.exactly(t, depth), t.text)
	case 8:
		if t.kind != iface && g.mayPanic() {
			if v := g.variable(func(v *variable) bool { return v.typ == tAny }); v != nil {
				return fmt.Sprintf("%s.(%s)", v.name, t.text)
			}
		}
	case 9:
		return fmt.Sprintf("%sif[%s](%s, %s, %s)", helper, t.text, g.expr(tBool, depth), g.expr(t, depth), g.expr(t, depth))
	case 10:
		if g.depth > 4 || !g.calls && g.risk > 0 {
			return ""
		}
		return g.literalCall(t)
	case 11:
		return fmt.Sprintf("<-%schan[%s](%s)", helper, t.text, g.expr(t, depth))
	case 12:
		return g.methodCall(t, depth)
	case 13:
		if t.named || t.kind == array || t.kind == slice || t.kind == dict {
			return g.converted(t, depth)
		}
	case 14:
		return g.wrapped(t, g.expr(t, depth))
	}
	return ""
}

// converted is a conversion from a type of the same making.
func (g *generator) converted(t *typ, depth int) string {
	v := g.variable(func(v *variable) bool { return !same(v.typ, t) && alike(v.typ, t) && v.typ.kind != param })
	if v == nil {
		return ""
	}
	return fmt.Sprintf("(%s)(%s)", t.text, v.name)
}

// call calls a function that changes nothing.
func (g *generator) call(t *typ, depth int) string {
	if v := g.variable(func(v *variable) bool {
		return v.typ.kind == function && v.pure && len(v.typ.results) == 1 && same(v.typ.results[0], t)
	}); v != nil && g.calls && g.chance(2) {
		return v.name + "(" + g.args(v.typ.params, depth) + ")"
	}
	var list []string
	for _, f := range g.funcs {
		if !f.pure || f == g.fn || !g.calls || g.quiet {
			continue
		}
		if f.class == "" && len(f.results) == 1 && same(f.results[0], t) {
			list = append(list, f.name+"("+g.argsOf(f, depth)+")")
		}
		if f.class != "" && len(f.results) == 1 && f.results[0] == f.generic && t.satisfies(f.class) {
			inst := ""
			if g.chance(2) || len(f.params) == 0 || f.params[0] != f.generic {
				inst = "[" + t.text + "]"
			}
			var args []string
			for i, p := range f.params {
				p = substitute(p, f.generic, t)
				switch {
				case i == 0 && inst == "":
					args = append(args, g.exactly(p, depth))
				default:
					args = append(args, g.expr(p, depth))
				}
			}
			list = append(list, f.name+inst+"("+strings.Join(args, ", ")+")")
		}
	}
	if len(list) == 0 {
		return ""
	}
	return pick(g, list...)
}

func (g *generator) args(params []*typ, depth int) string {
	var args []string
	for _, p := range params {
		args = append(args, g.expr(p, depth))
	}
	return strings.Join(args, ", ")
}

func (g *generator) argsOf(f *fn, depth int) string {
	if !f.variadic {
		return g.args(f.params, depth)
	}
	n := len(f.params) - 1
	args := []string{}
	for _, p := range f.params[:n] {
		args = append(args, g.expr(p, depth))
	}
	last := f.params[n]
	if g.chance(3) {
		args = append(args, g.expr(last, depth)+"...")
	} else {
		for range g.IntN(3) {
			args = append(args, g.expr(last.elem, depth))
		}
	}
	return strings.Join(args, ", ")
}

// selection is a field of a variable.
func (g *generator) selection(t *typ) string {
	var list []string
	for _, v := range g.visible(func(v *variable) bool { return v.typ.kind == structure }) {
		for _, f := range v.typ.fields {
			if same(f.typ, t) {
				list = append(list, v.name+"."+f.name)
			}
			if f.embedded && f.typ.kind == structure {
				for _, in := range f.typ.fields {
					if same(in.typ, t) && !v.typ.has(in.name) {
						list = append(list, v.name+"."+pick(g, "", f.name+".")+in.name)
					}
				}
			}
		}
	}
	if len(list) == 0 {
		return ""
	}
	return pick(g, list...)
}

func (t *typ) has(name string) bool {
	for _, f := range t.fields {
		if f.name == name {
			return true
		}
	}
	return false
}

// element is an element of a variable.
func (g *generator) element(t *typ, depth int) string {
	v := g.variable(func(v *variable) bool {
		k := v.typ.kind
		return (k == slice || k == array || k == dict) && same(v.typ.elem, t)
	})
	if v == nil {
		return ""
	}
	switch v.typ.kind {
	case array:
		if v.typ.n == 0 {
			return ""
		}
		return fmt.Sprintf("%s[%d]", v.name, g.IntN(v.typ.n))
	case dict:
		return fmt.Sprintf("%s[%s]", v.name, g.expr(v.typ.key, depth))
	}
	if g.mayPanic() {
		return fmt.Sprintf("%s[%s]", v.name, g.index(depth))
	}
	if v.typ.named {
		return ""
	}
	return fmt.Sprintf("%sat(%s, %s)", helper, v.name, g.safe(tInt, 0))
}

// index is an index that is small and perhaps negative.
func (g *generator) index(depth int) string {
	t := pick(g, integers...)
	switch g.IntN(4) {
	case 0:
		return fmt.Sprint(g.IntN(4))
	case 1:
		return g.wrapped(t, fmt.Sprint(g.IntN(4)))
	case 2:
		return fmt.Sprintf("%s %% 5", g.value(t, 0))
	}
	return g.value(t, 0)
}

// literalCall calls a function literal at once.
func (g *generator) literalCall(t *typ) string {
	calls, risk, floor := g.calls, g.risk, g.floor
	g.floor = g.depth + 1
	s := g.capture(func() {
		g.out.WriteString("func() " + t.text + " {\n")
		g.function([]*typ{t}, nil, func() {
			g.statements(g.IntN(2))
			g.calls, g.risk = calls, 0
			g.line("return %s", g.expr(t, 1))
		})
		g.line("}()")
	})
	g.calls, g.risk, g.floor = calls, risk, floor
	return strings.TrimSpace(s)
}

// methodCall calls a method that changes nothing.
func (g *generator) methodCall(t *typ, depth int) string {
	var list []string
	for _, v := range g.visible(func(v *variable) bool { return len(v.typ.methods) > 0 && v.typ.kind != iface }) {
		for _, m := range v.typ.methods {
			if m.pure && m.result != nil && same(m.result, t) && (!m.pointer || !v.fixed) {
				switch g.IntN(4) {
				case 0:
					recv := v.typ.text
					self := v.name
					if m.pointer {
						recv, self = "(*"+recv+")", "&"+v.name
					}
					list = append(list, fmt.Sprintf("%s.%s(%s)", recv, m.name, strings.Join(append([]string{self}, nonEmpty(g.args(m.params, depth))...), ", ")))
				default:
					list = append(list, fmt.Sprintf("%s.%s(%s)", v.name, m.name, g.args(m.params, depth)))
				}
			}
		}
	}
	if g.risk > 0 {
		for _, v := range g.visible(func(v *variable) bool { return v.typ.kind == iface && len(v.typ.methods) > 0 }) {
			for _, m := range v.typ.methods {
				if m.result != nil && same(m.result, t) && g.mayPanic() {
					list = append(list, fmt.Sprintf("%s.%s(%s)", v.name, m.name, g.args(m.params, 0)))
				}
			}
		}
	}
	if len(list) == 0 {
		return ""
	}
	return pick(g, list...)
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
