// Package display shows things below the cell that calls it: text, HTML,
// pictures, tables, formulas, charts.
//
//	display.Markdown("The answer is **42**.")
//	display.SVG(drawing)
//	display.Table([]City{{"Porto", 231_800}, {"Faro", 67_622}})
//
// A [Handle] is a place that can be shown anew, for progress and animation:
//
//	place := display.New()
//	for i := range 100 {
//		place.Markdown(fmt.Sprintf("**%d** of 100", i))
//	}
//
// [Progress] is a place with a bar:
//
//	for i := range display.Progress("pages", len(pages)).Each() {
//		fetch(pages[i])
//	}
//
// Charts are values of their own, see [Line], [Scatter], [Steps], [Bars], [Counts],
// [Histogram] and [Heat]: the last line of a cell shows one, and so does Show.
//
//	display.Line("measured", workers, speedup).Title("Speedup").X("workers")
//
// [Any] shows a value in the way it asks for: a type is free to have methods
// HTML() string, SVG() string, Markdown() string, LaTeX() string, PNG() []byte,
// JPEG() []byte or MIME() map[string]any, and the value of a cell's last line is
// shown with them too.
//
// Everything has a plain text beside it, for terminals; in a compiled program
// that text is printed. Nothing needs the network. In a notebook that JupyterLab
// does not trust, drawings and charts are seen as images; VegaLite and Mermaid
// are seen in JupyterLab only, elsewhere their text is.
//
// All functions may be called by any number of goroutines; output of one
// goroutine keeps its order. They block while the frontend is slow.
package display

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"image"
	_ "image/gif"  // so that GIF can tell its size
	_ "image/jpeg" // so that JPEG can tell its size
	"image/png"
	"regexp"
	"strings"

	"interleave/runtime/cell"
	"interleave/runtime/internal/chart"
)

// Text shows plain text.
func Text(s string) { show(textBundle(s)) }

// HTML shows an HTML fragment. Escape what comes from elsewhere with
// html.EscapeString.
func HTML(s string) { show(htmlBundle(s)) }

// Markdown shows Markdown, with formulas between dollar signs.
func Markdown(s string) { show(markdownBundle(s)) }

// LaTeX shows a formula, such as `$e^{i\pi} = -1$`. Without dollar signs or
// \begin it is taken as one formula on a line of its own.
func LaTeX(s string) { show(latexBundle(s)) }

// SVG shows a drawing. In a page it is part of the page, so that its style may
// use the colours of the reader's theme, as in
// fill="var(--jp-ui-font-color1, black)".
func SVG(s string) { show(svgBundle(s)) }

// PNG shows an encoded PNG picture.
func PNG(data []byte) { show(pictureBundle("image/png", data)) }

// JPEG shows an encoded JPEG picture.
func JPEG(data []byte) { show(pictureBundle("image/jpeg", data)) }

// GIF shows an encoded GIF picture, animated if it is.
func GIF(data []byte) { show(pictureBundle("image/gif", data)) }

// Image shows a picture, encoded as PNG.
func Image(img image.Image) { show(imageBundle(img)) }

// JSON shows a value as a tree that can be unfolded, as encoding/json writes
// it. A value that encoding/json refuses panics.
func JSON(v any) { show(jsonBundle("JSON", "application/json", v)) }

// VegaLite shows a chart described by a Vega-Lite version 5 specification: JSON
// text in a string, []byte or json.RawMessage, or a value that encoding/json
// writes as one.
func VegaLite(spec any) { show(jsonBundle("VegaLite", "application/vnd.vegalite.v5+json", spec)) }

// Mermaid shows a diagram in the language of mermaid.js.
func Mermaid(s string) { show(bundle("text/vnd.mermaid", s, s)) }

// Table shows a slice or array (of structs, maps, slices or plain values), or a
// map, as a table. Of more than 60 rows the first 50 and the last 10 are shown.
// Another kind of value is shown as by Any.
func Table(v any) { show(tableBundle(v)) }

// Any shows each value in the richest form it has; see Of.
func Any(vs ...any) {
	for _, v := range vs {
		b, ok := Of(v)
		if !ok {
			b = textBundle(fmt.Sprint(v))
		}
		show(b)
	}
}

// Bundle shows a bundle of MIME types made by the caller.
func Bundle(b cell.Bundle) { show(b) }

// Clear removes the cell's output at once.
func Clear() { cell.ClearOutput(false) }

// ClearNext removes the cell's output when the next output comes, so that what
// is shown again and again does not flicker.
func ClearNext() { cell.ClearOutput(true) }

