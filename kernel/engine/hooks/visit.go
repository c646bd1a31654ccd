//go:build !nohooks

package hooks

import (
	"go/ast"
	"go/token"
	"reflect"
	"strconv"
	"strings"
)

// enterFunction sets the function that records are made for.
func (b *builder) enterFunction(n *node, kind string) {
	if fn := functionOf(n); kind == "funcDecl" || kind == "funcLit" {
		b.defers = fn != nil && fn.defers
	}
	var name string
	added := false
	switch kind {
	case "funcDecl":
		if name = n.child[1].ident; name != "init" && b.src.Function != nil {
			name = b.src.Function(int(n.pos) - b.file.Base())
			added = name == ""
			break
		}
		if recv := n.child[0].child; len(recv) > 0 {
			name = receiverName(recv[0].child[len(recv[0].child)-1]) + "." + name
		}
	case "funcLit":
		if b.src.Function != nil {
			if name = b.src.Function(int(n.pos) - b.file.Base()); name == "" {
				name, added = b.slab.funcs[b.fn], true
			}
			break
		}
		b.inner[b.fn]++
		name = strings.TrimPrefix(b.slab.funcs[b.fn]+".func", ".") + strconv.Itoa(b.inner[b.fn])
	default:
		return
	}
	if len(b.slab.funcs) <= 0xffff {
		b.fn = len(b.slab.funcs)
		b.slab.funcs = append(b.slab.funcs, name)
		b.slab.added = append(b.slab.added, added)
	}
}

func receiverName(t *node) string {
	switch {
	case t.ident != "":
		return t.ident
	case kindName(t.kind) == "starExpr" && len(t.child) > 0:
		return "(*" + receiverName(t.child[0]) + ")"
	case len(t.child) > 0:
		return receiverName(t.child[0])
	}
	return "?"
}

// visitBlock gives each statement a position.
func (b *builder) visitBlock(n *node, kind, _ string) {
	switch kind {
	case "blockStmt", "caseBody", "commClause", "commClauseDefault":
		for _, s := range n.child {
			if s.start != nil {
				b.at(s.start).record = b.record(s.pos, opOther)
			}
		}
	}
}

// attachFunction makes the function of a declaration or literal.
func attachFunction(n *node) {
	if k := kindName(n.kind); (k == "funcDecl" || k == "funcLit") && len(n.child) == 4 && n.child[3].start != nil {
		fn := &function{types: n.types, defers: hasDefer(n.child[3]), layout: newLayout(n.types), named: namedResults(n)}
		fn.attach(n)
	}
}

// visitFunction makes the entry of a function.
func (b *builder) visitFunction(n *node, kind, _ string) {
	fn := functionOf(n)
	if fn == nil || kind != "funcDecl" && kind != "funcLit" {
		return
	}
	body := n.child[3]
	p := b.at(body.start)
	p.entry = fn
	if p.record == 0 {
		p.record = b.record(body.pos, opOther)
	}
	if fn.defers {
		p.end = b.record(b.ends[body.pos], opOther)
	}
	if kind == "funcLit" {
		// What yaegi finds here when the literal is an argument of native code or
		// deferred: a function that sees the variables as they are when it runs.
		// Without, it takes the closure that was made by the literal's step.
		n.val = nil
		b.at(n).gen = func(n *node) bool { return generateLiteral(n, fn) }
	}
}

// bodyEnds finds the closing braces of functions by their opening ones.
func bodyEnds(tree *ast.File) map[token.Pos]token.Pos {
	ends := map[token.Pos]token.Pos{}
	ast.Inspect(tree, func(n ast.Node) bool {
		var body *ast.BlockStmt
		switch n := n.(type) {
		case *ast.FuncDecl:
			body = n.Body
		case *ast.FuncLit:
			body = n.Body
		}
		if body != nil {
			ends[body.Lbrace] = body.Rbrace
		}
		return true
	})
	return ends
}

// hasDefer reports whether a body has defer statements of its own.
func hasDefer(n *node) bool {
	for _, c := range n.child {
		switch kindName(c.kind) {
		case "deferStmt":
			return true
		case "funcLit":
			continue
		}
		if hasDefer(c) {
			return true
		}
	}
	return false
}

