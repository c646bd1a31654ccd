package chart

import (
	"strings"
	"unicode/utf8"
)

// plainRows is how many rows a plain-text table has at most.
const plainRows = 40

// plainText is a title, a table with aligned columns, and lines below it. Of a
// long table the beginning and the end are given.
func plainText(title string, table [][]string, below ...string) string {
	var b strings.Builder
	if title != "" {
		b.WriteString(title + "\n")
	}
	if len(table) > plainRows+1 {
		gap := make([]string, len(table[0]))
		gap[0] = "…"
		short := append([][]string{}, table[:plainRows*3/4+1]...)
		short = append(short, gap)
		table = append(short, table[len(table)-plainRows/4:]...)
	}
	var widths []int
	for _, row := range table {
		for i, s := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(s))
		}
	}
	for _, row := range table {
		var line strings.Builder
		for i, s := range row {
			if i > 0 {
				line.WriteString("  ")
			}
			line.WriteString(s + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(s)))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	for _, s := range below {
		b.WriteString(s + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// gauge is a bar of a share of width characters.
func gauge(share float64, width int) string {
	eighths := int(share*float64(width)*8 + 0.5)
	s := strings.Repeat("█", eighths/8)
	if r := eighths % 8; r > 0 {
		s += string([]rune(" ▏▎▍▌▋▊▉")[r])
	}
	return s
}
