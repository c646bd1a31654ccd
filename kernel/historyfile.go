package kernel

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"
)

const (
	// historyFileMax bounds the history file: whoever makes it larger cuts it
	// down to its newest half.
	historyFileMax  = 4 << 20
	historyLockWait = 2 * time.Second
)

// historyRecord is one line of the history file. A session begins with a line
// that only names it; a cell is a line with its input, written before it runs
// (so that a crash of the front loses nothing), and perhaps a later one with
// its output.
type historyRecord struct {
	Session int     `json:"session"`
	Line    int     `json:"line,omitempty"`
	Input   *string `json:"input,omitempty"`
	Output  *string `json:"output,omitempty"`
	Started string  `json:"started,omitempty"`
}

// historyFile is the file that the kernels of one user share: JSON lines,
// appended and compacted under an exclusive lock on a second file beside it.
// The file is opened for every use, because compaction replaces it. A last
// line that was torn by a crash or a full disk is skipped by readers and
// closed by the next writer.
type historyFile struct {
	path string
	lock *flock.Flock
	max  int64 // historyFileMax, less in tests
}

// openHistoryFile makes the folder of path. With an empty path it takes the
// user's data folder or, where that can't be written (containers with a
// read-only home), a private folder below the temporary one.
func openHistoryFile(path string) (*historyFile, error) {
	candidates := []string{path}
	if path == "" {
		candidates = defaultHistoryPaths()
	}
	var errs []error
	for _, p := range candidates {
		if err := prepareHistory(p); err != nil {
			errs = append(errs, err)
			continue
		}
		return &historyFile{path: p, lock: flock.New(p + ".lock"), max: historyFileMax}, nil
	}
	return nil, errors.Join(errs...)
}

func defaultHistoryPaths() []string {
	const name = "history.jsonl"
	var paths []string
	if dir, err := userDataDir(); err == nil {
		paths = append(paths, filepath.Join(dir, "interleave", name))
	}
	return append(paths, filepath.Join(temporaryHistoryDir(), name))
}

func temporaryHistoryDir() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("interleave-%d", os.Getuid()))
}

// userDataDir is the folder for data of applications, by the rules of the
// platform.
func userDataDir() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	switch runtime.GOOS {
	case "windows", "darwin", "ios":
		return os.UserConfigDir()
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "share"), nil
}

// prepareHistory makes the folder for path, private to the user, and tries
// whether the file can be written.
func prepareHistory(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the history folder: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("look at the history folder: %w", err)
	}
	if dir == temporaryHistoryDir() && runtime.GOOS != "windows" && info.Mode() != fs.ModeDir|0o700 {
		return fmt.Errorf("history folder %s has mode %v; expected a folder with 0700 that nobody else prepared", dir, info.Mode())
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the history: %w", err)
	}
	return f.Close()
}

// locked runs f while this process holds the lock. It gives up after
// historyLockWait: a stopped process that holds the lock must not hold us.
func (h *historyFile) locked(f func() error) error {
	ctx, cancel := context.WithTimeout(context.Background(), historyLockWait)
	defer cancel()
	ok, err := h.lock.TryLockContext(ctx, 5*time.Millisecond)
	if err != nil {
		return fmt.Errorf("lock the history %s: %w", h.path, err)
	}
	if !ok {
		return fmt.Errorf("lock the history %s: it is held by another process", h.path)
	}
	defer h.lock.Unlock()
	return f()
}

// begin reserves the next session number and writes it down.
func (h *historyFile) begin(now time.Time) (session int, err error) {
	err = h.locked(func() error {
		records, err := h.read()
		if err != nil {
			return err
		}
		for _, r := range records {
			session = max(session, r.Session)
		}
		session++
		return h.write(encodeRecord(historyRecord{Session: session, Started: now.UTC().Format(time.RFC3339)}))
	})
	return session, err
}

// append writes whole lines.
func (h *historyFile) append(lines []byte) error {
	return h.locked(func() error { return h.write(lines) })
}

// write appends lines in one write and compacts a file that has become too
// large. The lock is held.
func (h *historyFile) write(lines []byte) error {
	f, err := os.OpenFile(h.path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the history: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("look at the history: %w", err)
	}
	if size := info.Size(); size > 0 {
		var last [1]byte
		if _, err := f.ReadAt(last[:], size-1); err == nil && last[0] != '\n' {
			lines = append([]byte{'\n'}, lines...)
		}
	}
	if _, err := f.Write(lines); err != nil {
		return fmt.Errorf("write the history: %w", err)
	}
	if info.Size()+int64(len(lines)) > h.max {
		return h.compact()
	}
	return nil
}

// compact keeps the newest half of the file and the highest session number,
// so that numbers are not given twice. It writes a new file and renames it.
func (h *historyFile) compact() error {
	all, err := os.ReadFile(h.path)
	if err != nil {
		return fmt.Errorf("compact the history: %w", err)
	}
	highest := 0
	for _, r := range parseRecords(bytes.NewReader(all)) {
		highest = max(highest, r.Session)
	}
	keep := all[max(0, len(all)-int(h.max/2)):]
	if i := bytes.IndexByte(keep, '\n'); i >= 0 {
		keep = keep[i+1:]
	}
	kept := append(encodeRecord(historyRecord{Session: highest}), keep...)
	temp := h.path + ".new"
	if err := os.WriteFile(temp, kept, 0o600); err != nil {
		return fmt.Errorf("compact the history: %w", err)
	}
	if err := os.Rename(temp, h.path); err != nil {
		return fmt.Errorf("compact the history: %w", err)
	}
	return nil
}

// read returns the records of the file in its order. It needs no lock: lines
// are appended whole, and a replaced file stays readable.
func (h *historyFile) read() ([]historyRecord, error) {
	f, err := os.Open(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	defer f.Close()
	return parseRecords(f), nil
}

// parseRecords skips what is no record: a torn line, or one of a later version.
func parseRecords(r io.Reader) []historyRecord {
	var records []historyRecord
	lines := bufio.NewReaderSize(r, 64<<10)
	for {
		line, err := lines.ReadBytes('\n')
		var record historyRecord
		if json.Unmarshal(line, &record) == nil && record.Session > 0 {
			records = append(records, record)
		}
		if err != nil {
			return records
		}
	}
}

func encodeRecord(r historyRecord) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(r) // strings and numbers: can't fail
	return b.Bytes()
}
