package engine

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"

	"interleave/kernel/evaluator"
	"interleave/runtime/cell"
	"interleave/runtime/display"
)

// shown is one value of a cell's last expression.
type shown struct {
	value reflect.Value
	typ   types.Type     // static type, nil when unknown
	rich  map[string]any // what its methods that are declared in cells returned, by method name
}

// render makes the MIME bundle of a result. One value may show itself in
// several forms, see display.Of; several values are a list of their texts.
func render(values []shown) *evaluator.Display {
	switch len(values) {
	case 0:
		return nil
	case 1:
		return values[0].render()
	}
	texts := make([]string, len(values))
	sep := ", "
	for i, s := range values {
		texts[i] = s.text()
		if strings.Contains(texts[i], "\n") {
			sep = "\n"
		}
	}
	return &evaluator.Display{Data: map[string]any{"text/plain": strings.Join(texts, sep)}}
}

func (s shown) render() *evaluator.Display {
	b := cell.Bundle{Data: map[string]any{}, Metadata: map[string]any{}}
	v := unwrap(s.value)
	if v.IsValid() && v.CanInterface() && !(v.Kind() == reflect.Pointer && v.IsNil()) {
		add(&b, v.Interface())
	}
	for name, part := range s.rich {
		if m, ok := methodValue(name, part); ok {
			add(&b, m)
		}
	}
	b.Data["text/plain"] = s.plain(b)
	return &evaluator.Display{Data: b.Data, Metadata: b.Metadata, ID: b.ID, Update: b.Update}
}

// plain is the text/plain of a bundle: what the value's compiled methods or its
// MIME method say, otherwise its text.
func (s shown) plain(b cell.Bundle) string {
	text, given := b.Data["text/plain"].(string)
	if parts, ok := s.rich["MIME"].(map[string]any); ok {
		_, given = parts["text/plain"]
	} else if len(s.rich) > 0 {
		given = false
	}
	if !given {
		return s.text()
	}
	return clip(text)
}

// add merges what v says about itself into b. A panic in one of its methods
// becomes a line of text instead of the end of the cell.
func add(b *cell.Bundle, v any) {
	defer func() {
		if r := recover(); r != nil {
			b.Data["text/plain"] = fmt.Sprintf("%%!(PANIC while showing %T: %v)", v, r)
		}
	}()
	own, ok := display.Of(v)
	if !ok {
		return
	}
	for mime, part := range own.Data {
		b.Data[mime] = part
	}
	for mime, part := range own.Metadata {
		b.Metadata[mime] = part
	}
	b.ID, b.Update = own.ID, own.Update
}

// text is the text/plain form; a String or Error method that was declared in
// a cell wins.
func (s shown) text() string {
	for _, name := range []string{"Error", "String"} {
		if t, ok := s.rich[name].(string); ok {
			return clip(t)
		}
	}
	return formatValue(s.value, s.typ)
}

func clip(s string) string {
	if len(s) <= textLimit {
		return s
	}
	p := &printer{}
	p.write(s)
	return p.text()
}

// callMethod is what a method declared in a cell returns.
func callMethod(f any) (any, bool) {
	switch f := f.(type) {
	case func() string:
		return f(), true
	case func() []byte:
		return f(), true
	case func() map[string]any:
		return f(), true
	}
	return nil, false
}

// methodValue gives the result of such a method the form that display.Of knows.
func methodValue(name string, part any) (any, bool) {
	switch part := part.(type) {
	case string:
		switch name {
		case "HTML":
			return htmlText(part), true
		case "SVG":
			return svgText(part), true
		case "Markdown":
			return markdownText(part), true
		case "LaTeX":
			return latexText(part), true
		}
	case []byte:
		switch name {
		case "PNG":
			return pngData(part), true
		case "JPEG":
			return jpegData(part), true
		}
	case map[string]any:
		return mimeParts(part), name == "MIME"
	}
	return nil, false
}

type (
	htmlText     string
	svgText      string
	markdownText string
	latexText    string
	pngData      []byte
	jpegData     []byte
	mimeParts    map[string]any
)

func (s htmlText) HTML() string          { return string(s) }
func (s svgText) SVG() string            { return string(s) }
func (s markdownText) Markdown() string  { return string(s) }
func (s latexText) LaTeX() string        { return string(s) }
func (b pngData) PNG() []byte            { return b }
func (b jpegData) JPEG() []byte          { return b }
func (m mimeParts) MIME() map[string]any { return m }
