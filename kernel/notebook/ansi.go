package notebook

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
)

// escapes are terminal sequences: CSI with its parameters and final byte, OSC up to
// its end, and two-byte ones.
var escapes = regexp.MustCompile("\x1b\\[([0-9:;<=>?]*)[ -/]*([@-~])|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[ -/]*[0-Z\\\\^-~]")

// StripANSI removes terminal sequences from text.
func StripANSI(text string) string { return escapes.ReplaceAllString(text, "") }

// ansiHTML turns the colours of a terminal into spans and drops its other
// sequences. The 16 named colours become classes (ansi-red …), so that the page's
// themes choose them; the rest are inline styles.
func ansiHTML(text string) string {
	var b strings.Builder
	var s style
	write := func(piece string) {
		if piece == "" {
			return
		}
		if tag := s.tag(); tag != "" {
			b.WriteString(tag + html.EscapeString(piece) + "</span>")
			return
		}
		b.WriteString(html.EscapeString(piece))
	}
	at := 0
	for _, m := range escapes.FindAllStringSubmatchIndex(text, -1) {
		write(text[at:m[0]])
		at = m[1]
		if m[2] >= 0 && text[m[4]:m[5]] == "m" {
			s.apply(text[m[2]:m[3]])
		}
	}
	write(text[at:])
	return b.String()
}

// style is the state of a terminal's graphic rendition.
type style struct {
	front, back                             string // "", a class like "red", or a CSS colour like "#ff0000"
	bold, faint, italic, underline, inverse bool
}

var colorNames = [16]string{
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
	"bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
}

func (s *style) apply(parameters string) {
	codes := strings.FieldsFunc(parameters, func(r rune) bool { return r == ';' || r == ':' })
	if len(codes) == 0 {
		*s = style{}
		return
	}
	for i := 0; i < len(codes); i++ {
		n, err := strconv.Atoi(codes[i])
		if err != nil {
			return
		}
		switch {
		case n == 38 || n == 48:
			color, used := extendedColor(codes[i+1:])
			i += used
			if n == 38 {
				s.front = color
			} else {
				s.back = color
			}
		case n >= 30 && n <= 37:
			s.front = colorNames[n-30]
		case n >= 90 && n <= 97:
			s.front = colorNames[n-90+8]
		case n >= 40 && n <= 47:
			s.back = colorNames[n-40]
		case n >= 100 && n <= 107:
			s.back = colorNames[n-100+8]
		default:
			s.attribute(n)
		}
	}
}

func (s *style) attribute(n int) {
	switch n {
	case 0:
		*s = style{}
	case 1:
		s.bold = true
	case 2:
		s.faint = true
	case 3:
		s.italic = true
	case 4:
		s.underline = true
	case 7:
		s.inverse = true
	case 22:
		s.bold, s.faint = false, false
	case 23:
		s.italic = false
	case 24:
		s.underline = false
	case 27:
		s.inverse = false
	case 39:
		s.front = ""
	case 49:
		s.back = ""
	}
}

// extendedColor reads what follows 38 or 48: 5;N or 2;R;G;B.
func extendedColor(codes []string) (color string, used int) {
	var n [4]int
	for i := range min(len(codes), 4) {
		n[i], _ = strconv.Atoi(codes[i])
		n[i] = max(0, min(n[i], 255))
	}
	switch {
	case len(codes) >= 2 && n[0] == 5:
		return paletteColor(n[1]), 2
	case len(codes) >= 4 && n[0] == 2:
		return fmt.Sprintf("#%02x%02x%02x", n[1], n[2], n[3]), 4
	}
	return "", len(codes)
}

// paletteColor is colour n of xterm's 256: 16 named ones, a cube of 6 levels,
// 24 greys.
func paletteColor(n int) string {
	switch {
	case n < 16:
		return colorNames[n]
	case n < 232:
		level := func(i int) int {
			if i == 0 {
				return 0
			}
			return 55 + 40*i
		}
		n -= 16
		return fmt.Sprintf("#%02x%02x%02x", level(n/36), level(n/6%6), level(n%6))
	}
	grey := 8 + 10*(n-232)
	return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey)
}

// tag is the opening span, or "" when nothing is set.
func (s *style) tag() string {
	var classes, rules []string
	add := func(color, suffix, property string) {
		switch {
		case color == "":
		case color[0] == '#':
			rules = append(rules, property+":"+color)
		default:
			classes = append(classes, "ansi-"+color+suffix)
		}
	}
	add(s.front, "", "color")
	add(s.back, "-back", "background")
	for _, a := range []struct {
		on   bool
		name string
	}{{s.bold, "bold"}, {s.faint, "faint"}, {s.italic, "italic"}, {s.underline, "underline"}, {s.inverse, "inverse"}} {
		if a.on {
			classes = append(classes, "ansi-"+a.name)
		}
	}
	var attributes string
	if len(classes) > 0 {
		attributes += ` class="` + strings.Join(classes, " ") + `"`
	}
	if len(rules) > 0 {
		attributes += ` style="` + strings.Join(rules, ";") + `"`
	}
	if attributes == "" {
		return ""
	}
	return "<span" + attributes + ">"
}
