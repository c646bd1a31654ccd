package peers

import (
	"encoding/json"
	"html"
	"strings"
	"testing"

	"interleave/install"
)

// TestNbgrader has nbgrader make an assignment with a sheet of package check, and
// grade what six students handed in.
func TestNbgrader(t *testing.T) {
	p := newPythonWith(t, install.Grading)
	course := t.TempDir()
	if _, err := install.WriteGraderConfig(course); err != nil {
		t.Fatal(err)
	}
	out := p.run(t, "python", "testdata/grading.py", course, p.kernel)
	_, text, found := strings.Cut(out, "RESULTS ")
	if !found {
		t.Fatalf("the script ended early:\n%s", out)
	}
	var results map[string]struct {
		Points   map[string]float64
		Feedback string
	}
	if err := json.Unmarshal([]byte(text), &results); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		student       string
		sheet, hidden float64
		says          string // in the feedback
	}{
		{"ada", 4, 2, "4 of 4 points"},
		{"bob", 2.5, 2, "data race"},
		{"cleo", 0, 0, "not implemented"},
		{"dan", 3.5, 2, "goroutine"},
		{"eva", 1.5, 0, "1.5 of 4 points"},
		{"fay", 0, 0, "syntax error"},
	} {
		got, ok := results[c.student]
		if !ok {
			t.Errorf("%s was not graded", c.student)
			continue
		}
		if got.Points["sheet"] != c.sheet || got.Points["hidden"] != c.hidden {
			t.Errorf("%s got %v, want %v for the sheet and %v for the hidden tests", c.student, got.Points, c.sheet, c.hidden)
		}
		if !strings.Contains(html.UnescapeString(got.Feedback), c.says) {
			t.Errorf("%s's feedback does not say %q", c.student, c.says)
		}
	}
}
