package chart

import (
	"math"
	"strconv"
	"testing"
)

func linear(hex string) (rgb [3]float64) {
	for i := range rgb {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			panic(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			rgb[i] = c / 12.92
		} else {
			rgb[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return rgb
}

// contrast is the ratio of the Web Content Accessibility Guidelines.
func contrast(a, b string) float64 {
	luminance := func(hex string) float64 {
		c := linear(hex)
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// sight are the matrices of Machado, Oliveira and Fernandes (2009) for full
// severity, over linear RGB.
var sight = map[string][3][3]float64{
	"normal":       {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// seen is a colour in Oklab as an eye of the given kind sees it.
func seen(hex string, m [3][3]float64) (lab [3]float64) {
	c := linear(hex)
	var rgb [3]float64
	for i := range 3 {
		for j := range 3 {
			rgb[i] += m[i][j] * c[j]
		}
		rgb[i] = max(0, rgb[i])
	}
	l := math.Cbrt(0.4122214708*rgb[0] + 0.5363325363*rgb[1] + 0.0514459929*rgb[2])
	a := math.Cbrt(0.2119034982*rgb[0] + 0.6806995451*rgb[1] + 0.1073969566*rgb[2])
	b := math.Cbrt(0.0883024619*rgb[0] + 0.2817188376*rgb[1] + 0.6299787005*rgb[2])
	return [3]float64{
		0.2104542553*l + 0.7936177850*a - 0.0040720468*b,
		1.9779984951*l - 2.4285922050*a + 0.4505937099*b,
		0.0259040371*l + 0.7827717662*a - 0.8086757660*b,
	}
}

func TestColoursStandOut(t *testing.T) {
	for name, th := range map[string]theme{"light": light, "dark": dark} {
		for c := Blue; c <= Gray; c++ {
			if k := contrast(th.colors[c], th.ground); k < 3 {
				t.Errorf("%s: colour %d has contrast %.1f with the ground, want 3 (graphics)", name, c, k)
			}
		}
		for _, text := range []string{th.text, th.quiet} {
			if k := contrast(text, th.ground); k < 4.5 {
				t.Errorf("%s: text %s has contrast %.1f with the ground, want 4.5", name, text, k)
			}
		}
	}
}

// TestColoursDiffer asks for a distance in Oklab that can be seen side by side,
// for normal and for three kinds of colour-blind sight. Neighbours in the order
// in which charts hand out colours have to differ more.
func TestColoursDiffer(t *testing.T) {
	for name, th := range map[string]theme{"light": light, "dark": dark} {
		for kind, m := range sight {
			for a := Blue; a <= Faint; a++ {
				for b := a + 1; b <= Faint; b++ {
					x, y := seen(th.colors[a], m), seen(th.colors[b], m)
					d := math.Sqrt((x[0]-y[0])*(x[0]-y[0]) + (x[1]-y[1])*(x[1]-y[1]) + (x[2]-y[2])*(x[2]-y[2]))
					want := 0.075
					if b <= Pink {
						want = 0.12
					}
					if d < want {
						t.Errorf("%s, %s: colours %d and %d (%s, %s) are %.3f apart, want %.2f", name, kind, a, b, th.colors[a], th.colors[b], d, want)
					}
				}
			}
		}
	}
}
