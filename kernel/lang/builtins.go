package lang

// builtins are the signatures of the predeclared functions, as their
// documentation has them: Type, Type1 are whatever types make sense.
var builtins = map[string]string{
	"append":  "func(slice []Type, elems ...Type) []Type",
	"cap":     "func(v Type) int",
	"clear":   "func[T ~[]Type | ~map[Type]Type1](t T)",
	"close":   "func(c chan<- Type)",
	"complex": "func(r, i FloatType) ComplexType",
	"copy":    "func(dst, src []Type) int",
	"delete":  "func(m map[Type]Type1, key Type)",
	"imag":    "func(c ComplexType) FloatType",
	"len":     "func(v Type) int",
	"make":    "func(t Type, size ...IntegerType) Type",
	"max":     "func[T cmp.Ordered](x T, y ...T) T",
	"min":     "func[T cmp.Ordered](x T, y ...T) T",
	"new":     "func(TypeOrExpr) *Type",
	"panic":   "func(v any)",
	"print":   "func(args ...Type)",
	"println": "func(args ...Type)",
	"real":    "func(c ComplexType) FloatType",
	"recover": "func() any",
}
