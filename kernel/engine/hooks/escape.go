//go:build !nohooks

package hooks

import (
	"reflect"
	"strings"
)

// variables is what is known of the variables of a function: which of them
// something may refer to that outlives the statement, or the call. The others are
// private: a definition that runs again, in a loop, may write to the variable that
// is there, and a frame may be used again.
type variables struct {
	def     *node
	escapes []bool // by slot
	literal bool   // there are function literals
	strange bool   // there is a step of which too little is known
}

// variablesOf looks at all uses of the variables of def.
func variablesOf(def *node) *variables {
	v := &variables{def: def, escapes: make([]bool, len(def.types))}
	v.look(lastChild(def), 0)
	return v
}

// look walks the body of the function; depth counts the literals around n.
func (v *variables) look(n *node, depth int) {
	kind := kindName(n.kind)
	if kind == "funcLit" || kind == "funcDecl" {
		v.literal = true
		depth++
	}
	if kind == "identExpr" && n.level == depth && n.findex >= 0 && n.findex < len(v.escapes) && !n.rval.IsValid() {
		if depth > 0 || retained(n) {
			v.escapes[n.findex] = true
		}
	}
	if depth == 0 && (kind == "goStmt" || kind == "deferStmt" || !harmlessToFrames[generator(n)]) {
		v.strange = true
	}
	for _, c := range n.child {
		v.look(c, depth)
	}
}

// private reports whether nothing refers to the variable of a slot but the
// statements that name it.
func (v *variables) private(slot int) bool {
	return v != nil && slot >= 0 && slot < len(v.escapes) && !v.escapes[slot]
}

// retained reports whether the step that uses n may keep a reference to the
// variable that n is, or is part of.
func retained(n *node) bool {
	p := n.anc
	if p == nil || n.typ == nil || len(n.typ.method) > 0 {
		return true
	}
	k := 0
	for k < len(p.child) && p.child[k] != n {
		k++
	}
	switch kind := kindName(p.kind); kind {
	case "binaryExpr", "unaryExpr", "landExpr", "lorExpr", "incDecStmt", "exprStmt", "starExpr", "valueSpec", "assignXStmt", "defineXStmt":
		return false
	case "parenExpr":
		return retained(p)
	case "assignStmt", "defineStmt":
		if k < p.nleft {
			return false
		}
		d := k - (len(p.child) - p.nright)
		return p.nright == 0 || d < 0 || d >= p.nleft || wraps(p.child[d].typ)
	case "indexExpr":
		if k == 1 {
			return p.child[0].typ == nil || p.child[0].typ.key != nil && wraps(p.child[0].typ.key)
		}
		return kindOf(n) == reflect.Array && retained(p)
	case "selectorExpr":
		return k == 0 && selected(n, p)
	case "callExpr":
		return k > 0 && passed(n, p, k)
	case "returnStmt":
		def := definition(p)
		return def == nil || k >= len(def.typ.ret) || wraps(def.typ.ret[k])
	case "rangeStmt":
		return kindOf(n) == reflect.Array
	case "sendStmt":
		return k == 1 && (p.child[0].typ == nil || wraps(elementType(p.child[0].typ)))
	case "sliceExpr":
		return k == 0 && kindOf(n) == reflect.Array
	case "typeAssertExpr":
		return kindOf(n) != reflect.Interface
	case "caseClause", "switchStmt", "switchIfStmt":
		return false
	default:
		return !strings.HasPrefix(kind, "ifStmt") && !strings.HasPrefix(kind, "forStmt")
	}
}

// wraps reports whether a value that is assigned to type t is wrapped together
// with a reference to its variable.
func wraps(t *itype) bool { return t == nil || isInterfaceSrc(t) && !isEmptyInterface(t) }

func kindOf(n *node) reflect.Kind {
	if t := typeOf(n.typ); t != nil {
		return t.Kind()
	}
	return reflect.Invalid
}

// selected is retained for the operand n of the selector p.
func selected(n, p *node) bool {
	switch generator(p) {
	case "getPtrIndexSeq":
		return false
	case "getIndexSeq", "getIndexSeqField":
		return kindOf(n) != reflect.Pointer && retained(p)
	case "getMethod", "getIndexBinMethod":
		if k := kindOf(n); k != reflect.Pointer && k != reflect.Interface {
			return true
		}
		return kindName(p.anc.kind) != "callExpr" || p.anc.child[0] != p || isLater(p.anc)
	case "nop": // a name of a package
		return false
	}
	return true
}

// isLater reports whether the call n is made by a go or defer statement.
func isLater(n *node) bool {
	k := kindName(n.anc.kind)
	return k == "goStmt" || k == "deferStmt"
}

// passed is retained for the argument k of the call p.
func passed(n, p *node, k int) bool {
	if isLater(p) {
		return true
	}
	switch generator(p) {
	case "_len", "_cap", "_append", "appendSlice", "_copy", "_delete", "_make", "_close", "convert", "_print", "_println", "_panic", "min", "max":
		return false
	case "callBin":
		return false
	case "call":
		types := p.child[0].typ.arg
		return k-1 >= len(types) || variadicPos(p) >= 0 || wraps(types[k-1])
	}
	return true
}

// harmlessToFrames are the generators of steps that keep no reference to the
// frame, nor to variables of it that do not escape.
var harmlessToFrames = map[string]bool{
	"": true, "nop": true, "empty": true, "branch": true, "reset": true, "_return": true, "assign": true, "inc": true, "dec": true,
	"add": true, "sub": true, "mul": true, "quo": true, "rem": true, "and": true, "or": true, "xor": true, "andNot": true, "shl": true, "shr": true,
	"addAssign": true, "subAssign": true, "mulAssign": true, "quoAssign": true, "remAssign": true, "andAssign": true, "orAssign": true, "xorAssign": true, "andNotAssign": true, "shlAssign": true, "shrAssign": true,
	"neg": true, "bitNot": true, "not": true, "pos": true, "land": true, "lor": true,
	"equal": true, "notEqual": true, "lower": true, "lowerEqual": true, "greater": true, "greaterEqual": true,
	"isNilChild": true, "func1": true, "isNotNil": true,
	"call": true, "callBin": true, "assignFromCall": true, "getIndexArray": true, "getIndexSeq": true, "getPtrIndexSeq": true, "deref": true, "getIndexMap": true, "getIndexMap2": true,
	"_len": true, "_cap": true, "_append": true, "appendSlice": true, "_copy": true, "_delete": true, "_make": true, "_new": true, "convert": true,
	"slice": true, "slice0": true, "recv": true, "recv2": true, "send": true, "rangeChan": true, "_range": true, "rangeMap": true, "_case": true, "_panic": true,
	"getMethod": true, "getIndexBinMethod": true, "getIndexBinPtrMethod": true, "addr": true,
}
