package engine

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateMagics = flag.Bool("update-magics", false, "rewrite testdata/magics.txt")

// TestMagicsAreListed holds the table of magics to a file, so that a change
// shows all there are, and a magic without a summary fails.
func TestMagicsAreListed(t *testing.T) {
	const file = "testdata/magics.txt"
	got := helpTable()
	if *updateMagics {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s\nif this is right: go test ./kernel/engine -run TestMagicsAreListed -update-magics", diff)
	}
	for _, n := range magicNames() {
		if m := magics[n]; m.summary == "" || m.run == nil {
			t.Errorf("magic %s lacks a summary or what it does", n)
		}
	}
}

func TestSplitMagics(t *testing.T) {
	for _, c := range []struct {
		code  string
		calls string // "name(args)" or "name(args){body}"
		rest  string
		err   string
	}{
		{"x := 1", "", "x := 1", ""},
		{"", "", "", ""},
		{"%who", "who()", "    ", ""},
		{"%who variables \nx", "who(variables)", "               \nx", ""},
		{"\n// a comment\n%pwd\n%who\nf()", "pwd() who()", "\n// a comment\n    \n    \nf()", ""},
		{"x\n%who", "", "x\n%who", ""},
		{"%%time\nf()\n", "time(){\nf()\n}", "", ""},
		{"// c\n%%time\n%who", "time(){\n\n%who}", "", ""},
		{"%%who\nx", "", "", "%%who: this magic takes no body; write %who"},
		{"%whoo", "", "", "unknown magic %whoo; did you mean %who?"},
		{"%zzzzzzzz", "", "", "unknown magic %zzzzzzzz; %help lists the magics"},
		{"%", "", "", "a magic needs a name after the percent sign; %help lists them"},
		{"strings.ToUpper?", "doc(strings.ToUpper)", "", ""},
		{"?x", "doc(x)", "", ""},
		{"`what?`", "", "`what?`", ""},
		{"// really?", "", "// really?", ""},
	} {
		calls, rest, err := splitMagics(c.code)
		var got []string
		for _, call := range calls {
			s := call.magic.name + "(" + call.args + ")"
			if call.body != "" {
				s += "{" + call.body + "}"
			}
			got = append(got, s)
		}
		gotErr := ""
		if err != nil {
			gotErr = err.Error()
		}
		if strings.Join(got, " ") != c.calls || rest != c.rest || gotErr != c.err {
			t.Errorf("%q:\ngot  %q, %q, %q\nwant %q, %q, %q", c.code, strings.Join(got, " "), rest, gotErr, c.calls, c.rest, c.err)
		}
	}
}

func TestMagicArgumentsKeepTheirColumn(t *testing.T) {
	calls, _, err := splitMagics("\n  %time  f(1)")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Repeat("\n", calls[0].line-1)+calls[0].indented(), "\n         f(1)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCompleteMagic(t *testing.T) {
	c, ok := completeMagic("x\n %t", 5)
	if !ok || len(c.Matches) < 2 || c.Matches[0].Text != "%time" || c.Start != 3 || c.End != 5 {
		t.Errorf("got %v, %v", c, ok)
	}
	if c, ok = completeMagic("%%", 2); !ok || len(c.Matches) < 2 || c.Matches[0].Text != "%%sh" {
		t.Errorf("got %v, %v", c, ok)
	}
	if _, ok = completeMagic("a % b", 5); ok {
		t.Error("an operator is no magic")
	}
}

func TestBlankMagicsKeepsOffsets(t *testing.T) {
	if got, want := blankMagics("%who\n// c\n%pwd\nx %\n%y"), "    \n// c\n    \nx %\n%y"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Where a package has the name of a magic, %help explains both.
func TestHelpOfMagicAndPackage(t *testing.T) {
	s := newSession(t)
	s.must("%help timeline")
	got := s.out.stream(1, "stdout")
	for _, want := range []string{"%timeline", "Package timeline records", "timeline? lists what is in it."} {
		if !strings.Contains(got, want) {
			t.Errorf("%%help timeline lacks %q:\n%s", want, got)
		}
	}
}
