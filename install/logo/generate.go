//go:build ignore

// Generate draws the logo: two strands that take turns on top. It writes the
// SVG and, from the same numbers, the two PNGs that Jupyter wants.
//
//	go run generate.go        in this folder
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"math"
	"os"
)

// The drawing is 64 units wide. A strand is a cosine from left to right; the
// warm one starts at the top, the white one at the bottom.
const (
	size      = 64.0
	corner    = 14.0
	left      = 10.0
	right     = 54.0
	middle    = 32.0
	amplitude = 15.0
	stroke    = 8.0
	gap       = 2.6 // of ground on each side of the upper strand
	samples   = 400
)

var (
	ground = color.RGBA{0x0b, 0x5d, 0x72, 0xff}
	white  = color.RGBA{0xf4, 0xfb, 0xfd, 0xff}
	warm   = color.RGBA{0xff, 0xb6, 0x3d, 0xff}
)

// layer is one stroke, painted over those before it.
type layer struct {
	down     bool // starts at the bottom
	from, to float64
	width    float64
	round    bool // ends
	color    color.RGBA
}

// At the first crossing white is on top, at the second one warm.
var layers = []layer{
	{false, 0, 1, stroke, true, warm},
	{true, 0, 1, stroke + 2*gap, false, ground},
	{true, 0, 1, stroke, true, white},
	{false, 0.5, 1, stroke + 2*gap, false, ground},
	{false, 0.5, 1, stroke, true, warm},
}

func main() {
	must(os.WriteFile("logo-svg.svg", svg(), 0o644))
	for _, px := range []int{32, 64} {
		var b bytes.Buffer
		must(png.Encode(&b, raster(px)))
		must(os.WriteFile(fmt.Sprintf("logo-%dx%d.png", px, px), b.Bytes(), 0o644))
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func (l layer) at(t float64) (x, y float64) {
	y = math.Cos(2 * math.Pi * t)
	if l.down {
		y = -y
	}
	return left + t*(right-left), middle - amplitude*y
}

func svg() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" aria-label="interleave">`+"\n", size, size)
	fmt.Fprintf(&b, `<rect width="%g" height="%g" rx="%g" fill="%s"/>`+"\n", size, size, corner, hex(ground))
	for _, l := range layers {
		ends := "butt"
		if l.round {
			ends = "round"
		}
		fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="%s" stroke-width="%g" stroke-linecap="%s"/>`+"\n", l.path(), hex(l.color), l.width, ends)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// path draws each half wave as one Bézier curve; 0.3642 of the distance is
// where the handles of a cosine lie.
func (l layer) path() string {
	x, y := l.at(l.from)
	path := fmt.Sprintf("M%g %g", x, y)
	for t := l.from; t < l.to; t += 0.5 {
		x0, y0 := l.at(t)
		x1, y1 := l.at(t + 0.5)
		handle := 0.3642 * (x1 - x0)
		path += fmt.Sprintf("C%.2f %g %.2f %g %g %g", x0+handle, y0, x1-handle, y1, x1, y1)
	}
	return path
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// raster takes 8 by 8 samples for each pixel.
func raster(px int) image.Image {
	const sub = 8
	img := image.NewNRGBA(image.Rect(0, 0, px, px))
	scale := size / float64(px*sub)
	for py := range px {
		for pxx := range px {
			var r, g, b, n float64
			for i := range sub * sub {
				x := (float64(pxx*sub+i%sub) + 0.5) * scale
				y := (float64(py*sub+i/sub) + 0.5) * scale
				if c, ok := colorAt(x, y); ok {
					r, g, b, n = r+float64(c.R), g+float64(c.G), b+float64(c.B), n+1
				}
			}
			if n > 0 {
				img.SetNRGBA(pxx, py, color.NRGBA{uint8(r/n + 0.5), uint8(g/n + 0.5), uint8(b/n + 0.5), uint8(255*n/(sub*sub) + 0.5)})
			}
		}
	}
	return img
}

func colorAt(x, y float64) (color.RGBA, bool) {
	dx := math.Max(math.Abs(x-size/2)-(size/2-corner), 0)
	dy := math.Max(math.Abs(y-size/2)-(size/2-corner), 0)
	if math.Hypot(dx, dy) > corner {
		return color.RGBA{}, false
	}
	c := ground
	for _, l := range layers {
		if l.covers(x, y) {
			c = l.color
		}
	}
	return c, true
}

func (l layer) covers(x, y float64) bool {
	nearest, distance := 0, math.Inf(1)
	for i := range samples + 1 {
		sx, sy := l.at(l.from + (l.to-l.from)*float64(i)/samples)
		if d := math.Hypot(x-sx, y-sy); d < distance {
			nearest, distance = i, d
		}
	}
	beyond := nearest == 0 && x < left+l.from*(right-left) || nearest == samples && x > left+l.to*(right-left)
	return distance <= l.width/2 && (l.round || !beyond)
}
