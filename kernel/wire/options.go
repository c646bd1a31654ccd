package wire

import (
	"cmp"
	"fmt"
	"log"
	"sync"
	"time"
)

// Options are the limits of a Server or Client. The zero value stands for the defaults named at the fields; numbers are
// per socket.
type Options struct {
	// Log gets a line for each peer that is refused or cut and each message that is dropped, at most ten in ten seconds.
	// nil: nowhere.
	Log *log.Logger

	HandshakeTimeout time.Duration // for the whole handshake of a peer; 5 s
	MaxHalfOpen      int           // peers in the middle of their handshake, the oldest is cut for a new one; 128
	MaxPeers         int           // peers after their handshake, more are refused; 256
	MaxFrame         int           // bytes of one frame; 512 MiB
	MaxMessage       int           // bytes of one message, and of all unfinished messages of a socket; 1 GiB
	MaxFrames        int           // frames of one message; 4096

	MaxQueue     int           // bytes that wait for one peer before it is cut, four times as many while it reads; 64 MiB
	SoftQueue    int           // bytes that wait for one subscriber before Publisher.Wait waits; 8 MiB
	StallTimeout time.Duration // a peer that takes nothing for so long, while something waits for it, is cut; 30 s
	Linger       time.Duration // how long Close lets peers take what waits for them; 1 s

	Identity       string        // Dial only: of shell, control and stdin; the session's id
	WelcomeTimeout time.Duration // Dial only: how long to wait for iopub_welcome; 2 s
}

func (o Options) withDefaults() Options {
	o.HandshakeTimeout = cmp.Or(o.HandshakeTimeout, 5*time.Second)
	o.MaxHalfOpen = cmp.Or(o.MaxHalfOpen, 128)
	o.MaxPeers = cmp.Or(o.MaxPeers, 256)
	o.MaxFrame = cmp.Or(o.MaxFrame, 512<<20)
	o.MaxMessage = cmp.Or(o.MaxMessage, 1<<30)
	o.MaxFrames = cmp.Or(o.MaxFrames, 4096)
	o.MaxQueue = cmp.Or(o.MaxQueue, 64<<20)
	o.SoftQueue = cmp.Or(o.SoftQueue, 8<<20)
	o.StallTimeout = cmp.Or(o.StallTimeout, 30*time.Second)
	o.Linger = cmp.Or(o.Linger, time.Second)
	o.WelcomeTimeout = cmp.Or(o.WelcomeTimeout, 2*time.Second)
	return o
}

const (
	logWindow   = 10 * time.Second
	maxLogLines = 10
)

// reporter writes to Options.Log, but not as often as a hostile peer would like. Any goroutine may use it.
type reporter struct {
	log *log.Logger

	mu      sync.Mutex
	since   time.Time // guarded by mu; begin of the window
	lines   int       // guarded by mu; written in the window
	omitted int       // guarded by mu
}

func (r *reporter) printf(format string, args ...any) {
	if r.log == nil {
		return
	}
	text := fmt.Sprintf(format, args...)
	if omitted, ok := r.admit(time.Now()); ok {
		if omitted > 0 {
			r.log.Printf("(%d lines omitted)", omitted)
		}
		r.log.Print(text)
	}
}

func (r *reporter) admit(now time.Time) (omitted int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.since) > logWindow {
		r.since, r.lines = now, 0
		omitted, r.omitted = r.omitted, 0
	}
	if r.lines >= maxLogLines {
		r.omitted++
		return 0, false
	}
	r.lines++
	return omitted, true
}

// Write lets zmq4's logger end here as well.
func (r *reporter) Write(p []byte) (int, error) {
	r.printf("%s", p)
	return len(p), nil
}
