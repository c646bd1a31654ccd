package lang

import (
	"go/scanner"
	"go/token"
	"strconv"
	"strings"
)

// FilePosition is the file and line that compiled code would report for a place
// of a cell: those of the line directive before it, and file and line where there
// is none. Line and column count from 1, the column in bytes.
func FilePosition(code, file string, line, column int) (string, int) {
	if !strings.Contains(code, "line ") {
		return file, line
	}
	base := directive{file: file, line: 1, from: place{1, 1}}
	for _, d := range directives(code) {
		if d.from.line > line || d.from.line == line && d.from.column > column {
			break
		}
		if d.keepFile {
			d.file = base.file
		}
		base = d
	}
	return base.file, base.line + line - base.from.line
}

type place struct{ line, column int }

// directive says what file and line the text from a place on is of.
type directive struct {
	from     place
	file     string
	line     int
	keepFile bool // of the directive before
}

// directives are the line directives of a cell, in their order.
func directives(code string) []directive {
	var list []directive
	file := token.NewFileSet().AddFile("", -1, len(code))
	var s scanner.Scanner
	s.Init(file, []byte(code), func(token.Position, string) {}, scanner.ScanComments)
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			return list
		}
		if tok != token.COMMENT {
			continue
		}
		at := file.PositionFor(pos, false)
		if body, ok := strings.CutPrefix(text, "//line "); ok && at.Column == 1 {
			if d, ok := parseDirective(strings.TrimRight(body, "\r")); ok {
				d.from = place{at.Line + 1, 1}
				list = append(list, d)
			}
		}
		if body, ok := strings.CutPrefix(text, "/*line "); ok {
			if d, ok := parseDirective(strings.TrimSuffix(body, "*/")); ok {
				d.from.line, d.from.column = lineColumn(code, at.Offset+len(text))
				list = append(list, d)
			}
		}
	}
}

// parseDirective reads file:line or file:line:column.
func parseDirective(text string) (directive, bool) {
	rest, last, ok := trailingNumber(text)
	if !ok {
		return directive{}, false
	}
	d := directive{file: rest, line: last}
	if before, line, ok := trailingNumber(rest); ok {
		d.file, d.line, d.keepFile = before, line, before == ""
	}
	if d.file == "" {
		d.file = "??"
	}
	return d, d.line > 0 && last > 0
}

// trailingNumber takes ":n" off the end of a text.
func trailingNumber(text string) (rest string, n int, ok bool) {
	i := strings.LastIndexByte(text, ':')
	if i < 0 {
		return text, 0, false
	}
	n, err := strconv.Atoi(text[i+1:])
	return text[:i], n, err == nil && n >= 0
}
