package lang

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"strings"
)

// syntaxErrors puts the syntax errors of a cell into the compiler's words: the
// first, and the first of each declaration and statement after it. What go/parser
// reports besides is mostly a consequence.
func (s *Session) syntaxErrors(src *source, list scanner.ErrorList) Errors {
	errs := Errors{s.syntaxError(src, list)}
	code := src.cell.Code
	if o := outlineOf(code); o.depth != 0 || o.mismatch || o.unfinished {
		return errs // where things end is a guess
	}
	for _, it := range statements(code, src.items) {
		if line, _ := lineColumn(code, it.start); line <= errs[len(errs)-1].Line || len(errs) == maxErrors {
			continue
		}
		alone := blank(code, src.items, func(other item) bool { return other.start < it.start || other.start >= it.end })
		src, list := s.parse(Cell{Number: src.cell.Number, Code: alone})
		s.discard(src)
		if len(list) > 0 {
			errs = append(errs, s.syntaxError(src, list))
		}
	}
	return errs
}

// statements joins the items that are clauses of one statement: split cuts at
// the semicolons of for, if and switch, too.
func statements(code string, items []item) (list []item) {
	for _, it := range items {
		if n := len(list); n > 0 && inHeader(code[list[n-1].start:list[n-1].end]) {
			list[n-1].end = it.end
		} else {
			list = append(list, it)
		}
	}
	return list
}

// inHeader says whether code ends between for, if or switch and its block.
func inHeader(code string) bool {
	depth, header := 0, false
	scan(code, func(_ int, tok token.Token, _ string) {
		switch tok {
		case token.FOR, token.IF, token.SWITCH:
			header = header || depth == 0
		case token.LBRACE:
			header = header && depth > 0
			depth++
		case token.LPAREN, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		}
	})
	return header
}

// syntaxError is the first error of a list.
func (s *Session) syntaxError(src *source, list scanner.ErrorList) Error {
	code := src.cell.Code
	e := list[0]
	for _, other := range list {
		if other.Pos.Offset == e.Pos.Offset && strings.HasPrefix(other.Msg, "illegal") {
			e = other // what the scanner says explains what the parser says
		}
	}
	offset, message := e.Pos.Offset, e.Msg
	if at, what := unclosed(code); what != "" && (at < 0 || offset >= at) {
		if at < 0 {
			offset, message = len(code), "unexpected EOF, expected "+what
		} else {
			offset, message = at, what
		}
	} else if at := missingSemicolon(code[:min(offset+1, len(code))]); at >= 0 {
		offset, message = at, "unexpected {, expected semicolon or newline"
	} else {
		offset, message = reword(code, offset, message)
	}
	offset, message = src.inContext(offset, message)
	line, column := lineColumn(code, offset)
	if !lexical.MatchString(message) {
		message = "syntax error: " + message
	}
	return Error{Line: line, Column: column, Message: message, Hint: syntaxHint(code, offset, message)}
}

// syntaxHint says how Go writes what people know from other languages.
func syntaxHint(code string, offset int, message string) string {
	before := strings.TrimSpace(code[strings.LastIndexByte(code[:offset], '\n')+1 : offset])
	switch {
	case strings.Contains(message, "unexpected keyword else"):
		return "else belongs on the line of the } before it"
	case strings.HasSuffix(message, "'?'"):
		return "Go has no ?: operator, use if"
	case before == "while" || strings.HasSuffix(before, "} while"):
		return "Go writes every loop with for"
	}
	return ""
}

// inContext mends messages that depend on what stands around the error.
func (src *source) inContext(offset int, message string) (int, string) {
	code := src.cell.Code
	before := tokensBefore(code, offset)
	switch last := len(before) - 1; {
	case strings.HasSuffix(message, "must be function call"):
		for i := last; i > 0; i-- {
			if t := before[i-1].tok; t == token.GO || t == token.DEFER {
				return before[i].offset, message
			}
		}
	case strings.HasSuffix(message, " at end of statement"):
		if last >= 0 && before[last].tok == token.RETURN {
			return offset, strings.Replace(message, " at end of statement", ", expected expression", 1)
		}
		if header := openHeader(before); header != token.ILLEGAL {
			message = strings.TrimSuffix(message, " at end of statement") + ", expected {"
			if header == token.FOR {
				message += " after for clause"
			}
			return offset, message
		}
		if src.inDeclaration(offset) && !inBraces(before) {
			return offset, strings.Replace(message, "at end of statement", "after top level declaration", 1)
		}
	case strings.HasPrefix(message, "expected boolean expression, found"):
		return statementAsValue(code, offset, message)
	case message == "unexpected newline, expected type" && last > 0 && before[last-1].tok == token.TYPE:
		return offset, "unexpected newline in type declaration"
	}
	return offset, message
}

