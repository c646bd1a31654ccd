package display

import (
	"fmt"
	"image"

	"interleave/runtime/cell"
)

// The methods by which a type shows itself. They are called when the value is
// displayed or is the value of a cell, by the goroutine that does so.
type (
	// HTMLer shows itself as an HTML fragment.
	HTMLer interface{ HTML() string }
	// SVGer shows itself as a drawing.
	SVGer interface{ SVG() string }
	// Markdowner shows itself as Markdown.
	Markdowner interface{ Markdown() string }
	// LaTeXer shows itself as a formula.
	LaTeXer interface{ LaTeX() string }
	// PNGer shows itself as an encoded PNG picture.
	PNGer interface{ PNG() []byte }
	// JPEGer shows itself as an encoded JPEG picture.
	JPEGer interface{ JPEG() []byte }
	// MIMEer shows itself in forms of its own choice: strings for text types,
	// []byte for pictures, JSON values for JSON types.
	MIMEer interface{ MIME() map[string]any }
)

// Of is how v shows itself: all forms that its methods give, an image.Image as
// a picture. It is false when v has none of them, and plain text is all there
// is. The text/plain part is v's String or Error method or, without, what the
// other forms have.
func Of(v any) (cell.Bundle, bool) {
	switch v := v.(type) {
	case nil:
		return cell.Bundle{}, false
	case cell.Bundle:
		return v, true
	}
	out := cell.Bundle{Data: map[string]any{}, Metadata: map[string]any{}}
	for _, form := range forms {
		if b, ok := form(v); ok {
			merge(&out, b)
		}
	}
	if len(out.Data) == 0 {
		return cell.Bundle{}, false
	}
	if text, ok := ownText(v); ok {
		out.Data["text/plain"] = text
	} else if out.Data["text/plain"] == nil {
		out.Data["text/plain"] = fmt.Sprintf("%T", v)
	}
	if len(out.Metadata) == 0 {
		out.Metadata = nil
	}
	return out, true
}

// forms are tried in this order; of a MIME type that two of them give the
// first is kept, so that a drawing's HTML does not hide the type's own.
var forms = []func(any) (cell.Bundle, bool){
	func(v any) (b cell.Bundle, ok bool) {
		if v, ok := v.(MIMEer); ok {
			return cell.Bundle{Data: v.MIME()}, true
		}
		return b, false
	},
	func(v any) (b cell.Bundle, ok bool) {
		if v, ok := v.(HTMLer); ok {
			return htmlBundle(v.HTML()), true
		}
		return b, false
	},
	func(v any) (b cell.Bundle, ok bool) {
		if v, ok := v.(SVGer); ok {
			return svgBundle(v.SVG()), true
		}
		return b, false
	},
	func(v any) (b cell.Bundle, ok bool) {
		if v, ok := v.(Markdowner); ok {
			return markdownBundle(v.Markdown()), true
		}
		return b, false
	},
	func(v any) (b cell.Bundle, ok bool) {
		if v, ok := v.(LaTeXer); ok {
			return latexBundle(v.LaTeX()), true
		}
		return b, false
	},
	func(v any) (b cell.Bundle, ok bool) {
		if v, ok := v.(PNGer); ok {
			return pictureBundle("image/png", v.PNG()), true
		}
		return b, false
	},
	func(v any) (b cell.Bundle, ok bool) {
		if v, ok := v.(JPEGer); ok {
			return pictureBundle("image/jpeg", v.JPEG()), true
		}
		return b, false
	},
	func(v any) (b cell.Bundle, ok bool) {
		switch v := v.(type) {
		case image.Rectangle, *image.Uniform: // numbers and a colour more than pictures
			return b, false
		case image.Image:
			return imageBundle(v), true
		}
		return b, false
	},
}

func merge(into *cell.Bundle, b cell.Bundle) {
	for mime, part := range b.Data {
		if _, have := into.Data[mime]; have {
			continue
		}
		into.Data[mime] = part
		if m, ok := b.Metadata[mime]; ok {
			into.Metadata[mime] = m
		}
	}
}

func ownText(v any) (string, bool) {
	switch v := v.(type) {
	case error:
		return v.Error(), true
	case fmt.Stringer:
		return v.String(), true
	}
	return "", false
}
