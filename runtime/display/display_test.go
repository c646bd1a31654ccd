package display

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"interleave/runtime/cell"
)

// published runs f and returns what it publishes.
func published(t *testing.T, f func()) []cell.Bundle {
	t.Helper()
	var mu sync.Mutex
	var got []cell.Bundle
	old := publish
	defer func() { publish = old }()
	publish = func(b cell.Bundle) error {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, b)
		return nil
	}
	f()
	return got
}

func one(t *testing.T, f func()) cell.Bundle {
	t.Helper()
	got := published(t, f)
	if len(got) != 1 {
		t.Fatalf("%d bundles were published, want 1", len(got))
	}
	return got[0]
}

func types(b cell.Bundle) string {
	return strings.Join(slices.Sorted(maps.Keys(b.Data)), " ")
}

func TestVerbsGiveTheirTypeAndText(t *testing.T) {
	gray := image.NewGray(image.Rect(0, 0, 3, 2))
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, gray, nil); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		f     func()
		types string
		mime  string
		want  any
		plain string
	}{
		{func() { Text("a <b>") }, "text/plain", "text/plain", "a <b>", "a <b>"},
		{func() { HTML("<b>x</b> &lt;y&gt;<script>z</script>") }, "text/html text/plain", "text/html", "<b>x</b> &lt;y&gt;<script>z</script>", "x <y>"},
		{func() { Markdown("*x*") }, "text/markdown text/plain", "text/markdown", "*x*", "*x*"},
		{func() { LaTeX("x^2") }, "text/latex text/plain", "text/latex", `$\displaystyle x^2$`, "x^2"},
		{func() { LaTeX("so $x^2$ is") }, "text/latex text/plain", "text/latex", "so $x^2$ is", "so $x^2$ is"},
		{func() { Mermaid("graph LR\nA-->B") }, "text/plain text/vnd.mermaid", "text/vnd.mermaid", "graph LR\nA-->B", "graph LR\nA-->B"},
		{func() { PNG([]byte("no png")) }, "image/png text/plain", "image/png", []byte("no png"), "picture (image/png, 6 bytes)"},
		{func() { JPEG(jpg.Bytes()) }, "image/jpeg text/plain", "image/jpeg", jpg.Bytes(), "picture (image/jpeg, 3 x 2)"},
		{func() { JSON("text") }, "application/json text/plain", "application/json", "text", `"text"`},
		{func() { JSON([]int{1}) }, "application/json text/plain", "application/json", []any{json.Number("1")}, "[\n  1\n]"},
		{func() { VegaLite(`{"mark": "bar"}`) }, "application/vnd.vegalite.v5+json text/plain", "application/vnd.vegalite.v5+json", map[string]any{"mark": "bar"}, "{\n  \"mark\": \"bar\"\n}"},
		{func() { Any(7) }, "text/plain", "text/plain", "7", "7"},
		{func() { Any(nil) }, "text/plain", "text/plain", "<nil>", "<nil>"},
		{func() { Any(errors.New("bad")) }, "text/plain", "text/plain", "bad", "bad"},
	}
	for _, test := range tests {
		b := one(t, test.f)
		if types(b) != test.types || !reflect.DeepEqual(b.Data[test.mime], test.want) || b.Data["text/plain"] != test.plain {
			t.Errorf("got %#v,\nwant types %s with %v and the text %q", b, test.types, test.want, test.plain)
		}
		if b.ID != "" || b.Update {
			t.Errorf("%#v has an id", b)
		}
	}
}

func TestPicturesTellTheirSize(t *testing.T) {
	b := one(t, func() { Image(image.NewRGBA(image.Rect(0, 0, 40, 30))) })
	want := map[string]any{"image/png": map[string]any{"width": 40, "height": 30}}
	if !reflect.DeepEqual(b.Metadata, want) {
		t.Errorf("metadata %v, want %v", b.Metadata, want)
	}
}