func (src *source) inDeclaration(offset int) bool {
	for _, it := range src.items {
		if it.start < offset && offset < it.end && it.kind == declItem {
			return true
		}
	}
	return false
}

// openHeader is the keyword of an if, for or switch whose block has not begun at
// the end of tokens.
func openHeader(tokens []placedToken) token.Token {
	depth := 0
	for i := len(tokens) - 1; i >= 0; i-- {
		switch t := tokens[i].tok; t {
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth++
		case token.LPAREN, token.LBRACK, token.LBRACE:
			if depth--; depth < 0 {
				return token.ILLEGAL
			}
		case token.IF, token.FOR, token.SWITCH:
			if depth == 0 {
				return t
			}
		case token.SEMICOLON:
			if depth == 0 {
				return token.ILLEGAL
			}
		}
	}
	return token.ILLEGAL
}

// missingSemicolon finds the brace that follows a for clause with one semicolon,
// -1 if there is none.
func missingSemicolon(code string) (at int) {
	at = -1
	depth, semicolons := 0, -1 // -1: in no for clause
	scan(code, func(off int, tok token.Token, lit string) {
		switch tok {
		case token.FOR:
			depth, semicolons = 0, 0
		case token.LPAREN, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.SEMICOLON:
			if depth == 0 && semicolons >= 0 {
				semicolons++
			}
		case token.LBRACE:
			if depth == 0 && semicolons == 1 && at < 0 {
				at = off
			}
			if depth == 0 {
				semicolons = -1
			}
			depth++
		}
	})
	return at
}

// statementAsValue is about a statement that begins at offset where a condition
// is expected.
func statementAsValue(code string, offset int, message string) (int, string) {
	head, _, _ := strings.Cut(firstLine(code[offset:]), "{")
	head = strings.TrimSpace(head)
	for _, op := range []string{"<-", "++", "--"} {
		if at := strings.Index(head, op); at > 0 {
			return offset + at, "cannot use " + head + " as value"
		}
	}
	op := strings.Index(head, "=")
	if op <= 0 {
		return offset, message
	}
	if !strings.ContainsAny(head[op-1:op], ":+-*/%&|^<>") {
		head = "assignment " + emphasized(head[:op]) + " = " + emphasized(head[op+1:])
	}
	return offset + op - strings.Count(code[offset+op-1:offset+op], ":"), "cannot use " + head + " as value"
}

// emphasized is a side of an assignment, in parentheses if it has an operator,
// so that the = is seen.
func emphasized(x string) string {
	x = strings.TrimSpace(x)
	if e, err := parser.ParseExpr(x); err == nil {
		if _, ok := e.(*ast.BinaryExpr); ok {
			return "(" + x + ")"
		}
	}
	return x
}

type placedToken struct {
	offset int
	tok    token.Token
}

func tokensBefore(code string, offset int) (list []placedToken) {
	scan(code, func(off int, tok token.Token, _ string) {
		if off < offset && tok != token.EOF {
			list = append(list, placedToken{off, tok})
		}
	})
	return list
}

func inBraces(tokens []placedToken) bool {
	depth := 0
	for _, t := range tokens {
		switch t.tok {
		case token.LBRACE:
			depth++
		case token.RBRACE:
			depth--
		}
	}
	return depth > 0
}

// lexical errors are those below the syntax; the compiler's have no prefix.
var lexical = regexp.MustCompile(`^(invalid character|newline in string|string not terminated|comment not terminated|rune literal not terminated|more than one character in rune literal|empty rune literal|range clause permits|missing import path|expression in (go|defer) must be function call)`)

// unclosed looks for brackets that have no partner: at is where a closing one
// is too much, with the message; or -1, with the brace that is missing at the
// end.
func unclosed(code string) (at int, what string) {
	var open []token.Token
	at = -1
	partner := map[token.Token]token.Token{token.RPAREN: token.LPAREN, token.RBRACK: token.LBRACK, token.RBRACE: token.LBRACE}
	done := false
	scan(code, func(off int, tok token.Token, lit string) {
		switch tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			open = append(open, tok)
		case token.RPAREN, token.RBRACE, token.RBRACK:
			if done {
				return
			}
			n := len(open)
			if n == 0 {
				at, what, done = off, "non-declaration statement outside function body", true
				if tok != token.RBRACE {
					what = "unexpected " + tok.String() + " at end of statement"
				}
				return
			}
			if open[n-1] != partner[tok] {
				done = true // go/parser knows best
				return
			}
			open = open[:n-1]
		}
	})
	if done || len(open) == 0 {
		return at, what
	}
	if open[len(open)-1] != token.LBRACE {
		return len(code), "" // go/parser knows where it was missed
	}
	return -1, "}"
}

// rewording turns a message of go/parser into one of cmd/compile. In the new
// text {T} is the token at the place of the error.
type rewording struct {
	from *regexp.Regexp
	to   string
}

