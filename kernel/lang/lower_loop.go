package lang

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Each turn of a loop has its own loop variables. The interpreter has one set
// per loop; where a turn's variable can outlive it, because a function literal
// or a pointer has it, the body begins with copies. Range over integers becomes
// an ordinary loop.

// loop is a loop that is being rendered.
type loop struct {
	label     string
	continued string // statement that a continue has to do first, or ""
}

func lowerLabel(r *renderer, n ast.Node) (text, bool) {
	l := n.(*ast.LabeledStmt)
	r.labels[l.Stmt] = l.Label.Name
	if r.placesLabel(l.Stmt) {
		return r.node(l.Stmt), true
	}
	return nil, false
}

// placesLabel says whether a statement becomes a block, in which it puts its
// label where it belongs.
func (r *renderer) placesLabel(st ast.Stmt) bool {
	switch st := st.(type) {
	case *ast.SelectStmt:
		return true
	case *ast.ForStmt:
		return r.isHardInit(st.Init)
	case *ast.RangeStmt:
		b, ok := r.typeOf(st.X).Underlying().(*types.Basic)
		return r.rangesOverChans(st) || ok && b.Info()&types.IsString != 0 && r.needsOffsets(st)
	case *ast.SwitchStmt:
		return r.movesInit(st) || r.isChain(st) || falls(st)
	case *ast.TypeSwitchStmt:
		if r.e.real != nil {
			return true
		}
		x, _ := typeSwitchOperand(st)
		i, ok := r.typeOf(x).Underlying().(*types.Interface)
		return ok && i.NumMethods() > 0 || r.hasHardCase(st)
	}
	return false
}

// ownLabel is the label that st has to put itself.
func (r *renderer) ownLabel(st ast.Stmt) string {
	if l := r.labels[st]; l != "" && r.placesLabel(st) {
		return l + ": "
	}
	return ""
}

// lowerContinue puts what the loop wants before the continue.
func lowerContinue(r *renderer, n ast.Node) (text, bool) {
	b := n.(*ast.BranchStmt)
	if b.Tok != token.CONTINUE {
		return nil, false
	}
	for i := len(r.fn.loops) - 1; i >= 0; i-- {
		l := r.fn.loops[i]
		if b.Label != nil && b.Label.Name != l.label {
			continue
		}
		if l.continued == "" {
			break
		}
		return r.textf(b, "{ "+l.continued+"; %v }", text{r.copied(b.Pos(), b.End())}), true
	}
	return nil, false
}

// inLoop renders the body of loop st.
func (r *renderer) inLoop(st ast.Stmt, continued string, f func() text) text {
	r.fn.loops = append(r.fn.loops, loop{r.labels[st], continued})
	defer func() { r.fn.loops = r.fn.loops[:len(r.fn.loops)-1] }()
	return f()
}

func lowerFor(r *renderer, n ast.Node) (text, bool) {
	st := n.(*ast.ForStmt)
	vars := r.defined(st.Init)
	escapes := len(vars) > 0 && r.escapes(st.Body, vars)
	if !escapes && !r.isHardInit(st.Init) && !r.isHardInit(st.Post) {
		return r.inLoop(st, "", func() text { return r.children(st) }), true
	}
	if !escapes {
		vars = nil
	}
	outer, inner := r.twins(vars)
	before, head := r.forHeader(st, vars, outer)
	in, out := strings.Join(inner, ", "), strings.Join(outer, ", ")
	back := ""
	if escapes && r.assigns(st.Body, vars) {
		back = out + " = " + in
	}
	body := r.inLoop(st, back, func() text { return r.inside(st.Body) })
	t := head.add(r.made(st.Body, " { "))
	if escapes {
		t = t.add(r.made(st.Body, "%s", copies(inner, outer)))
	}
	t = r.closeBody(st.Body, t.add(body...), back)
	if before != nil {
		t = r.textf(st, "{ %v%v }", before, t)
	}
	return t, true
}

// forHeader renders the head of a loop in which some variables have other
// names.
func (r *renderer) forHeader(st *ast.ForStmt, vars []*types.Var, names []string) (before, head text) {
	for _, part := range []ast.Node{st.Cond, st.Post} {
		if !isNil(part) && r.escapes(part, vars) {
			r.e.refuse(part.Pos(), "a function literal or a pointer that holds a loop variable in the head of its loop")
		}
	}
	head = r.renamed(vars, names, func() text {
		var init text
		before, init = r.initText(st.Init)
		t := r.textf(st, r.ownLabel(st)+"for %v; ", init)
		if st.Cond != nil {
			t = t.add(r.node(st.Cond)...)
		}
		t = t.add(r.made(st, "; "))
		if r.isHardInit(st.Post) { // it becomes several statements
			t = t.add(r.textf(st.Post, "func() { %v }()", st.Post)...)
		} else if st.Post != nil {
			t = t.add(r.node(st.Post)...)
		}
		return t
	})
	return before, head
}

