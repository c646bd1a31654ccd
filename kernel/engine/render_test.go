package engine

import (
	"errors"
	"image"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type page struct{}

func (page) HTML() string          { return "<b>x</b>" }
func (page) PNG() ([]byte, error)  { return nil, errors.New("no colours left") }
func (page) SVG() []byte           { return []byte("<svg/>") }
func (page) Markdown(x int) string { return "not this one" }

type bundle struct{}

func (bundle) MIMEBundle() map[string]any {
	return map[string]any{"text/plain": "p", "application/json": map[string]any{"a": 1}}
}

type broken struct{}

func (broken) HTML() string { panic("at once") }

func TestRender(t *testing.T) {
	for _, c := range []struct {
		value any
		want  map[string]any
	}{
		{3, map[string]any{"text/plain": "3"}},
		{page{}, map[string]any{"text/html": "<b>x</b>", "image/svg+xml": "<svg/>", "text/plain": "engine.page: PNG: no colours left"}},
		{bundle{}, map[string]any{"text/plain": "p", "application/json": map[string]any{"a": 1}}},
		{broken{}, map[string]any{"text/plain": "%!(PANIC while showing engine.broken: at once)"}},
	} {
		d := render([]shown{{value: reflect.ValueOf(c.value)}})
		if diff := cmp.Diff(c.want, d.Data); diff != "" {
			t.Errorf("%T (-want +got):\n%s", c.value, diff)
		}
	}
}

func TestRenderImage(t *testing.T) {
	d := render([]shown{{value: reflect.ValueOf(image.NewGray(image.Rect(0, 0, 3, 2)))}})
	if d.Data["text/plain"] != "*image.Gray 3x2" {
		t.Errorf("text/plain is %q", d.Data["text/plain"])
	}
	if b, _ := d.Data["image/png"].([]byte); len(b) < 8 || string(b[1:4]) != "PNG" {
		t.Errorf("image/png is %q", b)
	}
	want := map[string]any{"image/png": map[string]any{"width": 3, "height": 2}}
	if diff := cmp.Diff(want, d.Metadata); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
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
