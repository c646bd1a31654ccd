package lang

import (
	"go/types"
	"strings"
)

// SourceOf is the text of a declaration that cells made, the newest of that name: a
// function "f", a method "T.m", a type with its methods, a variable or constant. It is
// false when there is none.
func (s *Session) SourceOf(name string) (string, bool) {
	if f := s.funcs[name]; f != nil {
		return s.textOf(f), true
	}
	e := s.scope[name]
	if e == nil || e.src == nil || e.end <= e.start {
		return "", false
	}
	text := strings.TrimSpace(e.src.cell.Code[e.start:e.end])
	if _, ok := e.object.(*types.TypeName); ok {
		text += s.methodSources(name)
	}
	return text, true
}
