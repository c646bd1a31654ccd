package notebooks

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"interleave/kernel/notebook"
	"interleave/notebooks/lesson"
)

// TestLesson runs every chapter in every language and holds each cell to its checks;
// the stored notebooks have the cells of the source.
func TestLesson(t *testing.T) {
	chapters, err := lesson.Chapters()
	if err != nil {
		t.Fatal(err)
	}
	if len(chapters) == 0 {
		t.Fatal("there are no chapters")
	}
	for _, c := range chapters {
		for _, language := range lesson.Languages {
			t.Run(c.Path(language), func(t *testing.T) {
				nb := read(t, c.Path(language))
				if diff := cmp.Diff(sources(c.Notebook(language)), sources(nb)); diff != "" {
					t.Fatalf("the notebook is not what its source says; go generate ./notebooks (-source +stored)\n%s", diff)
				}
				s := newSession(t, nb)
				for _, cell := range c.Cells {
					if !cell.Code {
						continue
					}
					run := cellByID(t, nb, cell.ID)
					out := s.run(run)
					if failure := run.Failure(); failure != nil {
						t.Fatalf("cell %s: %s: %s", cell.ID, failure.Ename, failure.Evalue)
					}
					if len(cell.Concepts()) > 0 && len(cell.Checks) == 0 {
						t.Errorf("cell %s demonstrates %v and nothing checks it", cell.ID, cell.Concepts())
					}
					for _, check := range cell.Checks {
						if check.Output != nil && !check.Output.MatchString(out) {
							t.Errorf("cell %s does not say %v:\n%s", cell.ID, check.Output, out)
						}
						if check.True != "" {
							s.holds(cell.ID, check.True)
						}
					}
				}
			})
		}
	}
}

// holds asks the kernel whether an expression is true.
func (s *session) holds(cell, expression string) {
	s.t.Helper()
	nb := notebook.New(expression)
	asked := &session{s.t, s.kernel, notebook.NewCollector(nb)}
	if got := asked.run(nb.Cells[0]); got != "true" {
		s.t.Errorf("after cell %s: %s is %s, want true", cell, expression, got)
	}
}

// source is what a cell is before it has run.
type source struct {
	Type, ID, Source string
	Tags             any
}

func sources(nb *notebook.Notebook) (list []source) {
	for _, c := range nb.Cells {
		list = append(list, source{c.Type, c.ID, c.Source, c.Metadata["tags"]})
	}
	return list
}
