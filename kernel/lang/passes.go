package lang

import (
	"go/ast"
	"reflect"
)

// A pass lowers one construct: given a node it returns the text to put in its
// place, or false when the node is none of its business. It renders what it
// keeps of the node with renderer.node, so that the passes apply inside of it.
// The construct's file is lower_<construct>.go; it says what the interpreter
// does wrong.
//
// A pass never moves a call past another and never duplicates one. What it adds
// is no Go that the interpreter gets wrong.
type pass struct {
	name  string
	lower func(r *renderer, n ast.Node) (text, bool)
	kinds []ast.Node // examples of the nodes that it is asked for
}

// passes are all of them. For one node they are asked in this order, until one
// answers.
var passes = []pass{
	{"targets of assignments", noteTargets, nodes(&ast.AssignStmt{}, &ast.IncDecStmt{}, &ast.RangeStmt{})},
	{"parentheses around targets", lowerTarget, nodes(&ast.ParenExpr{})},
	{"cell variables", lowerDefine, nodes(&ast.AssignStmt{})},
	{"variables declared in the cell", lowerVarDecl, nodes(&ast.DeclStmt{})},
	{"types that are not emitted", lowerHoisted, nodes(&ast.DeclStmt{})},
	{"constant declarations", lowerConstDecl, nodes(&ast.DeclStmt{})},
	{"comparisons for nobody", lowerBlank, nodes(&ast.AssignStmt{})},
	{"parallel assignment", lowerParallel, nodes(&ast.AssignStmt{})},
	{"shift assignments", lowerShiftAssign, nodes(&ast.AssignStmt{})},
	{"counting", lowerCount, nodes(&ast.IncDecStmt{})},
	{"init statements", lowerIf, nodes(&ast.IfStmt{})},
	{"leaving a loop over a function", lowerRangeExit, nodes(&ast.ReturnStmt{}, &ast.BranchStmt{})},
	{"deferring in a loop over a function", lowerRangeDefer, nodes(&ast.DeferStmt{})},
	{"return", lowerReturn, nodes(&ast.ReturnStmt{})},
	{"labels", lowerLabel, nodes(&ast.LabeledStmt{})},
	{"continue", lowerContinue, nodes(&ast.BranchStmt{})},
	{"for", lowerFor, nodes(&ast.ForStmt{})},
	{"range", lowerRange, nodes(&ast.RangeStmt{})},
	{"switch", lowerSwitch, nodes(&ast.SwitchStmt{})},
	{"type switch", lowerTypeSwitch, nodes(&ast.TypeSwitchStmt{})},
	{"select", lowerSelect, nodes(&ast.SelectStmt{})},
	{"select cases", lowerComm, nodes(&ast.CommClause{})},
	{"go", lowerGo, nodes(&ast.GoStmt{})},
	{"defer", lowerDefer, nodes(&ast.DeferStmt{})},
	{"types declared as another", lowerTypeSpec, nodes(&ast.TypeSpec{})},
	{"function literals", lowerFuncLit, nodes(&ast.FuncLit{})},
	{"parameters without names", lowerParams, nodes(&ast.FieldList{})},

	{"instances", lowerInstance, nodes(&ast.Ident{}, &ast.SelectorExpr{}, &ast.IndexExpr{}, &ast.IndexListExpr{})},
	{"sizes of type parameters", lowerSize, nodes(&ast.CallExpr{})},
	{"types with type parameters", lowerTypeName, nodes(&ast.StarExpr{}, &ast.ArrayType{}, &ast.MapType{}, &ast.ChanType{}, &ast.StructType{})},
	{"cases for one type", lowerDeadCase, nodes(&ast.CaseClause{})},
	{"labels in clauses", lowerClause, nodes(&ast.CaseClause{})},
	{"conversions to type parameters", lowerParamConversion, nodes(&ast.CallExpr{})},
	{"functions that are returned", lowerFuncValue, nodes(&ast.Ident{})},
	{"interface results", lowerResult, nodes(&ast.CallExpr{})},
	{"interface conversions", lowerConversion, nodes(&ast.Ident{}, &ast.SelectorExpr{}, &ast.IndexExpr{}, &ast.StarExpr{}, &ast.ParenExpr{},
		&ast.CallExpr{}, &ast.UnaryExpr{}, &ast.CompositeLit{}, &ast.TypeAssertExpr{}, &ast.BinaryExpr{})},
	{"composite literals", lowerLiteral, nodes(&ast.CompositeLit{})},
	{"impossible assertions", lowerImpossible, nodes(&ast.TypeAssertExpr{})},
	{"assertions", lowerAssertion, nodes(&ast.TypeAssertExpr{})},
	{"nil as a key", lowerNilKey, nodes(&ast.IndexExpr{})},
	{"addresses", lowerAddress, nodes(&ast.UnaryExpr{})},
	{"shifts", lowerShift, nodes(&ast.BinaryExpr{})},
	{"comparisons of two types", lowerMixed, nodes(&ast.BinaryExpr{})},
	{"comparisons", lowerComparison, nodes(&ast.BinaryExpr{})},
	{"constants", lowerConst, nodes(&ast.BinaryExpr{}, &ast.UnaryExpr{}, &ast.CallExpr{}, &ast.Ident{}, &ast.SelectorExpr{}, &ast.ParenExpr{}, &ast.BasicLit{})},
	{"negation", lowerNegation, nodes(&ast.UnaryExpr{})},
	{"errors", lowerErrors, nodes(&ast.CallExpr{})},
	{"builtins", lowerBuiltin, nodes(&ast.CallExpr{})},
	{"called selectors", noteCalled, nodes(&ast.CallExpr{})},
	{"standard streams", lowerStream, nodes(&ast.SelectorExpr{})},
	{"method values", lowerMethodValue, nodes(&ast.SelectorExpr{})},
	{"embedded selections", lowerPromoted, nodes(&ast.SelectorExpr{})},
	{"fields of what a pointer points to", lowerDeref, nodes(&ast.SelectorExpr{})},
	{"package members", lowerMember, nodes(&ast.SelectorExpr{})},
	{"names", lowerName, nodes(&ast.Ident{})},
}

func nodes(list ...ast.Node) []ast.Node { return list }

// passTable is passes by the kind of node.
type passTable map[reflect.Type][]func(*renderer, ast.Node) (text, bool)

func (t passTable) add(p pass) {
	for _, k := range p.kinds {
		k := reflect.TypeOf(k)
		t[k] = append(t[k], p.lower)
	}
}

// The passes without and with real types.
var passesOf, realPassesOf = passTable{}, passTable{}

func init() { // the passes refer to them
	for _, p := range realPasses {
		realPassesOf.add(p)
	}
	for _, p := range passes {
		passesOf.add(p)
		if !replacedPasses[p.name] {
			realPassesOf.add(p)
		}
	}
}
