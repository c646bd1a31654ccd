package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTimelineOfACell has three goroutines of a cell alive together, and none of
// the kernel's in the picture.
func TestTimelineOfACell(t *testing.T) {
	file := filepath.Join(t.TempDir(), "out.json")
	s := newSession(t)
	r := s.run("%%timeline " + file + "\nvar wg, all sync.WaitGroup\nall.Add(2)\nfor range 2 {\n\twg.Go(func() { all.Done(); all.Wait() })\n}\nwg.Wait()")
	if r.Error != nil {
		t.Fatal(r.Error)
	}
	text := displayed(s.out)
	if !strings.HasPrefix(text, "3 goroutines alive at once, ") || !strings.Contains(text, "goroutine 2") || strings.Contains(text, "goroutine 3") {
		t.Errorf("the timeline says\n%s", text)
	}
	if b, err := os.ReadFile(file); err != nil || !strings.Contains(string(b), "thread_name") {
		t.Errorf("the file for Perfetto has %d bytes, %v", len(b), err)
	}
	if r := s.run("%timeline panic(\"of the cell\")"); r.Error == nil || !strings.Contains(r.Error.Value, "of the cell") {
		t.Errorf("a cell that panics: %v", r.Error)
	}
	if r := s.run("%%timeline"); r.Error == nil || !strings.Contains(r.Error.Value, "the code is missing") {
		t.Errorf("without code: %v", r.Error)
	}
	if r := s.run("%%timeline x := 1\nx"); r.Error == nil || !strings.Contains(r.Error.Value, "ends in .json") {
		t.Errorf("with code in its own line: %v", r.Error)
	}
}

// displayed is the plain text of all that was displayed.
func displayed(r *record) (text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, ds := range r.displays {
		for _, d := range ds {
			if s, ok := d.Data["text/plain"].(string); ok {
				text += s
			}
		}
	}
	return text
}
