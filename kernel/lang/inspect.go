package lang

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/token"
	"go/types"
	"strings"
	"unicode"

	"interleave/kernel/lang/docs"
)

// Inspection describes the name at a position.
type Inspection struct {
	Found    bool
	Text     string // plain text
	Markdown string
}

// description is what there is to say about a name.
type description struct {
	head     string // Go: its declaration, in short
	argument string // of a call: what comes next
	value    string
	doc      string // doc comment, as written
	origin   string // where it comes from
	source   string // Go: the whole declaration
	example  string // Go

	path, key string // in docs
}

// Inspect describes the name at byte offset cursor of code, or else the
// function in whose call the cursor is; detail 1 adds the source of what cells
// declared, and examples.
func (s *Session) Inspect(code string, cursor, detail int) Inspection {
	s.mu.Lock()
	defer s.mu.Unlock()
	cursor = max(0, min(cursor, len(code)))
	var d *description
	inside, contents := literalAt(code, cursor)
	if inside && contents < 0 {
		return Inspection{} // a comment
	}
	if start, end := wordAround(code, cursor); start < end && !inside {
		d, _ = s.describeAt(code, start, end)
	}
	if d == nil {
		d = s.describeEnclosing(code, cursor)
	}
	if d == nil {
		return Inspection{}
	}
	if detail == 0 {
		d.source = ""
	} else if d.path != "" {
		d.example = docs.Example(d.path, d.key)
	}
	return Inspection{Found: true, Text: d.text(), Markdown: d.markdown()}
}

// describeAt describes the name at [start, end). It is nil when it means nothing;
// the object is nil for keywords.
func (s *Session) describeAt(code string, start, end int) (*description, types.Object) {
	word := code[start:end]
	if tok := token.Lookup(word); tok.IsKeyword() {
		return &description{head: word, doc: keywordDoc[tok]}, nil
	}
	if p := s.probeAt(code, start, end); p != nil {
		if o := p.object(); o != nil {
			return p.describe(o), o
		}
	}
	if afterDot(code[:start]) {
		return s.describeMember(code, start, word)
	}
	k := s.newCheck(nil)
	o := k.object(word)
	if o == nil {
		o = types.Universe.Lookup(word)
	}
	if path := s.implicitPackage(word); o == nil && path != "" {
		if p, err := s.importer.Import(path); err == nil {
			o = types.NewPkgName(token.NoPos, s.pkg, word, p)
		}
	}
	if o == nil {
		return nil, nil
	}
	return (&probe{k: k}).describe(o), o
}

// describeMember describes T.word, as documentation writes it, where Go wants
// (*T).word or a value: strings.Builder.String. start is where word begins.
func (s *Session) describeMember(code string, start int, word string) (*description, types.Object) {
	code = strings.TrimRightFunc(code[:start], unicode.IsSpace)
	code = strings.TrimRightFunc(strings.TrimSuffix(code, "."), unicode.IsSpace)
	from, to := wordAround(code, len(code))
	if from == to {
		return nil, nil
	}
	_, o := s.describeAt(code, from, to)
	t, ok := o.(*types.TypeName)
	if !ok {
		return nil, nil // what the member belongs to is not known
	}
	m, _, _ := types.LookupFieldOrMethod(t.Type(), true, s.pkg, word) // as of a variable, so with pointer methods
	if m == nil {
		return nil, nil
	}
	return (&probe{k: s.newCheck(nil), of: t.Type()}).describe(m), m
}

// describe says what o is and where it comes from.
func (p *probe) describe(o types.Object) *description {
	s := p.k.s
	d := &description{head: s.headOf(o)}
	if pkg, ok := o.(*types.PkgName); ok {
		d.documented(pkg.Imported().Path(), "")
		return d
	}
	if e := p.k.c.entity(s, o); e != nil {
		s.describeEntity(d, e)
		return d
	}
	switch {
	case o.Pkg() == nil:
		d.documented("builtin", o.Name())
	case o.Pkg() != s.pkg:
		d.origin = fmt.Sprintf("package %s (%q)", o.Pkg().Name(), o.Pkg().Path())
		d.documented(o.Pkg().Path(), docName(o, p.owner()))
	default:
		p.describeLocal(d, o)
	}
	return d
}

// documented takes the doc comment of a name of a package.
func (d *description) documented(path, key string) {
	d.path, d.key = path, key
	d.doc = docs.Of(path, key)
}

