package lang

import "go/scanner"

func (s *Session) syntaxErrors(src *source, list scanner.ErrorList) Errors {
	e := list[0]
	line, column := lineColumn(src.cell.Code, e.Pos.Offset)
	return Errors{{Line: line, Column: column, Message: "syntax error: " + e.Msg}}
}
