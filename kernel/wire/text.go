package wire

import (
	"strings"
	"unicode/utf8"
)

// Text turns a stream of bytes into valid UTF-8 piece by piece. A rune that is cut by the end of a piece waits for the
// next one; bytes that can't be part of any rune become U+FFFD. The zero Text is ready to use.
type Text struct {
	held []byte // the beginning of a rune, at most three bytes
}

// Add returns as much valid text as p completes.
func (t *Text) Add(p []byte) string {
	if len(t.held) > 0 {
		p = append(t.held, p...)
	}
	keep := incomplete(p)
	t.held = append([]byte(nil), p[len(p)-keep:]...)
	return repair(p[:len(p)-keep])
}

// End returns what is held back, repaired: the stream is over.
func (t *Text) End() string {
	s := repair(t.held)
	t.held = nil
	return s
}

// incomplete counts the bytes at the end of p that begin a rune without ending it.
func incomplete(p []byte) int {
	for n := 1; n <= len(p) && n < utf8.UTFMax; n++ {
		tail := p[len(p)-n:]
		if utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

func repair(p []byte) string {
	if utf8.Valid(p) {
		return string(p)
	}
	// Each bad byte becomes one U+FFFD, as terminals show it; strings.ToValidUTF8 would merge runs of them.
	var b strings.Builder
	for len(p) > 0 {
		r, size := utf8.DecodeRune(p)
		b.WriteRune(r)
		p = p[size:]
	}
	return b.String()
}
