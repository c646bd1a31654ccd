package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// A loop over a function is a call of it with the body as a function literal.
// What leaves the body is noted in a variable and done behind the call; what it
// defers is collected for the end of the function that the loop is in.

// rangeFunc is a loop over a function whose body is being rendered.
type rangeFunc struct {
	outer   *rangeFunc // of the same function
	state   string     // variable: see host.RangePanic
	code    string     // variable: what is to be done behind the call
	results []string   // variables of the function's results
	defers  string     // variable of what is deferred, or ""

	exits    map[ast.Node]int // of the statements that leave the body
	branches []*ast.BranchStmt
	returns  bool // a value is returned
	bare     bool // a return without values
}

// What an exit does; branches to other statements count from 1.
const (
	exitContinue = 0
	exitBreak    = -1
	exitReturn   = -2
	exitBare     = -3
)

func (r *renderer) rangeFunc(st *ast.RangeStmt, sig *types.Signature) text {
	outer := r.fn.ranges
	rf := &rangeFunc{outer: outer, state: r.temp("s"), code: r.temp("c"), exits: map[ast.Node]int{}}
	(&exitFinder{rf: rf, own: r.labels[st]}).block(st.Body)
	before := r.textf(st, r.ownLabel(st)+"{ "+rf.state+", "+rf.code+" := 0, 0; _ = "+rf.code+"; ")
	if rf.returns {
		if outer != nil {
			rf.results = outer.results
		}
		for i := 0; len(rf.results) < r.fn.sig.Results().Len(); i++ {
			name := r.temp("r")
			rf.results = append(rf.results, name)
			before = before.add(r.made(st, "var %s %s; ", name, r.typ(st, r.fn.sig.Results().At(i).Type())))
		}
	}
	if hasDefer(st.Body) {
		if outer != nil {
			rf.defers = outer.defers
		}
		if rf.defers == "" {
			rf.defers = r.temp("d")
			before = before.add(r.made(st, "%s := %s(); defer %s.Run(); ", rf.defers, r.e.host("NewDefers"), rf.defers))
		}
	}
	f, body := r.temp("f"), r.temp("b")
	before = before.add(r.textf(st, f+" := %v; ", st.X)...)
	t := before.add(r.made(st, "%s := ", body)).add(r.rangeBody(st, sig, rf)...)
	t = t.add(r.made(st, "; %s(%s); if %s == 2 { %s(4) }; %s = 3", f, body, rf.state, r.e.host("RangePanic"), rf.state))
	t = t.add(r.afterRange(st, rf)...)
	return t.add(r.made(st, " }"))
}

// rangeBody renders the body as a function literal.
func (r *renderer) rangeBody(st *ast.RangeStmt, sig *types.Signature, rf *rangeFunc) text {
	yield := sig.Params().At(0).Type().Underlying().(*types.Signature)
	var params []string
	values := []string{"_", "_"}
	for i := range yield.Params().Len() {
		x := []ast.Expr{st.Key, st.Value}[i]
		name := r.temp("p")
		if x != nil && !isBlank(x) {
			if values[i] = name; st.Tok == token.DEFINE {
				name = identOf(x).Name
			}
		}
		params = append(params, name+" "+r.typ(st, yield.Params().At(i).Type()))
	}
	t := r.textf(st, "func("+strings.Join(params, ", ")+") bool { if "+rf.state+" != 0 { "+r.e.host("RangePanic")+"("+rf.state+") }; "+rf.state+" = 2; ")
	if st.Tok == token.ASSIGN {
		t = t.add(r.assignLoopVars(st, values)...)
	}
	r.fn.ranges = rf
	loops := r.fn.loops
	r.fn.loops = nil
	body := r.inside(st.Body)
	r.fn.ranges, r.fn.loops = rf.outer, loops
	return r.closeBody(st.Body, t.add(body...), rf.state+" = 0; return true")
}

// afterRange does behind the call what the body wanted.
func (r *renderer) afterRange(st *ast.RangeStmt, rf *rangeFunc) text {
	var t text
	if rf.returns {
		t = t.add(r.made(st, "; if %s == %d { ", rf.code, exitReturn))
		if rf.outer != nil {
			t = t.add(r.leave(st, rf.outer, exitReturn)...)
		} else {
			t = t.add(r.made(st, "return %s", strings.Join(rf.results, ", ")))
		}
		t = t.add(r.made(st, " }"))
	}
	if rf.bare {
		t = t.add(r.made(st, "; if %s == %d { ", rf.code, exitBare))
		if rf.outer != nil {
			t = t.add(r.leave(st, rf.outer, exitBare)...)
		} else {
			t = t.add(r.made(st, "return"))
		}
		t = t.add(r.made(st, " }"))
	}
	for i, b := range rf.branches {
		t = t.add(r.textf(st, "; if "+rf.code+" == "+strconv.Itoa(i+1)+" { %v }", b)...)
	}
	return t
}

