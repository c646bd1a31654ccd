package difftest

import (
	"cmp"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"time"
)

// edit replaces a piece of a program's text.
type edit struct {
	start, end int
	text       string
}

// batch is how many smaller programs are tried at once.
const batch = 60

// minimise makes the program of a finding smaller as long as it differs in the
// same manner, for as long as it may take.
func (e *engines) minimise(ctx context.Context, c *checker, f finding, budget time.Duration) finding {
	end := time.Now().Add(budget)
	for time.Now().Before(end) && ctx.Err() == nil {
		smaller, ok := e.round(ctx, c, f, end)
		if !ok {
			break
		}
		f = smaller
	}
	return f
}

// round tries every edit alone, and then those together that kept the difference.
func (e *engines) round(ctx context.Context, c *checker, f finding, end time.Time) (finding, bool) {
	text := f.program.declarations()
	edits := editsOf(text)
	var valid []edit
	for _, ed := range edits {
		if c.accepts(apply(text, ed), f.program.name) {
			valid = append(valid, ed)
		}
	}
	for len(valid) > 0 && time.Now().Before(end) {
		n := min(batch, len(valid))
		good := e.still(ctx, f, text, valid[:n])
		valid = valid[n:]
		if len(good) == 0 {
			continue
		}
		return e.together(ctx, c, f, text, good), true
	}
	return f, false
}

// together applies as many of the edits at once as keep the difference.
func (e *engines) together(ctx context.Context, c *checker, f finding, text string, good []edit) finding {
	for n := len(good); n > 1; n = (n + 1) / 2 {
		combined := apply(text, good[:n]...)
		if !c.accepts(combined, f.program.name) {
			continue
		}
		if g := e.differs(ctx, f, []string{combined}); g[0] != nil {
			return *g[0]
		}
	}
	if g := e.differs(ctx, f, []string{apply(text, good[0])}); g[0] != nil {
		return *g[0]
	}
	return f
}

// still are the edits after which the program differs as before.
func (e *engines) still(ctx context.Context, f finding, text string, edits []edit) []edit {
	var texts []string
	for _, ed := range edits {
		texts = append(texts, apply(text, ed))
	}
	var good []edit
	for i, g := range e.differs(ctx, f, texts) {
		if g != nil {
			good = append(good, edits[i])
		}
	}
	return good
}

// differs says for each text how it differs, nil when it does not do it in the
// manner of f.
func (e *engines) differs(ctx context.Context, f finding, texts []string) []*finding {
	list := make([]*finding, len(texts))
	var programs []program
	for i, t := range texts {
		name := fmt.Sprintf("%sx%d", f.program.name, i)
		programs = append(programs, fromText(name, strings.ReplaceAll(t, f.program.name, name)))
	}
	want, err := compiled(ctx, programs)
	if err != nil {
		return list
	}
	for i, t := range texts {
		w := want[programs[i].name]
		if w.failed != "" {
			continue
		}
		w.output = strings.ReplaceAll(w.output, programs[i].name, f.program.name)
		p := fromText(f.program.name, t)
		got, err := e.run(p.cells(f.split))
		if err != nil {
			return list
		}
		if g := judge(p, f.split, w, got); g != nil && manner(*g) == manner(f) {
			list[i] = g
		}
	}
	return list
}

// manner is a coarser kind, which survives while a program shrinks.
func manner(f finding) string {
	switch {
	case f.refused:
		return f.kind
	case f.got.failed == "":
		return "output"
	}
	m, rest, _ := strings.Cut(f.got.failed, ":")
	if m == "panic" {
		return f.kind
	}
	if m == "interpreter error" && strings.Contains(rest, "can't compile") {
		return "can't compile"
	}
	return m
}

// accepts says whether text, without imports, is a program.
func (c *checker) accepts(text, name string) bool {
	if !strings.Contains(text, "func "+name+"main()") {
		return false
	}
	_, err := c.check("package main\n\n" + imports(text) + "\n" + text)
	return err == nil
}

// apply makes edits that do not overlap; of two that do, the first counts.
func apply(text string, edits ...edit) string {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	var b strings.Builder
	at := 0
	for _, e := range sorted {
		if e.start < at {
			continue
		}
		b.WriteString(text[at:e.start])
		b.WriteString(e.text)
		at = e.end
	}
	b.WriteString(text[at:])
	return b.String()
}

