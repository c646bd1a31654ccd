package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Unit says how the numbers of an axis are written.
type Unit int

// The units. Seconds, bytes and shares get the prefix that suits the range.
const (
	Plain   Unit = iota
	Seconds      // values are seconds: written as ns, µs, ms, s, min, h, d
	Bytes        // values are bytes: written as kB, MB, GB
	Percent      // values are shares: 0.5 is written 50 %
)

// Axis describes one axis.
type Axis struct {
	Label    string
	Unit     Unit
	Min, Max float64  // the range; taken from the data where Min >= Max
	Zero     bool     // the range begins at zero at the latest
	Log      bool     // logarithmic; values that are not positive are left out
	Names    []string // names for the whole numbers 0, 1, 2, … instead of numbers
}

// scale maps values to pixels.
type scale struct {
	lo, hi float64 // the range of values, after log
	a, b   float64 // pixels of lo and hi
	log    bool
}

func (s scale) at(v float64) float64 {
	if s.log {
		v = math.Log10(v)
	}
	if s.hi == s.lo {
		return (s.a + s.b) / 2
	}
	return s.a + (v-s.lo)/(s.hi-s.lo)*(s.b-s.a)
}

// in reports whether v can be drawn.
func (s scale) in(v float64) bool {
	if math.IsNaN(v) || math.IsInf(v, 0) || s.log && v <= 0 {
		return false
	}
	if s.log {
		v = math.Log10(v)
	}
	eps := (s.hi - s.lo) * 1e-9
	return v >= s.lo-eps && v <= s.hi+eps
}

// clamp is the pixel of v, or of the nearer end of the axis.
func (s scale) clamp(v float64) float64 {
	if s.log && v <= 0 {
		return s.a
	}
	p := s.at(v)
	return min(max(p, min(s.a, s.b)), max(s.a, s.b))
}

// tick is a place on an axis and its name.
type tick struct {
	v    float64
	name string
}

// axis chooses range and ticks for values, between the pixels a and b.
func (x Axis) scale(values []float64, a, b float64) (scale, []tick, string) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) || x.Log && v <= 0 {
			continue
		}
		lo, hi = min(lo, v), max(hi, v)
	}
	if x.Zero && !x.Log {
		lo, hi = min(lo, 0), max(hi, 0)
	}
	fixed := x.Min < x.Max
	if fixed {
		lo, hi = x.Min, x.Max
	}
	if lo > hi {
		lo, hi = 0, 1
		if x.Log {
			lo = 0.1
		}
	}
	// About 70 pixels for a name beside another, 35 for one above another.
	room := 75.0
	if a > b {
		room = 38
	}
	n := max(2, int(math.Abs(b-a)/room))
	if x.Log {
		return x.logScale(lo, hi, a, b, n, fixed)
	}
	if x.Names != nil {
		return x.namedScale(a, b)
	}
	if lo == hi {
		if lo == 0 {
			hi = 1
		} else {
			lo, hi = lo-math.Abs(lo)/2, hi+math.Abs(hi)/2
		}
	}
	factor, suffix := x.Unit.prefix(max(math.Abs(lo), math.Abs(hi)))
	step := niceStep((hi-lo)*factor/float64(n)) / factor
	if x.Unit == Plain && hi-lo >= 1 && whole(values) {
		step = max(step, 1) // there is no half a worker
	}
	if !fixed {
		if f := math.Floor(lo/step) * step; lo-f < step*0.999 && (lo != 0 || !x.Zero) {
			lo = f
		}
		if top := math.Ceil(hi/step-1e-9) * step; top > hi {
			hi = top
		}
	}
	var ticks []tick
	decimals := decimalsOf(step * factor)
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+step*1e-9 && len(ticks) < 100; i++ {
		ticks = append(ticks, tick{i * step, grouped(i*step*factor, decimals)})
	}
	return scale{lo: lo, hi: hi, a: a, b: b}, ticks, labelled(x.Label, suffix)
}

func whole(values []float64) bool {
	for _, v := range values {
		if v != math.Trunc(v) {
			return false
		}
	}
	return len(values) > 0
}

