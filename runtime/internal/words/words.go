// Package words has the fixed words of pictures and tables in more than one language.
// English is what the code says; another language is a catalogue from the English
// phrase to its own, one file each. Errors, and what a program sees, stay English.
package words

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
)

// catalogue is English to another language. A key may be a format; then its
// value has the same verbs, numbered as in %[2]s where the order is another one.
type catalogue map[string]string

var languages = map[string]catalogue{"en": {}, "pt": portuguese}

var current atomic.Pointer[catalogue]

// Use chooses the language of everything that is drawn from now on.
func Use(language string) error {
	c, ok := languages[language]
	if !ok {
		return fmt.Errorf("the language %q is not known; known are %s", language, strings.Join(slices.Sorted(maps.Keys(languages)), ", "))
	}
	current.Store(&c)
	return nil
}

// T is a phrase in the language in use, or as it is when it is not in the catalogue.
func T(english string) string {
	if c := current.Load(); c != nil {
		if s, ok := (*c)[english]; ok {
			return s
		}
	}
	return english
}

// F is Sprintf with a translated format.
func F(format string, args ...any) string { return fmt.Sprintf(T(format), args...) }

// Numbered translates a name that ends in a number, as in "worker 3".
func Numbered(name string) string {
	if i := strings.LastIndexByte(name, ' '); i > 0 && strings.Trim(name[i+1:], "0123456789") == "" {
		return T(name[:i]) + name[i:]
	}
	return T(name)
}
