package kernel

import "unicode/utf8"

// The protocol counts cursor positions in Unicode code points (since 5.2), Go
// and the engine count bytes. Both functions clamp: a position from the wire
// is never trusted. An invalid byte counts as one code point, as it does in
// the string that JSON decoding made of it.

// byteOffset returns the offset in text of code point number points.
func byteOffset(text string, points int) int {
	if points <= 0 {
		return 0
	}
	for offset := range text {
		if points == 0 {
			return offset
		}
		points--
	}
	return len(text)
}

// codePoints returns how many code points of text lie before the byte offset.
// An offset inside a code point counts as the beginning of that code point.
func codePoints(text string, offset int) int {
	offset = min(max(offset, 0), len(text))
	for offset > 0 && offset < len(text) && !utf8.RuneStart(text[offset]) {
		offset--
	}
	return utf8.RuneCountInString(text[:offset])
}
