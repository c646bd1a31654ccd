package difftest

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// finding is a program that the engine does not run as the toolchain does.
type finding struct {
	program program
	split   bool // as several cells
	want    outcome
	got     outcome
	kind    string // the same for programs that differ in the same way
	refused bool   // said before anything ran: no fault, but worth a look
}

// cells are what was run.
func (f finding) cells() []string { return f.program.cells(f.split) }

func (p program) cells(split bool) []string {
	if split {
		return p.split()
	}
	return p.whole()
}

// compare runs programs both ways and returns those that differ. Programs that the
// compiler refuses or that end badly when compiled are not compared; faults of
// the generator are counted as skipped.
func (e *engines) compare(ctx context.Context, programs []program, split func(i int) bool) (found []finding, skipped int, err error) {
	want, err := compiled(ctx, programs)
	if err != nil {
		return nil, 0, err
	}
	for i, p := range programs {
		w := want[p.name]
		if w.failed != "" {
			skipped++
			continue
		}
		got, err := e.run(p.cells(split(i)))
		if err != nil {
			return nil, 0, err
		}
		if f := judge(p, split(i), w, got); f != nil {
			found = append(found, *f)
		}
		if ctx.Err() != nil {
			return found, skipped, ctx.Err()
		}
	}
	return found, skipped, nil
}

// judge is the difference between two outcomes of a program, or nil.
func judge(p program, split bool, want, got outcome) *finding {
	want.output, got.output = withoutAddresses(want.output), withoutAddresses(got.output)
	if want == got {
		return nil
	}
	if a, b := firstDifference(want.output, got.output); strings.HasPrefix(a, "trace ") && strings.Contains(b, "error: runtime error: index out of range") {
		return nil // a call beside an index that is out of range: Go leaves open which is first
	} else if onlyAddressesDiffer(a, b) {
		return nil
	}
	f := finding{program: p, split: split, want: want, got: got}
	switch {
	case strings.Contains(got.failed, "not supported yet in a cell"):
		f.refused = true
		_, why, _ := strings.Cut(got.failed, "not supported yet in a cell")
		f.kind = "refused" + normal(p, why)
	case got.failed != "":
		f.kind = normal(p, got.failed)
	default:
		a, b := firstDifference(want.output, got.output)
		f.kind = fmt.Sprintf("%s <> %s", normal(p, a), normal(p, b))
	}
	return &f
}

// address is a pointer as fmt writes it, with 0x, in hexadecimal or decimal. Some
// numbers look so, too.
var address = regexp.MustCompile(`\b0x[0-9a-f]{6,12}\b|\b[0-9a-f]{11,12}\b|\b[1-9][0-9]{13}\b`)

func withoutAddresses(s string) string { return address.ReplaceAllString(s, "0xaddress") }

var number = regexp.MustCompile(`[0-9]+`)

// onlyAddressesDiffer says whether two lines have the same text but for numbers
// that can be addresses, as verbs for numbers print pointers: in a compiled program
// they may be small.
func onlyAddressesDiffer(want, got string) bool {
	if number.ReplaceAllString(want, "") != number.ReplaceAllString(got, "") {
		return false
	}
	a, b := number.FindAllString(want, -1), number.FindAllString(got, -1)
	for i := range min(len(a), len(b)) {
		x, err := strconv.ParseUint(a[i], 10, 64)
		y, err2 := strconv.ParseUint(b[i], 10, 64)
		if a[i] != b[i] && (err != nil || err2 != nil || x < 1<<22 || x > 1<<47 || y < 1<<22 || y > 1<<47) {
			return false
		}
	}
	return len(a) == len(b) && want != got
}

// firstDifference are the first lines that differ.
func firstDifference(want, got string) (string, string) {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return a[i], b[i]
		}
	}
	return fmt.Sprint(len(a), " lines"), fmt.Sprint(len(b), " lines")
}

var (
	ownName   = regexp.MustCompile(`A\d+([A-Za-z]+)\d*`)
	localName = regexp.MustCompile(`\b([vtTELRGSpabxyf])\d+[a-c]?\b`)
	digits    = regexp.MustCompile(`[-+]?\d+(\.\d+)?(e[-+]\d+)?`)
	quoted    = regexp.MustCompile("\"[^\"]*\"|`[^`]*`")
)

// normal is a text without what is special to one program.
func normal(_ program, s string) string {
	s = ownName.ReplaceAllString(s, "$1")
	s = localName.ReplaceAllString(s, "$1")
	s = quoted.ReplaceAllString(s, `""`)
	s = digits.ReplaceAllString(s, "N")
	s, _, _ = strings.Cut(s, "\n")
	if len(s) > 120 {
		s = s[:120]
	}
	return s
}
