package difftest

import "fmt"

func (g *generator) boolExpr(t *typ, depth int) string {
	if t.named {
		return fmt.Sprintf("%s(%s)", t.text, g.value(tBool, depth))
	}
	switch g.IntN(6) {
	case 0:
		return fmt.Sprintf("(%s && %s)", g.value(t, depth), g.value(t, depth))
	case 1:
		return fmt.Sprintf("(%s || %s)", g.value(t, depth), g.value(t, depth))
	case 2:
		return "!" + g.value(t, depth)
	case 3:
		if v := g.variable(func(v *variable) bool {
			k := v.typ.kind
			return k == slice || k == dict || k == pointer || k == iface || k == function
		}); v != nil {
			return fmt.Sprintf("(%s %s nil)", v.name, pick(g, "==", "!="))
		}
	case 4:
		if v := g.variable(func(v *variable) bool { return v.typ.comparable() && v.typ.kind != param }); v != nil && v.typ.kind != boolean {
			return fmt.Sprintf("(%s %s %s)", v.name, pick(g, "==", "!="), g.comparand(v.typ, depth))
		}
	}
	o := pick(g, basics...)
	if v := g.variable(func(v *variable) bool { return v.typ.ordered() }); v != nil && g.chance(2) {
		o = v.typ
	}
	if !o.ordered() {
		return fmt.Sprintf("(%s %s %s)", g.value(o, depth), pick(g, "==", "!="), g.comparand(o, depth))
	}
	return fmt.Sprintf("(%s %s %s)", g.value(o, depth), pick(g, "<", "<=", ">", ">=", "==", "!="), g.expr(o, depth))
}

// comparand is a right operand of ==: a composite literal would need parentheses
// in the head of a statement.
func (g *generator) comparand(t *typ, depth int) string {
	return "(" + g.expr(t, depth) + ")"
}

func (g *generator) intExpr(t *typ, depth int) string {
	switch g.IntN(10) {
	case 0, 1, 2:
		return fmt.Sprintf("(%s %s %s)", g.value(t, depth), pick(g, "+", "-", "*", "&", "|", "^", "&^"), g.expr(t, depth))
	case 3:
		divisor := fmt.Sprintf("(%s | 1)", g.value(t, depth))
		if g.mayPanic() {
			divisor = g.value(t, depth)
		} else if g.chance(2) {
			divisor = fmt.Sprint(1 + g.IntN(9))
		}
		return fmt.Sprintf("(%s %s %s)", g.value(t, depth), pick(g, "/", "%"), divisor)
	case 4:
		count := fmt.Sprintf("(%s & 15)", g.value(pick(g, tUint, tUint8, tInt, tUint64, tInt8), depth))
		switch {
		case g.mayPanic():
			count = g.value(pick(g, tInt, tInt16), depth)
		case g.chance(3):
			count = g.value(pick(g, tUint, tUint8, tUint64), depth)
		case g.chance(3):
			count = fmt.Sprint(g.IntN(9))
		}
		return fmt.Sprintf("(%s %s %s)", g.value(t, depth), pick(g, "<<", ">>"), count)
	case 5:
		if g.chance(3) && t.bits != 8 {
			return fmt.Sprintf("(%s ^ %s)", pick(g, "-", "^")+"("+g.value(t, depth)+")", g.value(t, depth))
		}
		return fmt.Sprintf("(%s(%s))", pick(g, "-", "^", "+"), g.value(t, depth))
	case 6, 7:
		from := pick(g, integers...)
		if v := g.variable(func(v *variable) bool { return v.typ.kind == integer && !same(v.typ, t) }); v != nil {
			from = v.typ
		}
		return fmt.Sprintf("%s(%s)", t.text, g.value(from, depth))
	case 8:
		if v := g.variable(func(v *variable) bool { k := v.typ.kind; return k == slice || k == dict || k == text }); v != nil {
			return fmt.Sprintf("%s(len(%s))", t.text, v.name)
		}
	case 9:
		switch g.IntN(3) {
		case 0:
			return fmt.Sprintf("%s(%s, %s)", pick(g, "min", "max"), g.value(t, depth), g.expr(t, depth))
		case 1:
			f := g.value(pick(g, tFloat32, tFloat64), 0)
			return fmt.Sprintf("%s(%sif(%s > -100 && %s < 100, %s*%s, 7))", t.text, helper, f, f, f, f)
		}
		return fmt.Sprintf("%s(%s)", t.text, g.value(tInt, depth))
	}
	return ""
}

func (g *generator) floatExpr(t *typ, depth int) string {
	switch g.IntN(6) {
	case 0, 1:
		return fmt.Sprintf("(%s %s %s)", g.value(t, depth), pick(g, "+", "-", "*", "/"), g.value(t, depth))
	case 2:
		from := tFloat64
		if t.bits == 64 {
			from = tFloat32
		}
		return fmt.Sprintf("%s(%s)", t.text, g.value(from, depth))
	case 3:
		return fmt.Sprintf("%s(%s)", t.text, g.value(pick(g, integers...), depth))
	case 4:
		if t.bits == 64 {
			return fmt.Sprintf("%s(%s(%s))", t.text, pick(g, "real", "imag"), g.value(tComplex, depth))
		}
		return fmt.Sprintf("%s(%s(%s))", t.text, pick(g, "real", "imag"), g.value(tSmall, depth))
	case 5:
		if g.chance(2) {
			return "-(" + g.value(t, depth) + ")"
		}
		return fmt.Sprintf("%s(%s, %s)", pick(g, "min", "max"), g.value(t, depth), g.value(t, depth))
	}
	return ""
}

