package workload

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
)

// Bands divides the rows of a picture of that height into bands of so many rows
// each, the last of what is left: see
// [Mandelbrot.Render]. Numbers below 1 panic.
func Bands(height, rows int) []Range {
	if height < 1 || rows < 1 {
		panic(fmt.Sprintf("workload: Bands(%d, %d): numbers from 1 on are needed", height, rows))
	}
	var list []Range
	for y := 0; y < height; y += rows {
		list = append(list, Range{y, min(y+rows, height)})
	}
	return list
}

// Tiles divides a picture of that size into squares of that side, row by row; those
// at the right and the bottom are what is left. Numbers below 1 panic.
func Tiles(width, height, side int) []image.Rectangle {
	if width < 1 || height < 1 || side < 1 {
		panic(fmt.Sprintf("workload: Tiles(%d, %d, %d): numbers from 1 on are needed", width, height, side))
	}
	var list []image.Rectangle
	for y := 0; y < height; y += side {
		for x := 0; x < width; x += side {
			list = append(list, image.Rect(x, y, min(x+side, width), min(y+side, height)))
		}
	}
	return list
}

// Mandelbrot is a picture of the Mandelbrot set. Zero values stand for the whole of
// it, 480 pixels wide and 320 high, with 200 iterations.
type Mandelbrot struct {
	Width, Height int        // in pixels
	Center        complex128 // in the middle of the picture
	Scale         float64    // width of the picture in the plane
	Iterations    int        // until a point counts as one of the set
}

func (m Mandelbrot) filled() Mandelbrot {
	if m.Width == 0 {
		m.Width = 480
	}
	if m.Height == 0 {
		m.Height = 320
	}
	if m.Scale == 0 {
		m.Scale = 3.2
		if m.Center == 0 {
			m.Center = -0.7
		}
	}
	if m.Iterations == 0 {
		m.Iterations = 200
	}
	return m
}

// Bounds is the rectangle of the whole picture.
func (m Mandelbrot) Bounds() image.Rectangle {
	m = m.filled()
	return image.Rect(0, 0, m.Width, m.Height)
}

// Render draws the rows of r over the whole width. Rows that cross the set take
// longest.
func (m Mandelbrot) Render(r Range) *image.RGBA {
	return m.Tile(image.Rect(0, r.From, m.filled().Width, r.To))
}

// Tile draws a part of the picture.
func (m Mandelbrot) Tile(part image.Rectangle) *image.RGBA {
	m = m.filled()
	part = part.Intersect(m.Bounds())
	img := image.NewRGBA(part)
	step := m.Scale / float64(m.Width)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			c := m.Center + complex((float64(x)+0.5-float64(m.Width)/2)*step, (float64(y)+0.5-float64(m.Height)/2)*step)
			img.SetRGBA(x, y, shade(escape(c, m.Iterations), m.Iterations))
		}
	}
	return img
}

// escape is after how many iterations c leaves the circle, most if it does not.
func escape(c complex128, most int) int {
	cr, ci := real(c), imag(c)
	var zr, zi float64
	for n := range most {
		rr, ii := zr*zr, zi*zi
		if rr+ii > 4 {
			return n
		}
		zr, zi = rr-ii+cr, 2*zr*zi+ci
	}
	return most
}

// shade goes from dark blue over light blue to yellow; the set is black.
func shade(n, most int) color.RGBA {
	if n == most {
		return color.RGBA{A: 255}
	}
	t := math.Sqrt(float64(n) / float64(most))
	return color.RGBA{channel(9 * t), channel(2.2*t + 0.05), channel(4*t*(1-t) + 0.2), 255}
}

func channel(x float64) uint8 { return uint8(255 * min(1, max(0, x))) }

// Blur is a part of an image, blurred: each pixel is the mean of the square around
// it, radius pixels to each side, as far as the image goes. It reads beyond the
// part, so parts can be blurred at once as long as nobody writes to the image. A
// negative radius panics.
func Blur(img image.Image, part image.Rectangle, radius int) *image.RGBA {
	if radius < 0 {
		panic(fmt.Sprintf("workload: Blur with radius %d: it is 0 or more", radius))
	}
	bounds := img.Bounds()
	part = part.Intersect(bounds)
	out := image.NewRGBA(part)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			around := image.Rect(x-radius, y-radius, x+radius+1, y+radius+1).Intersect(bounds)
			var r, g, b, a, n uint32
			for v := around.Min.Y; v < around.Max.Y; v++ {
				for u := around.Min.X; u < around.Max.X; u++ {
					pr, pg, pb, pa := img.At(u, v).RGBA()
					r, g, b, a, n = r+pr>>8, g+pg>>8, b+pb>>8, a+pa>>8, n+1
				}
			}
			out.SetRGBA(x, y, color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), uint8(a / n)})
		}
	}
	return out
}

// tints are colours that can be told apart, also by those who see fewer (Okabe and
// Ito).
var tints = []color.RGBA{
	{0x00, 0x72, 0xb2, 255}, {0xe6, 0x9f, 0x00, 255}, {0x00, 0x9e, 0x73, 255}, {0xcc, 0x79, 0xa7, 255},
	{0x56, 0xb4, 0xe9, 255}, {0xd5, 0x5e, 0x00, 255}, {0xf0, 0xe4, 0x42, 255}, {0x99, 0x99, 0x99, 255},
}

// Tint gives a part the colour of a number, that of the worker who made it for
// example, and leaves its light and dark. There are eight colours; then they
// begin again.
func Tint(part *image.RGBA, number int) *image.RGBA {
	t := tints[(number%len(tints)+len(tints))%len(tints)]
	b := part.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := part.RGBAAt(x, y)
			light := 0.45 + 0.55*float64(color.GrayModel.Convert(c).(color.Gray).Y)/255
			part.SetRGBA(x, y, color.RGBA{channel(light * float64(t.R) / 255), channel(light * float64(t.G) / 255), channel(light * float64(t.B) / 255), 255})
		}
	}
	return part
}

// Join puts parts together, each where it was cut out.
func Join(parts []*image.RGBA) *image.RGBA {
	var bounds image.Rectangle
	for _, p := range parts {
		if p != nil {
			bounds = bounds.Union(p.Bounds())
		}
	}
	whole := image.NewRGBA(bounds)
	for _, p := range parts {
		if p != nil {
			draw.Draw(whole, p.Bounds(), p, p.Bounds().Min, draw.Src)
		}
	}
	return whole
}
