package kernel

import (
	"bytes"
	"unicode/utf8"
)

// cutRune splits text before an incomplete rune at its end. A program may
// write the bytes of one rune in two pieces; the first piece keeps the
// incomplete one back until the rest is there.
func cutRune(text []byte) (whole, incomplete []byte) {
	for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
		tail := text[len(text)-back:]
		if !utf8.RuneStart(tail[0]) {
			continue
		}
		if !utf8.FullRune(tail) {
			return text[:len(text)-back], tail
		}
		break
	}
	return text, nil
}

// validText makes a string of output: what is no UTF-8 becomes U+FFFD.
func validText(text []byte) string {
	if utf8.Valid(text) {
		return string(text)
	}
	return string(bytes.ToValidUTF8(text, []byte("\uFFFD")))
}

// encodedLen is how long text will be inside a JSON string.
func encodedLen(text []byte) int {
	n := len(text)
	for _, b := range text {
		switch {
		case b == '\n' || b == '\r' || b == '\t' || b == '"' || b == '\\':
			n++
		case b < ' ':
			n += 5
		}
	}
	return n
}
