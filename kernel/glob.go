package kernel

import "strings"

// glob reports whether the whole text matches pattern, in which * stands for
// any run of characters (line ends too), ? for one character and [a-c] or
// [^a-c] for one of a set, as in SQLite's GLOB, which ipykernel's history
// search made the meaning of the protocol's "glob". The time is at most
// proportional to the product of the lengths.
func glob(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	i, j := 0, 0
	star, retry := -1, 0 // position after the last *, and where in text to try it next
	for j < len(t) {
		if i < len(p) && p[i] == '*' {
			i++
			star, retry = i, j
			continue
		}
		if n := matchOne(p[i:], t[j]); n > 0 {
			i += n
			j++
			continue
		}
		if star < 0 {
			return false
		}
		retry++
		i, j = star, retry
	}
	return strings.Trim(string(p[i:]), "*") == ""
}

// matchOne returns the length of the pattern element that matches r, and 0
// when the first element of p does not match.
func matchOne(p []rune, r rune) int {
	if len(p) == 0 {
		return 0
	}
	switch p[0] {
	case '?':
		return 1
	case '[':
		if n, ok := matchSet(p, r); n > 0 {
			if ok {
				return n
			}
			return 0
		}
	}
	if p[0] == r {
		return 1
	}
	return 0
}

// matchSet reads a set like [a-cx] or [^a-c] from the beginning of p. Its
// length is 0 when the bracket is never closed; then [ stands for itself.
func matchSet(p []rune, r rune) (length int, ok bool) {
	i, negated := 1, false
	if i < len(p) && (p[i] == '^' || p[i] == '!') {
		negated = true
		i++
	}
	for first := i; i < len(p); i++ {
		if p[i] == ']' && i > first {
			return i + 1, ok != negated
		}
		if i+2 < len(p) && p[i+1] == '-' && p[i+2] != ']' {
			ok = ok || p[i] <= r && r <= p[i+2]
			i += 2
			continue
		}
		ok = ok || p[i] == r
	}
	return 0, false
}
