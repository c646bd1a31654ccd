package gotest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
)

// Kinds are the kinds of programs that a course of concurrent programming
// lives on, each with what makes a program one of them.
var kinds = []struct {
	name string
	is   func(ast.Node) bool
}{
	{"channels", func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ChanType, *ast.SendStmt:
			return true
		case *ast.UnaryExpr:
			return n.Op == token.ARROW
		}
		return false
	}},
	{"select", func(n ast.Node) bool { _, ok := n.(*ast.SelectStmt); return ok }},
	{"go", func(n ast.Node) bool { _, ok := n.(*ast.GoStmt); return ok }},
	{"defer", func(n ast.Node) bool { _, ok := n.(*ast.DeferStmt); return ok }},
	{"closures", func(n ast.Node) bool { _, ok := n.(*ast.FuncLit); return ok }},
	{"generics", func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncType:
			return n.TypeParams != nil
		case *ast.TypeSpec:
			return n.TypeParams != nil
		}
		return false
	}},
}

// kindsOf are the kinds of a program, none if it can't be parsed.
func kindsOf(source string) []string {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		for _, k := range kinds {
			if n != nil && k.is(n) && !slices.Contains(found, k.name) {
				found = append(found, k.name)
			}
		}
		return true
	})
	return found
}
