package lang

import (
	"flag"
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the expectations of testdata from what happens")

// forEachArchive runs play for every txtar file of testdata/dir. play gets the
// file's inputs and returns inputs and outcomes; they must be what the file
// holds.
func forEachArchive(t *testing.T, dir string, play func(t *testing.T, in []txtar.File) []txtar.File) {
	files, err := filepath.Glob(filepath.Join("testdata", dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/%s holds no archives (%v)", dir, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := string(txtar.Format(&txtar.Archive{Files: a.Files}))
			a.Files = play(t, a.Files)
			got := string(txtar.Format(&txtar.Archive{Files: a.Files}))
			if *update {
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s\nif this is right: go test ./kernel/lang -run '%s' -update", file, diff, t.Name())
			}
		})
	}
}

// TestSessions plays the notebooks of testdata/session: cells ("in 1"), each
// followed by what came of it: "error 1", "note 1", "result 1" (types of the
// result), "declared 1", and "text 1" when the file asks for it with an empty
// or old "text 1". "restart" replays the cells before it in a new session.
func TestSessions(t *testing.T) {
	forEachArchive(t, "session", func(t *testing.T, in []txtar.File) []txtar.File {
		wantText := map[string]bool{}
		for _, f := range in {
			if strings.HasPrefix(f.Name, "text ") {
				wantText[f.Name] = true
			}
		}
		s := NewSession(Options{Preloaded: map[string]string{"mypath": "path"}})
		var out []txtar.File
		var cells []Cell
		for _, f := range in {
			add := func(kind, body string) {
				if body != "" {
					out = append(out, txtar.File{Name: kind, Data: []byte(body)})
				}
			}
			var n int
			switch {
			case f.Name == "restart":
				out = append(out, f)
				s = NewSession(Options{})
				s.Replay(cells, func(*Unit) error { return nil })
			case strings.HasPrefix(f.Name, "in "):
				if _, err := fmt.Sscanf(f.Name, "in %d", &n); err != nil {
					t.Fatalf("section %q: %v", f.Name, err)
				}
				out = append(out, f)
				cell := Cell{n, strings.TrimSuffix(string(f.Data), "\n")}
				u, err := s.Compile(cell)
				if err != nil {
					add(fmt.Sprintf("error %d", n), err.Error()+"\n")
					continue
				}
				s.Commit(u)
				cells = append(cells, cell)
				add(fmt.Sprintf("note %d", n), notesText(u))
				add(fmt.Sprintf("result %d", n), typesText(s, u.Results))
				if name := fmt.Sprintf("text %d", n); wantText[name] {
					out = append(out, txtar.File{Name: name, Data: []byte(u.Text)})
				}
			}
		}
		return out
	})
}

func notesText(u *Unit) string {
	var b strings.Builder
	for _, n := range u.Notes {
		fmt.Fprintf(&b, "In[%d]:%d:%d: %s\n", n.Cell, n.Line, n.Column, n.Text)
	}
	return b.String()
}

func typesText(s *Session, list []types.Type) string {
	var b strings.Builder
	for _, t := range list {
		b.WriteString(types.TypeString(t, s.qualifier) + "\n")
	}
	return b.String()
}

// TestCompletions plays testdata/complete: after the cells of "in 1" and so on,
// the code of "complete …" with the cursor at ^ gives the section "matches".
func TestCompletions(t *testing.T) {
	forEachArchive(t, "complete", func(t *testing.T, in []txtar.File) []txtar.File {
		s := NewSession(Options{Preloaded: map[string]string{"display": "path"}})
		var out []txtar.File
		for _, f := range in {
			name, _, _ := strings.Cut(f.Name, " ")
			switch name {
			case "in":
				out = append(out, f)
				commit(t, s, len(out), string(f.Data))
			case "complete":
				out = append(out, f)
				code, cursor := cursorIn(t, f)
				c := s.Complete(code, cursor)
				var b strings.Builder
				fmt.Fprintf(&b, "replaces %q\n", code[c.Start:c.End])
				for i, m := range c.Matches {
					if i == 12 {
						if left := len(c.Matches) - i; left > 100 { // all packages, of which there are ever more
							fmt.Fprintln(&b, "and more than 100")
						} else {
							fmt.Fprintf(&b, "and %d more\n", left)
						}
						break
					}
					fmt.Fprintf(&b, "%s | %s | %s\n", m.Text, m.Kind, m.Signature)
				}
				out = append(out, txtar.File{Name: "matches", Data: []byte(b.String())})
			}
		}
		return out
	})
}

// TestInspections plays testdata/inspect in the same way; "inspect 1" asks for
// detail 1.
func TestInspections(t *testing.T) {
	forEachArchive(t, "inspect", func(t *testing.T, in []txtar.File) []txtar.File {
		s := NewSession(Options{Value: func(emitted string) string { return "(" + emitted + ")" }})
		var out []txtar.File
		for _, f := range in {
			name, rest, _ := strings.Cut(f.Name, " ")
			switch name {
			case "in":
				out = append(out, f)
				commit(t, s, len(out), string(f.Data))
			case "inspect":
				out = append(out, f)
				code, cursor := cursorIn(t, f)
				detail := 0
				if rest == "1" {
					detail = 1
				}
				i := s.Inspect(code, cursor, detail)
				text := "not found\n"
				if i.Found {
					text = strings.TrimRight(i.Text, "\n") + "\n"
				}
				if lines := strings.SplitAfter(text, "\n"); len(lines) > 14 {
					text = strings.Join(lines[:14], "") + "…\n"
				}
				out = append(out, txtar.File{Name: "text", Data: []byte(text)})
			}
		}
		return out
	})
}

func commit(t *testing.T, s *Session, n int, code string) *Unit {
	t.Helper()
	u, err := s.Compile(Cell{n, code})
	if err != nil {
		t.Fatalf("cell %q: %v", code, err)
	}
	s.Commit(u)
	return u
}

func cursorIn(t *testing.T, f txtar.File) (code string, cursor int) {
	t.Helper()
	code = strings.TrimSuffix(string(f.Data), "\n")
	cursor = strings.IndexByte(code, '^')
	if cursor < 0 {
		t.Fatalf("section %q has no ^", f.Name)
	}
	return code[:cursor] + code[cursor+1:], cursor
}