func TestSVGIsInlineAndAFile(t *testing.T) {
	b := one(t, func() {
		SVG("<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<!-- made by hand -->\n<svg width=\"9\"><title>two &lt; three</title></svg>\n")
	})
	if types(b) != "image/svg+xml text/html text/plain" {
		t.Fatalf("types %s", types(b))
	}
	if got, want := b.Data["text/html"].(string), `<svg width="9"><title>two &lt; three</title></svg></div><img`; !strings.Contains(got, want) {
		t.Errorf("in the page: %s, want %s in it", got, want)
	}
	if b.Data["text/plain"] != "two < three" {
		t.Errorf("plain text %q", b.Data["text/plain"])
	}
	file := b.Data["image/svg+xml"].(string)
	var root struct {
		XMLName xml.Name
	}
	if err := xml.Unmarshal([]byte(file), &root); err != nil || root.XMLName.Space != "http://www.w3.org/2000/svg" {
		t.Errorf("as a file %s: %v, namespace %q", file, err, root.XMLName.Space)
	}
	again := one(t, func() { SVG(file) })
	if again.Data["image/svg+xml"] != file {
		t.Errorf("the namespace came twice: %s", again.Data["image/svg+xml"])
	}
}

type shy struct{}

type rich struct{}

func (rich) HTML() string     { return "<i>html</i>" }
func (rich) SVG() string      { return "<svg/>" }
func (rich) Markdown() string { return "*md*" }
func (rich) PNG() []byte      { return []byte("png") }
func (rich) MIME() map[string]any {
	return map[string]any{"text/html": "<i>mime</i>", "text/x-own": "own"}
}

func TestOfCollectsAllForms(t *testing.T) {
	if b, ok := Of(shy{}); ok {
		t.Errorf("a type without methods shows %v", b)
	}
	b, ok := Of(&rich{})
	if !ok || types(b) != "image/png image/svg+xml text/html text/markdown text/plain text/x-own" {
		t.Fatalf("types %s", types(b))
	}
	if b.Data["text/html"] != "<i>mime</i>" {
		t.Errorf("HTML is %v, want what MIME says", b.Data["text/html"])
	}
	if b, ok := Of(image.NewGray(image.Rect(0, 0, 1, 1))); !ok || b.Data["image/png"] == nil {
		t.Errorf("an image shows %v", b)
	}
	own := cell.Bundle{Data: map[string]any{"text/plain": "own"}}
	if b, ok := Of(own); !ok || !reflect.DeepEqual(b, own) {
		t.Errorf("a bundle shows %v", b)
	}
}

func TestHandleShowsThenUpdates(t *testing.T) {
	h := New()
	got := published(t, func() {
		h.Clear() // nothing to clear
		h.Text("one")
		h.HTML("<b>two</b>")
		h.Clear()
		Named(h.ID()).Resume().Text("three")
	})
	var texts []string
	for i, b := range got {
		texts = append(texts, b.Data["text/plain"].(string))
		if b.ID != h.ID() || b.Update != (i > 0) {
			t.Errorf("bundle %d has id %q, update %v", i, b.ID, b.Update)
		}
	}
	if want := []string{"one", "two", "", "three"}; !slices.Equal(texts, want) {
		t.Errorf("shown: %q, want %q", texts, want)
	}
	if h.ID() == "" || h.ID() == New().ID() {
		t.Error("handles share an id")
	}
}

func TestHandleHasEveryVerb(t *testing.T) {
	h := New()
	got := published(t, func() {
		h.Markdown("m")
		h.LaTeX("x")
		h.SVG("<svg/>")
		h.PNG(nil)
		h.JPEG(nil)
		h.Image(image.NewGray(image.Rect(0, 0, 1, 1)))
		h.JSON(1)
		h.VegaLite("{}")
		h.Table([]int{1})
		h.Any(rich{})
		h.Bundle(cell.Bundle{Data: map[string]any{"text/plain": "b"}})
	})
	if len(got) != 11 {
		t.Errorf("%d bundles, want 11", len(got))
	}
}

// TestHandleIsSafe has goroutines update one place: exactly the first makes it.
func TestHandleIsSafe(t *testing.T) {
	h := New()
	first := 0
	for _, b := range published(t, func() {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { h.Text("x") })
		}
		wg.Wait()
	}) {
		if !b.Update {
			first++
		}
	}
	if first != 1 {
		t.Errorf("%d bundles make the place", first)
	}
}

