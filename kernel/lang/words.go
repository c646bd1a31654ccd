package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strconv"
	"strings"
)

// worded gives an error of go/types the words and the place that it has when
// the compiler reports it. The two checkers share most of their text; the
// compiler looks at labels and jumps on its own, and sometimes points elsewhere. No words
// at all mean that the compiler has nothing to say.
func (k *check) worded(e types.Error) types.Error {
	for _, w := range wordings {
		if m := w.from.FindStringSubmatch(e.Msg); m != nil {
			w.mend(k, &e, m)
			break
		}
	}
	return e
}

// wording is how an error of go/types becomes the compiler's.
type wording struct {
	from *regexp.Regexp
	mend func(k *check, e *types.Error, m []string)
}

var wordings = []wording{
	{regexp.MustCompile(`^label (\S+) declared and not used$`), (*check).wordUnusedLabel},
	{regexp.MustCompile(`^label (\S+) already declared$`), func(_ *check, e *types.Error, m []string) { e.Msg = "label " + m[1] + " already defined" }},
	{regexp.MustCompile(`^label (\S+) not declared$`), func(_ *check, e *types.Error, m []string) { e.Msg = "label " + m[1] + " not defined" }},
	{regexp.MustCompile(`^invalid (break|continue) label (\S+)$`), (*check).wordInvalidLabel},
	{regexp.MustCompile(`^goto (\S+) jumps into block$`), (*check).wordJumpIntoBlock},
	{regexp.MustCompile(`^(goto \S+ jumps over )variable declaration at line (\d+)$`), (*check).wordJumpOverVariable},
	{regexp.MustCompile(`^break not in for, switch, or select statement$`), func(_ *check, e *types.Error, _ []string) { e.Msg = "break is not in a loop, switch, or select" }},
	{regexp.MustCompile(`^continue not in for statement$`), func(_ *check, e *types.Error, _ []string) { e.Msg = "continue is not in a loop" }},
	{regexp.MustCompile(`^not enough arguments in call to `), (*check).placeArguments},
	{regexp.MustCompile(`^invalid operation: cannot send to `), (*check).placeSend},
	{regexp.MustCompile(`^in call to \S+, cannot infer |^\S+ does not satisfy `), (*check).placeInference},
}

// wordUnusedLabel spares a label that a break or continue names in vain, which
// is reported where it does.
func (k *check) wordUnusedLabel(e *types.Error, m []string) {
	label := e.Pos
	e.Msg = "label " + m[1] + " defined and not used"
	k.inspectFunction(label, func(n ast.Node) {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok != token.GOTO && b.Label != nil && b.Label.Name == m[1] && b.Pos() > label {
			e.Msg = ""
		}
	})
}

// wordInvalidLabel tells a label that is of no use here from one that is not
// there, or comes later.
func (k *check) wordInvalidLabel(e *types.Error, m []string) {
	if !k.labelBefore(m[2], e.Pos).IsValid() {
		e.Msg = m[1] + " label not defined: " + m[2]
	}
}

// labelBefore finds a label of the function around pos that stands before pos.
func (k *check) labelBefore(name string, pos token.Pos) (at token.Pos) {
	k.inspectFunction(pos, func(n ast.Node) {
		if l, ok := n.(*ast.LabeledStmt); ok && l.Label.Name == name && l.Pos() < pos {
			at = l.Pos()
		}
	})
	return at
}

func (k *check) wordJumpIntoBlock(e *types.Error, m []string) {
	var label token.Pos
	k.inspectFunction(e.Pos, func(n ast.Node) {
		if l, ok := n.(*ast.LabeledStmt); ok && l.Label.Name == m[1] {
			label = l.Pos()
		}
	})
	var block token.Pos // the innermost, since inspect goes inwards
	k.inspectFunction(e.Pos, func(n ast.Node) {
		switch n.(type) {
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
			if n.Pos() <= label && label < n.End() {
				block = n.Pos()
			}
		}
	})
	if block.IsValid() {
		e.Msg += " starting at " + k.where(block)
	}
}

// wordJumpOverVariable names the variable, which is the first of the last
// declaration on the line.
func (k *check) wordJumpOverVariable(e *types.Error, m []string) {
	k.inspectFunction(e.Pos, func(n ast.Node) {
		var name ast.Expr
		var at token.Pos
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				return
			}
			name, at = n.Lhs[0], n.TokPos
		case *ast.ValueSpec:
			name, at = n.Names[0], n.Pos()
		default:
			return
		}
		if strconv.Itoa(k.s.position(n.Pos()).Line) == m[2] {
			e.Msg = m[1] + "declaration of " + types.ExprString(name) + " at " + k.where(at)
		}
	})
}

// placeArguments points at the last argument of too few, or at the call without
// any, not behind it.
func (k *check) placeArguments(e *types.Error, _ []string) {
	at := e.Pos
	k.inspect(func(n ast.Node) {
		if c, ok := n.(*ast.CallExpr); ok && c.Rparen == at {
			if e.Pos = c.Pos(); len(c.Args) > 0 {
				e.Pos = c.Args[len(c.Args)-1].Pos()
			}
		}
	})
}

// placeSend points at the statement, not at its arrow.
func (k *check) placeSend(e *types.Error, _ []string) {
	k.inspect(func(n ast.Node) {
		if s, ok := n.(*ast.SendStmt); ok && s.Arrow == e.Pos {
			e.Pos = s.Pos()
		}
	})
}

// placeInference points at the parenthesis of a call whose type arguments are
// wrong, unless they are written down.
func (k *check) placeInference(e *types.Error, _ []string) {
	at := e.Pos
	k.inspect(func(n ast.Node) {
		if c, ok := n.(*ast.CallExpr); ok && c.Pos() == at {
			e.Pos = c.Lparen // of the innermost
		}
	})
}

// inspect calls f for all nodes of the cell, outer ones first.
func (k *check) inspect(f func(ast.Node)) {
	if k.src == nil {
		return // functions of earlier cells, which had no such error
	}
	for _, file := range []*ast.File{k.src.decls, k.src.stmtf} {
		if file != nil {
			ast.Inspect(file, func(n ast.Node) bool {
				if n != nil {
					f(n)
				}
				return true
			})
		}
	}
}

// inspectFunction is inspect for the innermost function around pos.
func (k *check) inspectFunction(pos token.Pos, f func(ast.Node)) {
	var body *ast.BlockStmt
	k.inspect(func(n ast.Node) {
		var b *ast.BlockStmt
		switch n := n.(type) {
		case *ast.FuncDecl:
			b = n.Body
		case *ast.FuncLit:
			b = n.Body
		}
		if b != nil && b.Pos() <= pos && pos < b.End() {
			body = b
		}
	})
	if body == nil {
		return
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok || n == nil {
			return false // labels of its own
		}
		f(n)
		return true
	})
}

// addPlace adds a second part to a message: what stands elsewhere and matters.
func (k *check) addPlace(message string, e types.Error) string {
	if strings.HasPrefix(message, "label ") { // of one that is defined twice
		return message + " at " + k.where(e.Pos)
	}
	return message + "\n\t" + k.where(e.Pos) + ": " + strings.TrimPrefix(e.Msg, "\t")
}
