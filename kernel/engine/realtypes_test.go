package engine

import (
	"context"
	"testing"

	"interleave/kernel/evaluator"
)

// After a crash the types of earlier cells are there again, with the methods
// that later cells declared and in their last form.
func TestReplayOfTypes(t *testing.T) {
	e, _ := newEngine(t, Options{})
	e.Replay(context.Background(), []evaluator.Cell{
		{ID: 1, Number: 1, Code: "type Level int\nfunc (l Level) String() string { return \"old\" }\nvar lost any = Level(1)"},
		{ID: 2, Number: 2, Code: "func (l Level) String() string { return fmt.Sprint(\"level \", int(l)) }\nfmt.Println(Level(1))"},
		{ID: 3, Number: 3, Code: "type Alarm struct{ Level; where string }\nfunc (a *Alarm) Error() string { return a.String() + \" at \" + a.where }\nfunc raise(w string) error { return &Alarm{3, w} }"},
	})
	run := func(n int, code string) evaluator.Result {
		return e.Execute(context.Background(), evaluator.Cell{ID: evaluator.CellID(n), Number: n, Code: code})
	}
	for i, c := range []struct{ code, want string }{
		{"fmt.Sprint(Level(2), raise(\"x\"))", `"level 2 level 3 at x"`},
		{"var a *Alarm\nerrors.As(fmt.Errorf(\"%w\", raise(\"y\")), &a)\nfmt.Sprintf(\"%s %T\", a.where, *a)", `"y main.Alarm"`},
		{"func (l Level) Up() Level { return l + 1 }\nvar u interface{ Up() Level } = Level(4)\nu.Up()", "level 5"},
	} {
		if r := run(10+i, c.code); r.Error != nil || text(r) != c.want {
			t.Errorf("%s: %+v, %s, want %s", c.code, r.Error, text(r), c.want)
		}
	}
}

// Goroutines of earlier cells use types while cells declare others.
func TestTypesWhileOthersAreDeclared(t *testing.T) {
	s := newSession(t)
	s.must("type Shape interface{ Area() int }\ntype Box struct{ w, h int }\nfunc (b Box) Area() int { return b.w * b.h }\ndone := make(chan int)")
	s.must(`for range 3 {
	go func() {
		for range 200 {
			var s Shape = Box{2, 3}
			if b, ok := any(s).(Box); !ok || s.Area() != 6 || fmt.Sprintf("%T", s) != "main.Box" || b.h != 3 {
				panic("wrong")
			}
		}
		done <- 200
	}()
}`)
	for range 10 {
		s.must("type T struct{ Box; n int }\nfunc (t T) String() string { return fmt.Sprint(t.n, t.Area()) }\nfmt.Sprint(T{Box{1, 1}, 2}, []Shape{T{}})")
	}
	if r := s.must("<-done + <-done + <-done"); text(r) != "600" {
		t.Errorf("the goroutines did %s turns of 600", text(r))
	}
}
