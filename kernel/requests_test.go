package kernel

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestEveryMessageTypeHasATranscript keeps testdata/transcripts complete: a
// new row in the table of message types needs a dialogue that sends it.
func TestEveryMessageTypeHasATranscript(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var sent []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^> \w+ (\w+)`).FindAllSubmatch(text, -1) {
			sent = append(sent, string(m[1]))
		}
	}
	for _, name := range sortedKeys(requestTypes) {
		if !slices.Contains(sent, name) {
			t.Errorf("no transcript sends %s; add testdata/transcripts/%s.txtar and run with -update", name, name)
		}
	}
}

func TestADuplicateMessageTypePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("registering a type twice did not panic")
		}
	}()
	register(requestType{name: "execute_request"})
}
