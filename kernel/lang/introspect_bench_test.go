package lang

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// longSession is a notebook of a thousand cells with types, functions and
// variables.
func longSession(b *testing.B) *Session {
	s := NewSession(Options{Value: func(string) string { return "1" }})
	for n := range 1000 {
		code := fmt.Sprintf(`type T%[1]d struct { Name string; Next *T%[1]d }
func (t *T%[1]d) Method%[1]d() int { return len(t.Name) }
func f%[1]d(t *T%[1]d) int { return t.Method%[1]d() }
v%[1]d := f%[1]d(&T%[1]d{Name: "x"})`, n)
		u, err := s.Compile(Cell{n + 1, code})
		if err != nil {
			b.Fatal(err)
		}
		s.Commit(u)
	}
	return s
}

var questions = []string{
	"", "f1", "v99", "pri", "strings.", "strings.NB", "http.Req", "t := &T500{}\nt.", "f7(", "f7(&T7{Na", "for i := range v3 {\n\tfmt.Pri",
	"time.Now().", "os.Std", "var mu sync.", "ctx, cancel := context.With", "func g(r *http.Request) {\n\tr.URL.",
	"if err := json.Unmarshal(nil, ", strings.Repeat("x := strings.Fields(\"a b c\")\n_ = x\n{\n", 20) + "strings.", "import \"net/", "reflect.TypeOf(v5).",
}

// measure asks the questions round and round and reports what 95 of 100 answers
// take at most.
func measure(b *testing.B, ask func(code string)) {
	for _, q := range questions { // packages are read at their first use
		ask(q)
	}
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		ask(questions[i%len(questions)])
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}

func BenchmarkCompleteLongSession(b *testing.B) {
	s := longSession(b)
	measure(b, func(code string) { s.Complete(code, len(code)) })
}

func BenchmarkInspectLongSession(b *testing.B) {
	s := longSession(b)
	measure(b, func(code string) { s.Inspect(code, len(code), 1) })
}

// BenchmarkFirstComplete is a completion in a package that nothing used before.
func BenchmarkFirstComplete(b *testing.B) {
	for b.Loop() {
		NewSession(Options{}).Complete("http.NewR", 9)
	}
}
