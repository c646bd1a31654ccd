package notebook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// Write writes the notebook to a file, which is replaced as a whole or not at
// all. The mode of an existing file is kept.
func (nb *Notebook) Write(path string) error {
	if err := WriteFile(path, nb.JSON()); err != nil {
		return fmt.Errorf("write notebook: %w", err)
	}
	return nil
}

// WriteFile replaces a file as a whole or not at all: the new content is
// written beside it and renamed. A symbolic link stays, its target is replaced.
func WriteFile(path string, content []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() { // /dev/stdout, a named pipe
			return os.WriteFile(path, content, mode)
		}
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(content); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), mode); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// JSON is the text of the notebook file.
func (nb *Notebook) JSON() []byte {
	doc := fields(nb.other)
	cells := make([]any, len(nb.Cells))
	for i, c := range nb.Cells {
		cells[i] = c.fields(nb.Minor)
	}
	doc["cells"] = cells
	doc["metadata"] = without(nb.Metadata, "orig_nbformat", "orig_nbformat_minor", "signature")
	doc["nbformat"] = 4
	doc["nbformat_minor"] = nb.Minor
	var e encoder
	e.value(doc, 0)
	e.WriteByte('\n')
	return e.Bytes()
}

func (c *Cell) fields(minor int) Fields {
	f := fields(c.other)
	f["cell_type"] = c.Type
	f["metadata"] = without(c.Metadata, "trusted")
	f["source"] = splitLines(c.Source)
	if a, ok := f["attachments"].(Fields); ok {
		f["attachments"] = splitAttachments(a)
	}
	if minor >= 5 {
		if c.ID == "" {
			c.ID = newID()
		}
		f["id"] = c.ID
	}
	if c.Type != Code {
		return f
	}
	outputs := make([]any, len(c.Outputs))
	for i := range c.Outputs {
		outputs[i] = c.Outputs[i].fields()
	}
	f["outputs"] = outputs
	f["execution_count"] = count(c.Count)
	return f
}

func (o *Output) fields() Fields {
	f := fields(o.other)
	f["output_type"] = o.Type
	switch o.Type {
	case Stream:
		f["name"], f["text"] = o.Name, splitLines(o.Text)
	case DisplayData, ExecuteResult:
		f["data"], f["metadata"] = splitBundle(o.Data), fields(o.Metadata)
		if o.Type == ExecuteResult {
			f["execution_count"] = count(o.Count)
		}
	case Error:
		trace := make([]any, len(o.Traceback))
		for i, line := range o.Traceback {
			trace[i] = line
		}
		f["ename"], f["evalue"], f["traceback"] = o.Ename, o.Evalue, trace
	}
	return f
}

func fields(f Fields) Fields {
	if f == nil {
		return Fields{}
	}
	return maps.Clone(f)
}

func without(f Fields, keys ...string) Fields {
	f = fields(f)
	for _, k := range keys {
		delete(f, k)
	}
	return f
}

func count(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func splitAttachments(a Fields) Fields {
	a = fields(a)
	for name, bundle := range a {
		if b, ok := bundle.(Fields); ok {
			a[name] = splitBundle(joinBundle(fields(b)))
		}
	}
	return a
}

// splitBundle makes lists of lines of the types for which nbformat does it.
func splitBundle(data Fields) Fields {
	data = fields(data)
	for mime, v := range data {
		s, ok := v.(string)
		if ok && (strings.HasPrefix(mime, "text/") || mime == "application/javascript" || mime == "image/svg+xml") {
			data[mime] = splitLines(s)
		}
	}
	return data
}

// splitLines cuts after every line end that Python's str.splitlines knows.
func splitLines(s string) []any {
	lines := []any{}
	start := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch r {
		case '\r':
			if i < len(s) && s[i] == '\n' {
				i++
			}
		case '\n', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		default:
			continue
		}
		lines = append(lines, s[start:i])
		start = i
	}
	if start < len(s) {
		lines = append(lines, s[start:])
	}
	return lines
}

// encoder writes JSON as Python's json.dumps(ensure_ascii=False, indent=1,
// sort_keys=True) does. encoding/json differs: it escapes U+2028 and U+2029.
type encoder struct{ bytes.Buffer }

func (e *encoder) value(v any, depth int) {
	switch v := v.(type) {
	case Fields:
		keys := slices.Sorted(maps.Keys(v))
		e.items('{', '}', len(keys), depth, func(i int) {
			e.text(keys[i])
			e.WriteString(": ")
			e.value(v[keys[i]], depth+1)
		})
	case []any:
		e.items('[', ']', len(v), depth, func(i int) { e.value(v[i], depth+1) })
	case string:
		e.text(v)
	default:
		b, err := json.Marshal(v)
		if err != nil {
			b = []byte("null") // a value no JSON text or message can have held
		}
		e.Write(b)
	}
}

func (e *encoder) items(open, closing byte, n, depth int, item func(int)) {
	e.WriteByte(open)
	for i := range n {
		if i > 0 {
			e.WriteByte(',')
		}
		e.line(depth + 1)
		item(i)
	}
	if n > 0 {
		e.line(depth)
	}
	e.WriteByte(closing)
}

func (e *encoder) line(depth int) {
	e.WriteByte('\n')
	for range depth {
		e.WriteByte(' ')
	}
}

func (e *encoder) text(s string) {
	e.WriteByte('"')
	for _, r := range s { // invalid bytes become U+FFFD
		switch r {
		case '"', '\\':
			e.WriteByte('\\')
			e.WriteRune(r)
		case '\n':
			e.WriteString(`\n`)
		case '\r':
			e.WriteString(`\r`)
		case '\t':
			e.WriteString(`\t`)
		case '\b':
			e.WriteString(`\b`)
		case '\f':
			e.WriteString(`\f`)
		default:
			if r < 0x20 {
				fmt.Fprintf(e, `\u%04x`, r)
				continue
			}
			e.WriteRune(r)
		}
	}
	e.WriteByte('"')
}
