package lang

import (
	"go/token"
	"go/types"
	"strings"
	"testing"

	"interleave/kernel/lang/exportdata"
	"interleave/kernel/lang/generics"
)

// What stands for a generic function or type of a compiled package has its
// type parameters and its signature, or its methods.
func TestLibrarySignatures(t *testing.T) {
	s := NewSession(Options{})
	for _, path := range []string{"cmp", "errors", "iter", "maps", "math/rand/v2", "reflect", "slices", "sync", "sync/atomic", "unique"} {
		if generics.Source(path) == nil {
			t.Errorf("package %s has no source", path)
			continue
		}
		real, err := exportdata.NewImporter(token.NewFileSet()).Import(path)
		if err != nil {
			t.Fatal(err)
		}
		own := s.library.load(s, path)
		for _, name := range own.Names() {
			o := own.Lookup(name)
			if !o.Exported() {
				continue
			}
			r := real.Scope().Lookup(name)
			if r == nil {
				t.Errorf("%s has no %s", path, name)
				continue
			}
			switch o := o.(type) {
			case *types.Func:
				if got, want := strings.ReplaceAll(signatureText(o), "main.", real.Name()+"."), signatureText(r.(*types.Func)); got != want {
					t.Errorf("%s.%s is\n%s, want\n%s", path, name, got, want)
				}
			case *types.TypeName:
				for m := range r.Type().(*types.Named).Methods() {
					if types.NewMethodSet(types.NewPointer(o.Type())).Lookup(nil, m.Name()) == nil {
						t.Errorf("%s.%s has no method %s", path, name, m.Name())
					}
				}
			}
		}
		for _, name := range real.Scope().Names() { // and nothing is forgotten in the great ones
			if f, ok := real.Scope().Lookup(name).(*types.Func); ok && f.Exported() && isGeneric(f) && own.Lookup(name) == nil {
				t.Errorf("%s.%s has no source", path, name)
			}
		}
	}
}

// signatureText prints a generic signature with numbers for the names of type
// parameters, without names of parameters.
func signatureText(f *types.Func) string {
	sig := f.Signature()
	var b strings.Builder
	names := []string{}
	for p := range sig.TypeParams().TypeParams() {
		names = append(names, p.Obj().Name())
		b.WriteString("[" + types.TypeString(underlyingConstraint(p), nil) + "]")
	}
	b.WriteString(types.TypeString(types.NewSignatureType(nil, nil, nil, unnamed(sig.Params()), unnamed(sig.Results()), sig.Variadic()), nil))
	s := b.String()
	for i, n := range names {
		s = replaceWord(s, n, string(rune('①'+i)))
	}
	return s
}

// underlyingConstraint spells the constraints out that only one side has a name
// for.
func underlyingConstraint(p *types.TypeParam) types.Type {
	if n, ok := types.Unalias(p.Constraint()).(*types.Named); ok && !n.Obj().Exported() && n.Obj().Pkg() != nil {
		return n.Underlying()
	}
	return p.Constraint()
}

func replaceWord(s, word, by string) string {
	var b strings.Builder
	scan(s, func(off int, tok token.Token, lit string) {
		switch {
		case tok == token.IDENT && lit == word:
			b.WriteString(by)
		case lit != "" && lit != "\n":
			b.WriteString(lit)
		default:
			b.WriteString(tok.String())
		}
	})
	return b.String()
}

// setGenericMethods depends on how go/types keeps methods: this fails when a
// release of Go keeps them in another way.
func TestMethodsOfGenericTypes(t *testing.T) {
	s := NewSession(Options{})
	commit(t, s, 1, "type Box[T any] struct{ v T }\nfunc (b Box[T]) Get() T { return b.v }\nvar a Box[int]\nvar f fmt.Stringer")
	commit(t, s, 2, "a.Get()")
	for n := 3; n < 6; n++ {
		if _, err := s.Compile(Cell{n, "func (b Box[T]) Lost() string { return \"\" }\na.Lost()"}); err != nil { // never committed
			t.Fatal(err)
		}
		if _, err := s.Compile(Cell{n, "a.Lost()"}); err == nil {
			t.Error("a method of a unit that was not committed exists")
		}
		commit(t, s, n, "func (b Box[T]) String() string { return \"box\" }\nfunc (b *Box[T]) Set(v T) { b.v = v }\na.Set(a.Get())\nf = a\na.String()")
		commit(t, s, n, "Box[string]{\"x\"}.String() + Box[string]{}.Get()")
	}
}

