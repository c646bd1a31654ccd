//go:build !nohooks && (amd64 || arm64)

package hooks

import (
	"bytes"
	"reflect"
	"slices"
	"testing"
)

// Following frame pointers finds the frames that the runtime writes, whatever
// native code lies between and while a panic is on its way.
func TestWalkFindsWhatTheTextHas(t *testing.T) {
	looked := 0
	look := func() {
		text := ownStack()
		if bytes.Contains(text, elided) {
			t.Error("the case is too deep for the text")
		}
		want, got := framesIn(text), walked()
		if len(want) < 2 || !slices.Equal(got, want) {
			t.Errorf("walked %x, the text has %x\n%s", got, want, text)
		}
		looked++
	}
	m := newTestMachine(t, Options{}, map[string]reflect.Value{"Look": reflect.ValueOf(look)})
	m.run(`func deep(n int) {
	if n > 0 {
		deep(n - 1)
		return
	}
	nb.Look()
}
func fails(f func()) {
	defer func() {
		nb.Look()
		recover()
		nb.Look()
	}()
	f()
}
type T struct{ x int }
func (t *T) set() { t.x = 1 }
`, `deep(3)
func() { defer deep(2) }()
fails(func() { panic(1) })
fails(func() { var p *T; p.set() })
fails(func() { var a []int; n := 2; a[n] = 1 })
fails(func() { a, b := 1, 0; _ = a / b })
fails(func() { var m map[string]int; m["a"] = 1 })
fails(func() { fails(func() { panic(2) }); panic(3) })
fails(func() { strings.Repeat("x", -1) })
s := []int{2, 1}
sort.Slice(s, func(i, j int) bool { deep(1); return s[i] < s[j] })
done := make(chan bool)
go func() { deep(2); done <- true }()
<-done`)
	if looked < 18 {
		t.Errorf("looked %d times", looked)
	}
}

// A panic names every call, however deep it is.
func TestPanicNamesEveryCall(t *testing.T) {
	m := newTestMachine(t, Options{}, nil)
	const depth = 3000
	out := m.outcome(`func down(n int) {
	if n == 0 {
		panic("bottom") //!
	}
	if n%2 == 0 {
		down(n - 1) //even
		return
	}
	down(n - 1) //odd
}
`, "down(3000)")
	if out.End != Panicked {
		t.Fatal(describe(out))
	}
	if len(out.Panic.Stack) != depth+2 {
		t.Fatalf("%d calls on the stack, want %d", len(out.Panic.Stack), depth+2)
	}
	for i, p := range out.Panic.Stack[1 : depth+1] {
		if want := []int{10, 7}[i%2]; p.Line != want {
			t.Fatalf("call %d is at line %d, want %d", i, p.Line, want)
		}
	}
}
