package engine

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"interleave/kernel/evaluator"
)

// mistake is a file of testdata/mistakes:
//
//	-- cell --   something that people write when they learn Go
//	-- error --  what the kernel says, with the lines and the caret
//	-- note --   or what it notes
//	-- go --     the sentences of the Go toolchain about the same text, only
//	             when they are others or elsewhere; the text before the first
//	             section says why
type mistake struct {
	name, file string
	about      []byte

	cell, error, note, toolchain string
}

// TestMistakes runs the cells of testdata/mistakes: the kernel says what the Go
// toolchain says, at the same place, and nothing of the cell ran before.
func TestMistakes(t *testing.T) {
	mistakes := readMistakes(t)
	var sentences map[string][]string
	if haveToolchain() {
		sentences = askToolchain(t, mistakes)
	}
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			got := m.play(t)
			if sentences != nil {
				got.toolchain = ""
				if want := strings.Join(sentences[m.name], "\n"); want != strings.Join(got.sentences(), "\n") {
					got.toolchain = line(cmp.Or(want, "nothing"))
				}
			}
			if *update {
				if err := os.WriteFile(m.file, got.format(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := gocmp.Diff(string(m.format()), string(got.format())); diff != "" {
				t.Errorf("%s (-want +got):\n%s\nif this is right: go test ./kernel/engine -run '%s' -update", m.file, diff, t.Name())
			}
		})
	}
}

func haveToolchain() bool {
	_, err := exec.LookPath("go")
	return err == nil && !testing.Short()
}

func readMistakes(t *testing.T) (list []*mistake) {
	files, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/mistakes holds no mistakes (%v)", err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := &mistake{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), file: file, about: a.Comment}
		for _, f := range a.Files {
			section, ok := m.sections()[f.Name]
			if !ok {
				t.Fatalf("%s: section %q: expected cell, error, note or go", file, f.Name)
			}
			*section = string(f.Data)
		}
		list = append(list, m)
	}
	return list
}

func (m *mistake) sections() map[string]*string {
	return map[string]*string{"cell": &m.cell, "error": &m.error, "note": &m.note, "go": &m.toolchain}
}

func (m *mistake) format() []byte {
	a := &txtar.Archive{Comment: m.about}
	for _, name := range []string{"cell", "error", "note", "go"} {
		if text := *m.sections()[name]; text != "" {
			a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
		}
	}
	return txtar.Format(a)
}

// play runs the cell. When it has an error, nothing of it may have happened.
func (m *mistake) play(t *testing.T) *mistake {
	got := *m
	got.error, got.note = "", ""
	e, out := newEngine(t, Options{})
	r := e.Execute(t.Context(), evaluator.Cell{ID: 1, Number: 1, Code: strings.TrimSuffix(m.cell, "\n")})
	if r.Notes != nil {
		got.note = line(r.Notes.Data["text/plain"].(string))
	}
	printed := out.stream(1, "stdout") + out.stream(1, "stderr")
	if r.Error == nil {
		if !strings.HasPrefix(printed, "must not run\n") {
			t.Errorf("the cell has no error and printed %q", printed)
		}
		return &got
	}
	got.error = line(strip(strings.Join(r.Error.Traceback, "\n")))
	if r.Error.Name != evaluator.ErrorCompile || r.Declared || r.Value != nil || printed != "" {
		t.Errorf("the cell was refused by %q, declared %v, value %v, printed %q; it must be a compile error before anything ran",
			r.Error.Name, r.Declared, r.Value, printed)
	}
	if names := e.currentSession().Names(); len(names) > 0 {
		t.Errorf("a cell that was refused declared %v", names)
	}
	return &got
}

var noticed = regexp.MustCompile(`^(?:note: )?In\[1\]:(\d+:\d+: .*)$`)

// sentences are the messages with their places, without the lines of the cell
// and our own hints.
func (m *mistake) sentences() (list []string) {
	for l := range strings.Lines(m.error + m.note) {
		l = strings.TrimRight(l, "\n")
		if found := noticed.FindStringSubmatch(l); found != nil {
			list = append(list, found[1])
		} else if n := len(list); n > 0 && strings.HasPrefix(l, "\t") {
			list[n-1] += "\n" + l
		}
	}
	return list
}

