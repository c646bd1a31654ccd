//go:build !nohooks

package hooks

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"runtime/debug"
	"slices"
	"unsafe"

	"github.com/traefik/yaegi/interp"
)

// compile does what yaegi's CompileAST does, in four calls of its own, with
// the hooks put in before any step is generated.
func (h *hooked) compile(s Source) (p *Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, &BrokenError{Value: r, Stack: debug.Stack()}
		}
	}()
	i := h.i
	file, err := parser.ParseFile(i.FileSet(), s.Name, s.Code, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	dropEmpty(file)
	*field[string](i, fieldName) = s.Name
	pkg, root, err := toTree(i, file)
	if err != nil {
		return nil, err
	}
	postpone(root)
	if err := globalTypes(i, []*node{root}, pkg, pkg); err != nil {
		return nil, err
	}
	inits, err := flowGraph(i, root, nil, pkg, pkg)
	if err != nil {
		return nil, err
	}
	resume(root)
	newBuilder(h, s, i.FileSet().File(root.pos), file).hook(root)
	if err := generateLiterals(root); err != nil {
		return nil, err
	}
	if err := generateFunctions(root); err != nil {
		return nil, err
	}
	if err := h.growGlobals(); err != nil {
		return nil, err
	}
	prog := &program{pkg, root, inits}
	return &Program{src: s, p: (*interp.Program)(unsafe.Pointer(prog))}, nil
}

// arithmetic are the generators that know some kinds of operands only.
var arithmetic = map[string]bool{
	"inc": true, "dec": true, "neg": true, "pos": true, "bitNot": true, "add": true, "sub": true, "mul": true, "quo": true, "rem": true,
	"and": true, "or": true, "xor": true, "andNot": true, "shl": true, "shr": true, "addAssign": true, "subAssign": true, "mulAssign": true,
	"quoAssign": true, "remAssign": true, "andAssign": true, "orAssign": true, "xorAssign": true, "andNotAssign": true, "shlAssign": true, "shrAssign": true,
}

// dropEmpty takes empty statements out of lists: yaegi has no node for them, and
// wires what stands beside one wrongly.
func dropEmpty(file *ast.File) {
	isEmpty := func(s ast.Stmt) bool { _, ok := s.(*ast.EmptyStmt); return ok }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			n.List = slices.DeleteFunc(n.List, isEmpty)
		case *ast.CaseClause:
			n.Body = slices.DeleteFunc(n.Body, isEmpty)
		case *ast.CommClause:
			n.Body = slices.DeleteFunc(n.Body, isEmpty)
		}
		return true
	})
}

// yaegi generates the steps of function literals in the middle of cfg, when
// the tree is not complete and there are no hooks yet. It leaves alone what has
// a step, so every node gets one until cfg is over.
var postponed step = func(*frame) step { panic("hooks: a step was not generated") }

func postpone(root *node) { walk(root, func(n *node) { n.exec = postponed }) }

func resume(root *node) {
	word := func(s step) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&s)) }
	mark := word(postponed)
	walk(root, func(n *node) {
		if word(n.exec) == mark {
			n.exec = nil
		}
	})
}

// generateLiterals generates function literals, inner ones first.
func generateLiterals(n *node) error {
	for _, c := range n.child {
		if err := generateLiterals(c); err != nil {
			return err
		}
	}
	if kindName(n.kind) == "funcLit" {
		return generateFunctions(n)
	}
	return nil
}

// A visitor looks at every node of a program, parents first, and asks the
// builder for what it wants done there. One file adds one visitor to the table.
type visitor func(b *builder, n *node, kind, gen string)

var visitors = []visitor{
	(*builder).visitBlock,
	(*builder).visitFunction,
	(*builder).visitLoop,
	(*builder).visitStep,
	(*builder).visitChannel,
	(*builder).visitMap,
	(*builder).visitMapTarget,
	(*builder).visitBranch,
	(*builder).visitCondition,
	(*builder).visitDefer,
	(*builder).visitCall,
	(*builder).visitReturn,
	(*builder).visitEqual,
	(*builder).visitOperand,
	(*builder).visitLiteral,
}

// plan is what is to be done at a node.
type plan struct {
	record int // index of builder.records + 1; 0: none
	stop   bool
	last   bool                     // it has a step that ends the function, if nothing else
	entry  *function                // the body of a function begins here
	end    int                      // index of builder.records + 1, of the end of that body; 0: not wanted
	gen    func(*node) bool         // generates instead of yaegi's generator; false: leave it to that
	around []func(*node, step) step // wrap the generated step, first innermost
	fault  string                   // generator of an index or slice step

	fused    *fused  // what the step does instead of yaegi's
	absorbed bool    // it is part of a fused step
	r        *record // the record, when it is there
}

// note says that the step of p is at work in f.
func (p *plan) note(f *frame) {
	if p.r != nil {
		f.debug = p.r
	}
}

// builder puts hooks into one program.
type builder struct {
	h       *hooked
	src     Source
	file    *token.File
	slab    *slab
	records []record
	plans   map[*node]*plan
	fn      int                       // index of slab.funcs
	defers  bool                      // that function has defer statements
	inner   map[int]int               // literals per function, for their names
	calls   map[token.Pos][]token.Pos // see callPositions
	ends    map[token.Pos]token.Pos   // of function bodies
}

