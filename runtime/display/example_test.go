package display_test

import (
	"fmt"
	"image"

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
