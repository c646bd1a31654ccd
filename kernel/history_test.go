package kernel

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"interleave/kernel/wire"
)

// session runs one session that stores the inputs and, for every second, an
// output.
func session(t *testing.T, path string, inputs ...string) {
	t.Helper()
	h := newHistoryStore(path, nil)
	for i, input := range inputs {
		h.add(i+1, input)
		if i%2 == 1 {
			h.setOutput(i+1, "out of "+input)
		}
	}
	h.close()
}

// show writes entries as session/line:input=output.
func show(entries []historyEntry) []string {
	lines := []string{}
	for _, e := range entries {
		line := fmt.Sprintf("%d/%d:%s", e.session, e.line, e.input)
		if e.output != nil {
			line += "=" + *e.output
		}
		lines = append(lines, line)
	}
	return lines
}

func TestHistoryIsSharedBySessions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "history.jsonl")
	session(t, path, "a", "b")
	session(t, path, "c")
	session(t, path) // counts, but has no cells
	h := newHistoryStore(path, nil)
	defer h.close()
	h.add(1, "d")
	h.add(2, "e")
	h.add(2, "e again") // the count of a failed request can repeat
	h.setOutput(2, "five")
	entries, own := h.entries()
	if own != 4 {
		t.Errorf("our session is %d, want 4", own)
	}
	query := func(q wire.HistoryRequest) []string { return show(selectHistory(entries, own, q)) }
	stop := 2
	for _, c := range []struct {
		what string
		q    wire.HistoryRequest
		want []string
	}{
		{"tail 3", wire.HistoryRequest{HistAccessType: "tail", N: 3}, []string{"4/1:d", "4/2:e", "4/2:e again=five"}},
		{"tail 0", wire.HistoryRequest{HistAccessType: "tail", N: 0}, []string{}},
		{"tail default", wire.HistoryRequest{HistAccessType: "tail", N: -1}, []string{"1/1:a", "1/2:b=out of b", "2/1:c", "4/1:d", "4/2:e", "4/2:e again=five"}},
		{"range of this session", wire.HistoryRequest{HistAccessType: "range", Start: 1, Stop: &stop}, []string{"4/1:d"}},
		{"range of the last session with cells", wire.HistoryRequest{HistAccessType: "range", Session: -1, Start: 1}, []string{"2/1:c"}},
		{"range of the one before", wire.HistoryRequest{HistAccessType: "range", Session: -2, Start: 2}, []string{"1/2:b=out of b"}},
		{"range of none", wire.HistoryRequest{HistAccessType: "range", Session: -9, Start: 0}, []string{}},
		{"range by number", wire.HistoryRequest{HistAccessType: "range", Session: 1, Start: 0}, []string{"1/1:a", "1/2:b=out of b"}},
		{"search", wire.HistoryRequest{HistAccessType: "search", Pattern: "[a-c]", N: 2}, []string{"1/2:b=out of b", "2/1:c"}},
	} {
		if diff := cmp.Diff(c.want, query(c.q)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}

func TestHistorySearchUnique(t *testing.T) {
	entries := []historyEntry{{1, 1, "x", nil}, {1, 2, "y", nil}, {2, 1, "x", nil}}
	got := show(selectHistory(entries, 2, wire.HistoryRequest{HistAccessType: "search", Pattern: "*", N: -1, Unique: true}))
	if diff := cmp.Diff([]string{"1/2:y", "2/1:x"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHistoryToleratesTornAndForeignLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.jsonl")
	session(t, path, "first")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString("\x00\x00garbage\n[1,2]\n{\"session\":1,\"line\":2,\"inp") // no line end
	f.Close()
	session(t, path, "second")
	h := newHistoryStore(path, nil)
	defer h.close()
	entries, own := h.entries()
	if diff := cmp.Diff([]string{"1/1:first", "2/1:second"}, show(entries)); diff != "" || own != 3 {
		t.Errorf("session %d; entries (-want +got):\n%s", own, diff)
	}
}

// Several kernels write and compact one file at the same time: no line is
// torn, and no session number is given twice.
func TestHistoryOfManyKernelsAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.jsonl")
	const kernels, cells = 8, 40
	numbers := make(chan int, kernels)
	var all sync.WaitGroup
	for k := range kernels {
		all.Go(func() {
			h := newHistoryStore(path, nil)
			for i := range cells {
				h.add(i+1, fmt.Sprintf("kernel %d cell %d %s", k, i, strings.Repeat("x", 100)))
			}
			_, number := h.entries()
			numbers <- number
			h.close()
		})
	}
	all.Wait()
	close(numbers)
	seen := map[int]bool{}
	for n := range numbers {
		if seen[n] {
			t.Errorf("session %d was given twice", n)
		}
		seen[n] = true
	}
	h := newHistoryStore(path, nil)
	defer h.close()
	if entries, _ := h.entries(); len(entries) != kernels*cells {
		t.Errorf("%d entries, want %d", len(entries), kernels*cells)
	}
}

func TestHistoryFileIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.jsonl")
	f, err := openHistoryFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f.max = 10_000
	input := strings.Repeat("x", 100)
	for i := range 300 {
		if err := f.append(encodeRecord(historyRecord{Session: 7, Line: i, Input: &input})); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	records, err := f.read()
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > f.max+200 || len(records) < 20 || records[len(records)-1].Line != 299 {
		t.Errorf("%d bytes and %d records, the last is %+v", info.Size(), len(records), records[len(records)-1])
	}
	if info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("mode is %v, want 0600", info.Mode())
	}
	if n, err := f.begin(time.Now()); n != 8 || err != nil {
		t.Errorf("after compaction the next session is %d (%v), want 8", n, err)
	}
}

// A home that can't be written (containers) costs no history: the temporary
// folder is used; when that fails too, memory.
func TestHistoryFallsBack(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	t.Setenv("XDG_DATA_HOME", blocked)
	t.Setenv("TMPDIR", temp)
	if runtime.GOOS == "windows" {
		t.Skip("TMPDIR means nothing on Windows")
	}
	session(t, "", "a")
	if found, _ := filepath.Glob(filepath.Join(temp, "*", "history.jsonl")); len(found) != 1 {
		t.Errorf("no history below the temporary folder: %v", found)
	}
	t.Setenv("TMPDIR", blocked)
	h := newHistoryStore("", nil)
	defer h.close()
	h.add(1, "b")
	if entries, own := h.entries(); own != 1 || len(entries) != 1 {
		t.Errorf("session %d with %v, want session 1 with one cell", own, show(entries))
	}
}
