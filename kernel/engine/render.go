package engine

import (
	"bytes"
	"fmt"
	"go/types"
	"image"
	"image/png"
	"reflect"
	"strings"

	"interleave/kernel/evaluator"
)

// shown is one value of a cell's last expression.
type shown struct {
	value reflect.Value
	typ   types.Type     // static type, nil when unknown
	rich  map[string]any // parts that methods declared in cells gave, by method name
}

// render makes the MIME bundle of a result. One value may show itself in
// several forms; several values are a list of their texts.
func render(values []shown) *evaluator.Display {
	switch len(values) {
	case 0:
		return nil
	case 1:
		return renderOne(values[0])
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

func renderOne(s shown) *evaluator.Display {
	d := &evaluator.Display{Data: map[string]any{}, Metadata: map[string]any{}}
	v := unwrap(s.value)
	if v.IsValid() && v.CanInterface() && !(v.Kind() == reflect.Pointer && v.IsNil()) {
		showSelf(d, v.Interface())
		if v.CanAddr() {
			showSelf(d, v.Addr().Interface())
		}
	}
	for name, part := range s.rich {
		for _, r := range renderers {
			if r.method == name {
				d.Data[r.mime] = part
			}
		}
	}
	if _, ok := d.Data["text/plain"]; !ok {
		d.Data["text/plain"] = s.text()
	}
	return d
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
	p := &printer{}
	p.write(s)
	if p.cut {
		return p.buf.String() + fmt.Sprintf("\n... cut at %d bytes; print the value to see all of it", textLimit)
	}
	return s
}

// renderer is one way in which a value shows itself: a method without
// parameters that returns a string or bytes (and perhaps an error), and the
// MIME type of what it returns.
type renderer struct {
	method, mime string
	binary       bool
}

// renderers are all tried, so that a value with HTML and PNG methods offers
// both and the frontend takes the one it likes best.
var renderers = []renderer{
	{"HTML", "text/html", false},
	{"Markdown", "text/markdown", false},
	{"LaTeX", "text/latex", false},
	{"SVG", "image/svg+xml", false},
	{"PNG", "image/png", true},
	{"JPEG", "image/jpeg", true},
}

// part calls the method on v, if v has it in one of the known forms.
func (r renderer) part(v any) (any, error) {
	m := reflect.ValueOf(v).MethodByName(r.method)
	if !m.IsValid() {
		return nil, nil
	}
	var text []byte
	var err error
	switch f := m.Interface().(type) {
	case func() string:
		text = []byte(f())
	case func() []byte:
		text = f()
	case func() (string, error):
		var s string
		s, err = f()
		text = []byte(s)
	case func() ([]byte, error):
		text, err = f()
	default:
		return nil, nil
	}
	return r.typed(text), err
}

// callMethod is the part that a method declared in a cell gives.
func callMethod(name string, f any) (any, bool) {
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

// typed gives a part the Go type that evaluator.Display wants for its MIME type.
func (r renderer) typed(text []byte) any {
	if r.binary {
		return text
	}
	return string(text)
}

// showSelf adds what v says about itself to d. A panic in one of its methods
// becomes a line of text instead of the end of the cell.
func showSelf(d *evaluator.Display, v any) {
	defer func() {
		if r := recover(); r != nil {
			d.Data["text/plain"] = fmt.Sprintf("%%!(PANIC while showing %T: %v)", v, r)
		}
	}()
	if b, ok := v.(interface{ MIMEBundle() map[string]any }); ok {
		for mime, part := range b.MIMEBundle() {
			d.Data[mime] = part
		}
		if m, ok := v.(interface{ MIMEMetadata() map[string]any }); ok {
			for mime, part := range m.MIMEMetadata() {
				d.Metadata[mime] = part
			}
		}
		return
	}
	for _, r := range renderers {
		switch part, err := r.part(v); {
		case err != nil:
			d.Data["text/plain"] = fmt.Sprintf("%T: %s: %v", v, r.method, err)
		case part != nil:
			d.Data[r.mime] = part
		}
	}
	if img, ok := v.(image.Image); ok && d.Data["image/png"] == nil {
		showImage(d, img)
	}
}

func showImage(d *evaluator.Display, img image.Image) {
	b := img.Bounds()
	d.Data["text/plain"] = fmt.Sprintf("%T %dx%d", img, b.Dx(), b.Dy())
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		d.Data["text/plain"] = fmt.Sprintf("%T %dx%d (no picture: %v)", img, b.Dx(), b.Dy(), err)
		return
	}
	d.Data["image/png"] = buf.Bytes()
	d.Metadata["image/png"] = map[string]any{"width": b.Dx(), "height": b.Dy()}
}