var rewordings = []rewording{
	{regexp.MustCompile(`^missing ',' before newline in argument list`), "unexpected newline in argument list; possibly missing comma or )"},
	{regexp.MustCompile(`^missing ',' before newline in composite literal`), "unexpected newline in composite literal; possibly missing comma or }"},
	{regexp.MustCompile(`^missing ',' before newline in parameter list`), "unexpected newline in parameter list; possibly missing comma or )"},
	{regexp.MustCompile(`^missing ',' in (argument list|composite literal|parameter list|type argument list)`), "unexpected {T} in $1; possibly missing comma or {C}"},
	{regexp.MustCompile(`^expected operand, found`), "unexpected {T}, expected expression"},
	{regexp.MustCompile(`^expected expression`), "unexpected {T}, expected expression"},
	{regexp.MustCompile(`^expected ';', found 'EOF'$`), "unexpected {T}, expected expression"},
	{regexp.MustCompile(`^expected type, found ':='|^expected '=', found ':='`), "unexpected :=, expected ="},
	{regexp.MustCompile(`^expected type, found`), "unexpected {T}, expected type"},
	{regexp.MustCompile(`^expected statement, found`), "unexpected {T}, expected }"},
	{regexp.MustCompile(`^expected ';', found|at end of statement`), "unexpected {T} at end of statement"},
	{regexp.MustCompile(`^expected 'IDENT', found`), "unexpected {T}, expected name"},
	{regexp.MustCompile(`^expected boolean or range expression, found`), "cannot use {T} as value"},
	{regexp.MustCompile(`^expected selector or type assertion`), "unexpected {T}, expected name or ("},
	{regexp.MustCompile(`^expected declaration, found`), "non-declaration statement outside function body"},
	{regexp.MustCompile(`^expected '(.+)', found`), "unexpected {T}, expected $1"},
	{regexp.MustCompile(`^missing condition in if statement`), "missing condition in if statement"},
	{regexp.MustCompile(`^unexpected newline, expecting (.*)`), "unexpected newline, expected $1"},
	{regexp.MustCompile(`^rune literal not terminated`), "rune literal not terminated"},
	{regexp.MustCompile(`^string literal not terminated`), "newline in string"},
	{regexp.MustCompile(`^raw string literal not terminated`), "string not terminated"},
	{regexp.MustCompile(`^comment not terminated`), "comment not terminated"},
	{regexp.MustCompile(`^expected if statement or block`), "else must be followed by if or statement block"},
	{regexp.MustCompile(`^expected at most 2 expressions`), "range clause permits at most two iteration variables"},
	{regexp.MustCompile(`^illegal rune literal`), "more than one character in rune literal"},
	{regexp.MustCompile(`^illegal character`), "invalid character"},
}

// reword finds the compiler's words for an error of go/parser.
func reword(code string, offset int, message string) (int, string) {
	at, found := tokenAt(code, offset)
	for _, w := range rewordings {
		m := w.from.FindStringSubmatchIndex(message)
		if m == nil {
			continue
		}
		s := strings.ReplaceAll(string(w.from.ExpandString(nil, w.to, message, m)), "{T}", found)
		close := ")"
		if strings.Contains(s, "composite literal") {
			close = "}"
		}
		switch {
		case strings.HasPrefix(message, "illegal rune literal") && strings.HasPrefix(code[offset:], "''"):
			return offset + 1, "empty rune literal or unescaped '"
		case strings.HasPrefix(message, "illegal character"):
			return offset, strings.Replace(message, "illegal", "invalid", 1)
		case strings.HasPrefix(message, "string literal not terminated"):
			at = offset + len(firstLine(code[offset:]))
		case lexical.MatchString(s):
			at = offset
		}
		return at, strings.ReplaceAll(s, "{C}", close)
	}
	return offset, message
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// tokenAt finds the first token that begins at or after offset, or the one that
// offset is in, and calls it as the compiler does.
func tokenAt(code string, offset int) (at int, name string) {
	at, name = len(code), "EOF"
	done := false
	scan(code, func(off int, tok token.Token, lit string) {
		if done || tok == token.EOF {
			return
		}
		end := off + max(len(lit), 1)
		if off >= offset || offset < end {
			at, name, done = off, compilerName(tok, lit), true
		}
	})
	return at, name
}

// compilerName is what cmd/compile calls a token in its messages.
func compilerName(tok token.Token, lit string) string {
	switch {
	case tok == token.IDENT:
		return "name " + lit
	case tok.IsLiteral():
		return "literal " + lit
	case tok.IsKeyword():
		return "keyword " + tok.String()
	case tok == token.SEMICOLON && lit == "\n":
		return "newline"
	case tok == token.SEMICOLON:
		return "semicolon"
	case tok == token.COMMA:
		return "comma"
	}
	return tok.String()
}
