package engine

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"interleave/kernel/evaluator"
)

var update = flag.Bool("update", false, "rewrite the expectations of testdata/cells from what happens")

// TestCells runs the sessions of testdata/cells. In a session file,
//
//	-- in 3 --         is a cell,
//	-- typed 3 --      what is typed when it asks (^D ends the input),
//	-- interrupt 3 --  interrupts it when its stdout contains that text, and
//	                   it asks for more than was typed if anything was.
//
// Expected, each may be missing when there is nothing:
//
//	-- out 3 --        its stdout, late output included
//	-- err 3 --        its stderr
//	-- result 3 --     the text of its result
//	-- display 3 --    what it displays
//	-- asked 3 --      the prompts of its questions
//	-- note 3 --       its notes
//	-- error 3 --      "name: value" of its error; more lines are its traceback
//
// Text before the first file says what the session is about.
func TestCells(t *testing.T) {
	files, err := filepath.Glob("testdata/cells/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("testdata/cells holds no sessions (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { runSessionFile(t, file) })
	}
}

func runSessionFile(t *testing.T, file string) {
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := sessionOf(t, a)
	got := want.play(t)
	if *update {
		a.Files = got.files()
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	wantText, gotText := txtar.Format(&txtar.Archive{Files: want.files()}), txtar.Format(&txtar.Archive{Files: got.files()})
	if diff := cmp.Diff(string(wantText), string(gotText)); diff != "" {
		t.Errorf("%s (-want +got):\n%s\nif this is right: go test ./kernel/engine -run 'TestCells/%s' -update",
			file, diff, strings.TrimSuffix(filepath.Base(file), ".txtar"))
	}
}

// step is one cell of a session: what is done (given) and what comes of it.
type step struct {
	n     int
	given map[string]string // in, typed, interrupt
	seen  map[string]string
}

type steps []*step

// kinds are the sections of a cell in the order of a file.
var kinds = []string{"in", "typed", "interrupt", "asked", "out", "err", "display", "result", "note", "error"}

func given(kind string) bool { return kind == "in" || kind == "typed" || kind == "interrupt" }

func sessionOf(t *testing.T, a *txtar.Archive) steps {
	byNumber := map[int]*step{}
	var all steps
	for _, f := range a.Files {
		kind, num, _ := strings.Cut(f.Name, " ")
		n, err := strconv.Atoi(num)
		if err != nil || !contains(kinds, kind) {
			t.Fatalf("section %q: expected one of %s and a number", f.Name, strings.Join(kinds, ", "))
		}
		s := byNumber[n]
		if s == nil {
			s = &step{n: n, given: map[string]string{}, seen: map[string]string{}}
			byNumber[n] = s
			all = append(all, s)
		}
		if given(kind) {
			s.given[kind] = string(f.Data)
		} else {
			s.seen[kind] = string(f.Data)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].n < all[j].n })
	return all
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (ss steps) files() []txtar.File {
	var out []txtar.File
	for _, s := range ss {
		for _, kind := range kinds {
			text := s.seen[kind]
			if given(kind) {
				text = s.given[kind]
			}
			if text != "" {
				out = append(out, txtar.File{Name: fmt.Sprintf("%s %d", kind, s.n), Data: []byte(text)})
			}
		}
	}
	return out
}

// play runs the session in a fresh engine.
func (ss steps) play(t *testing.T) steps {
	e, out := newEngine(t, Options{})
	var got steps
	for _, s := range ss {
		g := &step{n: s.n, given: s.given, seen: map[string]string{}}
		got = append(got, g)
		if !g.finishes(func() { g.run(e, out, s.seen["error"]) }) {
			t.Errorf("cell %d does not end", g.n)
			break
		}
	}
	// Late output: what is expected may still be on its way.
	out.wait(func() bool {
		arrived := true
		for i, g := range got {
			g.collect(out)
			arrived = arrived && g.seen["out"] == ss[i].seen["out"] && g.seen["err"] == ss[i].seen["err"]
		}
		return arrived || *update
	})
	return got
}

// finishes reports whether run ends in time; if not it goes on in the back.
func (g *step) finishes(run func()) bool {
	done := make(chan struct{})
	go func() {
		defer close(done)
		run()
	}()
	select {
	case <-done:
		return true
	case <-time.After(3 * *patience):
		return false
	}
}

func (g *step) run(e *Engine, out *record, wantError string) {
	id := evaluator.CellID(g.n)
	cell := evaluator.Cell{ID: id, Number: g.n, Code: strings.TrimSuffix(g.given["in"], "\n")}
	questions := 0
	if typed, ok := g.given["typed"]; ok {
		cell.AllowInput = true
		out.answers[id] = strings.Split(strings.TrimSuffix(typed, "\n"), "\n")
		questions = len(out.answers[id]) + 1 // the one that nobody answers
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if sign := strings.TrimSuffix(g.given["interrupt"], "\n"); sign != "" {
		go func() {
			out.wait(func() bool {
				return strings.Contains(out.stream(id, "stdout"), sign) && out.asked(id) >= questions || ctx.Err() != nil
			})
			cancel()
		}()
	}
	r := e.Execute(ctx, cell)
	if t := text(r); r.Value != nil {
		g.seen["result"] = line(t)
		if len(r.Value.Data) > 1 {
			g.seen["result"] = describe(*r.Value)
		}
	}
	if r.Notes != nil {
		g.seen["note"] = line(r.Notes.Data["text/plain"].(string))
	}
	if r.Error != nil {
		g.seen["error"] = line(strip(r.Error.Name + ": " + r.Error.Value))
		if strings.Count(wantError, "\n") > strings.Count(g.seen["error"], "\n") {
			g.seen["error"] += line(strip(strings.Join(r.Error.Traceback, "\n")))
		}
	}
	for _, p := range r.Payload {
		g.seen["display"] += fmt.Sprintf("payload %v: %v\n", p["source"], p["data"])
	}
}

// collect takes the output of the cell so far.
func (g *step) collect(out *record) {
	id := evaluator.CellID(g.n)
	g.seen["out"] = strip(line(out.stream(id, "stdout")))
	g.seen["err"] = strip(line(out.stream(id, "stderr")))
	out.mu.Lock()
	defer out.mu.Unlock()
	var shown []string
	for _, d := range out.displays[id] {
		shown = append(shown, describe(d))
	}
	if len(shown) > 0 {
		g.seen["display"] = strings.Join(shown, "--\n")
	}
	g.seen["asked"] = ""
	for _, p := range out.prompts[id] {
		g.seen["asked"] += strconv.Quote(p) + "\n"
	}
}

// line ends s with a newline, as a section of a file does.
func line(s string) string {
	if s == "" || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "\n"
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

// strip takes off colours.
func strip(s string) string { return ansi.ReplaceAllString(s, "") }