// copies declares the names as copies, one after the other.
func copies(names, of []string) string {
	var b strings.Builder
	for i, n := range names {
		b.WriteString(n + " := " + of[i] + "; ")
	}
	return b.String()
}

// closeBody puts a statement before the closing brace of a rendered body.
func (r *renderer) closeBody(b *ast.BlockStmt, t text, last string) text {
	if last == "" {
		return t
	}
	end := &t[len(t)-1]
	end.s = strings.TrimSuffix(end.s, "}")
	return t.add(r.made(b, "; %s }", last))
}

func lowerRange(r *renderer, n ast.Node) (text, bool) {
	st := n.(*ast.RangeStmt)
	switch u := r.typeOf(st.X).Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsInteger != 0 {
			return r.rangeInt(st), true
		}
		if r.needsOffsets(st) {
			return r.rangeString(st), true
		}
	case *types.Signature:
		return r.rangeFunc(st, u), true
	}
	switch {
	case r.countsArray(st):
		return r.rangeArray(st), true
	case r.rangesOverChans(st):
		return r.rangeChans(st), true
	}
	if st.Tok == token.ASSIGN {
		return r.rangeAssign(st), true
	}
	vars := r.definedBy(st.Key, st.Value)
	counts := r.definedBy(st.Key, nil) // the interpreter counts in it
	if len(vars) == 0 || !r.escapes(st.Body, vars) && !r.assigns(st.Body, counts) {
		return r.inLoop(st, "", func() text { return r.children(st) }), true
	}
	outer, inner := r.twins(vars)
	t := r.renamed(vars, outer, func() text {
		t := r.textf(st, "for %v", st.Key)
		if st.Value != nil {
			t = t.add(r.textf(st, ", %v", st.Value)...)
		}
		return t
	})
	t = t.add(r.textf(st, " := range %v", st.X)...)
	t = t.add(r.made(st.Body, " { %s", copies(inner, outer)))
	return t.add(r.inLoop(st, "", func() text { return r.inside(st.Body) })...), true
}

// rangeAssign lowers for x, y = range z: the operands may be anything that can
// be assigned.
func (r *renderer) rangeAssign(st *ast.RangeStmt) text {
	names := []string{"_", "_"}
	for i, x := range []ast.Expr{st.Key, st.Value} {
		if x != nil && !isBlank(x) {
			names[i] = r.temp("v")
		}
	}
	if names[0] == "_" && names[1] == "_" {
		return r.inLoop(st, "", func() text { return r.children(st) })
	}
	if st.Value == nil {
		names = names[:1]
	}
	t := r.textf(st, "for "+strings.Join(names, ", ")+" := range %v { %v", st.X, r.assignLoopVars(st, names))
	return t.add(r.inLoop(st, "", func() text { return r.inside(st.Body) })...)
}

// assignLoopVars gives the key and the value of a turn to the loop's variables.
func (r *renderer) assignLoopVars(st *ast.RangeStmt, values []string) text {
	var first, second text
	key, elem := rangeTypes(r.typeOf(st.X))
	for i, x := range []ast.Expr{st.Key, st.Value} {
		if x == nil || isBlank(x) {
			continue
		}
		if st.Tok == token.DEFINE {
			name := identOf(x).Name
			second = second.add(r.made(x, "%s := %s; _ = %s; ", name, values[i], name))
			continue
		}
		target := r.leftSide(x, token.ASSIGN, &first)
		value := r.asType(x, values[i], []types.Type{key, elem}[i], r.leftType(x))
		second = second.add(target...).add(r.textf(x, " = %v; ", value)...)
	}
	return first.add(second...)
}

// rangeTypes are the types of the keys and elements that a range over a value of
// type t gives.
func rangeTypes(t types.Type) (key, elem types.Type) {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return types.Typ[types.Int], u.Elem()
	case *types.Array:
		return types.Typ[types.Int], u.Elem()
	case *types.Pointer:
		return rangeTypes(u.Elem())
	case *types.Map:
		return u.Key(), u.Elem()
	case *types.Chan:
		return u.Elem(), nil
	case *types.Basic:
		return types.Typ[types.Int], types.Typ[types.Rune]
	}
	return nil, nil
}

