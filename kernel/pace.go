package kernel

import "time"

// The rhythm of a stream: its first piece goes at once; while more follows
// closely the pauses double from paceMin to paceMax, and a cell that goes on
// and on (100 000 lines take a second or more) ends at paceLong and paceLast,
// so that it costs some hundred messages and not thousands. After a pause of
// paceCalm everything begins anew, so a lonely print is never delayed.
const (
	paceMin  = 2 * time.Millisecond
	paceMax  = 50 * time.Millisecond
	paceLong = 100 * time.Millisecond // after paceLongAfter messages
	paceLast = 200 * time.Millisecond // after paceLastAfter messages
	paceCalm = 300 * time.Millisecond

	paceLongAfter = 40
	paceLastAfter = 60
)

// pace is the rhythm of one stream. The zero value lets the first piece pass.
type pace struct {
	last     time.Time     // of the latest message
	interval time.Duration // to the next one
	streak   int           // messages without a calm pause between them
}

// due is when text that was written at now may go.
func (p *pace) due(now time.Time) time.Time {
	if due := p.last.Add(p.interval); due.After(now) {
		return due
	}
	return now
}

// sent notes that a message went at now.
func (p *pace) sent(now time.Time) {
	if p.last.IsZero() || now.Sub(p.last) > paceCalm {
		p.interval, p.streak = paceMin, 0
	} else {
		p.streak++
		switch {
		case p.streak >= paceLastAfter:
			p.interval = paceLast
		case p.streak >= paceLongAfter:
			p.interval = paceLong
		default:
			p.interval = min(2*p.interval, paceMax)
		}
	}
	p.last = now
}
