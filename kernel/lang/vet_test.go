package lang

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/tools/go/analysis"
)

func init() {
	vetPanicked = func(a *analysis.Analyzer, cause any) {
		panic(fmt.Sprintf("pass %s: %v", a.Name, cause))
	}
}

// TestVet plays the notebooks of testdata/vet: every cell ("in 1") passes its
// check and is followed by the notes about it ("note 1"), if there are any.
func TestVet(t *testing.T) {
	forEachArchive(t, "vet", func(t *testing.T, in []txtar.File) []txtar.File {
		s := NewSession(Options{})
		var out []txtar.File
		for _, f := range in {
			var n int
			if _, err := fmt.Sscanf(f.Name, "in %d", &n); err != nil {
				continue
			}
			u := commit(t, s, n, strings.TrimSuffix(string(f.Data), "\n"))
			s.Vet(u)
			out = append(out, f)
			if notes := notesText(u); notes != "" {
				out = append(out, txtar.File{Name: fmt.Sprintf("note %d", n), Data: []byte(notes)})
			}
		}
		return out
	})
}
