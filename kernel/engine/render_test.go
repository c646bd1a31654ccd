package engine

import (
	"image"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type page struct{}

func (page) HTML() string          { return "<b>x</b>" }
func (page) SVG() string           { return "<svg/>" }
func (page) Markdown(x int) string { return "not this one" }

type broken struct{}

func (broken) HTML() string { panic("at once") }

func TestRender(t *testing.T) {
	for _, c := range []struct {
		value any
		rich  map[string]any
		want  map[string]any
	}{
		{3, nil, map[string]any{"text/plain": "3"}},
		{page{}, nil, map[string]any{"text/html": "<b>x</b>", "image/svg+xml": `<svg xmlns="http://www.w3.org/2000/svg"/>`, "text/plain": "x"}},
		{broken{}, nil, map[string]any{"text/plain": "%!(PANIC while showing engine.broken: at once)"}},
		{struct{}{}, map[string]any{"HTML": "<i>y</i>", "String": "y"}, map[string]any{"text/html": "<i>y</i>", "text/plain": "y"}},
		{struct{}{}, map[string]any{"MIME": map[string]any{"application/json": 1.5}}, map[string]any{"application/json": 1.5, "text/plain": "{}"}},
	} {
		d := render([]shown{{value: reflect.ValueOf(c.value), rich: c.rich}})
		if diff := cmp.Diff(c.want, d.Data); diff != "" {
			t.Errorf("%T (-want +got):\n%s", c.value, diff)
		}
	}
}

func TestRenderImage(t *testing.T) {
	d := render([]shown{{value: reflect.ValueOf(image.NewGray(image.Rect(0, 0, 3, 2)))}})
	if b, _ := d.Data["image/png"].([]byte); len(b) < 8 || string(b[1:4]) != "PNG" {
		t.Errorf("image/png is %q", b)
	}
	if s, _ := d.Data["text/plain"].(string); s == "" {
		t.Error("there is no text/plain")
	}
	if d.Metadata["image/png"] == nil {
		t.Errorf("metadata is %v", d.Metadata)
	}
}

func TestRenderSeveral(t *testing.T) {
	for _, c := range []struct {
		values []any
		want   string
	}{
		{[]any{3, "x", nil}, `3, "x", <nil>`},
		{[]any{"a\nb", 1}, "`a\nb`\n1"},
	} {
		var all []shown
		for _, v := range c.values {
			all = append(all, shown{value: reflect.ValueOf(v)})
		}
		if got := render(all).Data["text/plain"]; got != c.want {
			t.Errorf("%v: got %q, want %q", c.values, got, c.want)
		}
	}
	if d := render(nil); d != nil {
		t.Errorf("no values are rendered as %v", d)
	}
}