// rangesOverChans says whether the elements of what st ranges over are
// channels: the interpreter takes the first for what it ranges over. It also
// gets the array behind a pointer only once.
func (r *renderer) rangesOverChans(st *ast.RangeStmt) bool {
	elem := types.Type(nil)
	switch u := r.typeOf(st.X).Underlying().(type) {
	case *types.Slice:
		elem = u.Elem()
	case *types.Array:
		elem = u.Elem()
	case *types.Map:
		elem = u.Elem()
	case *types.Pointer:
		return st.Value != nil && !isBlank(st.Value)
	}
	if elem == nil || st.Value == nil || isBlank(st.Value) {
		return false
	}
	_, ok := elem.Underlying().(*types.Chan)
	return ok
}

// rangeChans walks over the keys and takes the elements from the operand, which
// is evaluated before the loop.
func (r *renderer) rangeChans(st *ast.RangeStmt) text {
	x, key, elem := r.temp("x"), r.temp("k"), r.temp("e")
	head := "for " + key + " := 0; " + key + " < len(" + x + "); " + key + "++ { " + elem + " := " + x + "[" + key + "]; "
	if _, ok := r.typeOf(st.X).Underlying().(*types.Map); ok {
		there := r.temp("o")
		head = "for " + key + " := range " + x + " { " + elem + ", " + there + " := " + x + "[" + key + "]; if !" + there + " { continue }; "
	}
	t := r.textf(st, "{ "+x+" := %v; "+r.ownLabel(st)+head+"%v", st.X, r.assignLoopVars(st, []string{key, elem}))
	t = t.add(r.inLoop(st, "", func() text { return r.inside(st.Body) })...)
	return t.add(r.made(st, " }"))
}

// needsOffsets says whether st ranges over a string that may not be UTF-8 and
// wants to know the offsets, which the interpreter gets wrong.
func (r *renderer) needsOffsets(st *ast.RangeStmt) bool {
	if st.Key == nil || isBlank(st.Key) {
		return false
	}
	v := r.info.Types[st.X].Value
	return v == nil || v.Kind() == constant.String && !utf8.ValidString(constant.StringVal(v))
}

// rangeString decodes a string rune by rune.
func (r *renderer) rangeString(st *ast.RangeStmt) text {
	s, next, key, elem, size := r.temp("s"), r.temp("n"), r.temp("k"), r.temp("e"), r.temp("z")
	decode := r.e.importName("unicode/utf8") + ".DecodeRuneInString(" + s + "[" + key + ":])"
	head := "for " + next + " := 0; " + next + " < len(" + s + "); { " + key + " := " + next + "; " + elem + " := rune(" + s + "[" + key + "]); " + size + " := 1; " +
		"if " + elem + " >= 128 { " + elem + ", " + size + " = " + decode + " }; " + next + " += " + size + "; "
	t := r.textf(st, "{ "+s+" := string(%v); "+r.ownLabel(st)+head+"%v", st.X, r.assignLoopVars(st, []string{key, elem}))
	t = t.add(r.inLoop(st, "", func() text { return r.inside(st.Body) })...)
	return t.add(r.made(st, " }"))
}

// rangeInt lowers for i := range n.
func (r *renderer) rangeInt(st *ast.RangeStmt) text {
	tv := r.info.Types[st.X]
	return r.count(st, types.Default(tv.Type), r.node(st.X), tv.Value != nil)
}

// countsArray says whether st wants only the indices of an array behind a
// pointer, which may be nil.
func (r *renderer) countsArray(st *ast.RangeStmt) bool {
	if st.Value != nil && !isBlank(st.Value) {
		return false
	}
	_, isStar := ast.Unparen(st.X).(*ast.StarExpr)
	_, isPointer := r.typeOf(st.X).Underlying().(*types.Pointer)
	return (isStar || isPointer) && arrayLen(r.typeOf(st.X)) >= 0
}

// rangeArray counts to the length of an array.
func (r *renderer) rangeArray(st *ast.RangeStmt) text {
	n := strconv.FormatInt(arrayLen(r.typeOf(st.X)), 10)
	if isPlain(st.X) { // it is not even evaluated
		return r.count(st, types.Typ[types.Int], text{r.made(st.X, "%s", n)}, true)
	}
	t := r.typ(st.X, r.typeOf(st.X))
	f := r.e.helper("len", t, "(x "+t+") int { return "+n+" }")
	return r.count(st, types.Typ[types.Int], r.textf(st.X, f+"(%v)", st.X), false)
}

