package lang

import (
	"fmt"
	"go/token"
	"go/types"
)

// enclosing is a call or composite literal that is open somewhere: where its
// name is, and how many of its elements are complete.
type enclosing struct {
	start, end int // of the name; equal when there is none
	literal    bool
	done       int
}

// enclosingAt finds the innermost call or literal with a name that cursor is in.
func enclosingAt(code string, cursor int) (found enclosing, ok bool) {
	type bracket struct {
		tok token.Token
		enclosing
	}
	var open []bracket
	var last, before token.Token
	var name enclosing // what the last token ends: a name, or one with type arguments
	scan(code[:cursor], func(off int, tok token.Token, lit string) {
		if tok == token.EOF || tok == token.SEMICOLON && lit == "\n" && off >= cursor {
			return
		}
		ended := enclosing{}
		switch tok {
		case token.IDENT:
			ended = enclosing{start: off, end: off + len(lit)}
		case token.LPAREN, token.LBRACK, token.LBRACE:
			b := bracket{tok, name}
			if last == token.IDENT && before == token.FUNC { // a declaration
				b.enclosing = enclosing{}
			}
			b.literal = tok == token.LBRACE
			open = append(open, b)
		case token.RPAREN, token.RBRACK, token.RBRACE:
			if n := len(open); n > 0 {
				if tok == token.RBRACK {
					ended = enclosing{start: open[n-1].start, end: open[n-1].end}
				}
				open = open[:n-1]
			}
		case token.COMMA:
			if n := len(open); n > 0 {
				open[n-1].done++
			}
		}
		name, before, last = ended, last, tok
	})
	for i := len(open) - 1; i >= 0; i-- {
		b := open[i]
		switch {
		case b.tok == token.LBRACE && b.start == b.end:
			return enclosing{}, false // a block
		case b.tok != token.LBRACK && b.start < b.end:
			return b.enclosing, true
		}
	}
	return enclosing{}, false
}

// describeEnclosing describes the function in whose call the cursor is, with the
// parameter that is next, or the type of the literal.
func (s *Session) describeEnclosing(code string, cursor int) *description {
	in, ok := enclosingAt(code, cursor)
	if !ok {
		return nil
	}
	d, o := s.describeAt(code, in.start, in.end)
	if _, isType := o.(*types.TypeName); in.literal && !isType {
		return nil // the block of an if, for or switch
	}
	if d != nil && o != nil && !in.literal {
		d.argument = s.argumentText(o.Type(), in.done)
	}
	return d
}

// argumentText names the parameter that argument i of a call is for.
func (s *Session) argumentText(t types.Type, i int) string {
	sig, ok := underlying(t).(*types.Signature)
	if !ok || sig.Params().Len() == 0 {
		return ""
	}
	n := sig.Params().Len()
	if i >= n && !sig.Variadic() {
		return fmt.Sprintf("argument %d: one too many", i+1)
	}
	p := sig.Params().At(min(i, n-1))
	typ := types.TypeString(p.Type(), s.qualifier)
	if sig.Variadic() && i >= n-1 {
		typ = "..." + types.TypeString(parameter(sig, i), s.qualifier)
	}
	if p.Name() != "" && p.Name() != "_" {
		typ = p.Name() + " " + typ
	}
	return fmt.Sprintf("argument %d: %s", i+1, typ)
}
