package cli

import (
	"math"
	"strings"
	"testing"
)

func TestMemory(t *testing.T) {
	for word, want := range map[string]int64{
		"2GiB": 2 << 30, "2g": 2 << 30, "512 MB": 512e6, "1.5GiB": 3 << 29, "off": 0, "none": 0, "104857600": 104857600, "100000000b": 1e8,
	} {
		var m memory
		if err := m.Set(word); err != nil || m.limit() != want {
			t.Errorf("%s: %d, %v; want %d", word, m.limit(), err, want)
		}
	}
	for word, want := range map[string]string{
		"": "expected a size", "much": "expected a size", "-1GiB": "too little", "1KiB": "too little", "0%": "more than 0%", "101%": "at most 100%", "NaN%": "more than 0%", "1e30": "expected a size",
	} {
		var m memory
		if err := m.Set(word); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q in it", word, err, want)
		}
	}
}

// TestMemoryShare: the automatic limit is a share of what there is.
func TestMemoryShare(t *testing.T) {
	total := availableMemory()
	if total == 0 {
		t.Skip("the memory of this machine is not known")
	}
	var all, half, auto memory
	for word, m := range map[string]*memory{"100%": &all, "50%": &half, "auto": &auto} {
		if err := m.Set(word); err != nil {
			t.Fatal(err)
		}
	}
	if got := all.limit(); got != int64(total) {
		t.Errorf("100%% of %d is %d", total, got)
	}
	if got := math.Abs(float64(half.limit())/float64(total) - 0.5); got > 0.01 {
		t.Errorf("50%% of %d is %d", total, half.limit())
	}
	if got := float64(auto.limit()) / float64(total); got < 0.7 || got > 0.9 {
		t.Errorf("auto is %d of %d", auto.limit(), total)
	}
}

func TestShorten(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{{"héllo", 5, "héllo"}, {"héllo!", 5, "héll…"}, {"", 3, ""}} {
		if got := shorten(test.text, test.width); got != test.want {
			t.Errorf("shorten(%q, %d) is %q", test.text, test.width, got)
		}
	}
}