// visitLoop puts the checks where code can go round: loop bodies and labels. A
// range begins with the node of its key, whose step is made with that of the
// loop; until then it has one that goes to that step, or who is generated before
// the loop would take it for the end of the function.
func (b *builder) visitLoop(n *node, kind, gen string) {
	if gen == "_range" || gen == "rangeMap" {
		b.at(n.child[0]).gen = func(k *node) bool {
			if k.exec == nil {
				k.exec = func(f *frame) step { return k.exec(f) }
			}
			return true
		}
	}
	switch {
	case strings.HasPrefix(kind, "forStmt") || kind == "rangeStmt":
		if body := lastChild(n); body.start != nil {
			b.at(body.start).stop = true
		}
	case kind == "labeledStmt" && n.start != nil:
		b.at(n.start).stop = true
	}
}

// mendRange wires "for k, v := range cs" over a slice of channels: yaegi takes
// it for a range over a channel when it sees the type of v. What leads into the
// loop leads to v's node, which does nothing: it goes on to the slice.
func mendRange(n *node) {
	if kindName(n.kind) != "rangeStmt" || len(n.child) != 4 || n.child[1].tnext != n {
		return
	}
	k, v, slice, body := n.child[0], n.child[1], n.child[2], n.child[3]
	v.tnext = slice.start
	v.gen = func(n *node) {
		next := getExec(n.tnext)
		n.exec = func(*frame) step { return next }
	}
	if slice.start == slice && generator(slice) == "nop" {
		v.tnext = k.start // a variable: nothing to compute
	}
	slice.tnext = k.start
	k.tnext = n
	k.gen = func(*node) {} // the loop's generator makes k's step
	n.tnext = body.start
	body.tnext = n
}

// visitBranch mends branch statements in selects. yaegi takes a break for one of
// the loop around, and a break, continue or goto that ends a case for the end
// of the select; a labelled continue skips the loop's condition and its end of
// round.
func (b *builder) visitBranch(n *node, kind, _ string) {
	last := false
	if k := kindName(parent(n).kind); k == "commClause" || k == "commClauseDefault" {
		last = lastChild(n.anc) == n
	}
	labelled := len(n.child) > 0 && n.sym != nil && n.sym.node != nil
	switch {
	case kind == "breakStmt" && len(n.child) == 0:
		if a := enclosing(n); a != nil && kindName(a.kind) == "selectStmt" {
			n.tnext = a
		}
	case kind == "continueStmt" && labelled:
		if label := n.sym.node; len(label.child) > 1 && isLoop(label.child[1]) {
			n.tnext = lastChild(label.child[1])
		}
	case !last:
	case kind == "breakStmt" && labelled:
		n.tnext = n.sym.node
	case kind == "continueStmt":
		a := enclosing(n)
		for a != nil && !isLoop(a) {
			a = enclosing(a)
		}
		if a != nil {
			n.tnext = lastChild(a)
		}
	case kind == "gotoStmt" && labelled:
		n.tnext = n.sym.node.start
	}
}

// parent is n's parent, or n itself at the root.
func parent(n *node) *node {
	if n.anc == nil {
		return n
	}
	return n.anc
}

func lastChild(n *node) *node { return n.child[len(n.child)-1] }

// enclosing is the innermost loop, switch or select of the function around n.
func enclosing(n *node) *node {
	for a := n.anc; a != nil; a = a.anc {
		switch k := kindName(a.kind); {
		case isLoop(a), k == "selectStmt", strings.HasPrefix(k, "switch"), k == "typeSwitch":
			return a
		case k == "funcLit", k == "funcDecl":
			return nil
		}
	}
	return nil
}

func isLoop(n *node) bool {
	k := kindName(n.kind)
	return strings.HasPrefix(k, "forStmt") || k == "forRangeStmt"
}

// The steps, by generator, that can't panic or block and are not worth a
// record. What panics for some operands only is looked at by visitStep.
var harmless = map[string]bool{
	"": true, "nop": true, "empty": true, "branch": true, "reset": true, "getFunc": true,
	"add": true, "sub": true, "mul": true, "and": true, "or": true, "xor": true, "andNot": true,
	"neg": true, "bitNot": true, "not": true, "pos": true, "land": true, "lor": true,
	"lower": true, "lowerEqual": true, "greater": true, "greaterEqual": true,
	"_len": true, "_cap": true, "_recover": true, "_new": true, "addr": true,
	"_range": true, "rangeMap": true, "_case": true,
}

var simple = map[string]bool{
	"assign": true, "inc": true, "dec": true,
	"addAssign": true, "subAssign": true, "mulAssign": true, "andAssign": true, "orAssign": true, "xorAssign": true, "andNotAssign": true,
}

