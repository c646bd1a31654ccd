package chart

import (
	"fmt"
	"strings"
)

// Tree draws a tree from top to bottom, a line for each node, with little boxes
// beside a name: processes with their threads.
type Tree struct {
	Title string
	Roots []Branch
	Boxes string // what the boxes are, for the legend; "" for no legend
	Width float64
}

// Branch is a node and what hangs below it.
type Branch struct {
	Name     string
	Note     string
	Color    Color    // of its dot; Blue if Auto
	Boxes    []string // names of the boxes, shown as tips and in the text
	Children []Branch
}

const (
	mostBoxes  = 96 // of a node; the rest is a number
	treeIndent = 22
	treeRow    = 23
)

// Figure draws the tree.
func (t Tree) Figure() Figure {
	if t.Width == 0 {
		t.Width = Width
	}
	d := treeDrawing{f: newFrame(t.Title, t.Width, 0)}
	if t.Boxes != "" {
		d.f.legend([]legendItem{{name: t.Boxes, color: Sky}})
	}
	d.y = d.f.top + 12
	for _, r := range t.Roots {
		d.branch(r, 0, "", "")
	}
	d.f.h = d.y
	return d.f.figure(t.Title, strings.TrimRight(t.Title+"\n"+strings.Join(d.plain, "\n"), "\n"))
}

type treeDrawing struct {
	f     *frame
	y     float64 // the middle of the next line
	plain []string
}

// branch draws b and what is below it. In plain text its line begins with stem
// and those below with below.
func (d *treeDrawing) branch(b Branch, depth int, stem, below string) {
	x, y := float64(pad+6+depth*treeIndent), d.y
	color := b.Color
	if color == Auto {
		color = Blue
	}
	d.f.c.text(x+10, y+4, b.Name, "t b")
	at := x + 10 + textWidth(b.Name)*1.1 + 10
	d.f.c.text(at, y+4, b.Note, "q sm")
	if b.Note != "" {
		at += textWidth(b.Note) + 8
	}
	d.y += treeRow
	d.boxes(b.Boxes, at, y, x+10)
	d.plain = append(d.plain, stem+b.line())
	for i, child := range b.Children {
		mid := d.y
		d.f.c.path(fmt.Sprintf("M%s %sV%sH%s", num(x), num(y), num(mid), num(x+treeIndent-5)), "h ax")
		if i == len(b.Children)-1 {
			d.branch(child, depth+1, below+"└─ ", below+"   ")
		} else {
			d.branch(child, depth+1, below+"├─ ", below+"│  ")
		}
	}
	d.f.c.circle(x, y, 4.5, color.fill(), "")
}

// boxes draws the boxes from (x, y) on, in more lines from left on if they are
// many.
func (d *treeDrawing) boxes(names []string, x, y, left float64) {
	for i, name := range names {
		if x+14 > d.f.w-pad {
			x, y = left, y+16
			d.y += 16
		}
		if i == mostBoxes {
			d.f.c.text(x+2, y+4, fmt.Sprintf("and %d more", len(names)-i), "q sm")
			return
		}
		d.f.c.rect(x, y-5, 10, 10, Sky.fill(), name, `rx="2"`)
		x += 14
	}
}

func (b Branch) line() string {
	s := b.Name
	if b.Note != "" {
		s += "  " + b.Note
	}
	if n := len(b.Boxes); n > 0 {
		names := b.Boxes
		more := ""
		if n > 8 {
			names, more = names[:8], ", …"
		}
		s += fmt.Sprintf("  [%d: %s%s]", n, strings.Join(names, ", "), more)
	}
	return s
}
