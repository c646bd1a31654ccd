//go:build unix && !linux

package evaluator

import (
	"os"
	"testing"
)

// Without /proc these tests can't see what is left.

func noneLeft(testing.TB) bool { return true }

func beFront() { os.Exit(1) }
