package lang

import (
	"go/scanner"
	"go/token"
	"strings"
)

// itemKind is what stands at the top level of a cell.
type itemKind int

const (
	statementItem itemKind = iota
	packageItem            // package main
	importItem
	varItem  // a declaration when the cell has no statement, else a statement
	declItem // const, type, func name, method
)

// item is one declaration or statement at the top level of a cell: the bytes
// [start, end) of its code, with the semicolon that ends it, if one is written.
type item struct {
	kind       itemKind
	start, end int
}

// split cuts code at the semicolons outside of all brackets. It never fails:
// what is no Go becomes an item that does not parse.
func split(code string) (items []item, hidden bool) {
	var tokens []token.Token // of the current item
	cur := item{start: -1}
	flush := func(end int) {
		if cur.start >= 0 {
			cur.end, cur.kind = end, kindOf(tokens)
			items = append(items, cur)
		}
		cur, tokens = item{start: -1}, tokens[:0]
	}
	depth := 0
	scan(code, func(off int, tok token.Token, lit string) {
		switch tok {
		case token.EOF:
			flush(len(code))
			return
		case token.SEMICOLON:
			if depth > 0 {
				break
			}
			if hidden = lit == ";"; hidden {
				off++
			}
			flush(min(off, len(code)))
			return
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth = max(depth-1, 0)
		}
		hidden = false
		if cur.start < 0 {
			cur.start = off
		}
		tokens = append(tokens, tok)
	})
	return items, hidden
}

// scan calls f for the tokens of code, token.EOF included.
func scan(code string, f func(offset int, tok token.Token, lit string)) {
	file := token.NewFileSet().AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	for {
		pos, tok, lit := s.Scan()
		f(file.Offset(pos), tok, lit)
		if tok == token.EOF {
			return
		}
	}
}

func kindOf(tokens []token.Token) itemKind {
	switch tokens[0] {
	case token.PACKAGE:
		return packageItem
	case token.IMPORT:
		return importItem
	case token.VAR:
		return varItem
	case token.CONST, token.TYPE:
		return declItem
	case token.FUNC:
		if isFuncDecl(tokens[1:]) {
			return declItem
		}
	}
	return statementItem
}

// isFuncDecl tells func name( and func (recv) name( from function literals,
// whose parameter list is followed by a result or a body.
func isFuncDecl(tokens []token.Token) bool {
	if len(tokens) == 0 {
		return false
	}
	if tokens[0] != token.LPAREN {
		return tokens[0] == token.IDENT
	}
	depth := 0
	for i, tok := range tokens {
		switch tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		}
		if depth == 0 {
			rest := tokens[i+1:]
			return len(rest) > 1 && rest[0] == token.IDENT && (rest[1] == token.LPAREN || rest[1] == token.LBRACK)
		}
	}
	return false
}

// blank overwrites the bytes of the items for which drop is true with spaces,
// so that everything else keeps its offset and its line.
func blank(code string, items []item, drop func(item) bool) string {
	b := []byte(code)
	for _, it := range items {
		if !drop(it) {
			continue
		}
		for i := it.start; i < it.end; i++ {
			if b[i] != '\n' {
				b[i] = ' '
			}
		}
	}
	return string(b)
}

// lineColumn counts both from 1, the column in bytes.
func lineColumn(code string, offset int) (line, column int) {
	offset = max(0, min(offset, len(code)))
	line = strings.Count(code[:offset], "\n") + 1
	return line, offset - strings.LastIndexByte(code[:offset], '\n')
}