// Instances are made once, and again when what they are made of changed.
func TestInstancesAreReused(t *testing.T) {
	s := NewSession(Options{})
	commit(t, s, 1, "func Twice[T any](x T) []T { return []T{x, x} }\ntype Pair[T any] struct{ a, b T }")
	first := commit(t, s, 2, "Twice(1)\nPair[int]{}")
	second := commit(t, s, 3, "Twice(2)\nPair[int]{1, 2}")
	if !strings.Contains(first.Text, "func Twiceǃof_int(") || !strings.Contains(first.Text, "type Pairǃof_int ") {
		t.Errorf("the first use makes no instances:\n%s", first.Text)
	}
	if strings.Contains(second.Text, "func Twice") || strings.Contains(second.Text, "type Pair") {
		t.Errorf("the second use makes instances again:\n%s", second.Text)
	}
	commit(t, s, 4, "func Twice[T any](x T) []T { return []T{x} }")
	if again := commit(t, s, 5, "Twice(3)"); !strings.Contains(again.Text, "return []int{x}") {
		t.Errorf("the function was declared again, but its old instance is used:\n%s", again.Text)
	}
}

// Positions in an instance are those of the declaration, whatever cell it is in.
func TestPositionsInInstances(t *testing.T) {
	s := NewSession(Options{})
	commit(t, s, 1, "// first\nfunc At[T any](xs []T, i int) T {\n\treturn xs[i]\n}")
	u := commit(t, s, 2, "At([]string{}, 3)\nslices.MaxFunc([]int{}, nil)")
	i := strings.Index(u.Text, "xs[i]")
	if got, want := u.Position(i), (Position{1, 3, 9}); i < 0 || got != want {
		t.Errorf("position of xs[i] is %+v, want %+v in\n%s", got, want, u.Text)
	}
	if i := strings.Index(u.Text, `panic("slices.MaxFunc`); i < 0 || u.Position(i) != (Position{}) {
		t.Errorf("source of the library has a position in a cell:\n%s", u.Text)
	}
}

// After a restart generic declarations are there again.
func TestReplayOfGenericCode(t *testing.T) {
	cells := []Cell{
		{1, "type Stack[T any] struct{ items []T }\nfunc (s *Stack[T]) Push(v T) { s.items = append(s.items, v) }\nlimit := 3"},
		{2, "func Fill[T any](v T) *Stack[T] { s := &Stack[T]{}; for i := 0; i < limit; i++ { s.Push(v) }; return s }\nFill(1)"},
		{3, "func (s *Stack[T]) Len() int { return len(s.items) }"},
	}
	s := NewSession(Options{})
	s.Replay(cells, func(*Unit) error { return nil })
	if _, err := s.Compile(Cell{4, "Fill(2)"}); err == nil {
		t.Error("a function that needs a lost variable can be called")
	}
	commit(t, s, 5, "limit := 2")
	u := commit(t, s, 6, "Fill(\"x\").Len()")
	if !strings.Contains(u.Text, "Stackǃof_string") {
		t.Errorf("no instance in\n%s", u.Text)
	}
}

func BenchmarkInstance(b *testing.B) {
	s := NewSession(Options{})
	for n, code := range []string{"func Map[T, U any](xs []T, f func(T) U) []U {\n\tvar out []U\n\tfor _, x := range xs {\n\t\tout = append(out, f(x))\n\t}\n\treturn out\n}", "Map([]int{1}, func(i int) string { return \"\" })"} {
		u, err := s.Compile(Cell{n, code})
		if err != nil {
			b.Fatal(err)
		}
		s.Commit(u)
	}
	for _, c := range []struct{ name, code string }{
		{"known", "Map([]int{1}, func(i int) string { return \"a\" })"},
		{"new", "Map([]string{\"\"}, func(s string) int { return len(s) })"},
		{"library", "slices.IndexFunc([]int{1}, func(i int) bool { return i == 1 })"},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Compile(Cell{9, c.code}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A generic shell over a compiled core: the source comes from Options.Generic,
// may use functions of its own, what its package has compiled, and what it imports.
func TestGenericShell(t *testing.T) {
	shell := "// Package cmp is a shell.\npackage cmp\n\nimport \"strings\"\n\n" +
		"func Compare[T Ordered](x, y T) int { return core(any(x) == any(y)) }\n\n" +
		"func core(same bool) int {\n\tif same {\n\t\treturn 0\n\t}\n\treturn strings.Compare(\"a\", \"b\")\n}\n"
	s := NewSession(Options{Generic: func(path string) []string {
		if path == "cmp" {
			return []string{shell}
		}
		return nil
	}})
	u := commit(t, s, 1, "cmp.Compare(1, 2)")
	for _, want := range []string{"func Compareǃof_int(x, y int) int", "func coreǃ(same bool) int", "stringsǃp.Compare("} {
		if !strings.Contains(u.Text, want) {
			t.Errorf("no %q in\n%s", want, u.Text)
		}
	}
	if u := commit(t, s, 2, "cmp.Compare(\"a\", \"b\")"); strings.Contains(u.Text, "func coreǃ(") {
		t.Errorf("the core is emitted again:\n%s", u.Text)
	}
	commit(t, s, 3, "slices.MaxFunc([]string{\"a\"}, cmp.Compare)")
}