// leave ends a turn of the loop.
func (r *renderer) leave(n ast.Node, rf *rangeFunc, exit int) text {
	switch exit {
	case exitContinue:
		return text{r.made(n, "{ %s = 0; return true }", rf.state)}
	case exitBreak:
		return text{r.made(n, "{ %s = 1; return false }", rf.state)}
	}
	return text{r.made(n, "{ %s = 1; %s = %d; return false }", rf.state, rf.code, exit)}
}

// lowerRangeExit does the statements that leave the body of a loop over a
// function.
func lowerRangeExit(r *renderer, n ast.Node) (text, bool) {
	rf := r.fn.ranges
	if rf == nil {
		return nil, false
	}
	exit, ok := rf.exits[n]
	if !ok {
		return nil, false
	}
	st, ok := n.(*ast.ReturnStmt)
	if !ok || len(st.Results) == 0 {
		return r.leave(n, rf, exit), true
	}
	r.noteReturned(st)
	t := text{r.made(n, "{ ")}
	if len(st.Results) < len(rf.results) {
		t = t.add(r.textf(n, strings.Join(rf.results, ", ")+" = %v; ", st.Results[0])...)
	} else {
		for i, x := range st.Results {
			t = t.add(r.textf(x, rf.results[i]+" = %v; ", x)...)
		}
	}
	return t.add(r.leave(n, rf, exit)...).add(r.made(n, " }")), true
}

// lowerRangeDefer collects what the body of a loop over a function defers.
func lowerRangeDefer(r *renderer, n ast.Node) (text, bool) {
	rf := r.fn.ranges
	if rf == nil {
		return nil, false
	}
	d := n.(*ast.DeferStmt)
	if lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit); ok && lit.Type.Results == nil && len(d.Call.Args) == 0 {
		f := r.temp("g")
		return r.textf(d, "{ "+f+" := %v; "+rf.defers+".Add("+f+") }", lit), true
	}
	f := r.freeze(d.Call)
	return r.textf(d, rf.defers+".Add(func("+strings.Join(f.params, ", ")+") func() { return func() { "+r.e.host("Deferred")+"(); %v } }(%v))", f.call, f.values), true
}

// exitFinder finds the statements that leave the body of a loop.
type exitFinder struct {
	rf                *rangeFunc
	own               string // the loop's label
	labels            []string
	breaks, continues bool // an inner statement takes them
}

func (f *exitFinder) block(b *ast.BlockStmt) {
	ast.Inspect(b, func(n ast.Node) bool { // for goto
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.LabeledStmt:
			f.labels = append(f.labels, n.Label.Name)
		}
		return true
	})
	f.visit(b)
}

func (f *exitFinder) visit(n ast.Node) {
	ast.Inspect(n, func(m ast.Node) bool {
		if m == n || m == nil {
			return m != nil
		}
		switch m := m.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(m.Results) > 0 {
				f.rf.returns = true
				f.rf.exits[m] = exitReturn
			} else {
				f.rf.bare = true
				f.rf.exits[m] = exitBare
			}
		case *ast.BranchStmt:
			f.branch(m)
			return false
		case *ast.ForStmt, *ast.RangeStmt:
			f.within(m, true, true)
			return false
		case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			f.within(m, true, f.continues)
			return false
		}
		return true
	})
}

func (f *exitFinder) within(n ast.Node, breaks, continues bool) {
	b, c := f.breaks, f.continues
	f.breaks, f.continues = breaks, continues
	f.visit(n)
	f.breaks, f.continues = b, c
}

func (f *exitFinder) branch(b *ast.BranchStmt) {
	if b.Tok == token.FALLTHROUGH {
		return
	}
	if b.Label != nil && b.Label.Name != f.own {
		for _, l := range f.labels {
			if l == b.Label.Name {
				return
			}
		}
		f.rf.branches = append(f.rf.branches, b)
		f.rf.exits[b] = len(f.rf.branches)
		return
	}
	switch {
	case b.Tok == token.BREAK && (b.Label != nil || !f.breaks):
		f.rf.exits[b] = exitBreak
	case b.Tok == token.CONTINUE && (b.Label != nil || !f.continues):
		f.rf.exits[b] = exitContinue
	case b.Tok == token.GOTO: // the loop itself, again
		f.rf.branches = append(f.rf.branches, b)
		f.rf.exits[b] = len(f.rf.branches)
	}
}
