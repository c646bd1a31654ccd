package wire

import (
	"strings"
	"testing"
)

func TestMistakesAreContained(t *testing.T) {
	failHard = false
	defer func() { failHard = true }()
	err := contained(func() error { panic("mistake") })
	if err == nil || !strings.Contains(err.Error(), "mistake") || !strings.Contains(err.Error(), "peer_test.go") {
		t.Errorf("error is %v, expected one with the panic and its place", err)
	}
	if ordinary(err) {
		t.Error("the mistake would not be logged")
	}
}
