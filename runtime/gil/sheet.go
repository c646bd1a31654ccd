package gil

import (
	"fmt"
	"html"
	"strings"
)

// A Table is statistics in rows and columns. In a cell it shows itself.
type Table struct {
	Title  string
	Header []string
	Rows   [][]string // as long as Header
}

// String is the table as text, the first column to the left and numbers to the
// right.
func (t Table) String() string {
	s := strings.TrimSuffix(align(append([][]string{t.Header}, t.Rows...)), "\n")
	if t.Title != "" {
		s = t.Title + "\n" + s
	}
	return s
}

// HTML is the table as an HTML element.
func (t Table) HTML() string {
	var b strings.Builder
	b.WriteString("<table>\n")
	if t.Title != "" {
		fmt.Fprintf(&b, `<caption style="text-align: left">%s</caption>`+"\n", html.EscapeString(t.Title))
	}
	row := func(cells []string, element string) {
		b.WriteString("<tr>")
		for i, s := range cells {
			side, el := "right", element
			if i == 0 {
				side, el = "left", "th"
			}
			fmt.Fprintf(&b, `<%s style="text-align: %s">%s</%s>`, el, side, html.EscapeString(s), el)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("<thead>")
	row(t.Header, "th")
	b.WriteString("</thead>\n<tbody>\n")
	for _, cells := range t.Rows {
		row(cells, "td")
	}
	b.WriteString("</tbody>\n</table>")
	return b.String()
}

func escape(s string) string { return html.EscapeString(s) }