// count counts from zero to a limit of type t.
func (r *renderer) count(st *ast.RangeStmt, t types.Type, limit text, isConstant bool) text {
	if st.Key != nil && !isBlank(st.Key) {
		if k := r.leftType(st.Key); !types.IsInterface(k) {
			t = k
		}
	}
	typ := r.typ(st, t)
	zero := typ + "(0)"
	if typ == "int" {
		zero = "0"
	}
	var vars []*types.Var
	if st.Tok == token.DEFINE {
		vars = r.definedBy(st.Key, nil)
	}
	count := r.temp("i")
	first := ""
	switch {
	case len(vars) == 1 && !r.escapes(st.Body, vars) && !r.assigns(st.Body, vars):
		count = vars[0].Name()
	case len(vars) == 1:
		first = vars[0].Name() + " := " + count + "; "
	case st.Tok == token.ASSIGN && !isBlank(st.Key):
		first = r.textf(st.Key, "%v = %v; ", st.Key, r.asType(st.Key, count, t, r.leftType(st.Key))).String()
	}
	var head text
	if isConstant {
		head = r.textf(st, "for "+count+" := "+zero+"; "+count+" < %v; "+count+"++ { "+first, limit)
	} else {
		end := r.temp("n")
		head = r.textf(st, "for "+count+", "+end+" := "+zero+", "+typ+"(%v); "+count+" < "+end+"; "+count+"++ { "+first, limit)
	}
	return head.add(r.inLoop(st, "", func() text { return r.inside(st.Body) })...)
}

// twins makes outer names for loop variables; inner are their own.
func (r *renderer) twins(vars []*types.Var) (outer, inner []string) {
	for _, v := range vars {
		outer = append(outer, r.temp(v.Name()))
		inner = append(inner, v.Name())
	}
	return outer, inner
}

// renamed renders with other names for some variables.
func (r *renderer) renamed(vars []*types.Var, names []string, f func() text) text {
	for i, v := range vars {
		r.rename[v] = names[i]
	}
	defer func() {
		for _, v := range vars {
			delete(r.rename, v)
		}
	}()
	return f()
}

// defined lists the variables that a simple statement declares.
func (r *renderer) defined(st ast.Stmt) []*types.Var {
	if a, ok := st.(*ast.AssignStmt); ok && a.Tok == token.DEFINE {
		return r.definedBy(a.Lhs...)
	}
	return nil
}

func (r *renderer) definedBy(lhs ...ast.Expr) []*types.Var {
	var list []*types.Var
	for _, x := range lhs {
		if id := identOf(x); id != nil && id.Name != "_" {
			if v, ok := r.info.Defs[id].(*types.Var); ok {
				list = append(list, v)
			}
		}
	}
	return list
}

func identOf(x ast.Expr) *ast.Ident {
	if x == nil {
		return nil
	}
	id, _ := ast.Unparen(x).(*ast.Ident)
	return id
}

func isBlank(x ast.Expr) bool {
	id := identOf(x)
	return id != nil && id.Name == "_"
}

// isNil says whether an interface holds a nil node.
func isNil(n ast.Node) bool {
	return n == nil || reflect.ValueOf(n).IsNil()
}

// escapes says whether a variable of vars can outlive its turn of the loop: a
// function literal, a go or defer statement or a pointer in n holds it.
func (r *renderer) escapes(n ast.Node, vars []*types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt:
			found = found || r.mentions(n, vars)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				found = found || r.mentions(n.X, vars)
			}
		case *ast.SliceExpr: // of an array
			found = found || r.mentions(n.X, vars)
		case *ast.SelectorExpr: // a pointer method takes the address
			if s := r.info.Selections[n]; s != nil && s.Kind() == types.MethodVal {
				found = found || r.mentions(n.X, vars)
			}
		}
		return !found
	})
	return found
}

func (r *renderer) mentions(n ast.Node, vars []*types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			for _, v := range vars {
				found = found || r.info.Uses[id] == v
			}
		}
		return !found
	})
	return found
}

// assigns says whether n may change a variable of vars.
func (r *renderer) assigns(n ast.Node, vars []*types.Var) bool {
	found := false
	target := func(x ast.Expr) {
		for {
			switch y := ast.Unparen(x).(type) {
			case *ast.SelectorExpr:
				x = y.X
				continue
			case *ast.IndexExpr:
				x = y.X
				continue
			case *ast.Ident:
				found = found || r.mentions(y, vars)
			}
			return
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, x := range n.Lhs {
				target(x)
			}
		case *ast.IncDecStmt:
			target(n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				target(n.Key)
				if n.Value != nil {
					target(n.Value)
				}
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				target(n.X)
			}
		case *ast.SliceExpr:
			target(n.X)
		case *ast.SelectorExpr:
			if s := r.info.Selections[n]; s != nil && s.Kind() == types.MethodVal {
				target(n.X)
			}
		}
		return !found
	})
	return found
}