var ops = map[string]op{
	"getIndexArray": opIndex, "slice": opSlice, "slice0": opSlice,
	"deref": opField, "getPtrIndexSeq": opField, "getIndexSeq": opField, "getIndexSeqField": opField, "getPtrIndexSeqField": opField,
	"getIndexSeqMethod": opField, "getIndexSeqPtrMethod": opField, "getIndexBinMethod": opField, "getIndexBinElemMethod": opField, "getIndexBinPtrMethod": opField,
	"call": opCall, "callBin": opNative, "getMethod": opMethod, "getMethodByName": opMethod,
	"typeAssertShort": opAssert, "typeAssertLong": opAssert, "_make": opMake,
	"recv": opRecv, "recv2": opRecv, "rangeChan": opRecv, "send": opSend, "_select": opSelect, "_return": opReturn,
}

// visitStep gives the steps that can panic or block a position of their own:
// a statement may have several lines.
func (b *builder) visitStep(n *node, kind, gen string) {
	pos := n.pos
	if kind == "callExpr" {
		pos = b.callPosition(n)
	}
	switch {
	case gen == "_range" && rangesOverPointer(n): // which may be nil
	case gen == "_return" && !b.defers: // then nobody looks
		return
	case harmless[gen]:
		return
	case simple[gen] && kindName(n.child[0].kind) == "identExpr":
		return
	case (gen == "equal" || gen == "notEqual") && !comparesInterfaces(n):
		return
	}
	p := b.at(n)
	p.record = b.record(pos, ops[gen])
	if gen == "getIndexArray" || gen == "slice" || gen == "slice0" || gen == "_make" {
		p.fault = gen
	}
}

// callPositions are the places of calls that don't stand on the line where
// their expression begins: the name in a chain of calls over several lines, the
// parenthesis after a literal. Calls that begin at the same place are in the
// order of a walk, parents first; so are yaegi's nodes.
func callPositions(file *token.File, tree *ast.File) map[token.Pos][]token.Pos {
	at := map[token.Pos][]token.Pos{}
	ast.Inspect(tree, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		pos := c.Lparen
		if s, ok := c.Fun.(*ast.SelectorExpr); ok {
			pos = s.Sel.Pos()
		}
		if lineOf(file, pos) == lineOf(file, c.Pos()) {
			pos = c.Pos()
		}
		at[c.Pos()] = append(at[c.Pos()], pos)
		return true
	})
	return at
}

// lineOf is a line of the text itself, whatever directives in it say.
func lineOf(file *token.File, pos token.Pos) int { return file.PositionFor(pos, false).Line }

func (b *builder) callPosition(n *node) token.Pos {
	ps := b.calls[n.pos]
	if len(ps) == 0 {
		return n.pos
	}
	b.calls[n.pos] = ps[1:]
	return ps[0]
}

// rangesOverPointer says whether a range loop is over an array behind a pointer.
func rangesOverPointer(n *node) bool {
	if len(n.child) < 2 || n.child[len(n.child)-2].typ == nil {
		return false
	}
	t := typeOf(n.child[len(n.child)-2].typ)
	return t != nil && t.Kind() == reflect.Pointer
}

func comparesInterfaces(n *node) bool {
	for _, c := range n.child {
		if c.typ == nil {
			return true
		}
		if t := typeOf(c.typ); t == nil || t.Kind() == reflect.Interface || t == valueInterfaceType || t.Kind() == reflect.Struct || t.Kind() == reflect.Array {
			return true
		}
	}
	return false
}

// visitMap tells of map steps before they are made.
func (b *builder) visitMap(n *node, kind, gen string) {
	if b.h.onMap == nil {
		return
	}
	switch gen {
	case "getIndexMap", "getIndexMap2", "rangeMap", "_delete":
	case "assign":
		if !writesMap(n) {
			return
		}
	default:
		if !strings.HasSuffix(gen, "Assign") && gen != "inc" && gen != "dec" || !writesMap(n) {
			return
		}
	}
	r := record{}
	if base := b.file.Base(); int(n.pos) >= base {
		cell, line, _ := b.src.Position(int(n.pos) - base)
		r.cell, r.line = int32(cell), int32(line)
	}
	tell := b.h.onMap
	b.at(n).around = append(b.at(n).around, func(n *node, e step) step {
		return func(f *frame) step {
			tell(int64(r.cell), int(r.line))
			return e(f)
		}
	})
}

// writesMap reports whether an operand that n assigns to is a map element.
func writesMap(n *node) bool {
	for _, c := range n.child[:max(1, min(n.nleft, len(n.child)))] {
		if kindName(c.kind) != "indexExpr" || len(c.child) == 0 || c.child[0].typ == nil {
			continue
		}
		if t := typeOf(c.child[0].typ); t != nil && t.Kind() == reflect.Map {
			return true
		}
	}
	return false
}
