package lang

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"unicode"

	"interleave/kernel/lang/exportdata"
)

// Completion is what can stand in place of code[Start:End].
type Completion struct {
	Start, End int
	Matches    []Match
}

// Match is one completion.
type Match struct {
	Text      string
	Kind      string // function, method, variable, constant, type, package, field, keyword
	Signature string
}

// sentinel stands for the identifier that is being completed.
const sentinel = "cursorǃ"

// Complete lists what can stand at byte offset cursor of code: names in scope,
// members of packages (imported or not), fields and methods, fields of struct
// literals, labels, keywords, import paths.
func (s *Session) Complete(code string, cursor int) Completion {
	s.mu.Lock()
	defer s.mu.Unlock()
	cursor = max(0, min(cursor, len(code)))
	if inside, at := literalAt(code, cursor); inside {
		return s.completeImport(code, cursor, at)
	}
	start, _ := wordAround(code[:cursor], cursor)
	if start < cursor && unicode.IsDigit(rune(code[start])) {
		return Completion{Start: cursor, End: cursor}
	}
	_, end := wordAround(code, cursor)
	c := &completer{s: s, prefix: code[start:cursor]}
	p := s.probeName(code, start, end)
	switch {
	case p != nil:
		c.at(p)
	case !afterDot(code[:start]):
		c.names(nil)
	}
	if len(c.matches) == 0 && afterDot(code[:start]) {
		if p := s.probeCase(code, start); p != nil {
			c.at(p)
		}
	}
	return Completion{Start: start, End: end, Matches: c.sorted()}
}

// probeName checks code with the sentinel in place of the name at [start, end).
// Where only a call can be, behind go and defer, it is one.
func (s *Session) probeName(code string, start, end int) *probe {
	stop := start + len(sentinel)
	if p := s.probeAt(code[:start]+sentinel+code[end:], start, stop); p != nil {
		return p
	}
	return s.tryProbe(code[:start]+sentinel+"()"+closers(code[:start]), start, true)
}

// probeCase is for a case of a select, which is checked only if it sends or
// receives.
func (s *Session) probeCase(code string, start int) *probe {
	line := strings.TrimLeft(code[strings.LastIndexByte(code[:start], '\n')+1:start], " \t")
	if !strings.HasPrefix(line, "case ") {
		return nil
	}
	return s.tryProbe(code[:start]+sentinel+"<-0:"+closers(code[:start]), start, true)
}

// afterDot says whether a name behind code is a member of something. Three dots
// are none.
func afterDot(code string) bool {
	code = strings.TrimRightFunc(code, unicode.IsSpace)
	return strings.HasSuffix(code, ".") && !strings.HasSuffix(code, "...")
}

// completer collects matches. Groups of later calls rank lower.
type completer struct {
	s       *Session
	prefix  string
	want    want
	matches []ranked
	seen    map[string]bool
	rank    int
}

// ranked is a match with what decides its place: how well its name fits what
// was typed, whether it is of the type that is wanted, how near it is declared.
type ranked struct {
	Match
	fit    int
	wanted bool
	rank   int
}

func (c *completer) sorted() []Match {
	slices.SortStableFunc(c.matches, func(a, b ranked) int {
		if a.wanted != b.wanted && a.fit == b.fit {
			if a.wanted {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.fit, b.fit), cmp.Compare(a.rank, b.rank), cmp.Compare(a.Text, b.Text))
	})
	var list []Match
	for _, m := range c.matches {
		if looseness(m.fit) == looseness(c.matches[0].fit) { // a loose fit is for want of a better one
			list = append(list, m.Match)
		}
	}
	return list
}

// add offers a name if it fits what was typed.
func (c *completer) add(name, kind, signature string) { c.offer(name, kind, signature, false) }

func (c *completer) offer(name, kind, signature string, wanted bool) {
	f := fit(name, c.prefix)
	if f == fitNothing || name == "_" || name == sentinel || strings.Contains(name, "ǃ") || c.seen[name] {
		return
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[name] = true
	c.matches = append(c.matches, ranked{Match{name, kind, signature}, f, wanted, c.rank})
}

func (c *completer) object(o types.Object) {
	if fit(o.Name(), c.prefix) == fitNothing {
		return // before its type is spelt out
	}
	c.offer(o.Name(), kindOfObject(o), c.s.signature(o), c.want.fits(o))
}

// at offers what fits the place of the identifier.
func (c *completer) at(p *probe) {
	c.want = p.wanted()
	switch n := p.parent().(type) {
	case *ast.SelectorExpr:
		if n.Sel == p.id {
			c.selector(p, n)
			return
		}
	case *ast.BranchStmt:
		c.labels(p, n.Tok)
		return
	case *ast.CompositeLit:
		c.fields(p, n)
	case *ast.KeyValueExpr:
		if lit, ok := p.path[2].(*ast.CompositeLit); ok && n.Key == p.id {
			c.fields(p, lit)
		}
	}
	c.names(p)
}

// selector offers members of what stands before the dot.
func (c *completer) selector(p *probe, n *ast.SelectorExpr) {
	if id, ok := n.X.(*ast.Ident); ok {
		if pkg, ok := p.k.info.Uses[id].(*types.PkgName); ok {
			scope := pkg.Imported().Scope()
			for _, name := range scope.Names() {
				if o := scope.Lookup(name); o.Exported() {
					c.object(o)
				}
			}
			return
		}
	}
	tv, ok := p.k.info.Types[n.X]
	if !ok || tv.Type == nil {
		return
	}
	for _, m := range members(tv.Type, c.s.pkg) {
		if tv.IsType() && !isMethodOf(m, tv.Type) {
			continue
		}
		c.object(m)
	}
}

// isMethodOf says whether t.m is a method expression.
func isMethodOf(m types.Object, t types.Type) bool {
	f, ok := m.(*types.Func)
	if !ok {
		return false
	}
	found, _, _ := types.LookupFieldOrMethod(t, false, f.Pkg(), f.Name())
	return found != nil
}

// fields offers the fields of a struct literal that are not set yet.
func (c *completer) fields(p *probe, lit *ast.CompositeLit) {
	t := p.k.info.TypeOf(lit)
	if t == nil {
		return
	}
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	set := map[string]bool{}
	for _, x := range lit.Elts {
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				set[id.Name] = true
			}
		}
	}
	for f := range st.Fields() {
		if !set[f.Name()] && (f.Exported() || f.Pkg() == c.s.pkg) {
			c.object(f)
		}
	}
	c.rank++
}