func (g *generator) complexExpr(t *typ, depth int) string {
	part := tFloat64
	if t.bits == 64 {
		part = tFloat32
	}
	switch g.IntN(4) {
	case 0, 1:
		return fmt.Sprintf("(%s %s %s)", g.value(t, depth), pick(g, "+", "-", "*"), g.value(t, depth))
	case 2:
		return fmt.Sprintf("%s(complex(%s, %s))", t.text, g.value(part, depth), g.value(part, depth))
	}
	if t == tComplex {
		return fmt.Sprintf("complex128(%s)", g.value(tSmall, depth))
	}
	return ""
}

func (g *generator) stringExpr(t *typ, depth int) string {
	convert := func(s string) string {
		if t.named {
			return t.text + "(" + s + ")"
		}
		return s
	}
	switch g.IntN(9) {
	case 0, 1:
		return fmt.Sprintf("(%s + %s)", g.value(t, depth), g.expr(t, depth))
	case 2:
		if v := g.variable(func(v *variable) bool { return same(v.typ, t) }); v != nil && g.mayPanic() {
			return v.name + pick(g, "[1:]", "[:2]", fmt.Sprintf("[%s:]", g.index(0)), fmt.Sprintf("[:%s]", g.index(0)), fmt.Sprintf("[%s:%s]", g.index(0), g.index(0)))
		}
	case 3:
		return fmt.Sprintf("%s([]byte(%s))", t.text, g.value(t, depth))
	case 4:
		return fmt.Sprintf("%s([]rune(%s))", t.text, g.value(t, depth))
	case 5:
		return fmt.Sprintf("%s(rune(%s))", t.text, g.value(pick(g, integers...), depth))
	case 6:
		if v := g.variable(func(v *variable) bool { return v.typ.printable() && v.typ.kind != param }); v != nil && !g.quiet {
			return convert(fmt.Sprintf("fmt.Sprintf(%q, %s)", pick(g, "%v", "%T", "%+v", "%#v", "%d", "%x", "%q", "%8v|"), v.name))
		}
	case 7:
		return convert(fmt.Sprintf("strings.%s(%s)", pick(g, "ToUpper", "TrimSpace", "Title"), "string("+g.value(t, depth)+")"))
	case 8:
		if !t.named {
			return fmt.Sprintf("%s(%s, %s)", pick(g, "min", "max"), g.value(t, depth), g.expr(t, depth))
		}
	}
	return ""
}

func (g *generator) sliceExpr(t *typ, depth int) string {
	v := g.variable(func(v *variable) bool { return v.typ.kind == slice && same(v.typ, t) })
	switch g.IntN(7) {
	case 0, 1:
		return fmt.Sprintf("append(%s, %s)", g.exactly(t, depth), g.expr(t.elem, depth))
	case 2:
		return fmt.Sprintf("append(%s, %s...)", g.exactly(t, depth), g.expr(t, depth))
	case 3:
		if v != nil && g.mayPanic() {
			i, j, k := g.index(0), g.index(0), g.index(0)
			return v.name + pick(g, "[1:]", "[:1]", "[:0:1]", "["+i+":]", "[:"+j+"]", "[:"+j+":"+k+"]", "["+i+":"+j+":"+k+"]")
		}
	case 4:
		if v != nil {
			return pick(g, v.name+"[:]", fmt.Sprintf("%s[len(%s):]", v.name, v.name), fmt.Sprintf("%s[:0]", v.name), fmt.Sprintf("slices.Clone(%s)", v.name))
		}
	case 5:
		if t.elem == tUint8 {
			return fmt.Sprintf("%s(%s)", paren(t), g.value(tString, depth))
		}
		if t.elem == tInt32 {
			return fmt.Sprintf("%s(%s)", paren(t), g.value(tString, depth))
		}
	case 6:
		if a := g.variable(func(v *variable) bool { return v.typ.kind == array && same(v.typ.elem, t.elem) && !v.fixed }); a != nil && !t.named {
			return a.name + "[:]"
		}
	}
	return ""
}

func paren(t *typ) string { return "(" + t.text + ")" }

// paramExpr is an expression of a type parameter.
func (g *generator) paramExpr(t *typ, depth int) string {
	switch t.class {
	case "integer":
		switch g.IntN(4) {
		case 0, 1:
			return fmt.Sprintf("(%s %s %s)", g.value(t, depth), pick(g, "+", "-", "*", "&", "|", "^", "&^"), g.value(t, depth))
		case 2:
			return fmt.Sprintf("(%s %s (%s & 7))", g.value(t, depth), pick(g, "<<", ">>"), g.value(tUint, depth))
		case 3:
			return fmt.Sprintf("%s(%s)", t.text, g.value(pick(g, integers...), depth))
		}
	case "ordered":
		return fmt.Sprintf(pick(g, "(%s + %s)", "min(%s, %s)", "max(%s, %s)"), g.value(t, depth), g.value(t, depth))
	}
	return ""
}
