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
	p := s.probeAt(code[:start]+sentinel+code[end:], start, start+len(sentinel))
	if p == nil {
		c.names(nil)
	} else {
		c.at(p)
	}
	return Completion{Start: start, End: end, Matches: c.sorted()}
}

// completer collects matches. Groups of later calls rank lower.
type completer struct {
	s       *Session
	prefix  string
	matches []ranked
	seen    map[string]bool
	rank    int
}

type ranked struct {
	Match
	rank int
}

func (c *completer) sorted() []Match {
	slices.SortStableFunc(c.matches, func(a, b ranked) int {
		exact := func(r ranked) int {
			if strings.HasPrefix(r.Text, c.prefix) {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(exact(a), exact(b)), cmp.Compare(a.rank, b.rank), cmp.Compare(a.Text, b.Text))
	})
	var list []Match
	for _, m := range c.matches {
		list = append(list, m.Match)
	}
	return list
}

// add offers a name if it fits what was typed.
func (c *completer) add(name, kind, signature string) {
	if name == "_" || name == sentinel || strings.Contains(name, "ǃ") || c.seen[name] || !fits(name, c.prefix) {
		return
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[name] = true
	c.matches = append(c.matches, ranked{Match{name, kind, signature}, c.rank})
}

// fits says whether prefix may mean name: it is its beginning, in whatever
// case, or the beginnings of its parts (NB for NewBuffer).
func fits(name, prefix string) bool {
	if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
		return true
	}
	return humps(name, prefix)
}

func humps(name, prefix string) bool {
	if len(prefix) < 2 || strings.ToLower(prefix) == prefix {
		return false
	}
	rest := []rune(name)
	for i, p := range prefix {
		if i == 0 || unicode.IsUpper(p) {
			for len(rest) > 0 && rest[0] != p {
				if i == 0 {
					return false
				}
				rest = rest[1:]
			}
		}
		if len(rest) == 0 || rest[0] != p {
			return false
		}
		rest = rest[1:]
	}
	return true
}

func (c *completer) object(o types.Object) {
	c.add(o.Name(), kindOfObject(o), c.s.signature(o))
}

// at offers what fits the place of the identifier.
func (c *completer) at(p *probe) {
	switch n := p.parent().(type) {
	case *ast.SelectorExpr:
		if n.Sel == p.id {
			c.selector(p, n)
			return
		}
	case *ast.BranchStmt:
		c.labels(p)
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
		if _, isField := m.(*types.Var); tv.IsType() && isField {
			continue
		}
		c.object(m)
	}
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

// labels offers the labels of the function.
func (c *completer) labels(p *probe) {
	for _, n := range p.path {
		if f, ok := n.(*ast.BlockStmt); ok {
			ast.Inspect(f, func(n ast.Node) bool {
				if l, ok := n.(*ast.LabeledStmt); ok {
					c.add(l.Label.Name, "label", "")
				}
				return true
			})
		}
	}
}

// names offers what is in scope, from the inside out; p may be nil.
func (c *completer) names(p *probe) {
	if p != nil {
		for scope := p.k.innermost(p.id.Pos()); scope != nil && scope != c.s.pkg.Scope() && scope != types.Universe; scope = scope.Parent() {
			for _, name := range scope.Names() {
				if o := scope.Lookup(name); o.Pos() < p.id.Pos() {
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
		for _, o := range p.k.known {
			c.object(o)
		}
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

// completeImport offers import paths inside of an import declaration.
func (s *Session) completeImport(code string, cursor, start int) Completion {
	none := Completion{Start: cursor, End: cursor}
	if start < 0 || !inImport(code[:start]) {
		return none
	}
	end := start + strings.IndexFunc(code[start:]+"\n", func(r rune) bool { return r == '"' || r == '`' || r == '\n' })
	out := Completion{Start: start, End: end}
	for _, p := range exportdata.Packages() {
		if strings.HasPrefix(p, code[start:cursor]) {
			out.Matches = append(out.Matches, Match{Text: p, Kind: "package"})
		}
	}
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
		return "builtin"
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
