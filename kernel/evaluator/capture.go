package evaluator

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"
)

// holdFor is how long text that looks like the beginning of a crash is kept
// from the user: until the process has died of it, or is seen not to have.
const holdFor = 250 * time.Millisecond

// capture reads descriptor 1 or 2 of the child. The goroutine loop reads
// whenever there is something; the goroutine that reads the link calls drain
// before it acts on what came after. It never waits for the end of file, since
// a process that a cell started may hold the descriptor for ever.
type capture struct {
	file    *os.File
	deliver func(text []byte)
	done    chan struct{} // closed by loop

	// For stderr only, else nil.
	dying    func() bool // says whether the runtime writes crash text
	crashing func()      // called once when held text turned out to be a crash

	mu      sync.Mutex // guards what follows and orders reads with deliveries
	buf     []byte
	midLine bool   // the last delivered byte was no newline
	held    []byte // from the first line that looks like a crash
	timer   *time.Timer
	tail    []byte // the end of what was delivered
	closed  bool
}

func newCapture(f *os.File, deliver func([]byte)) *capture {
	return &capture{file: f, deliver: deliver, done: make(chan struct{}), buf: make([]byte, 32<<10)}
}

// loop runs until close.
func (c *capture) loop() {
	defer close(c.done)
	raw, err := c.file.SyscallConn()
	if err != nil {
		return
	}
	for end := false; !end && err == nil; {
		// The function is called at once, and again when there is more to read.
		err = raw.Read(func(fd uintptr) bool {
			var n int
			n, end = c.pull(fd)
			return n > 0 || end
		})
	}
}

// pull delivers what is there now, at most about what a pipe holds, so that a
// fast writer keeps nobody waiting.
func (c *capture) pull(fd uintptr) (total int, end bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for total < 128<<10 {
		n, err := readNow(fd, c.buf)
		if n > 0 {
			c.text(c.buf[:n])
		}
		total += n
		if err != nil {
			return total, true
		}
		if n == 0 {
			break
		}
	}
	return total, false
}

// drain delivers what the child has written before now.
func (c *capture) drain() {
	raw, err := c.file.SyscallConn()
	if err == nil {
		_ = raw.Control(func(fd uintptr) { c.pull(fd) }) // an error means that it is closed
	}
}

// text delivers or holds b.
func (c *capture) text(b []byte) {
	if c.held == nil && c.dying != nil {
		if at := crashStart(b, c.midLine); at >= 0 {
			c.say(b[:at])
			b = b[at:]
			c.held = make([]byte, 0, 4096)
			c.timer = time.AfterFunc(holdFor, c.judge)
		}
	}
	if c.held == nil {
		c.say(b)
		return
	}
	if room := maxLastWords - len(c.held); room < len(b) {
		if !c.dying() {
			c.release()
			c.say(b)
			return
		}
		b = b[:room]
	}
	c.held = append(c.held, b...)
}

func (c *capture) say(b []byte) {
	if len(b) == 0 {
		return
	}
	c.midLine = b[len(b)-1] != '\n'
	c.tail = append(c.tail, b...)
	c.tail = c.tail[max(0, len(c.tail)-1024):]
	c.deliver(bytes.Clone(b))
}

// judge decides about held text when holdFor is over.
func (c *capture) judge() {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed || c.held == nil:
	case c.dying():
		c.crashing()
	default:
		c.release()
	}
}

// settle is called after a cell has ended: the process lives, so held text was
// the user's, unless the runtime says otherwise.
func (c *capture) settle() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held != nil && !c.dying() {
		c.release()
	}
}

// release delivers held text. The caller has the lock.
func (c *capture) release() {
	b := c.held
	c.held = nil
	c.timer.Stop()
	c.say(b)
}

// close drains and ends the capture of a dead process, and returns the text of
// the runtime's crash.
func (c *capture) close() []byte {
	c.drain()
	c.file.Close()
	<-c.done
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.timer != nil {
		c.timer.Stop()
	}
	if c.held != nil && !c.dying() {
		c.release() // it only looked like one
	}
	return c.held
}

// lastSaid is the end of the text so far.
func (c *capture) lastSaid() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.TrimSpace(string(c.tail))
}

// crashLine is how the lines begin with which the runtime announces an end.
var crashLine = regexp.MustCompile(`(?m)^(fatal error: |fatal: |panic: |runtime: |SIG[A-Z]+: |unexpected fault address |\[signal SIG)`)

// crashStart is the index at which b begins to look like a crash, -1 for nowhere.
func crashStart(b []byte, midLine bool) int {
	at := crashLine.FindIndex(b)
	if at == nil {
		return -1
	}
	if at[0] == 0 && midLine && !bytes.HasPrefix(b, []byte("fatal error: ")) && !bytes.HasPrefix(b, []byte("panic: ")) {
		return -1
	}
	return at[0]
}