func (x Axis) logScale(lo, hi, a, b float64, n int, fixed bool) (scale, []tick, string) {
	l, h := math.Log10(lo), math.Log10(hi)
	if !fixed {
		if h-l < 0.3 {
			l, h = l-0.3, h+0.3
		}
		l, h = l-(h-l)*0.02, h+(h-l)*0.02
	}
	s := scale{lo: l, hi: h, a: a, b: b, log: true}
	// Whole powers of ten, thinned if many; 2 and 5 between them if few.
	every := max(1, int(math.Ceil((h-l)/float64(n))))
	between := []float64{1}
	if (h-l)*3 < float64(n) {
		between = []float64{1, 2, 5}
	}
	var ticks []tick
	for e := int(math.Floor(l)); e <= int(math.Ceil(h)); e++ {
		for _, m := range between {
			v := m * math.Pow(10, float64(e))
			if s.in(v) && ((e%every)+every)%every == 0 {
				ticks = append(ticks, tick{v, x.Unit.Format(v)})
			}
		}
	}
	return s, ticks, x.Label
}

func (x Axis) namedScale(a, b float64) (scale, []tick, string) {
	var ticks []tick
	for i, name := range x.Names {
		ticks = append(ticks, tick{float64(i), name})
	}
	return scale{lo: -0.5, hi: float64(len(x.Names)) - 0.5, a: a, b: b}, ticks, x.Label
}

func labelled(label, suffix string) string {
	switch {
	case suffix == "":
		return label
	case label == "":
		return suffix
	}
	return label + " (" + suffix + ")"
}

// decimalsOf is how many decimals a step needs to be written exactly.
func decimalsOf(step float64) int {
	for d := range 12 {
		if m := step * math.Pow(10, float64(d)); math.Abs(m-math.Round(m)) < 1e-6*m {
			return d
		}
	}
	return 12
}

// niceStep is the smallest of 1, 2, 5 times a power of ten that is at least v,
// 25 and its tenfolds included.
func niceStep(v float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*p >= v*(1-1e-9) && (m != 2.5 || p >= 10) {
			return m * p
		}
	}
	return 10 * p
}

// prefix is by what the values of an axis are multiplied and what that unit is
// called.
func (u Unit) prefix(largest float64) (factor float64, name string) {
	switch u {
	case Seconds:
		switch {
		case largest < 2e-6:
			return 1e9, "ns"
		case largest < 2e-3:
			return 1e6, "µs"
		case largest < 2:
			return 1e3, "ms"
		case largest < 300:
			return 1, "s"
		case largest < 2*3600:
			return 1. / 60, "min"
		case largest < 2*24*3600:
			return 1. / 3600, "h"
		}
		return 1. / (24 * 3600), "d"
	case Bytes:
		switch {
		case largest < 2e3:
			return 1, "B"
		case largest < 2e6:
			return 1e-3, "kB"
		case largest < 2e9:
			return 1e-6, "MB"
		}
		return 1e-9, "GB"
	case Percent:
		return 100, "%"
	}
	return 1, ""
}

// Format writes one value with its unit: with three digits, plain ones with
// four.
func (u Unit) Format(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	if u == Seconds && v != 0 && math.Abs(v) < 1e-9 {
		return strconv.FormatFloat(v*1e9, 'g', 3, 64) + " ns"
	}
	f, name := u.prefix(math.Abs(v) * 2.001) // 1 ms and not 1000 µs
	if name == "" {
		return digits(v*f, 4)
	}
	return digits(v*f, 3) + " " + name
}

// digits writes v with n significant digits, without an exponent where that is
// readable.
func digits(v float64, n int) string {
	if v == 0 {
		return "0"
	}
	e := int(math.Floor(math.Log10(math.Abs(v))))
	if e < -4 || e > 14 {
		return strconv.FormatFloat(v, 'g', n, 64)
	}
	s := strconv.FormatFloat(v, 'f', max(0, n-1-e), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// grouped writes v with a number of decimals and narrow spaces between
// thousands from five digits on.
func grouped(v float64, decimals int) string {
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if v == 0 || strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	whole, rest, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	if len(whole) > 4 {
		var parts []string
		for len(whole) > 3 {
			parts = append([]string{whole[len(whole)-3:]}, parts...)
			whole = whole[:len(whole)-3]
		}
		whole = strings.Join(append([]string{whole}, parts...), "\u202f")
	}
	if decimals > 0 {
		return fmt.Sprintf("%s%s.%s", sign, whole, rest)
	}
	return sign + whole
}
