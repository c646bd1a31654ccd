package notebook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Read reads a notebook file.
func Read(path string) (*Notebook, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read notebook: %w", err)
	}
	nb, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("notebook %q: %w", path, err)
	}
	return nb, nil
}

// Parse reads a notebook from its JSON text. Its errors name the place, such
// as cells[3].source, and what was expected there.
func Parse(text []byte) (*Notebook, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, errors.New("the file is empty; expected a JSON object")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var doc any
	if err := dec.Decode(&doc); err != nil {
		at := dec.InputOffset()
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			at = syntax.Offset
		}
		return nil, fmt.Errorf("line %d: not JSON: %w", lineOf(text, at), err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("line %d: text after the end of the JSON object", lineOf(text, dec.InputOffset()))
	}
	var p reader
	nb := p.notebook(doc)
	if p.err != nil {
		return nil, p.err
	}
	return nb, nil
}

func lineOf(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(int(offset), len(text))], []byte("\n"))
}

// reader walks the decoded JSON. It keeps the first error and goes on with
// zero values, so that the walk needs no checks.
type reader struct{ err error }

func (p *reader) fail(path, format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("%s: %s", path, fmt.Sprintf(format, args...))
	}
}

func (p *reader) notebook(doc any) *Notebook {
	f := p.object("notebook", doc)
	if p.err != nil {
		return nil
	}
	nb := &Notebook{Metadata: Fields{}}
	p.version(f, nb)
	if p.err != nil {
		return nil
	}
	if m, ok := take(f, "metadata"); ok {
		nb.Metadata = p.object("metadata", m)
	} else {
		p.fail("metadata", "is missing")
	}
	cells, ok := take(f, "cells")
	if !ok {
		p.fail("cells", "is missing")
	}
	for i, c := range p.list("cells", cells) {
		nb.Cells = append(nb.Cells, p.cell(fmt.Sprintf("cells[%d]", i), c, nb.Minor))
	}
	nb.other = f
	return nb
}

func (p *reader) version(f Fields, nb *Notebook) {
	major, ok := take(f, "nbformat")
	if !ok {
		p.fail("nbformat", "is missing; is this a notebook?")
		return
	}
	switch n := p.integer("nbformat", major); {
	case p.err != nil:
	case n < 4:
		p.fail("nbformat", "is %d; only format 4 is read; convert it with `jupyter nbconvert --to notebook --nbformat 4`", n)
	case n > 4:
		p.fail("nbformat", "is %d; this program reads format 4", n)
	}
	if minor, ok := take(f, "nbformat_minor"); ok {
		nb.Minor = p.integer("nbformat_minor", minor)
	}
}

func (p *reader) cell(path string, v any, minor int) *Cell {
	f := p.object(path, v)
	c := &Cell{Metadata: Fields{}}
	kind, _ := take(f, "cell_type")
	c.Type = p.text(path+".cell_type", kind)
	if p.err == nil && c.Type != Code && c.Type != Markdown && c.Type != Raw {
		p.fail(path+".cell_type", "is %q; expected code, markdown or raw", c.Type)
	}
	source, _ := take(f, "source")
	c.Source = p.lines(path+".source", source)
	if m, ok := take(f, "metadata"); ok {
		c.Metadata = p.object(path+".metadata", m)
	}
	if minor >= 5 {
		if id, ok := take(f, "id"); ok {
			c.ID = p.text(path+".id", id)
		}
	}
	if c.Type == Code {
		p.code(path, f, c)
	}
	c.other = f
	return c
}

func (p *reader) code(path string, f Fields, c *Cell) {
	if n, ok := take(f, "execution_count"); ok && n != nil {
		c.Count = p.integer(path+".execution_count", n)
	}
	outputs, ok := take(f, "outputs")
	if !ok {
		return
	}
	for i, o := range p.list(path+".outputs", outputs) {
		c.Outputs = append(c.Outputs, p.output(fmt.Sprintf("%s.outputs[%d]", path, i), o))
	}
}

func (p *reader) output(path string, v any) Output {
	f := p.object(path, v)
	kind, _ := take(f, "output_type")
	o := Output{Type: p.text(path+".output_type", kind)}
	switch o.Type {
	case Stream:
		name, _ := take(f, "name")
		o.Name = p.text(path+".name", name)
		text, _ := take(f, "text")
		o.Text = p.lines(path+".text", text)
	case DisplayData, ExecuteResult:
		p.display(path, f, &o)
	case Error:
		p.error(path, f, &o)
	default:
		p.fail(path+".output_type", "is %q; expected stream, display_data, execute_result or error", o.Type)
	}
	o.other = f
	return o
}

func (p *reader) display(path string, f Fields, o *Output) {
	data, _ := take(f, "data")
	o.Data = joinBundle(p.object(path+".data", data))
	o.Metadata = Fields{}
	if m, ok := take(f, "metadata"); ok {
		o.Metadata = p.object(path+".metadata", m)
	}
	if o.Type != ExecuteResult {
		return
	}
	if n, ok := take(f, "execution_count"); ok && n != nil {
		o.Count = p.integer(path+".execution_count", n)
	}
}

func (p *reader) error(path string, f Fields, o *Output) {
	ename, _ := take(f, "ename")
	o.Ename = p.text(path+".ename", ename)
	evalue, _ := take(f, "evalue")
	o.Evalue = p.text(path+".evalue", evalue)
	trace, _ := take(f, "traceback")
	for i, line := range p.list(path+".traceback", trace) {
		o.Traceback = append(o.Traceback, p.text(fmt.Sprintf("%s.traceback[%d]", path, i), line))
	}
}

// take removes a field, so that what is left at the end is what isn't known.
func take(f Fields, key string) (any, bool) {
	v, ok := f[key]
	delete(f, key)
	return v, ok
}

func (p *reader) object(path string, v any) Fields {
	f, ok := v.(Fields)
	if !ok {
		p.fail(path, "found %s, expected an object", kindOf(v))
		return Fields{}
	}
	return f
}

func (p *reader) list(path string, v any) []any {
	l, ok := v.([]any)
	if !ok {
		p.fail(path, "found %s, expected a list", kindOf(v))
	}
	return l
}

func (p *reader) text(path string, v any) string {
	s, ok := v.(string)
	if !ok {
		p.fail(path, "found %s, expected a string", kindOf(v))
	}
	return s
}

func (p *reader) integer(path string, v any) int {
	if n, ok := v.(json.Number); ok {
		if i, err := n.Int64(); err == nil {
			return int(i)
		}
	}
	p.fail(path, "found %s, expected a whole number", kindOf(v))
	return 0
}

// lines reads text that may be one string or a list of lines.
func (p *reader) lines(path string, v any) string {
	if s, ok := joined(v); ok {
		return s
	}
	p.fail(path, "found %s, expected a string or a list of strings", kindOf(v))
	return ""
}

func joined(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case []any:
		var b strings.Builder
		for _, line := range v {
			s, ok := line.(string)
			if !ok {
				return "", false
			}
			b.WriteString(s)
		}
		return b.String(), true
	}
	return "", false
}

// joinBundle makes one string of each list of lines, in place.
func joinBundle(data Fields) Fields {
	for mime, v := range data {
		if _, isList := v.([]any); !isList || isJSON(mime) {
			continue
		}
		if s, ok := joined(v); ok {
			data[mime] = s
		}
	}
	return data
}

func isJSON(mime string) bool {
	return mime == "application/json" || strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}

func kindOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return "a string"
	case json.Number:
		return "the number " + v.String()
	case bool:
		return fmt.Sprintf("%t", v)
	case []any:
		return "a list"
	}
	return "an object"
}
