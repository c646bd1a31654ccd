package display

import (
	"crypto/rand"
	"fmt"
	"image"
	"sync"

	"interleave/runtime/cell"
)

// Handle is a place in the output of a cell. What is shown first through it
// makes the place; what is shown later replaces it there, also from other
// cells and goroutines. Make it with New.
//
// Any number of goroutines may use a Handle; updates come in the order in which
// they get its lock, which is held while the frontend is slow.
type Handle struct {
	id string

	mu    sync.Mutex // guards shown, and keeps the order of updates
	shown bool
}

// New makes a place with an id of its own. Nothing is shown yet.
func New() *Handle { return Named("go-" + rand.Text()) }

// Named makes a place with a given display id, for scripts in the frontend that
// look for it, or to go on with a place that an earlier cell made: then call
// Resume.
func Named(id string) *Handle {
	if id == "" {
		panic("display.Named: the id is empty")
	}
	return &Handle{id: id}
}

// ID is the display id.
func (h *Handle) ID() string { return h.id }

// Resume declares that something is shown at the place already, so that the
// next thing replaces it. It returns h.
func (h *Handle) Resume() *Handle {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shown = true
	return h
}

// Clear empties the place; it can be used again.
func (h *Handle) Clear() {
	h.mu.Lock()
	shown := h.shown
	h.mu.Unlock()
	if shown {
		h.show(textBundle(""))
	}
}

// Text shows plain text at the place.
func (h *Handle) Text(s string) { h.show(textBundle(s)) }

// HTML shows an HTML fragment at the place.
func (h *Handle) HTML(s string) { h.show(htmlBundle(s)) }

// Markdown shows Markdown at the place.
func (h *Handle) Markdown(s string) { h.show(markdownBundle(s)) }

// LaTeX shows a formula at the place.
func (h *Handle) LaTeX(s string) { h.show(latexBundle(s)) }

// SVG shows a drawing at the place.
func (h *Handle) SVG(s string) { h.show(svgBundle(s)) }

// PNG shows an encoded PNG picture at the place.
func (h *Handle) PNG(data []byte) { h.show(pictureBundle("image/png", data)) }

// JPEG shows an encoded JPEG picture at the place.
func (h *Handle) JPEG(data []byte) { h.show(pictureBundle("image/jpeg", data)) }

// GIF shows an encoded GIF picture at the place.
func (h *Handle) GIF(data []byte) { h.show(pictureBundle("image/gif", data)) }

// Image shows a picture at the place.
func (h *Handle) Image(img image.Image) { h.show(imageBundle(img)) }

// JSON shows a value as a tree at the place.
func (h *Handle) JSON(v any) { h.show(jsonBundle("JSON", "application/json", v)) }

// VegaLite shows a chart at the place.
func (h *Handle) VegaLite(spec any) {
	h.show(jsonBundle("VegaLite", "application/vnd.vegalite.v5+json", spec))
}

// Mermaid shows a diagram at the place.
func (h *Handle) Mermaid(s string) { h.show(bundle("text/vnd.mermaid", s, s)) }

// Table shows a table at the place.
func (h *Handle) Table(v any) { h.show(tableBundle(v)) }

// Any shows a value, such as a chart, at the place in the richest form it has.
func (h *Handle) Any(v any) {
	b, ok := Of(v)
	if !ok {
		b = textBundle(fmt.Sprint(v))
	}
	h.show(b)
}

// Bundle shows a bundle made by the caller at the place.
func (h *Handle) Bundle(b cell.Bundle) { h.show(b) }

func (h *Handle) show(b cell.Bundle) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b.ID, b.Update = h.id, h.shown
	show(b)
	h.shown = true
}
