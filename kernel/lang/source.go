package lang

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"slices"
)

// source is the text of a cell as it was parsed. A cell is parsed twice, as two
// files in which the other half is blank: once its declarations, once its
// statements, as the body of a function. In both a byte of the cell stands at
// the same distance from the beginning, so every token.Pos leads back to it.
type source struct {
	cell   Cell
	items  []item
	hidden bool // the cell ends with a semicolon

	library bool // no cell: source of a compiled package

	decls *ast.File
	stmts *ast.FuncDecl // nil when the cell has no statement
	stmtf *ast.File     // the file of stmts

	functions map[int]string // names of functions by the offset where they begin, see Unit.Function
}

const (
	stmtPrelude = "package main; func cellǃ(){"
	stmtEnd     = "\n}"
	prelude     = len(stmtPrelude)
)

// declPrelude is as long as stmtPrelude. It ends its line, so that a comment at
// the beginning of the cell belongs to what follows.
var declPrelude = fmt.Sprintf("%-*s\n", prelude-1, "package main;")

// hasStatements says whether the cell is more than declarations. Variables are
// then declared in the order of the statements.
func (src *source) hasStatements() bool {
	for _, it := range src.items {
		if it.kind == statementItem {
			return true
		}
	}
	return false
}

// parse splits and parses a cell. On a syntax error src is what could be
// parsed.
func (s *Session) parse(cell Cell) (src *source, errs scanner.ErrorList) {
	src = &source{cell: cell}
	src.items, src.hidden = split(cell.Code)
	stmts := src.hasStatements()
	isStmt := func(it item) bool {
		return it.kind == statementItem || stmts && it.kind == varItem
	}
	code := blank(cell.Code, src.items, func(it item) bool { return isStmt(it) || it.kind == packageItem })
	f, err := s.parseFile(src, declPrelude+code)
	src.decls, errs = f, append(errs, err...)
	if stmts {
		code = blank(cell.Code, src.items, func(it item) bool { return !isStmt(it) })
		f, err := s.parseFile(src, stmtPrelude+code+stmtEnd)
		src.stmtf, errs = f, append(errs, err...)
		src.stmts, _ = firstDecl(f).(*ast.FuncDecl)
		if len(err) == 0 && len(f.Decls) != 1 {
			// an unmatched brace closed the function
			errs.Add(token.Position{Offset: s.offset(f.Decls[1].Pos())}, "non-declaration statement outside function body")
		}
	}
	errs.Sort()
	return src, errs
}

func firstDecl(f *ast.File) ast.Decl {
	if len(f.Decls) == 0 {
		return nil
	}
	return f.Decls[0]
}

// parseFile parses one of the two files. The errors' offsets are those of the
// cell.
func (s *Session) parseFile(src *source, text string) (*ast.File, scanner.ErrorList) {
	f, err := parser.ParseFile(s.fset, "", text, parser.SkipObjectResolution|parser.ParseComments|parser.AllErrors)
	file := s.fset.File(f.FileStart)
	file.AddLineColumnInfo(prelude, fmt.Sprintf("In[%d]", src.cell.Number), 1, 1) // for messages that name a place
	s.sources[file] = src
	list, _ := err.(scanner.ErrorList)
	list = slices.DeleteFunc(list, func(e *scanner.Error) bool {
		return e.Msg == "imports must appear before other declarations" // not in a cell
	})
	for _, e := range list {
		e.Pos.Offset = max(0, min(e.Pos.Offset-prelude, len(src.cell.Code)))
	}
	return f, list
}

// locate returns the source that pos is in and its offset in the cell.
func (s *Session) locate(pos token.Pos) (*source, int) {
	f := s.fset.File(pos)
	if f == nil {
		return nil, 0
	}
	src := s.sources[f]
	if src == nil {
		return nil, 0
	}
	return src, max(0, min(f.Offset(pos)-prelude, len(src.cell.Code)))
}

// offset is the place of pos in its cell.
func (s *Session) offset(pos token.Pos) int {
	_, off := s.locate(pos)
	return off
}

// position is the place of pos for people.
func (s *Session) position(pos token.Pos) Position {
	src, off := s.locate(pos)
	if src == nil {
		return Position{}
	}
	line, column := lineColumn(src.cell.Code, off)
	return Position{Cell: src.cell.Number, Line: line, Column: column}
}

// discard forgets a parsed cell of which nothing is kept.
func (s *Session) discard(src *source) {
	s.removeFile(src.decls)
	s.removeFile(src.stmtf)
}

// release forgets what is not needed of a cell that compiled: its statements,
// and the rest if it declares nothing. go/types wants the files of types.
func (s *Session) release(src *source) {
	s.removeFile(src.stmtf)
	if len(src.decls.Decls) == 0 {
		s.removeFile(src.decls)
	}
}

func (s *Session) removeFile(f *ast.File) {
	if f == nil {
		return
	}
	if tf := s.fset.File(f.FileStart); tf != nil {
		delete(s.sources, tf)
		s.fset.RemoveFile(tf)
	}
}
