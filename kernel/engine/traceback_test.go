package engine

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"interleave/kernel/evaluator"
)

func TestTraceback(t *testing.T) {
	f := failure{name: evaluator.ErrorPanic, value: "boom", frames: []frame{{7, 2, 3, "f"}, {7, 0, 0, "g"}, {7, 9, 1, ""}}, hints: []string{"a hint"}}
	got := strip(strings.Join(f.cellError(oneCell{7, "func f() {\n\t\"ü\" + x"}).Traceback, "\n"))
	want := `In[7]:2:3: panic: boom
    2 | 	"ü" + x
      | 	 ^
In[7]: called from g
In[7]:9:1: called from the cell
a hint`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTracebackWithoutPlace(t *testing.T) {
	f := failure{name: evaluator.ErrorExit, value: "exit status 3"}
	if diff := cmp.Diff([]string{red + "exit" + plain + ": exit status 3"}, f.cellError(nil).Traceback); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTracebackElides(t *testing.T) {
	frames := make([]frame, 1000)
	for i := range frames {
		frames[i] = frame{1, i + 1, 1, "f"}
	}
	tb := (&failure{name: evaluator.ErrorPanic, value: "deep", frames: frames}).cellError(nil).Traceback
	if len(tb) != frameLimit+1 || !strings.Contains(tb[frameLimit/2], "980 more calls") {
		t.Errorf("%d lines, the middle one is %q", len(tb), tb[frameLimit/2])
	}
}

func TestCaretUnderWideText(t *testing.T) {
	got := excerpt(frame{1, 1, 1 + len("世界 "), ""}, oneCell{1, "世界 x"})
	if want := "      |      ^"; strip(got[1]) != want {
		t.Errorf("got %q, want %q", strip(got[1]), want)
	}
}