func TestMisusePanicsWithASentence(t *testing.T) {
	for want, f := range map[string]func(){
		"display.JSON: json: unsupported type: chan int": func() { JSON(make(chan int)) },
		"display.VegaLite: the text is not JSON":         func() { VegaLite("{") },
		"display.Image: the image is nil":                func() { Image(nil) },
		"display.Named: the id is empty":                 func() { Named("") },
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.HasPrefix(got, want) {
					t.Errorf("panic %q, want %q", got, want)
				}
			}()
			f()
		}()
	}
	old := publish
	defer func() { publish = old }()
	publish = func(cell.Bundle) error { return io.ErrClosedPipe }
	defer func() {
		if got := recover(); got != "display: io: read/write on closed pipe" {
			t.Errorf("panic %v when publishing fails", got)
		}
	}()
	Text("x")
}

type point struct{ X, Y float64 }

func (p *point) String() string { return "point" }

type row struct {
	Name string
	base
	At    *point
	small int
	_     int
	Tags  []string
}

type base struct{ ID int }

func TestTables(t *testing.T) {
	three := 3
	tests := []struct {
		name string
		v    any
		want string
	}{
		{"ints", []int{5, 6}, "   value\n0  5\n1  6"},
		{"strings", [2]string{"a b", "c\nd"}, "   value\n0  a b\n1  c d"},
		{"structs", []row{{Name: "n", base: base{7}, At: &point{1, 2}, small: 8, Tags: []string{"x"}}},
			"   Name  ID  At     small  Tags\n0  n     7   point  8      [x]"},
		{"pointers to structs", []*base{{1}, nil}, "   ID\n0  1\n1"},
		{"interpreted structs", []struct{ Xname, Xy, Y string }{{"n", "y", "Y"}}, "   name  y  Y\n0  n     y  Y"},
		{"values with a text", []point{{1, 2}}, "   value\n0  point"},
		{"maps", []map[string]int{{"a": 1}, {"b": 2}}, "   a  b\n0  1\n1     2"},
		{"rows", [][]float64{{1, 2.5}, {3}}, "   0  1\n0  1  2.5\n1  3"},
		{"bytes", [][]byte{[]byte("hi")}, "   value\n0  [104 105]"},
		{"any of one type", []any{base{1}, base{2}}, "   ID\n0  1\n1  2"},
		{"any", []any{1, "x", nil, &three}, "   value\n0  1\n1  x\n2\n3  3"},
		{"map", map[int]string{10: "ten", 9: "nine"}, "key  value\n9    nine\n10   ten"},
		{"map of structs", map[string]base{"b": {2}, "a": {1}}, "key  ID\na    1\nb    2"},
		{"empty", []int{}, "  value"},
		{"nil pointer", (*[]int)(nil), "<nil>"},
		{"not a table", 42, "42"},
	}
	for _, test := range tests {
		b := one(t, func() { Table(test.v) })
		if got := b.Data["text/plain"]; got != test.want {
			t.Errorf("%s:\n%s\nwant:\n%s", test.name, got, test.want)
		}
	}
}

func TestLongTablesAreShortened(t *testing.T) {
	b := one(t, func() { Table(make([]int, 1000)) })
	plain := strings.Split(b.Data["text/plain"].(string), "\n")
	if len(plain) != 1+headRows+1+tailRows+1 || plain[len(plain)-1] != "1000 rows" || !strings.HasPrefix(plain[1+headRows+1], "990") {
		t.Errorf("%d lines, the last %q", len(plain), plain[len(plain)-1])
	}
	if n := strings.Count(b.Data["text/html"].(string), "<tr>"); n != 1+headRows+1+tailRows {
		t.Errorf("%d rows of HTML", n)
	}
	b = one(t, func() { Table(make(map[int]int)) })
	if b.Data["text/html"] == nil {
		t.Error("an empty map has no table")
	}
}

func TestTableIsEscapedHTML(t *testing.T) {
	b := one(t, func() { Table([]string{"<script>alert(1)</script>"}) })
	text := b.Data["text/html"].(string)
	if strings.Contains(text, "<script") {
		t.Errorf("not escaped: %s", text)
	}
	d := xml.NewDecoder(strings.NewReader("<div>" + text + "</div>"))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
	}
}

func TestRectanglesAndColoursAreNoPictures(t *testing.T) {
	for _, v := range []any{image.Rect(0, 0, 3, 2), image.Black} {
		if b, ok := Of(v); ok {
			t.Errorf("%T is shown as %v", v, b.Data)
		}
	}
	if b, ok := Of(image.NewGray(image.Rect(0, 0, 3, 2))); !ok || b.Data["image/png"] == nil {
		t.Errorf("a picture is shown as %v", b.Data)
	}
}