func (s *Session) describeEntity(d *description, e *entity) {
	d.origin = fmt.Sprintf("declared in In[%d]", e.cell)
	if e.src != nil {
		d.source = strings.TrimSpace(e.src.cell.Code[e.start:e.end])
		d.doc = e.doc
	}
	if _, ok := e.object.(*types.Var); ok && s.opts.Value != nil {
		d.value = s.opts.Value(e.emitted)
	}
	if t, ok := e.object.(*types.TypeName); ok {
		d.source += s.methodSources(t.Name())
	}
}

// methodSources is the source of the methods of a type.
func (s *Session) methodSources(name string) string {
	out := ""
	for key, f := range s.funcs {
		if strings.HasPrefix(key, name+".") {
			out += "\n\n" + s.textOf(f)
		}
	}
	return out
}

// textOf is the source of a function.
func (s *Session) textOf(f *function) string {
	return f.src.cell.Code[s.offset(f.decl.Pos()):s.offset(f.decl.End())]
}

// describeLocal is for fields, methods and names of the cell in hand.
func (p *probe) describeLocal(d *description, o types.Object) {
	s := p.k.s
	if f, ok := o.(*types.Func); ok {
		if named := recvNamed(f); named != nil {
			if fn := s.funcs[named.Obj().Name()+"."+f.Name()]; fn != nil {
				d.origin = fmt.Sprintf("declared in In[%d]", fn.src.cell.Number)
				d.doc, d.source = fn.decl.Doc.Text(), s.textOf(fn)
			}
		}
	}
}

// owner is the type that the identifier is selected from, or nil.
func (p *probe) owner() types.Type {
	if p.of != nil {
		return p.of
	}
	switch x := p.parent().(type) {
	case *ast.SelectorExpr:
		if s := p.k.info.Selections[x]; s != nil {
			return s.Recv()
		}
	case *ast.KeyValueExpr:
		if lit, ok := p.path[2].(*ast.CompositeLit); ok {
			return p.k.info.TypeOf(lit)
		}
	}
	return nil
}

// docName is the key of an object of a package in docs.
func docName(o types.Object, owner types.Type) string {
	if f, ok := o.(*types.Func); ok && f.Signature().Recv() != nil {
		if named := recvNamed(f); named != nil {
			return named.Obj().Name() + "." + o.Name()
		}
		return namedName(owner) + "." + o.Name()
	}
	if v, ok := o.(*types.Var); ok && v.IsField() {
		return namedName(owner) + "." + o.Name()
	}
	return o.Name()
}

func namedName(t types.Type) string {
	if t == nil {
		return ""
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// headOf is the declaration of an object in short.
func (s *Session) headOf(o types.Object) string {
	q := s.qualifier
	switch o := o.(type) {
	case *types.PkgName:
		return fmt.Sprintf("package %s // import %q", o.Imported().Name(), o.Imported().Path())
	case *types.Func:
		name := o.Name()
		if recv := o.Signature().Recv(); recv != nil {
			name = "(" + types.TypeString(recv.Type(), q) + ") " + name
		} else if o.Pkg() != s.pkg && o.Pkg() != nil {
			name = o.Pkg().Name() + "." + name
		}
		return "func " + name + strings.TrimPrefix(types.TypeString(o.Type(), q), "func")
	case *types.TypeName:
		return s.headOfType(o)
	case *types.Builtin:
		return "func " + o.Name() + strings.TrimPrefix(builtins[o.Name()], "func")
	case *types.Nil:
		return "nil"
	case *types.Const:
		return "const " + o.Name() + " " + s.signature(o)
	}
	return types.ObjectString(o, q)
}

// headOfType spells a type out, with its methods.
func (s *Session) headOfType(o *types.TypeName) string {
	name := types.TypeString(o.Type(), s.qualifier)
	if o.IsAlias() {
		return "type " + o.Name() + " = " + types.TypeString(types.Unalias(o.Type()), s.qualifier)
	}
	u := types.TypeString(o.Type().Underlying(), s.qualifier)
	if st, ok := o.Type().Underlying().(*types.Struct); ok {
		u = s.structText(st)
	}
	out := "type " + name + " " + u
	if n, ok := o.Type().(*types.Named); ok {
		for m := range n.Methods() {
			if m.Exported() || m.Pkg() == s.pkg {
				out += "\n" + s.headOf(m)
			}
		}
	}
	return out
}

func (s *Session) structText(st *types.Struct) string {
	var b strings.Builder
	b.WriteString("struct {\n")
	hidden := false
	for f := range st.Fields() {
		if !f.Exported() && f.Pkg() != s.pkg {
			hidden = true
			continue
		}
		name := f.Name() + " "
		if f.Embedded() {
			name = ""
		}
		fmt.Fprintf(&b, "\t%s%s\n", name, types.TypeString(f.Type(), s.qualifier))
	}
	if hidden {
		b.WriteString("\t// and unexported fields\n")
	}
	b.WriteString("}")
	return b.String()
}

func (d *description) text() string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(d.head)
	add(d.argument)
	if d.value != "" {
		add("value: " + d.value)
	}
	add(strings.TrimSpace(string(printDoc(d.doc, (*comment.Printer).Text))))
	add(d.origin)
	if d.source != "" {
		add("source:\n" + d.source)
	}
	if d.example != "" {
		add("example:\n" + d.example)
	}
	return strings.Join(parts, "\n\n")
}

func (d *description) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "```go\n%s\n```\n", d.head)
	if d.argument != "" {
		fmt.Fprintf(&b, "\n%s\n", d.argument)
	}
	if d.value != "" {
		fmt.Fprintf(&b, "\nvalue: `%s`\n", strings.ReplaceAll(d.value, "`", "'"))
	}
	if text := bytes.TrimSpace(printDoc(d.doc, (*comment.Printer).Markdown)); len(text) > 0 {
		fmt.Fprintf(&b, "\n%s\n", text)
	}
	if d.origin != "" {
		fmt.Fprintf(&b, "\n*%s*\n", d.origin)
	}
	if d.source != "" {
		fmt.Fprintf(&b, "\n```go\n%s\n```\n", d.source)
	}
	if d.example != "" {
		fmt.Fprintf(&b, "\nExample:\n\n```go\n%s\n```\n", d.example)
	}
	return b.String()
}

