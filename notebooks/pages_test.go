package notebooks

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"interleave/kernel/notebook"
	"interleave/notebooks/lesson"
)

// TestPages: the table of concepts has all of them, and it and the galleries are those
// of the chapters and notebooks that are here.
func TestPages(t *testing.T) {
	pages, err := lesson.Pages(Files)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range pages {
		got, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
			t.Errorf("%s is not up to date; in this folder: go run ./lesson/write pages (-want +stored)\n%.3000s", name, diff)
		}
		if strings.HasSuffix(name, ".html") {
			selfContained(t, name, string(got))
		}
	}
}

var reference = regexp.MustCompile(`(?i)(?:\b(?:src|href|data|action)\s*=\s*["']?|url\(["']?|@import\s+["']?)([^"'\s)>]+)`)

// selfContained: a page refers to nothing but its own parts and notebooks beside it.
func selfContained(t *testing.T, name, text string) {
	t.Helper()
	if strings.Contains(text, "<script") {
		t.Errorf("%s has a script", name)
	}
	if !strings.Contains(text, "<svg") {
		t.Errorf("%s has no picture", name)
	}
	for _, m := range reference.FindAllStringSubmatch(text, -1) {
		target := m[1]
		if strings.HasPrefix(target, "#") || strings.HasPrefix(target, "data:") {
			continue
		}
		if _, err := Files.ReadFile(path.Join(path.Dir(name), target)); err != nil {
			t.Errorf("%s refers to %s, which is not beside it", name, target)
		}
	}
}

// texts are the Markdown cells of all notebooks of a language, by notebook.
func texts(t *testing.T, language string) map[string][]*notebook.Cell {
	t.Helper()
	files, err := Files.ReadDir(language)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]*notebook.Cell{}
	for _, f := range files {
		if path.Ext(f.Name()) != ".ipynb" {
			continue
		}
		for _, c := range read(t, language+"/"+f.Name()).Cells {
			if c.Type == notebook.Markdown {
				all[f.Name()] = append(all[f.Name()], c)
			}
		}
	}
	if len(all) == 0 {
		t.Fatalf("there is no notebook in %s", language)
	}
	return all
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
)

// TestLinks: a link leads to a notebook of the same language, and to a heading that
// is in it; every chapter can be reached from the first notebook, and leads on.
func TestLinks(t *testing.T) {
	for _, language := range lesson.Languages {
		all := texts(t, language)
		anchors := map[string]map[string]bool{}
		for name, cells := range all {
			anchors[name] = map[string]bool{}
			for _, c := range cells {
				for _, h := range heading.FindAllStringSubmatch(c.Source, -1) {
					anchors[name][strings.ReplaceAll(strings.TrimSpace(h[1]), " ", "-")] = true
				}
			}
		}
		leads := map[string][]string{}
		for name, cells := range all {
			for _, c := range cells {
				for _, m := range link.FindAllStringSubmatch(c.Source, -1) {
					file, anchor, _ := strings.Cut(m[1], "#")
					if file == "" {
						file = name
					}
					if strings.Contains(file, ":") {
						t.Errorf("%s/%s, cell %s: %s leads out of the lesson", language, name, c.ID, m[1])
						continue
					}
					if path.Ext(file) == ".html" {
						if _, err := Files.ReadFile(language + "/" + file); err != nil {
							t.Errorf("%s/%s, cell %s: there is no %s", language, name, c.ID, file)
						}
						continue
					}
					if all[file] == nil || anchor != "" && !anchors[file][anchor] {
						t.Errorf("%s/%s, cell %s: there is no %s", language, name, c.ID, m[1])
					}
					leads[name] = append(leads[name], file)
				}
			}
			if len(leads[name]) == 0 {
				t.Errorf("%s/%s leads nowhere", language, name)
			}
		}
		reached := map[string]bool{}
		todo := []string{path.Base(Start(language))}
		for len(todo) > 0 {
			name := todo[0]
			todo = todo[1:]
			if !reached[name] {
				reached[name] = true
				todo = append(todo, leads[name]...)
			}
		}
		for name := range all {
			if !reached[name] {
				t.Errorf("%s/%s can't be reached from %s", language, name, Start(language))
			}
		}
	}
}

var codeSpan = regexp.MustCompile("(?s)```.*?```|`[^`]*`|\\]\\([^)]*\\)")

// TestGlossary: the texts use the glossary's word for each notion.
func TestGlossary(t *testing.T) {
	glossary, err := os.ReadFile("glossary.md")
	if err != nil {
		t.Fatal(err)
	}
	var banned []string
	for line := range strings.Lines(string(glossary)) {
		columns := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(columns) != 3 || strings.HasPrefix(columns[0], "---") || strings.HasPrefix(columns[0], " English") {
			continue
		}
		for word := range strings.SplitSeq(columns[2], ",") {
			if word = strings.TrimSpace(word); word != "" {
				banned = append(banned, regexp.QuoteMeta(word))
			}
		}
	}
	if len(banned) < 10 {
		t.Fatalf("the glossary was not read: %q", banned)
	}
	// \b knows only the letters of ASCII.
	bad := regexp.MustCompile(`(?i)(?:^|[^\pL/])(` + strings.Join(banned, "|") + `)(?:[^\pL/]|$)`)
	for _, language := range lesson.Languages {
		for name, cells := range texts(t, language) {
			for _, c := range cells {
				for _, m := range bad.FindAllStringSubmatch(codeSpan.ReplaceAllString(c.Source, " "), -1) {
					t.Errorf("%s/%s, cell %s says %q; glossary.md has another word", language, name, c.ID, m[1])
				}
			}
		}
	}
}

// TestCodeFits: a line of code fits into a cell of a window of ordinary width.
func TestCodeFits(t *testing.T) {
	const most = 100
	for _, language := range lesson.Languages {
		files, err := Files.ReadDir(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if path.Ext(f.Name()) != ".ipynb" {
				continue
			}
			for _, c := range read(t, language+"/"+f.Name()).CodeCells() {
				for line := range strings.Lines(strings.ReplaceAll(c.Source, "\t", "    ")) {
					if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > most {
						t.Errorf("%s/%s, cell %s: a line has %d characters, more than %d: %s", language, f.Name(), c.ID, n, most, line)
					}
				}
			}
		}
	}
}
