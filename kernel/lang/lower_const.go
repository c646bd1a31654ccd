package lang

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"strconv"
	"strings"
)

// Constants are folded: wherever the checker knows the value of an expression
// that is more than a literal, the literal stands there. Constant declarations
// are not emitted at all, so that the interpreter never computes a constant.
func lowerConst(r *renderer, n ast.Node) (text, bool) {
	x := n.(ast.Expr)
	tv, ok := r.info.Types[x]
	if !ok || tv.Value == nil {
		return nil, false
	}
	if id, ok := x.(*ast.Ident); ok {
		if o := r.info.Uses[id]; o != nil && o.Pkg() == nil && o.Name() != "iota" {
			return nil, false // true, false
		}
	}
	lit, ok := r.literal(x, tv)
	if !ok {
		return nil, false
	}
	if b, isLit := x.(*ast.BasicLit); isLit && (lit == b.Value || !strings.Contains(lit, "(")) {
		return nil, false
	}
	return text{r.made(x, "%s", lit)}, true
}

func lowerConstDecl(r *renderer, n ast.Node) (text, bool) {
	d, ok := n.(*ast.DeclStmt).Decl.(*ast.GenDecl)
	if !ok || d.Tok != token.CONST {
		return nil, false
	}
	return text{r.made(n, ";")}, true
}

// literal writes a constant as a literal of its type.
func (r *renderer) literal(x ast.Expr, tv types.TypeAndValue) (string, bool) {
	b, ok := tv.Type.Underlying().(*types.Basic)
	if !ok {
		return "", false // a type parameter
	}
	t := types.Default(tv.Type)
	kind := t.Underlying().(*types.Basic)
	if b.Info()&types.IsUntyped != 0 && !representable(tv.Value, kind) {
		return r.untypedLiteral(tv.Value)
	}
	lit := basicLiteral(tv.Value, kind)
	if lit == "" {
		return "", false
	}
	switch _, named := types.Unalias(t).(*types.Named); {
	case named, !literalKind(kind, lit):
		return r.typ(x, t) + "(" + lit + ")", true
	}
	return lit, true
}

// literalKind says whether a literal has that type of itself.
func literalKind(b *types.Basic, lit string) bool {
	switch b.Kind() {
	case types.Int, types.String, types.Bool:
		return true
	case types.Float64:
		return strings.ContainsAny(lit, ".eE") && lit[0] != 'm'
	}
	return false
}

// untypedLiteral is for constants that no variable can hold: operands of
// shifts, for example.
func (r *renderer) untypedLiteral(v constant.Value) (string, bool) {
	if v.Kind() == constant.Int {
		return v.ExactString(), true
	}
	return "", false
}

// basicLiteral writes v for a basic type, "" when it has no literal.
func basicLiteral(v constant.Value, b *types.Basic) string {
	switch {
	case b.Info()&types.IsString != 0:
		return strconv.Quote(constant.StringVal(v))
	case b.Info()&types.IsBoolean != 0:
		return v.ExactString()
	case b.Info()&types.IsInteger != 0, b.Kind() == types.UnsafePointer:
		return constant.ToInt(v).ExactString()
	case b.Info()&types.IsFloat != 0:
		return floatLiteral(v, b)
	case b.Info()&types.IsComplex != 0:
		c := constant.ToComplex(v)
		re, im := floatLiteral(constant.Real(c), b), floatLiteral(constant.Imag(c), b)
		if strings.HasPrefix(im, "-") {
			return re + im + "i"
		}
		return re + "+" + im + "i"
	}
	return ""
}

func floatLiteral(v constant.Value, b *types.Basic) string {
	bits := 64
	f, _ := constant.Float64Val(constant.ToFloat(v))
	if b.Kind() == types.Float32 || b.Kind() == types.Complex64 {
		bits = 32
		f32, _ := constant.Float32Val(constant.ToFloat(v))
		f = float64(f32)
	}
	if math.IsInf(f, 0) {
		return ""
	}
	s := strconv.FormatFloat(f, 'g', -1, bits)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

// representable says whether a variable of type b can hold v.
func representable(v constant.Value, b *types.Basic) bool {
	switch {
	case b.Info()&types.IsInteger != 0:
		i := constant.ToInt(v)
		if i.Kind() != constant.Int {
			return false
		}
		bits := int(sizes.Sizeof(b)) * 8
		if b.Info()&types.IsUnsigned != 0 {
			return constant.Sign(i) >= 0 && constant.BitLen(i) <= bits
		}
		if constant.Sign(i) < 0 {
			i = constant.BinaryOp(i, token.ADD, constant.MakeInt64(1))
		}
		return constant.BitLen(i) < bits
	case b.Info()&types.IsFloat != 0:
		f, _ := constant.Float64Val(constant.ToFloat(v))
		return !math.IsInf(f, 0)
	}
	return true
}

// constantText is the value of a constant as the compiler adds it to messages.
func constantText(x ast.Expr, tv types.TypeAndValue) string {
	if s := tv.Value.String(); s != types.ExprString(x) {
		return " " + s
	}
	return ""
}
