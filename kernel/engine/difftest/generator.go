package difftest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator makes one program. What it makes is well-typed, ends, and prints the
// same in every run: it never prints addresses, ranges over maps only where the
// order does not matter, and leaves no choice where the language leaves the
// compiler one. An expression whose operands may panic has no calls that print,
// and at most one such operand; functions that change what others read are called
// by statements of their own.
type generator struct {
	*rand.Rand
	prefix string // of the names at the top level
	next   int    // number of the next name

	vars  []*variable // visible, innermost last
	types []*typ      // named
	funcs []*fn
	decls []string

	out    *strings.Builder // of the block being made
	indent int

	fn      *fn      // being made, nil in a literal or the main block
	results []*typ   // of the innermost function
	named   []string // its results' names
	labels  []string // of loops around
	loops   int      // around, in this function
	depth   int      // of blocks
	quiet   bool     // inside methods that fmt calls, or goroutines: no traces
	calls   bool     // the expression may call what prints
	risk    int      // operands that may panic, still allowed in this expression
	generic *typ     // type parameter of the function being made
	floor   int      // variables of blocks further out must not change
}

// variable is a name of the program that holds a value.
type variable struct {
	name  string
	typ   *typ
	fixed bool // not to be assigned
	pure  bool // a function that changes nothing
	scope int  // depth of the block that declares it, 0 for the top level
	owned bool // nothing else refers to its elements
}

// fn is a function at the top level.
type fn struct {
	name     string
	params   []*typ
	results  []*typ
	variadic bool
	pure     bool   // changes nothing that others see
	class    string // of its type parameter, "" for none; params refer to it as T
	generic  *typ   // that parameter
}

// program is what a generator made.
type program struct {
	name  string
	decls []string // in an order in which each needs only those before it
	body  string   // of the function that runs it
}

func newGenerator(seed uint64, name string) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)), prefix: name}
}

// generate makes the program of a seed; its names begin with name.
func generate(seed uint64, name string) program {
	g := newGenerator(seed, name)
	for range 2 + g.IntN(4) {
		g.typeDecl()
	}
	for range g.IntN(3) {
		g.genericType()
	}
	for range g.IntN(3) {
		g.globalVar()
	}
	for range 1 + g.IntN(3) {
		g.genericFunc()
	}
	for range 2 + g.IntN(3) {
		g.topFunc()
	}
	body := g.capture(func() {
		for i := range 2 + g.IntN(4) {
			g.guarded(fmt.Sprintf("block%d", i))
		}
	})
	return program{name: name, decls: g.decls, body: body}
}

// chance is true once in n times.
func (g *generator) chance(n int) bool { return g.IntN(n) == 0 }

func pick[T any](g *generator, list ...T) T { return list[g.IntN(len(list))] }

// top makes a name at the top level.
func (g *generator) top(kind string) string {
	g.next++
	return fmt.Sprintf("%s%s%d", g.prefix, kind, g.next)
}

// local makes a name for a variable, sometimes one that a block around has.
func (g *generator) local() string {
	if g.chance(12) {
		for range 3 {
			if len(g.vars) == 0 {
				break
			}
			v := g.vars[g.IntN(len(g.vars))]
			if v.scope < g.depth-1 && v.scope > 0 && v.name[0] == 'v' && !g.declaredHere(v.name) {
				return v.name
			}
		}
	}
	g.next++
	return fmt.Sprintf("v%d", g.next)
}

func (g *generator) declaredHere(name string) bool {
	for _, v := range g.vars {
		if v.name == name && v.scope >= g.depth-1 {
			return true
		}
	}
	return false
}

// declare makes a variable visible up to the end of the block.
func (g *generator) declare(v *variable) *variable {
	v.scope = g.depth
	g.vars = append(g.vars, v)
	return v
}

// visible lists the variables that ok accepts.
func (g *generator) visible(ok func(v *variable) bool) []*variable {
	var list []*variable
	seen := map[string]bool{}
	for i := len(g.vars) - 1; i >= 0; i-- {
		v := g.vars[i]
		if !seen[v.name] && ok(v) {
			list = append(list, v)
		}
		seen[v.name] = true
	}
	return list
}

// variable is one that ok accepts, or nil.
func (g *generator) variable(ok func(v *variable) bool) *variable {
	list := g.visible(ok)
	if len(list) == 0 {
		return nil
	}
	return list[min(g.IntN(len(list)), g.IntN(len(list)))]
}

// line writes a line of the program.
func (g *generator) line(format string, args ...any) {
	s := format
	if len(args) > 0 {
		s = fmt.Sprintf(format, args...)
	}
	g.out.WriteString(strings.Repeat("\t", g.indent))
	g.out.WriteString(s)
	g.out.WriteByte('\n')
}

// capture is what f writes.
func (g *generator) capture(f func()) string {
	old := g.out
	g.out = &strings.Builder{}
	f()
	s := g.out.String()
	g.out = old
	return s
}

// block writes what f writes as the inside of a block.
func (g *generator) block(f func()) {
	vars := len(g.vars)
	g.depth++
	g.indent++
	f()
	g.indent--
	g.depth--
	g.vars = g.vars[:vars]
}

// function writes the inside of a function with these results.
func (g *generator) function(results []*typ, names []string, f func()) {
	oldResults, oldNames, oldLabels, oldLoops := g.results, g.named, g.labels, g.loops
	oldCalls, oldRisk := g.calls, g.risk
	g.results, g.named, g.labels, g.loops = results, names, nil, 0
	g.block(f)
	g.results, g.named, g.labels, g.loops = oldResults, oldNames, oldLabels, oldLoops
	g.calls, g.risk = oldCalls, oldRisk
}

// guarded writes a block of statements in a function that recovers.
func (g *generator) guarded(name string) {
	g.line("%sguard(%q, func() {", helper, name)
	g.function(nil, nil, func() {
		for range 2 + g.IntN(3) {
			g.varDecl()
		}
		g.statements(3 + g.IntN(5))
		g.showAll(name)
	})
	g.line("})")
}

// showAll prints what the block declared.
func (g *generator) showAll(name string) {
	var args []string
	for _, v := range g.visible(func(v *variable) bool { return v.typ.printable() && v.typ.kind != param }) {
		if len(args) < 8 {
			args = append(args, v.name)
		}
	}
	if len(args) > 0 {
		g.line("%s%s(%q, %s)", helper, pick(g, "show", "show", "dump"), name, strings.Join(args, ", "))
	}
}