// editsOf lists what may be left out or simplified, the largest pieces first.
func editsOf(text string) []edit {
	const head = "package main\n"
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", head+text, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	var list []edit
	off := func(p token.Pos) int { return fset.Position(p).Offset - len(head) }
	cut := func(from, to token.Pos, s string) { list = append(list, edit{off(from), off(to), s}) }
	piece := func(n ast.Node) string { return text[off(n.Pos()):off(n.End())] }
	stmts := func(body []ast.Stmt) {
		for i, s := range body {
			cut(s.Pos(), s.End(), "")
			for _, n := range []int{2, 3, 5, len(body) - i} {
				if i+n <= len(body) {
					cut(s.Pos(), body[i+n-1].End(), "")
				}
			}
		}
	}
	inside := func(s ast.Node, b *ast.BlockStmt) {
		if b != nil && len(b.List) > 0 {
			cut(s.Pos(), s.End(), text[off(b.List[0].Pos()):off(b.List[len(b.List)-1].End())])
		}
	}
	for i, d := range f.Decls {
		cut(d.Pos(), d.End(), "")
		for _, n := range []int{2, 4, 8} {
			if i+n < len(f.Decls) {
				cut(d.Pos(), f.Decls[i+n-1].End(), "")
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			stmts(n.List)
		case *ast.CaseClause:
			stmts(n.Body)
		case *ast.CommClause:
			stmts(n.Body)
		case *ast.IfStmt:
			inside(n, n.Body)
			if n.Else != nil {
				cut(n.Body.End(), n.Else.End(), "")
				if b, ok := n.Else.(*ast.BlockStmt); ok {
					inside(n, b)
				}
			}
			if n.Init != nil {
				cut(n.Init.Pos(), n.Cond.Pos(), "")
			}
		case *ast.ForStmt:
			inside(n, n.Body)
		case *ast.RangeStmt:
			inside(n, n.Body)
		case *ast.LabeledStmt:
			cut(n.Pos(), n.End(), piece(n.Stmt))
		case *ast.ExprStmt:
			if call, ok := n.X.(*ast.CallExpr); ok {
				if lit, ok := call.Fun.(*ast.FuncLit); ok {
					inside(n, lit.Body)
				}
				if len(call.Args) == 2 && strings.HasSuffix(piece(call.Fun), "guard") {
					if lit, ok := call.Args[1].(*ast.FuncLit); ok {
						inside(n, lit.Body)
					}
				}
			}
		case *ast.CallExpr:
			for i, a := range n.Args {
				if n.Ellipsis.IsValid() || i == 0 {
					continue
				}
				cut(n.Args[i-1].End(), a.End(), "")
			}
			fun := piece(n.Fun)
			for _, wrapper := range []string{"id", "tr", "trInt", "if", "chan"} {
				if len(n.Args) > 0 && (fun == helper+wrapper || strings.HasPrefix(fun, helper+wrapper+"[")) {
					cut(n.Pos(), n.End(), piece(n.Args[len(n.Args)-1]))
				}
			}
		case *ast.BinaryExpr:
			cut(n.Pos(), n.End(), piece(n.X))
			cut(n.Pos(), n.End(), piece(n.Y))
		case *ast.UnaryExpr:
			cut(n.Pos(), n.End(), piece(n.X))
		case *ast.ParenExpr:
			cut(n.Pos(), n.End(), piece(n.X))
		case *ast.TypeAssertExpr:
			if call, ok := n.X.(*ast.CallExpr); ok && len(call.Args) == 1 {
				cut(n.Pos(), n.End(), piece(call.Args[0]))
			}
		case *ast.CompositeLit:
			for i, x := range n.Elts {
				if i+1 < len(n.Elts) {
					cut(x.Pos(), n.Elts[i+1].Pos(), "")
				} else if i == 0 {
					cut(x.Pos(), x.End(), "")
				} else {
					cut(n.Elts[i-1].End(), x.End(), "")
				}
			}
		case *ast.FieldList:
			for _, x := range n.List {
				if x.Names != nil || n.Opening.IsValid() {
					cut(x.Pos(), x.End(), "")
				}
			}
		}
		return true
	})
	slices.SortStableFunc(list, func(a, b edit) int {
		return cmp.Compare(b.end-b.start-len(b.text), a.end-a.start-len(a.text))
	})
	return slices.Compact(list)
}

// fromText makes a program of its text without imports.
func fromText(name, text string) program {
	const head = "package main\n"
	p := program{name: name}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", head+text, parser.SkipObjectResolution)
	if err != nil {
		return p
	}
	off := func(p token.Pos) int { return fset.Position(p).Offset - len(head) }
	types := map[string]int{} // indexes in p.decls
	for _, d := range f.Decls {
		s := text[off(d.Pos()):off(d.End())]
		switch d := d.(type) {
		case *ast.GenDecl:
			if t, ok := d.Specs[0].(*ast.TypeSpec); ok {
				types[t.Name.Name] = len(p.decls)
			}
		case *ast.FuncDecl:
			if d.Name.Name == name+"main" {
				p.body = strings.TrimPrefix(text[off(d.Body.Lbrace)+1:off(d.Body.Rbrace)], "\n")
				continue
			}
			if i, ok := types[receiver(d)]; ok {
				p.decls[i] += "\n\n" + s
				continue
			}
		}
		p.decls = append(p.decls, s)
	}
	return p
}

// receiver is the name of the type that f is a method of.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	found := ""
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && found == "" {
			found = id.Name
		}
		return true
	})
	return found
}
