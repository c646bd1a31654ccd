package chart

import "interleave/runtime/internal/words"

// Waterfall draws operations that wait: when each began, what it went through,
// and how it ended.
type Waterfall struct {
	Title  string
	X      Axis
	Phases []State // as in Lanes
	Ops    []Op
	Refs   []Ref // vertical lines, as for "all settled"
	Width  float64
}

// Op is one operation.
type Op struct {
	Name    string
	Group   string
	Spans   []Span // State is an index in Phases
	Outcome Outcome
	Note    string // behind the end; the time that it took if ""
}

// Outcome is how an operation ended.
type Outcome int

// The outcomes.
const (
	Pending   Outcome = iota // it has not ended
	Succeeded                // a dot
	Failing                  // a cross
	Cancelled                // a square
	Winner                   // a diamond: the one that Any, Race or First took
)

func (o Outcome) mark() (Shape, Color, string) {
	switch o {
	case Succeeded:
		return Dot, Green, "succeeded"
	case Failing:
		return Cross, Red, words.T("failed")
	case Cancelled:
		return Square, Gray, words.T("cancelled")
	case Winner:
		return Diamond, Blue, "won"
	}
	return Bar, Ink, ""
}

// Figure draws the waterfall, the operations in the order given.
func (w Waterfall) Figure() Figure {
	l := Lanes{Title: w.Title, X: w.X, States: w.Phases, Refs: w.Refs, Width: w.Width}
	for _, op := range w.Ops {
		lane := Lane{Name: op.Name, Group: op.Group, Spans: op.Spans, Note: op.Note}
		if len(op.Spans) > 0 {
			from, to := op.Spans[0].From, op.Spans[0].To
			for _, s := range op.Spans {
				from, to = min(from, s.From), max(to, s.To)
			}
			if lane.Note == "" {
				lane.Note = w.X.Unit.Format(to - from)
			}
			if shape, color, text := op.Outcome.mark(); text != "" {
				lane.Marks = append(lane.Marks, Mark{At: to, Shape: shape, Color: color, Label: text})
				if op.Note == "" && op.Outcome != Succeeded {
					lane.Note += ", " + text
				}
			}
		}
		l.Lanes = append(l.Lanes, lane)
	}
	return l.Figure()
}