func newBuilder(h *hooked, s Source, file *token.File, tree *ast.File) *builder {
	if s.Position == nil {
		s.Position = func(offset int) (int, int, int) {
			p := file.Position(file.Pos(offset))
			return int(s.Cell), p.Line, p.Column
		}
	}
	slab := &slab{cells: []int64{s.Cell}, funcs: []string{""}, added: []bool{true}, file: s.File}
	return &builder{h: h, src: s, file: file, slab: slab, plans: map[*node]*plan{}, inner: map[int]int{}, calls: callPositions(file, tree), ends: bodyEnds(tree)}
}

func (b *builder) at(n *node) *plan {
	p := b.plans[n]
	if p == nil {
		p = &plan{}
		b.plans[n] = p
	}
	return p
}

// record notes a position; the result is for plan.record.
func (b *builder) record(pos token.Pos, o op) int {
	r := record{fn: uint16(b.fn), op: o}
	if base := token.Pos(b.file.Base()); pos >= base && int(pos-base) <= b.file.Size() {
		cell, line, col := b.src.Position(int(pos - base))
		r.cell, r.line, r.col = b.cell(int64(cell)), int32(line), int32(col)
	}
	b.records = append(b.records, r)
	return len(b.records)
}

// cell is the index of a cell in the slab. Most programs have one.
func (b *builder) cell(id int64) int32 {
	k := slices.Index(b.slab.cells, id)
	if k < 0 {
		k = len(b.slab.cells)
		b.slab.cells = append(b.slab.cells, id)
	}
	return int32(k)
}

func (b *builder) hook(root *node) {
	walk(root, mendRange)
	walk(root, mendSelect)
	walk(root, separateResults)
	walk(root, attachFunction)
	b.fuse(root)
	b.visit(root)
	records := addSlab(b.slab, b.records)
	for n, p := range b.plans {
		var r *record
		if p.record > 0 {
			r = &records[p.record-1]
			p.r = r
		}
		if p.entry != nil {
			p.entry.record = r
			if p.end > 0 {
				p.entry.end = &records[p.end-1]
			}
		}
		b.install(n, p, r)
	}
}

func (b *builder) visit(n *node) {
	kind, fn, defers := kindName(n.kind), b.fn, b.defers
	b.enterFunction(n, kind)
	gen := generator(n)
	for _, v := range visitors {
		v(b, n, kind, gen)
	}
	for _, c := range n.child {
		b.visit(c)
	}
	b.fn, b.defers = fn, defers
}

// install replaces the generator of n.
func (b *builder) install(n *node, p *plan, r *record) {
	original := n.gen
	if original == nil {
		return
	}
	s, name := b.slab, generator(n)
	n.meta = replaced(generator(n))
	if p.absorbed {
		n.gen = func(n *node) { n.exec = absorbedStep }
		return
	}
	if p.fused != nil {
		p.gen, p.around, p.fault = p.fused.generate, nil, ""
	}
	n.gen = func(n *node) {
		if p.gen == nil || !p.gen(n) {
			original(n)
		}
		if p.fault != "" && r != nil {
			if s.faults == nil {
				s.faults = map[int32]fault{}
			}
			s.faults[int32(p.record-1)] = faultOf(n, p.fault)
		}
		if n.exec == nil && arithmetic[name] {
			panic(fmt.Sprintf("no step for %s of %v", name, typeOf(n.typ))) // without, the function would end here and nobody would know
		}
		if n.exec == nil && p.last {
			n.exec = func(*frame) step { return nil }
		}
		if n.exec == nil {
			return
		}
		for _, a := range p.around {
			n.exec = a(n, n.exec)
		}
		n.exec = p.wrap(n.exec, r)
	}
}

// wrap adds the checks and the record to a step.
func (p *plan) wrap(e step, r *record) step {
	inner := e
	switch {
	case p.stop && r != nil:
		e = func(f *frame) step {
			f.debug = r
			if stopping.Load() != 0 {
				check()
			}
			return inner(f)
		}
	case p.stop:
		e = func(f *frame) step {
			if stopping.Load() != 0 {
				check()
			}
			return inner(f)
		}
	case r != nil:
		e = func(f *frame) step {
			f.debug = r
			return inner(f)
		}
	}
	if p.entry == nil {
		return e
	}
	fn, first := p.entry, e
	fn.first = first
	return func(f *frame) step {
		if f.debug == nil { // a new frame: yaegi itself made the call
			fn.enterCalled(f)
			return nil
		}
		return first(f)
	}
}

// absorbedStep is what runs when the way to a step that is none was overlooked.
func absorbedStep(*frame) step { panic("internal error: a part of a fused step runs") }

// growGlobals fills the slots of the global frame that compiling added. The
// frame was made once, large: so it never moves, and code that runs meanwhile
// touches other slots.
func (h *hooked) growGlobals() error {
	types := (*field[*scope](h.i, fieldUniverse)).types
	data := (*field[*frame](h.i, fieldFrame)).data
	if len(types) > len(data) {
		return &FullError{Slots: len(data)}
	}
	for ; h.used < len(types); h.used++ {
		if !data[h.used].IsValid() {
			data[h.used] = reflect.New(types[h.used]).Elem()
		}
	}
	return nil
}
