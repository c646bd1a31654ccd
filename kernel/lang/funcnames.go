package lang

import (
	"fmt"
	"go/ast"
	"go/types"
	"sort"
)

// CellFunction is the name of what runs the statements of a cell.
const CellFunction = "init"

// Function is the name that Go gives to the function, method or function literal
// at a byte offset of Text: "f", "(*T).m", "f[...]", "f.func1.2", "f-range1" for
// the body of a loop over a function. The statements of a cell are
// [CellFunction]. It is "" for a function that lowering added.
func (u *Unit) Function(offset int) string {
	i := sort.Search(len(u.table), func(i int) bool { return u.table[i].out > offset }) - 1
	if i < 0 || u.table[i].src == nil {
		return ""
	}
	m := u.table[i]
	at := m.offset
	if m.exact {
		at += offset - m.out
	}
	return m.src.functions[at]
}

// nameFunctions fills src.functions while the positions of its syntax are known.
func (s *Session) nameFunctions(src *source, info *types.Info) {
	src.functions = map[int]string{}
	n := &functionNamer{s: s, src: src, info: info}
	cell := &namedFunction{name: CellFunction, first: ".func"}
	for _, d := range src.decls.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			n.inside(d, cell)
			continue
		}
		name := declaredName(f)
		src.functions[s.offset(f.Pos())] = name
		src.functions[s.offset(f.Name.Pos())] = name
		if f.Body != nil {
			n.inside(f.Body, &namedFunction{name: name, first: ".func"})
		}
	}
	if src.stmts != nil {
		n.inside(src.stmts.Body, cell)
	}
}

// declaredName is Go's name of a function or method, without the package.
func declaredName(f *ast.FuncDecl) string {
	name := f.Name.Name
	if f.Recv == nil || len(f.Recv.List) == 0 {
		if f.Type.TypeParams != nil {
			name += "[...]"
		}
		return name
	}
	t := ast.Unparen(f.Recv.List[0].Type)
	star, pointer := t.(*ast.StarExpr)
	if pointer {
		t = ast.Unparen(star.X)
	}
	recv := ""
	switch t := t.(type) {
	case *ast.Ident:
		recv = t.Name
	case *ast.IndexExpr:
		recv = types.ExprString(t.X) + "[...]"
	case *ast.IndexListExpr:
		recv = types.ExprString(t.X) + "[...]"
	}
	if pointer {
		recv = "(*" + recv + ")"
	}
	return recv + "." + name
}

// functionNamer numbers literals as the compiler does.
type functionNamer struct {
	s    *Session
	src  *source
	info *types.Info
}

// namedFunction is the function that literals are in.
type namedFunction struct {
	name             string
	first            string // comes before the number of a literal
	literals, ranges int
}

func (n *functionNamer) inside(root ast.Node, in *namedFunction) {
	ast.Inspect(root, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.FuncLit:
			in.literals++
			name := fmt.Sprintf("%s%s%d", in.name, in.first, in.literals)
			n.src.functions[n.s.offset(x.Pos())] = name
			n.inside(x.Body, &namedFunction{name: name, first: "."})
			return false
		case *ast.RangeStmt:
			t := n.info.TypeOf(x.X)
			if t == nil {
				return true
			}
			if _, ok := t.Underlying().(*types.Signature); ok {
				in.ranges++
				n.src.functions[n.s.offset(x.Pos())] = fmt.Sprintf("%s-range%d", in.name, in.ranges)
			}
		}
		return true
	})
}
