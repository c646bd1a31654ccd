package notebook

import (
	"go/scanner"
	"go/token"
	"go/types"
	"html"
	"strings"
)

// Kind is what a piece of Go source is, for colouring.
type Kind string

// The kinds; each is the CSS class of the HTML page.
const (
	KindKeyword Kind = "k"
	KindBuiltin Kind = "b" // predeclared names
	KindCall    Kind = "f" // a name that is called or declared as a function
	KindString  Kind = "s"
	KindNumber  Kind = "n"
	KindComment Kind = "c"
	KindMagic   Kind = "m" // a line for the kernel: %time, !ls
)

// Span is a piece of source that has a kind; what lies between has none.
type Span struct {
	Start, End int // byte offsets
	Kind       Kind
}

// Spans cuts the Go source of a cell into coloured pieces, in order. Source
// that doesn't scan is coloured as far as it can be.
func Spans(source string) []Span {
	blanked, spans := magics(source)
	file := token.NewFileSet().AddFile("", -1, len(blanked))
	var s scanner.Scanner
	s.Init(file, []byte(blanked), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			return merge(spans)
		}
		start := file.Offset(pos)
		if kind := kindOfToken(tok, text, blanked, start+len(text)); kind != "" {
			spans = append(spans, Span{start, min(start+len(text), len(source)), kind})
		}
	}
}

// magics finds lines that are not Go and blanks them for the scanner.
func magics(source string) (blanked string, spans []Span) {
	lines := strings.SplitAfter(source, "\n")
	offset := 0
	for i, line := range lines {
		if strings.HasPrefix(line, "%") || strings.HasPrefix(line, "!") {
			body := strings.TrimSuffix(line, "\n")
			spans = append(spans, Span{offset, offset + len(body), KindMagic})
			lines[i] = strings.Repeat(" ", len(body)) + line[len(body):]
		}
		offset += len(line)
	}
	return strings.Join(lines, ""), spans
}

func kindOfToken(tok token.Token, text, source string, end int) Kind {
	switch {
	case tok.IsKeyword():
		return KindKeyword
	case tok == token.COMMENT:
		return KindComment
	case tok == token.STRING, tok == token.CHAR:
		return KindString
	case tok == token.INT, tok == token.FLOAT, tok == token.IMAG:
		return KindNumber
	case tok == token.IDENT && types.Universe.Lookup(text) != nil:
		return KindBuiltin
	case tok == token.IDENT && strings.HasPrefix(source[min(end, len(source)):], "("):
		return KindCall
	}
	return ""
}

// merge puts magics, which were found first, among the others.
func merge(spans []Span) []Span {
	for i := 1; i < len(spans); i++ {
		for j := i; j > 0 && spans[j].Start < spans[j-1].Start; j-- {
			spans[j], spans[j-1] = spans[j-1], spans[j]
		}
	}
	return spans
}

// highlight is the source as HTML with a span of class Kind per piece.
func highlight(source string) string {
	var b strings.Builder
	at := 0
	for _, s := range Spans(source) {
		if s.Start < at {
			continue
		}
		b.WriteString(html.EscapeString(source[at:s.Start]))
		b.WriteString(`<span class="` + string(s.Kind) + `">` + html.EscapeString(source[s.Start:s.End]) + `</span>`)
		at = s.End
	}
	b.WriteString(html.EscapeString(source[at:]))
	return b.String()
}
