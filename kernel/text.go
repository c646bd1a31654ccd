package kernel

// encodedLen is how long text will be inside a JSON string.
func encodedLen[T ~string | ~[]byte](text T) int {
	n := len(text)
	for i := range len(text) {
		switch b := text[i]; {
		case b == '\n' || b == '\r' || b == '\t' || b == '"' || b == '\\':
			n++
		case b < ' ':
			n += 5
		}
	}
	return n
}
