package kernel

import (
	"testing"
	"unicode/utf8"
)

func TestCursorPositionsCountCodePoints(t *testing.T) {
	const code = "\"é世😀\"+fmt.Pr"
	for points, want := range map[int]int{
		-3: 0, 0: 0, 1: 1, 2: 3, 3: 6, 4: 10, 5: 11, 12: 18, 13: 18, 1 << 40: 18,
	} {
		if got := byteOffset(code, points); got != want {
			t.Errorf("byteOffset(%q, %d) = %d, want %d", code, points, got, want)
		}
	}
	for offset, want := range map[int]int{-1: 0, 0: 0, 1: 1, 2: 1, 3: 2, 4: 2, 6: 3, 7: 3, 9: 3, 10: 4, 18: 12, 99: 12} {
		if got := codePoints(code, offset); got != want {
			t.Errorf("codePoints(%q, %d) = %d, want %d", code, offset, got, want)
		}
	}
}

func FuzzCursorPositions(f *testing.F) {
	f.Add("\"é世😀\"", 3)
	f.Add("a\xff\xe4\xb8b", 2)
	f.Add("", -1)
	f.Fuzz(func(t *testing.T, text string, n int) {
		offset := byteOffset(text, n)
		if offset < 0 || offset > len(text) {
			t.Fatalf("byteOffset(%q, %d) = %d, outside of the text", text, n, offset)
		}
		if points := codePoints(text, n); points < 0 || points > utf8.RuneCountInString(text) {
			t.Fatalf("codePoints(%q, %d) = %d, outside of the text", text, n, points)
		}
		if utf8.ValidString(text) && n >= 0 && n <= utf8.RuneCountInString(text) {
			if back := codePoints(text, offset); back != n {
				t.Fatalf("code point %d of %q is byte %d, which is code point %d", n, text, offset, back)
			}
		}
	})
}
