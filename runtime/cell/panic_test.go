package cell

import (
	"strings"
	"testing"
)

// recovered describes the panic of f.
func recovered(f func()) (p Panic) {
	defer func() { p = Recovered(recover()) }()
	f()
	return p
}

func divide(a, b int) int { return a / b }

func TestRecoveredInProgram(t *testing.T) {
	p := recovered(func() { _ = divide(1, 0) })
	if err, ok := p.Value.(error); !ok || err.Error() != "runtime error: integer divide by zero" {
		t.Errorf("value %v", p.Value)
	}
	if len(p.Stack) < 2 || !strings.HasSuffix(p.Stack[0], " in interleave/runtime/cell.divide") || !strings.HasPrefix(p.Place(), "panic_test.go:") {
		t.Errorf("place %q, stack %q", p.Place(), p.Stack)
	}
}

// A panic of a deferred function replaces the one before.
func TestRecoveredIsTheLastPanic(t *testing.T) {
	second := func() { panic("second") }
	p := recovered(func() {
		defer second()
		_ = divide(1, 0)
	})
	if p.Value != "second" || !strings.Contains(p.Stack[0], "TestRecoveredIsTheLastPanic") {
		t.Errorf("value %v, stack %q", p.Value, p.Stack)
	}
	if (Panic{}).Place() != "" {
		t.Error("a panic without a stack has a place")
	}
}