// askToolchain compiles the cells as programs and returns the sentences of the
// compiler, of go vet for those that compile.
func askToolchain(t *testing.T, mistakes []*mistake) map[string][]string {
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module mistakes\n\ngo 1.26\n")
	for _, m := range mistakes {
		write(filepath.Join(m.name, "main.go"), m.program())
	}
	all := map[string][]string{}
	ask := func(args ...string) (more bool) {
		cmd := exec.Command("go", args...)
		for _, m := range mistakes {
			if _, ok := all[m.name]; !ok {
				cmd.Args = append(cmd.Args, "./"+m.name)
			}
		}
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "GOPROXY=off")
		out, _ := cmd.CombinedOutput() // fails, they all are mistakes
		found := toolchainSentences(string(out))
		for _, m := range mistakes {
			if list := m.ofCell(found[m.name]); len(list) > 0 {
				all[m.name], more = list, true
			}
		}
		return more
	}
	for ask("build", "-o", os.DevNull) {
		// When some packages can't be loaded, it says nothing about the others.
	}
	ask("vet")
	return all
}

var (
	declarationLine = regexp.MustCompile(`^(func \w|func \(.*\) \w+\(|type |import )`)
	packageName     = regexp.MustCompile(`\b(context|fmt|strconv|sync)\.`)
	folder          = regexp.MustCompile(` \(/.*\)$`) // where it looked for a package
	otherPlace      = regexp.MustCompile(`[\w./-]*?\w+\.go:(\d+:\d+)(?:\[[^]]*\])?`)
	sentencePlace   = regexp.MustCompile(`^(?:vet: )?(?:.*/)?(\w+)\.go:(\d+:\d+: .*)$`)
)

// program is the cell as a program: declarations at the top level, statements
// in main, every line where it was in the cell.
func (m *mistake) program() string {
	cell := strings.Split(strings.TrimSuffix(m.cell, "\n"), "\n")
	kinds := m.kinds()
	part := func(kind string) string {
		var b strings.Builder
		fmt.Fprintf(&b, "//line %s.go:1:1\n", m.name)
		for i, l := range cell {
			if kinds[i] == kind {
				b.WriteString(l)
			}
			b.WriteString("\n")
		}
		return b.String()
	}
	imports := map[string]bool{}
	for _, found := range packageName.FindAllStringSubmatch(m.cell, -1) {
		imports[found[1]] = true
	}
	text := "package main\n" + part("import")
	for path := range imports {
		text += fmt.Sprintf("import %q\n", path)
	}
	return text + part("declaration") + "\nfunc main() {\n" + part("statement") + "}\n"
}

// kinds tells the lines of declarations from those of statements: a declaration
// ends with its line or with the first line that begins with a brace.
func (m *mistake) kinds() (kinds []string) {
	open := false
	for l := range strings.Lines(m.cell) {
		kind := "statement"
		switch {
		case open:
			kind, open = "declaration", !strings.HasPrefix(l, "}")
		case strings.HasPrefix(l, "import "):
			kind = "import"
		case declarationLine.MatchString(l):
			kind, open = "declaration", strings.HasSuffix(l, "{\n")
		}
		kinds = append(kinds, kind)
	}
	return kinds
}

func toolchainSentences(out string) map[string][]string {
	all := map[string][]string{}
	last := ""
	for l := range strings.Lines(out) {
		l = folder.ReplaceAllString(strings.TrimRight(l, "\n"), "")
		if found := sentencePlace.FindStringSubmatch(l); found != nil {
			last = found[1]
			all[last] = append(all[last], strings.ReplaceAll(otherPlace.ReplaceAllString(found[2], "In[1]:$1"), "mistakes/"+last+".", "main."))
		} else if n := len(all[last]); n > 0 && strings.HasPrefix(l, "\t") {
			all[last][n-1] += "\n" + otherPlace.ReplaceAllString(l, "In[1]:$1")
		}
	}
	return all
}

// ofCell leaves out what is no mistake in a cell: variables of the cell itself
// that nothing uses.
func (m *mistake) ofCell(sentences []string) (list []string) {
	kinds := m.kinds()
	for _, s := range sentences {
		n, _, _ := strings.Cut(s, ":")
		var at int
		if _, err := fmt.Sscan(n, &at); err == nil && at <= len(kinds) && kinds[at-1] == "statement" && strings.Contains(s, "declared and not used") {
			continue
		}
		list = append(list, s)
	}
	return list
}
