package wire

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTextKeepsRunesWhole(t *testing.T) {
	const text = "aé世😀z"
	for size := 1; size <= 5; size++ {
		var whole Text
		var got strings.Builder
		for i := 0; i < len(text); i += size {
			piece := whole.Add([]byte(text[i:min(i+size, len(text))]))
			if strings.ContainsRune(piece, utf8.RuneError) {
				t.Errorf("pieces of %d bytes: %q has a broken rune", size, piece)
			}
			got.WriteString(piece)
		}
		got.WriteString(whole.End())
		if got.String() != text {
			t.Errorf("pieces of %d bytes gave %q, expected %q", size, got.String(), text)
		}
	}
}

func TestTextRepairs(t *testing.T) {
	var x Text
	for _, step := range []struct{ in, want string }{
		{"a\xff", "a\ufffd"},   // can be part of no rune
		{"\xe4\xb8", ""},       // waits
		{"x", "\ufffd\ufffdx"}, // and is broken after all
		{"\xf0\x9f", ""},       //
		{"\x98", ""},           //
		{"\x80!", "😀!"},        //
		{"\x80\x80\x80", "\ufffd\ufffd\ufffd"},
		{"", ""},
		{"\xc3", ""},
	} {
		if got := x.Add([]byte(step.in)); got != step.want {
			t.Errorf("Add(%q) = %q, expected %q", step.in, got, step.want)
		}
	}
	if got := x.End(); got != "\ufffd" {
		t.Errorf("End() = %q, expected the held byte as U+FFFD", got)
	}
	if got := x.End(); got != "" {
		t.Errorf("second End() = %q", got)
	}
}

// FuzzText checks that the way the bytes are cut does not matter.
func FuzzText(f *testing.F) {
	f.Add([]byte("é世😀"), 2)
	f.Add([]byte("\xf0\x9f\x98\xff\xe4"), 1)
	f.Fuzz(func(t *testing.T, p []byte, at int) {
		if at < 0 || at > len(p) {
			return
		}
		var x Text
		got := x.Add(p[:at]) + x.Add(p[at:]) + x.End()
		if want := repair(p); got != want {
			t.Errorf("%q cut at %d gave %q, expected %q", p, at, got, want)
		}
	})
}
