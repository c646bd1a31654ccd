package lang

import (
	"go/scanner"
	"go/token"
	"strings"
)

// IsComplete says whether code can be run as it stands: "complete",
// "incomplete" (then indent is what the next line should start with), or
// "invalid".
func (s *Session) IsComplete(code string) (status, indent string) {
	o := outlineOf(code)
	switch {
	case o.mismatch:
		return "invalid", ""
	case o.unfinished, o.depth > 0, o.continues:
		return "incomplete", strings.Repeat("\t", max(o.depth, 0))
	case o.illegal:
		return "invalid", ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	src, errs := s.parse(Cell{Code: code})
	s.discard(src)
	if len(errs) == 0 {
		return "complete", ""
	}
	if atEnd(code, errs[0].Pos.Offset) {
		return "incomplete", ""
	}
	return "invalid", ""
}

// outline is what the tokens of a cell tell without its grammar.
type outline struct {
	depth      int  // brackets that are open at the end
	unfinished bool // the text ends in a raw string or a comment
	continues  bool // the last token wants something to follow
	mismatch   bool // a bracket is closed that was not opened
	illegal    bool // a character or literal that Go does not have
}

func outlineOf(code string) outline {
	var o outline
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(code))
	s.Init(file, []byte(code), func(_ token.Position, msg string) {
		switch msg {
		case "raw string literal not terminated", "comment not terminated":
			o.unfinished = true
		default:
			o.illegal = true
		}
	}, 0)
	var open []token.Token
	last := token.ILLEGAL
	for {
		_, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			o.depth = len(open)
			o.continues = wantsMore(last)
			return o
		case token.LPAREN, token.LBRACE, token.LBRACK:
			open = append(open, tok)
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if n := len(open); n == 0 || closing[open[n-1]] != tok {
				o.mismatch = true
			} else {
				open = open[:n-1]
			}
		case token.SEMICOLON:
			if lit == "\n" {
				continue
			}
		}
		last = tok
	}
}

var closing = map[token.Token]token.Token{token.LPAREN: token.RPAREN, token.LBRACE: token.RBRACE, token.LBRACK: token.RBRACK}

// wantsMore says whether no statement can end with tok.
func wantsMore(tok token.Token) bool {
	switch tok {
	case token.INC, token.DEC, token.RPAREN, token.RBRACE, token.RBRACK, token.SEMICOLON, token.ILLEGAL:
		return false
	case token.BREAK, token.CONTINUE, token.FALLTHROUGH, token.RETURN:
		return false
	}
	return tok.IsOperator() || tok.IsKeyword()
}

// atEnd says whether nothing but space follows offset: an error there means
// that something is missing.
func atEnd(code string, offset int) bool {
	return strings.TrimSpace(code[min(offset, len(code)):]) == ""
}
