package check

import (
	"fmt"
	"html"
	"strings"
	"time"

	"interleave/runtime/cell"
	"interleave/runtime/internal/bounded"
	"interleave/runtime/internal/words"
)

// defaultLimit is how long a check may take.
const defaultLimit = 20 * time.Second

// Sheet is the checks of an assignment and the points that they gave. One goroutine
// uses it.
type Sheet struct {
	Title   string
	Results []Result

	limit time.Duration
}

// Result is a check that was run.
type Result struct {
	Name   string
	Points float64 // given
	Of     float64 // at most
	Err    error   // why it failed, nil if it did not
	Took   time.Duration
}

// NewSheet is an empty sheet.
func NewSheet(title string) *Sheet { return &Sheet{Title: title, limit: defaultLimit} }

// Limit sets how long each of the following checks may take, in real time; without
// it that is 20 seconds. A limit that is not positive panics.
func (s *Sheet) Limit(d time.Duration) *Sheet {
	if d <= 0 {
		panic(fmt.Sprintf("check: Limit(%v): a check needs some time", d))
	}
	s.limit = d
	return s
}

// Check runs a check and adds its points when it returns nil. A panic and a check
// that takes longer than the limit are failures; the goroutine of the latter is left
// alone. It reports whether the check passed. A nil check and points below 0 panic.
// When the cell is interrupted, so is the check.
func (s *Sheet) Check(points float64, name string, check func() error) bool {
	if check == nil || points < 0 {
		panic(fmt.Sprintf("check: Check(%v, %q): points from 0 on and a function are needed", points, name))
	}
	if s.limit == 0 {
		s.limit = defaultLimit
	}
	start := time.Now()
	r := Result{Name: name, Of: points, Err: bounded.Run(s.limit, check)}
	r.Took = time.Since(start)
	if r.Err == nil {
		r.Points = points
	}
	s.Results = append(s.Results, r)
	return r.Err == nil
}

// Points are those given, and those that could have been.
func (s *Sheet) Points() (given, of float64) {
	for _, r := range s.Results {
		given, of = given+r.Points, of+r.Of
	}
	return given, of
}

// Score shows the sheet and returns the points, as the last line of a test cell.
func (s *Sheet) Score() float64 {
	// An error is one of the frontend, and no fault of the student's.
	_ = cell.Publish(cell.Bundle{Data: map[string]any{"text/plain": s.String(), "text/html": s.HTML()}})
	given, _ := s.Points()
	return given
}

// String is the sheet as text: a line for each check, and why it failed.
func (s *Sheet) String() string {
	var b strings.Builder
	given, of := s.Points()
	b.WriteString(words.F("%s: %s of %s points", s.Title, number(given), number(of)) + "\n")
	for _, r := range s.Results {
		sign := "✓"
		if r.Err != nil {
			sign = "✗"
		}
		fmt.Fprintf(&b, "  %s %s  %s\n", sign, words.F("%s of %s", number(r.Points), number(r.Of)), r.Name)
		if r.Err != nil {
			fmt.Fprintf(&b, "      %s\n", strings.ReplaceAll(r.Err.Error(), "\n", "\n      "))
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// HTML is the sheet as a table.
func (s *Sheet) HTML() string {
	var b strings.Builder
	given, of := s.Points()
	fmt.Fprintf(&b, `<table><caption style="text-align:left">%s</caption>`, words.F("%s: %s of %s points", "<b>"+html.EscapeString(s.Title)+"</b>", number(given), number(of)))
	fmt.Fprintf(&b, `<thead><tr><th></th><th>%s</th><th style="text-align:left">%s</th><th style="text-align:left">%s</th></tr></thead><tbody>`,
		words.T("points"), words.T("check"), words.T("what was seen"))
	for _, r := range s.Results {
		sign, seen := "✓", ""
		if r.Err != nil {
			sign, seen = "✗", html.EscapeString(r.Err.Error())
		}
		fmt.Fprintf(&b, `<tr><td>%s</td><td>%s</td><td style="text-align:left">%s</td><td style="text-align:left;white-space:pre-wrap">%s</td></tr>`,
			sign, words.F("%s of %s", number(r.Points), number(r.Of)), html.EscapeString(r.Name), seen)
	}
	b.WriteString("</tbody></table>")
	return b.String()
}

func number(x float64) string { return fmt.Sprintf("%.4g", x) }
