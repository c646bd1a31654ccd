package chart

import (
	"fmt"
	"slices"
)

// Heat draws a grid of values as shades of one colour, dark for much. Rows and
// columns are named; more columns than pixels are added up.
type Heat struct {
	Title  string
	X, Y   Axis // Label, and Names of columns and rows
	Values [][]float64
	Value  Axis // Label and Unit of the values
	Color  Color
	Width  float64
	// ShowValues writes the numbers into the cells where there is room.
	ShowValues bool
}

// Figure draws the map. It panics if the rows have different lengths.
func (h Heat) Figure() Figure {
	if h.Width == 0 {
		h.Width = Width
	}
	cols := 0
	largest := 0.0
	for i, row := range h.Values {
		if i == 0 {
			cols = len(row)
		}
		if len(row) != cols {
			panic(fmt.Sprintf("chart: row %d of the heat map has %d values, row 0 has %d; all rows must be as long", i, len(row), cols))
		}
		for _, v := range row {
			largest = max(largest, v)
		}
	}
	f := newFrame(h.Title, h.Width, 0)
	rows := len(h.Values)
	names := make([]string, rows)
	for i := range names {
		names[i] = h.Y.value(float64(i))
	}
	left := pad + min(widest(names), h.Width*0.3) + 8
	if h.Y.Label != "" {
		left += lineStep
	}
	right := h.Width - pad - 8
	size := 24.0
	if rows > 20 {
		size = max(4, 480/float64(rows))
	}
	top := f.top + 2
	bottom := top + size*float64(rows)
	f.h = bottom + 26
	values := h.fold(int(right - left))
	wide := (right - left) / float64(max(1, len(values.cols)))
	color := h.Color.or(0)
	for r, name := range names {
		y := top + float64(r)*size
		if every := max(1, int(13/size)); r%every == 0 {
			f.c.anchored(left-6, y+size/2+4, fit(name, h.Width*0.3), "t sm", "end")
		}
		for k := range values.cols {
			v := values.at[r][k]
			x := left + float64(k)*wide
			f.c.rect(x, y, wide, size, Faint.fill(), "", `fill-opacity="0.5"`)
			if v <= 0 || largest == 0 {
				continue
			}
			share := min(1, v/values.largest)
			tip := fmt.Sprintf("%s, %s: %s", name, values.cols[k], h.Value.value(v))
			f.c.rect(x, y, wide, size, color.fill(), tip, fmt.Sprintf(`fill-opacity="%s"`, num(0.12+0.88*share)))
			if text := h.Value.value(v); h.ShowValues && size >= 14 && textWidth(text)+2 <= wide {
				class := "t sm"
				if share > 0.55 {
					class = "on sm"
				}
				f.c.anchored(x+wide/2, y+size/2+4, text, class, "middle")
			}
		}
	}
	h.columns(f, values.cols, left, right, bottom)
	f.c.upright(pad+6, (top+bottom)/2, fit(h.Y.Label, bottom-top), "t")
	h.key(f, values.largest, left, color)
	return f.figure(h.Title, h.plain(names))
}

// columns names the columns.
func (h Heat) columns(f *frame, names []string, left, right, bottom float64) {
	var ts []tick
	for i, n := range names {
		ts = append(ts, tick{float64(i), n})
	}
	wide := (right - left) / float64(max(1, len(names)))
	every := thinNames(ts, right-left)
	for i := 0; i < len(names); i += every {
		f.c.anchored(left+(float64(i)+0.5)*wide, bottom+15, names[i], "q sm", "middle")
	}
	if h.X.Label != "" {
		f.c.anchored((left+right)/2, bottom+33, h.X.Label, "t", "middle")
		f.h += lineStep
	}
}

// key says what the shades mean.
func (h Heat) key(f *frame, largest, left float64, color Color) {
	const steps = 8
	f.c.text(left, f.h+2, "0", "q sm")
	for i := range steps {
		f.c.rect(left+12+float64(i)*14, f.h-7, 14, 11, color.fill(), "", fmt.Sprintf(`fill-opacity="%s"`, num(0.12+0.88*float64(i)/(steps-1))))
	}
	f.c.text(left+12+steps*14+6, f.h+2, h.Value.value(largest)+" "+h.Value.Label, "q sm")
	f.h += 16
}

// folded is the map with at most one column for two pixels.
type folded struct {
	cols    []string
	at      [][]float64
	largest float64
}

func (h Heat) fold(pixels int) folded {
	n := 0
	if len(h.Values) > 0 {
		n = len(h.Values[0])
	}
	per := max(1, (n+pixels/2-1)/max(1, pixels/2))
	var out folded
	for k := 0; k < n; k += per {
		out.cols = append(out.cols, h.X.value(float64(k)))
	}
	for _, row := range h.Values {
		sums := make([]float64, len(out.cols))
		for k, v := range row {
			sums[k/per] += v
		}
		if len(sums) > 0 {
			out.largest = max(out.largest, slices.Max(sums))
		}
		out.at = append(out.at, sums)
	}
	return out
}

func (h Heat) plain(names []string) string {
	v := h.fold(2 * 12) // twelve columns are what a terminal can hold
	table := [][]string{append([]string{or(h.Y.Label, "")}, v.cols...)}
	for r, name := range names {
		row := []string{name}
		for _, x := range v.at[r] {
			row = append(row, h.Value.value(x))
		}
		table = append(table, row)
	}
	return plainText(h.Title, table, h.Value.Label)
}
