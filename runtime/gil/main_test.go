package gil

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"interleave/runtime/cell"
)

// TestMain looks for goroutines that tests left behind.
func TestMain(m *testing.M) {
	hosted.ctx = context.Background()
	cell.SetHost(hosted)
	code := m.Run()
	if left := goroutines(); code == 0 && left != "" {
		fmt.Fprintf(os.Stderr, "goroutines of this package are left:\n%s", left)
		code = 1
	}
	os.Exit(code)
}

// goroutines are the stacks with functions of this package, apart from the
// caller's. Those that are ending get their time.
func goroutines() string {
	for wait := time.Millisecond; ; wait *= 2 {
		b := make([]byte, 1<<20)
		var left []string
		for _, g := range strings.Split(string(b[:runtime.Stack(b, true)]), "\n\n")[1:] {
			if strings.Contains(g, "runtime/gil.") && !strings.Contains(g, "testing.(*T).Run") {
				left = append(left, g)
			}
		}
		if len(left) == 0 || wait > 4*time.Second {
			return strings.Join(left, "\n\n")
		}
		time.Sleep(wait)
	}
}

func mustPanic(t *testing.T, name, want string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if got := fmt.Sprint(recover()); !strings.Contains(got, want) || !strings.HasPrefix(got, "gil: ") && !strings.Contains(got, "panicked: gil: ") {
			t.Errorf("%s: panic %q, expected a sentence of this package with %q", name, got, want)
		}
	}()
	f()
}
