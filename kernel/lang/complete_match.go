package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How well a name fits what was typed of it, best first.
const (
	fitPrefix  = iota // its beginning
	fitHumps          // the beginnings of its parts, in the right case: NB for NewBuffer
	fitFolded         // its beginning in another case
	fitLoose          // the beginnings of its parts: newbs for NewBufferString
	fitWithin         // the beginnings of its later parts: buffer for NewBuffer
	fitNothing        // no fit
)

// looseness groups fits: what is typed is in the name, is made of parts of it,
// or begins in its middle.
func looseness(fit int) int { return max(fit, fitFolded) }

// fit says how well prefix fits name.
func fit(name, prefix string) int {
	switch {
	case strings.HasPrefix(name, prefix):
		return fitPrefix
	case len(prefix) > 1 && strings.ToLower(prefix) != prefix && humps(name, prefix, false):
		return fitHumps
	case len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix):
		return fitFolded
	case len(prefix) > 1 && humps(name, prefix, true):
		return fitLoose
	case len(prefix) > 2:
		for i := range name {
			if i > 0 && isHump(name, i) && humps(name[i:], prefix, true) {
				return fitWithin
			}
		}
	}
	return fitNothing
}

// humps says whether prefix is made of beginnings of the parts of name, of the
// first one at least. A part begins with a capital letter, or after a digit or an
// underscore.
func humps(name, prefix string, fold bool) bool {
	return humpsFrom(name, 0, prefix, fold)
}

func humpsFrom(name string, at int, prefix string, fold bool) bool {
	if prefix == "" {
		return true
	}
	p, n := utf8.DecodeRuneInString(prefix)
	same := func(i int) bool {
		r, _ := utf8.DecodeRuneInString(name[i:])
		return r == p || fold && unicode.ToLower(r) == unicode.ToLower(p)
	}
	if at < len(name) && same(at) {
		_, size := utf8.DecodeRuneInString(name[at:])
		if humpsFrom(name, at+size, prefix[n:], fold) {
			return true
		}
	}
	if at == 0 {
		return false
	}
	for i := at; i < len(name); i++ {
		if i > at && utf8.RuneStart(name[i]) && isHump(name, i) && same(i) {
			_, size := utf8.DecodeRuneInString(name[i:])
			if humpsFrom(name, i+size, prefix[n:], fold) {
				return true
			}
		}
	}
	return false
}

// isHump says whether a part of name begins at its byte i > 0.
func isHump(name string, i int) bool {
	r, _ := utf8.DecodeRuneInString(name[i:])
	before, _ := utf8.DecodeLastRuneInString(name[:i])
	switch {
	case unicode.IsUpper(r):
		next := i + utf8.RuneLen(r)
		if !unicode.IsUpper(before) || next >= len(name) {
			return !unicode.IsUpper(before)
		}
		after, _ := utf8.DecodeRuneInString(name[next:]) // the S of HTTPServer
		return unicode.IsLower(after)
	case unicode.IsLetter(r):
		return before == '_' || unicode.IsDigit(before)
	}
	return unicode.IsDigit(r) && !unicode.IsDigit(before)
}
