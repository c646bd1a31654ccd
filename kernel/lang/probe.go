package lang

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"
)

// probe is a cell, perhaps an unfinished one, that was checked as far as that
// goes, to see what an identifier in it means.
type probe struct {
	k    *check
	id   *ast.Ident
	path []ast.Node // from id outwards
	of   types.Type // what the identifier is a member of, where there is no path; or nil
}

// probeAt checks code, in which the identifier at [start, end) may be one that
// does not exist, and finds it. When the cell does not parse, what follows the
// identifier is left out, and brackets are closed. It is nil when there is no
// identifier there.
func (s *Session) probeAt(code string, start, end int) *probe {
	whole := s.tryProbe(code, start, false)
	if whole != nil {
		return whole
	}
	return s.tryProbe(code[:end]+closers(code[:end]), start, true)
}

// tryProbe is nil when code does not parse, unless broken code will do.
func (s *Session) tryProbe(code string, start int, broken bool) *probe {
	src, errs := s.parse(Cell{Code: code})
	if len(errs) > 0 && !broken {
		s.discard(src)
		return nil
	}
	defer s.discard(src)
	k := s.newCheck(src)
	k.tolerant = true
	defer k.undo()
	defer func() { _ = recover() }() // go/types is not made for every broken tree
	p := &probe{k: k}
	p.find(start)
	k.imports()
	if d := k.declarations(); d.staged {
		k.stages(d, false)
	} else {
		k.whole(d)
	}
	if p.id == nil {
		return nil
	}
	return p
}

// find looks for the identifier in both files of the cell.
func (p *probe) find(start int) {
	s := p.k.s
	for _, f := range []*ast.File{p.k.src.decls, p.k.src.stmtf} {
		if f == nil || p.id != nil {
			continue
		}
		var stack []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			stack = append(stack, n)
			if id, ok := n.(*ast.Ident); ok && p.id == nil && s.fset.File(id.Pos()).Offset(id.Pos()) == prelude+start {
				p.id = id
				for i := len(stack) - 1; i >= 0; i-- {
					p.path = append(p.path, stack[i])
				}
			}
			return true
		})
	}
}

// parent is the node around the identifier.
func (p *probe) parent() ast.Node {
	if len(p.path) < 2 {
		return nil
	}
	return p.path[1]
}

// object is what the identifier means, or nil.
func (p *probe) object() types.Object {
	if o := p.k.info.Uses[p.id]; o != nil {
		return o
	}
	if o := p.k.info.Defs[p.id]; o != nil {
		return o
	}
	for _, n := range p.path { // x of switch x := y.(type)
		if o := p.k.info.Implicits[n]; o != nil && o.Name() == p.id.Name {
			return o
		}
	}
	return p.k.object(p.id.Name)
}

// closers are the brackets that code leaves open.
func closers(code string) string {
	var open []token.Token
	scan(code, func(_ int, tok token.Token, _ string) {
		switch tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			open = append(open, tok)
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if n := len(open); n > 0 {
				open = open[:n-1]
			}
		}
	})
	var b strings.Builder
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] == token.LBRACE {
			b.WriteString("\n}")
		} else {
			b.WriteString(closing[open[i]].String())
		}
	}
	return b.String()
}

// wordAround finds the identifier that cursor is in or at the end of.
func wordAround(code string, cursor int) (start, end int) {
	start, end = cursor, cursor
	for start > 0 {
		r, n := utf8.DecodeLastRuneInString(code[:start])
		if !isWordRune(r) {
			break
		}
		start -= n
	}
	for end < len(code) {
		r, n := utf8.DecodeRuneInString(code[end:])
		if !isWordRune(r) {
			break
		}
		end += n
	}
	return start, end
}

func isWordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// literalAt says whether cursor is inside of a string, rune or comment; of a
// string it gives the beginning of its contents.
func literalAt(code string, cursor int) (inside bool, contents int) {
	before := code[:cursor]
	inString, at := false, -1
	lineStart := strings.LastIndexByte(before, '\n') + 1
	end := 0
	scan(before, func(off int, tok token.Token, lit string) {
		if tok == token.STRING || tok == token.CHAR {
			closed := len(lit) > 1 && lit[len(lit)-1] == lit[0]
			inString, at = !closed, off+1
		} else if tok != token.EOF && tok != token.SEMICOLON {
			inString = false
		}
		if tok != token.EOF {
			end = off + len(lit)
		}
	})
	if inString {
		return true, at
	}
	gap := before[min(max(end, lineStart), len(before)):]
	return strings.Contains(gap, "//") || unfinishedComment(before), -1
}

func unfinishedComment(code string) bool {
	return strings.LastIndex(code, "/*") > strings.LastIndex(code, "*/") && outlineOf(code).unfinished
}