func printDoc(text string, print func(*comment.Printer, *comment.Doc) []byte) []byte {
	if text == "" {
		return nil
	}
	p := new(doc.Package)
	printer := p.Printer()
	printer.DocLinkURL = func(*comment.DocLink) string { return "" }
	printer.HeadingLevel = 4
	printer.HeadingID = func(*comment.Heading) string { return "" }
	return print(printer, p.Parser().Parse(text))
}

// keywordDoc is a sentence about each keyword.
var keywordDoc = map[token.Token]string{
	token.BREAK:       "break leaves the innermost for, switch or select, or the one with the given label.",
	token.CASE:        "case begins a clause of a switch or select.",
	token.CHAN:        "chan T is the type of channels of T; chan<- T only sends, <-chan T only receives.",
	token.CONST:       "const declares constants.",
	token.CONTINUE:    "continue begins the next turn of the innermost loop, or of the one with the given label.",
	token.DEFAULT:     "default is the clause of a switch or select that is taken when no other is.",
	token.DEFER:       "defer calls a function when the surrounding function returns; in the statements of a cell, when the cell ends. Its arguments are evaluated at once.",
	token.ELSE:        "else is the other branch of an if.",
	token.FALLTHROUGH: "fallthrough goes on with the next clause of a switch.",
	token.FOR:         "for is Go's loop: for {…}, for condition {…}, for init; condition; post {…}, for x := range y {…}.",
	token.FUNC:        "func declares a function or method, or begins a function literal.",
	token.GO:          "go calls a function in a new goroutine. Its arguments are evaluated at once.",
	token.GOTO:        "goto goes on at a label of the same function.",
	token.IF:          "if runs a block when its condition is true; it may begin with a statement: if x := f(); x > 0 {…}.",
	token.IMPORT:      "import makes a package's exported names available. In a cell the standard library needs no import.",
	token.INTERFACE:   "interface {…} is a type of all values that have its methods.",
	token.MAP:         "map[K]V is the type of maps from K to V.",
	token.PACKAGE:     "package names the package of a file. A cell needs none; all cells are package main.",
	token.RANGE:       "range goes over an array, slice, string, map, channel or integer.",
	token.RETURN:      "return ends the surrounding function; in the statements of a cell, the cell.",
	token.SELECT:      "select waits until one of its communications can happen and does it.",
	token.STRUCT:      "struct {…} is a type of values with named fields.",
	token.SWITCH:      "switch chooses a clause by a value, by conditions or by a type.",
	token.TYPE:        "type declares a type, or with = another name for one.",
	token.VAR:         "var declares variables.",
}
