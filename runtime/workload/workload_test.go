package workload

import (
	"context"
	"errors"
	"fmt"
	"image"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/quick"
)

func TestSplitCoversAll(t *testing.T) {
	if err := quick.Check(func(n uint8, parts uint8) bool {
		list := Split(int(n), int(parts)+1)
		next := 0
		for _, r := range list {
			if r.From != next || r.Len() < 1 || r.Len() > int(n)/len(list)+1 || r.Len() < int(n)/len(list) {
				return false
			}
			next = r.To
		}
		return next == int(n)
	}, nil); err != nil {
		t.Error(err)
	}
}

func TestCorpusIsLikeALanguage(t *testing.T) {
	texts := Corpus(20, 500, 7)
	if !slices.Equal(texts, Corpus(20, 500, 7)) || slices.Equal(texts, Corpus(20, 500, 8)) {
		t.Error("the seed does not decide")
	}
	counts := CountWords(strings.Join(texts, " "))
	sum := 0
	for _, n := range counts {
		sum += n
	}
	most := slices.Sorted(maps.Values(counts))
	if sum != 20*500 || len(counts) < 500 || most[len(most)-1] < 20*most[len(most)/2] {
		t.Errorf("%d words, %d different ones, the most frequent %d times", sum, len(counts), most[len(most)-1])
	}
	if Merge()["x"] != 0 || Merge(nil, map[string]int{"x": 2})["x"] != 2 {
		t.Error("merging nothing")
	}
}

// slowDistance is the definition.
func slowDistance(a, b []rune) int {
	switch {
	case len(a) == 0:
		return len(b)
	case len(b) == 0:
		return len(a)
	case a[0] == b[0]:
		return slowDistance(a[1:], b[1:])
	}
	return 1 + min(slowDistance(a[1:], b), slowDistance(a, b[1:]), slowDistance(a[1:], b[1:]))
}

func TestEditDistance(t *testing.T) {
	letters := []rune("abç")
	if err := quick.Check(func(x, y []byte) bool {
		word := func(from []byte) string {
			var b strings.Builder
			for _, c := range from[:min(len(from), 6)] {
				b.WriteRune(letters[int(c)%len(letters)])
			}
			return b.String()
		}
		a, b := word(x), word(y)
		return EditDistance(a, b) == slowDistance([]rune(a), []rune(b))
	}, nil); err != nil {
		t.Error(err)
	}
}

func TestQueens(t *testing.T) {
	for n, want := range map[int]int{1: 1, 2: 0, 4: 2, 6: 4, 9: 352} {
		sum := 0
		for c := range n {
			sum += Queens(n, c)
		}
		if sum != want {
			t.Errorf("%d queens: %d ways, want %d", n, sum, want)
		}
	}
}

func TestPreimageGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("another one has it")
	cancel(cause)
	if _, err := Preimage(ctx, "x", 256, Range{0, 1 << 40}); err != cause {
		t.Error(err)
	}
}

func TestTilesCoverThePicture(t *testing.T) {
	m := Mandelbrot{Width: 50, Height: 30, Iterations: 60}
	whole := m.Tile(m.Bounds())
	var parts, bands []*image.RGBA
	for _, r := range Tiles(50, 30, 7) {
		parts = append(parts, m.Tile(r))
	}
	for _, r := range Bands(30, 4) {
		bands = append(bands, m.Render(r))
	}
	if !slices.Equal(whole.Pix, Join(parts).Pix) || !slices.Equal(whole.Pix, Join(bands).Pix) {
		t.Error("the parts are not the whole")
	}
	colours := map[string]bool{}
	for i := range 8 {
		colours[fmt.Sprint(Tint(image.NewRGBA(image.Rect(0, 0, 1, 1)), i).At(0, 0))] = true
	}
	if len(colours) != 8 {
		t.Errorf("%d colours", len(colours))
	}
	Tint(image.NewRGBA(image.Rect(0, 0, 1, 1)), -3)
}

func TestBlurOfAnEvenImage(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 9, 9))
	for i := range img.Pix {
		img.Pix[i] = 200
	}
	if !slices.Equal(Blur(img, img.Bounds(), 3).Pix, img.Pix) {
		t.Error("an even image changes")
	}
}

func TestScanInParts(t *testing.T) {
	xs := make([]float64, 100)
	for i := range xs {
		xs[i] = float64(i)
	}
	whole := slices.Clone(xs)
	Scan(whole, 0)
	parts := Split(len(xs), 7)
	starts := make([]float64, len(parts))
	for i, r := range parts {
		starts[i] = Sum(xs[r.From:r.To])
	}
	last := Scan(starts, 0)
	for i, r := range parts {
		start := 0.0
		if i > 0 {
			start = starts[i-1]
		}
		Scan(xs[r.From:r.To], start)
	}
	if !slices.Equal(xs, whole) || last != whole[99] {
		t.Error("the parts are not the whole")
	}
}

func TestMisuse(t *testing.T) {
	for want, f := range map[string]func(){
		"Split(-1, 2)":        func() { Split(-1, 2) },
		"Split(3, 0)":         func() { Split(3, 0) },
		"Corpus(-1, 0)":       func() { Corpus(-1, 0, 1) },
		"Queens(8, 8)":        func() { Queens(8, 8) },
		"Bands(0, 1)":         func() { Bands(0, 1) },
		"Tiles(1, 1, 0)":      func() { Tiles(1, 1, 0) },
		"Blur with radius -1": func() { Blur(image.NewRGBA(image.Rectangle{}), image.Rectangle{}, -1) },
		"a row of 2 numbers":  func() { Matrix{{1, 2}}.MultiplyRows(Matrix{{1}}, Range{0, 1}) },
	} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.HasPrefix(fmt.Sprint(r), "workload: "+want) {
					t.Errorf("panic %v, want %q", r, want)
				}
			}()
			f()
		}()
	}
}
