package kernel

import (
	"strings"
	"testing"
)

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"a", "a", true}, {"a", "ab", false},
		{"*", "", true}, {"*", "any\nthing", true}, {"a*", "abc", true}, {"*c", "abc", true}, {"*b*", "abc", true},
		{"a?c", "abc", true}, {"a?c", "a世c", true}, {"a?c", "ac", false}, {"1?2*", "1+2+3", true},
		{"*ab*ab", "xabyabzab", true}, {"*ab*ab", "xabyabz", false},
		{"[ab]x", "bx", true}, {"[ab]x", "cx", false}, {"[^ab]x", "cx", true}, {"[a-c]", "b", true}, {"[a-c]", "d", false},
		{"[]]", "]", true}, {"[a-]", "-", true}, {"[", "[", true}, {"x[", "x[", true}, {"a[b", "a[b", true}, {"*[", "q[", true},
	} {
		if got := glob(c.pattern, c.text); got != c.want {
			t.Errorf("glob(%q, %q) = %v, want %v", c.pattern, c.text, got, c.want)
		}
	}
}

// A pattern of many stars must not take exponential time: with backtracking
// into every star this test does not end.
func TestGlobWithManyStars(t *testing.T) {
	if glob(strings.Repeat("a*", 60)+"b", strings.Repeat("a", 5000)) {
		t.Error("a text without b matches a pattern that ends in b")
	}
}
