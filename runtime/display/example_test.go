package display_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"

	"interleave/runtime/cell"
	"interleave/runtime/display"
)

func ExampleMarkdown() {
	display.Markdown("The answer is **42**.")
	// Output: The answer is **42**.
}

func ExampleHTML() {
	display.HTML("<p>Fish &amp; chips</p>")
	// Output: Fish & chips
}

func ExampleSVG() {
	display.SVG(`<svg width="20" height="20"><title>a dot</title>
		<circle cx="10" cy="10" r="8" fill="var(--jp-brand-color1, teal)"/></svg>`)
	// Output: a dot
}

func ExampleImage() {
	display.Image(image.NewGray(image.Rect(0, 0, 40, 30)))
	// Output: picture (image/png, 40 x 30)
}

func ExampleTable() {
	type city struct {
		Name   string
		People int
	}
	display.Table([]city{{"Porto", 231_800}, {"Faro", 67_622}})
	// Output:
	//    Name   People
	// 0  Porto  231800
	// 1  Faro   67622
}

func ExampleTable_map() {
	display.Table(map[string][]int{"odd": {1, 3, 5}, "even": {2, 4}})
	// Output:
	// key   0  1  2
	// even  2  4
	// odd   1  3  5
}

func ExampleJSON() {
	display.JSON(map[string]any{"name": "Ana", "age": 30})
	// Output:
	// {
	//   "age": 30,
	//   "name": "Ana"
	// }
}

func ExampleNew() {
	bar := display.New()
	for done := 0; done <= 100; done += 50 {
		bar.HTML(fmt.Sprintf("<progress max=100 value=%d></progress>%d %%", done, done))
	}
	// A frontend shows one bar that grows; a terminal shows lines.

	// Output:
	// 0 %
	// 50 %
	// 100 %
}

// A Celsius shows itself as a formula.
type Celsius float64

func (c Celsius) LaTeX() string  { return fmt.Sprintf(`%.1f\,^{\circ}\mathrm{C}`, float64(c)) }
func (c Celsius) String() string { return fmt.Sprintf("%.1f degrees", float64(c)) }

func ExampleAny() {
	display.Any(Celsius(21.5))
	// Output: 21.5 degrees
}

func ExampleText() {
	display.Text("as it is, <b> too")
	// Output: as it is, <b> too
}

func ExampleLaTeX() {
	display.LaTeX(`S(p) = \frac{1}{f + (1-f)/p}`)
	// Output: S(p) = \frac{1}{f + (1-f)/p}
}

func ExamplePNG() {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 4))); err != nil {
		fmt.Println(err)
	}
	display.PNG(b.Bytes())
	// Output: picture (image/png, 8 x 4)
}

func ExampleJPEG() {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 4)), nil); err != nil {
		fmt.Println(err)
	}
	display.JPEG(b.Bytes())
	// Output: picture (image/jpeg, 8 x 4)
}

func ExampleGIF() {
	frame := image.NewPaletted(image.Rect(0, 0, 8, 4), palette.Plan9)
	var b bytes.Buffer
	if err := gif.Encode(&b, frame, nil); err != nil {
		fmt.Println(err)
	}
	display.GIF(b.Bytes())
	// Output: picture (image/gif, 8 x 4)
}

func ExampleVegaLite() {
	display.VegaLite(map[string]any{
		"data":     map[string]any{"values": []map[string]any{{"n": 1, "t": 5}, {"n": 2, "t": 3}}},
		"mark":     "bar",
		"encoding": map[string]any{"x": map[string]any{"field": "n"}, "y": map[string]any{"field": "t", "type": "quantitative"}},
	})
	// Output:
	// {
	//   "data": {
	//     "values": [
	//       {
	//         "n": 1,
	//         "t": 5
	//       },
	//       {
	//         "n": 2,
	//         "t": 3
	//       }
	//     ]
	//   },
	//   "encoding": {
	//     "x": {
	//       "field": "n"
	//     },
	//     "y": {
	//       "field": "t",
	//       "type": "quantitative"
	//     }
	//   },
	//   "mark": "bar"
	// }
}

func ExampleMermaid() {
	display.Mermaid("sequenceDiagram\n    main->>worker: job\n    worker-->>main: result")
	// Output:
	// sequenceDiagram
	//     main->>worker: job
	//     worker-->>main: result
}

func ExampleBundle() {
	display.Bundle(cell.Bundle{Data: map[string]any{"text/html": "<i>both</i>", "text/plain": "both"}})
	// Output: both
}

func ExampleOf() {
	b, ok := display.Of(Celsius(21.5))
	fmt.Println(ok, b.Data["text/plain"])
	_, ok = display.Of(21.5)
	fmt.Println(ok)
	// Output:
	// true 21.5 degrees
	// false
}

func ExampleClear() {
	display.Text("for a moment")
	display.Clear() // a program can't take back what it has printed
	// Output: for a moment
}

func ExampleClearNext() {
	for _, face := range []string{":-|", ":-)"} {
		display.ClearNext() // the face before goes when this one comes
		display.Text(face)
	}
	// Output:
	// :-|
	// :-)
}

func ExampleNamed() {
	place := display.Named("clock")
	place.Text("12:00")
	again := display.Named("clock").Resume() // perhaps in another cell
	again.Text("12:01")
	fmt.Println(again.ID())
	// Output:
	// 12:00
	// 12:01
	// clock
}