// labels offers the labels that a jump can go to: goto to those of the function,
// break and continue to those around.
func (c *completer) labels(p *probe, tok token.Token) {
	for _, n := range p.path {
		switch n := n.(type) {
		case *ast.LabeledStmt:
			if tok != token.GOTO {
				c.add(n.Label.Name, "label", "")
			}
		case *ast.FuncLit:
			c.gotoLabels(n.Body, tok)
			return
		case *ast.FuncDecl:
			c.gotoLabels(n.Body, tok)
			return
		}
	}
}

func (c *completer) gotoLabels(body *ast.BlockStmt, tok token.Token) {
	if tok != token.GOTO || body == nil {
		return
	}
	ast.Inspect(body, func(n ast.Node) bool {
		if l, ok := n.(*ast.LabeledStmt); ok {
			c.add(l.Label.Name, "label", "")
		}
		_, inner := n.(*ast.FuncLit)
		return !inner
	})
}

// names offers what is in scope, from the inside out; p may be nil.
func (c *completer) names(p *probe) {
	if p != nil {
		c.locals(p)
	}
	c.rank++
	for name, e := range c.s.scope {
		if e.object != nil {
			c.object(e.object)
		} else {
			c.add(name, "package", e.path)
		}
	}
	if c.prefix == "" {
		return // nobody wants to see all the rest
	}
	c.rank++
	for name, path := range c.s.opts.Preloaded {
		c.add(name, "package", path)
	}
	for _, name := range types.Universe.Names() {
		c.object(types.Universe.Lookup(name))
	}
	for tok := token.BREAK; tok <= token.VAR; tok++ {
		c.add(tok.String(), "keyword", "")
	}
	c.rank++
	for name, path := range implicit() {
		c.add(name, "package", path)
	}
}

// locals offers what the cell declares: in the functions around p from the
// inside out, then at its top level.
func (c *completer) locals(p *probe) {
	pos := p.id.Pos()
	for scope := p.k.innermost(pos); scope != nil && scope != c.s.pkg.Scope() && scope != types.Universe; scope = scope.Parent() {
		for _, name := range scope.Names() {
			// not those that are declared later, or by this very statement
			if in, o := scope.LookupParent(name, pos); in == scope {
				c.object(o)
			}
		}
		c.rank++
	}
	declaredNames(p.k.src.decls.Decls, func(id *ast.Ident) {
		if o := p.k.info.Defs[id]; o != nil {
			c.object(o)
		}
	})
	for _, e := range p.k.c.entities {
		c.add(e.name, "package", e.path)
	}
	if p.path[len(p.path)-1] != ast.Node(p.k.src.stmtf) { // the statements have them as locals
		for _, o := range p.k.known {
			c.object(o)
		}
	}
}

// completeImport offers import paths inside of an import declaration.
func (s *Session) completeImport(code string, cursor, start int) Completion {
	none := Completion{Start: cursor, End: cursor}
	if start < 0 || !inImport(code[:start]) {
		return none
	}
	end := start + strings.IndexFunc(code[start:]+"\n", func(r rune) bool { return r == '"' || r == '`' || r == '\n' })
	out := Completion{Start: start, End: end}
	typed := code[start:cursor]
	var others []Match // whose last parts begin like that
	for _, p := range exportdata.Packages() {
		switch {
		case strings.HasPrefix(p, typed):
			out.Matches = append(out.Matches, Match{Text: p, Kind: "package"})
		case strings.Contains(p, "/"+typed):
			others = append(others, Match{Text: p, Kind: "package"})
		}
	}
	out.Matches = append(out.Matches, others...)
	return out
}

// inImport says whether the last declaration of code is an import.
func inImport(code string) bool {
	items, _ := split(code)
	if len(items) == 0 {
		return false
	}
	last := items[len(items)-1]
	return last.kind == importItem && strings.Count(code[last.start:], "(") >= strings.Count(code[last.start:], ")")
}

// signature is the type of an object in a line: what stands behind its name.
func (s *Session) signature(o types.Object) string {
	switch o := o.(type) {
	case *types.Func:
		return types.TypeString(o.Type(), s.qualifier)
	case *types.TypeName:
		return shortKind(o.Type())
	case *types.Const:
		return strings.TrimPrefix(types.TypeString(o.Type(), s.qualifier), "untyped ") + " = " + o.Val().String()
	case *types.Builtin:
		return builtins[o.Name()]
	case *types.PkgName:
		return o.Imported().Path()
	case *types.Nil:
		return ""
	}
	return types.TypeString(o.Type(), s.qualifier)
}

// shortKind is the kind of a type in a word.
func shortKind(t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return "struct"
	case *types.Interface:
		return "interface"
	case *types.Basic:
		return u.Name()
	case *types.Signature:
		return "func"
	case *types.Map:
		return "map"
	case *types.Slice:
		return "slice"
	case *types.Array:
		return "array"
	case *types.Chan:
		return "chan"
	case *types.Pointer:
		return "pointer"
	}
	return ""
}
