package display

import "interleave/runtime/internal/words"

// Language chooses the language of the words that pictures, tables and progress bars of
// all helpers bring along, from now on and in all cells: "en", which it is at first, or
// "pt". Errors stay English, as those of Go. It panics when the language is
// another one.
func Language(language string) {
	if err := words.Use(language); err != nil {
		panic("display.Language: " + err.Error())
	}
}
