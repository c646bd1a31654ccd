package kernel

import "time"

// jupyter_server (ZMQChannelsHandler._limit_rate) adds up what came from iopub
// within the last 3 s: above 3000 messages or 3 MB of stream messages it drops
// what comes, results and errors too, until the sums fall below 80 %. Status,
// comm_open and execute_input do not count. We stay below with a margin for
// the different moments at which sender and receiver look at their clocks.
//
// While an interrupt is under way, text that is already in flight may use
// part of the margin, so that the interrupt does not wait for it.
const (
	rateWindow       = 3300 * time.Millisecond
	rateBytes        = 2_200_000
	rateBytesHurried = 2_700_000
	rateMessages     = 2200
)

// rateLimit is a sliding window over what was sent. It is not safe for
// concurrent use. Unlike a token bucket it bounds every window exactly.
type rateLimit struct {
	sent  []sent // oldest first
	bytes int    // their sum
}

type sent struct {
	at    time.Time
	bytes int
}

// allows reports whether bytes and messages may be added to the window at
// now and, if not, when to ask again.
func (l *rateLimit) allows(now time.Time, bytes, messages int, hurried bool) (bool, time.Time) {
	l.expire(now)
	limit := rateBytes
	if hurried {
		limit = rateBytesHurried
	}
	if len(l.sent) == 0 || l.bytes+bytes <= limit && len(l.sent)+messages <= rateMessages {
		return true, now
	}
	return false, l.sent[0].at.Add(rateWindow)
}

// record notes a message that was sent.
func (l *rateLimit) record(now time.Time, bytes int) {
	l.expire(now)
	l.sent = append(l.sent, sent{now, bytes})
	l.bytes += bytes
}

func (l *rateLimit) expire(now time.Time) {
	n := 0
	for n < len(l.sent) && now.Sub(l.sent[n].at) >= rateWindow {
		l.bytes -= l.sent[n].bytes
		n++
	}
	if n > 0 {
		l.sent = append(l.sent[:0], l.sent[n:]...)
	}
}

// rateExempt lists the message types that jupyter_server does not count.
var rateExempt = map[string]bool{"status": true, "comm_open": true, "execute_input": true}
