package kernel

import (
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	historyMemoryCells = 10_000 // cells of this session kept in memory
	historyPending     = 1000   // unwritten records kept while the file is locked or full
	historyInputMax    = 256 << 10
	historyOutputMax   = 4 << 10
)

// historyStore is the history of this session in memory and, behind it, the
// file that all kernels of the user share. It never fails and never makes a
// cell wait: a history that can't be written lives in memory only, and the
// log says so once.
//
// Goroutines: one, the writer, started by newHistoryStore; it alone touches
// the file, except for reads in entries. It ends at close.
type historyStore struct {
	file  *historyFile // nil: memory only
	log   *logger
	begun chan struct{} // closed by the writer when session is known

	mu      sync.Mutex      // guards the fields below
	session int             // our number; known when begun is closed
	cells   []historyEntry  // of this session
	pending []historyRecord // to be written; the writer fills in the session
	warned  bool            // a failed write was logged
	closed  bool

	wake chan struct{} // capacity 1; never closed
	done chan struct{} // closed by the writer at its end
}

// historyEntry is one cell.
type historyEntry struct {
	session, line int
	input         string
	output        *string
}

func newHistoryStore(path string, log *logger) *historyStore {
	h := &historyStore{log: log, begun: make(chan struct{}), wake: make(chan struct{}, 1), done: make(chan struct{})}
	if path != HistoryOff {
		file, err := openHistoryFile(path)
		if err != nil {
			log.printf("history is kept in memory only: %v", err)
		}
		h.file = file
	}
	go h.writer()
	return h
}

// add stores a cell that is about to run.
func (h *historyStore) add(line int, input string) {
	if len(input) > historyInputMax {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.cells) == historyMemoryCells {
		h.cells = append(h.cells[:0], h.cells[historyMemoryCells/10:]...)
	}
	h.cells = append(h.cells, historyEntry{line: line, input: input})
	h.enqueue(historyRecord{Line: line, Input: &input})
}

// setOutput stores the text of the result of the most recent cell with that
// line number.
func (h *historyStore) setOutput(line int, output string) {
	if len(output) > historyOutputMax {
		output = strings.ToValidUTF8(output[:historyOutputMax], "") + "…"
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := len(h.cells) - 1; i >= 0; i-- {
		if h.cells[i].line == line {
			h.cells[i].output = &output
			h.enqueue(historyRecord{Line: line, Output: &output})
			return
		}
	}
}

// enqueue hands a record to the writer. The caller holds h.mu.
func (h *historyStore) enqueue(r historyRecord) {
	if len(h.pending) == historyPending {
		return
	}
	h.pending = append(h.pending, r)
	h.signal()
}

func (h *historyStore) signal() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// close writes what is pending and waits for the writer.
func (h *historyStore) close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.signal()
	<-h.done
}

func (h *historyStore) writer() {
	defer close(h.done)
	h.begin()
	for range h.wake {
		h.mu.Lock()
		records, closed := h.pending, h.closed
		h.pending = nil
		h.mu.Unlock()
		if len(records) > 0 && h.file != nil {
			h.write(records)
		}
		if closed {
			return
		}
	}
}

// begin finds the number of this session. Without a file it is 1.
func (h *historyStore) begin() {
	defer close(h.begun)
	session := 1
	if h.file != nil {
		n, err := h.file.begin(time.Now())
		if err != nil {
			h.log.printf("history is kept in memory only: %v", err)
			h.file = nil
		} else {
			session = n
		}
	}
	h.mu.Lock()
	h.session = session
	h.mu.Unlock()
}

// write appends records to the file; those that could not be written wait for
// the next attempt.
func (h *historyStore) write(records []historyRecord) {
	var lines []byte
	for _, r := range records {
		r.Session = h.session // ours to read: set in begin by this goroutine
		lines = append(lines, encodeRecord(r)...)
	}
	err := h.file.append(lines)
	if err == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(records)+len(h.pending) <= historyPending {
		h.pending = append(records, h.pending...)
	}
	if !h.warned {
		h.warned = true
		h.log.printf("history: %v", err)
	}
}

// entries returns all cells: those of other sessions from the file, by
// session, then those of this one. The second result is our session number.
func (h *historyStore) entries() ([]historyEntry, int) {
	<-h.begun
	h.mu.Lock()
	own, session := slices.Clone(h.cells), h.session
	h.mu.Unlock()
	for i := range own {
		own[i].session = session
	}
	if h.file == nil {
		return own, session
	}
	records, err := h.file.read()
	if err != nil {
		h.log.printf("history: %v", err)
	}
	return append(otherSessions(records, session), own...), session
}

// otherSessions joins inputs and outputs of the records that are not ours.
// Sessions that ran at the same time are sorted apart.
func otherSessions(records []historyRecord, own int) []historyEntry {
	type cell struct{ session, line int }
	bySession := map[int][]historyEntry{}
	place := map[cell]int{}
	for _, r := range records {
		switch at := (cell{r.Session, r.Line}); {
		case r.Session == own:
		case r.Input != nil:
			place[at] = len(bySession[r.Session])
			bySession[r.Session] = append(bySession[r.Session], historyEntry{session: r.Session, line: r.Line, input: *r.Input})
		case r.Output != nil:
			if i, ok := place[at]; ok {
				bySession[r.Session][i].output = r.Output
			}
		}
	}
	var entries []historyEntry
	for _, session := range sortedKeys(bySession) {
		entries = append(entries, bySession[session]...)
	}
	return entries
}