// publish is where bundles go; tests look at them instead.
var publish = cell.Publish

// show publishes b. What can't be published was built wrongly by the caller.
func show(b cell.Bundle) {
	if err := publish(b); err != nil {
		panic(fmt.Sprintf("display: %v", err))
	}
}

func bundle(mime string, value any, plain string) cell.Bundle {
	return cell.Bundle{Data: map[string]any{mime: value, "text/plain": plain}}
}

func textBundle(s string) cell.Bundle {
	return cell.Bundle{Data: map[string]any{"text/plain": s}}
}

func htmlBundle(s string) cell.Bundle { return bundle("text/html", s, textOfHTML(s)) }

func markdownBundle(s string) cell.Bundle { return bundle("text/markdown", s, s) }

func latexBundle(s string) cell.Bundle {
	formula := s
	if !strings.Contains(s, "$") && !strings.Contains(s, `\begin`) && !strings.Contains(s, `\[`) && !strings.Contains(s, `\(`) {
		formula = `$\displaystyle ` + s + `$`
	}
	return bundle("text/latex", formula, s)
}

// svgBundle gives the drawing twice: inside the page, where the theme's
// variables reach it, and as a picture, for converters, files and notebooks that
// are not trusted. JupyterLab takes the first, since it prefers text/html.
func svgBundle(s string) cell.Bundle {
	drawing := strings.TrimSpace(svgProlog.ReplaceAllString(s, ""))
	plain := "SVG drawing"
	if m := svgTitle.FindStringSubmatch(drawing); m != nil {
		plain = strings.TrimSpace(html.UnescapeString(m[1]))
	}
	file := withNamespace(drawing)
	return cell.Bundle{Data: map[string]any{
		"text/html":     chart.Page(drawing, file, plain, plain),
		"image/svg+xml": file,
		"text/plain":    plain,
	}}
}

var (
	svgProlog = regexp.MustCompile(`(?s)^\s*(<\?xml.*?\?>\s*|<!DOCTYPE[^>]*>\s*|<!--.*?-->\s*)*`)
	svgTitle  = regexp.MustCompile(`(?s)<title[^>]*>(.*?)</title>`)
)

// withNamespace makes a drawing that was written for a page valid as a file.
func withNamespace(svg string) string {
	start := strings.Index(svg, "<svg")
	if start < 0 {
		return svg
	}
	end := strings.IndexByte(svg[start:], '>')
	if end < 0 || strings.Contains(svg[start:start+end], "xmlns=") {
		return svg
	}
	return svg[:start] + `<svg xmlns="http://www.w3.org/2000/svg"` + svg[start+len("<svg"):]
}

func pictureBundle(mime string, data []byte) cell.Bundle {
	b := bundle(mime, data, fmt.Sprintf("picture (%s, %d bytes)", mime, len(data)))
	if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		b.Data["text/plain"] = fmt.Sprintf("picture (%s, %d x %d)", mime, c.Width, c.Height)
		b.Metadata = map[string]any{mime: map[string]any{"width": c.Width, "height": c.Height}}
	}
	return b
}

func imageBundle(img image.Image) cell.Bundle {
	if img == nil {
		panic("display.Image: the image is nil")
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(fmt.Sprintf("display.Image: %v", err))
	}
	return pictureBundle("image/png", b.Bytes())
}

// jsonBundle turns v into what encoding/json reads back: the link to the
// frontend carries JSON values, and types of cells mean nothing there.
func jsonBundle(verb, mime string, v any) cell.Bundle {
	var text []byte
	switch v := v.(type) {
	case json.RawMessage:
		text = v
	case []byte:
		text = v
	case string:
		if mime == "application/json" {
			text, _ = json.Marshal(v) // a string is a JSON value itself
		} else {
			text = []byte(v)
		}
	default:
		var err error
		if text, err = json.Marshal(v); err != nil {
			panic(fmt.Sprintf("display.%s: %v", verb, err))
		}
	}
	var value any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		panic(fmt.Sprintf("display.%s: the text is not JSON: %v", verb, err))
	}
	var plain bytes.Buffer
	_ = json.Indent(&plain, text, "", "  ") // was just decoded
	return bundle(mime, value, plain.String())
}

var tag = regexp.MustCompile(`(?s)<!--.*?-->|<(script|style)\b.*?</(script|style)\s*>|<[^>]*>`)

// textOfHTML is what of a fragment can be read without its tags.
func textOfHTML(s string) string {
	return strings.TrimSpace(html.UnescapeString(tag.ReplaceAllString(s, "")))
}
