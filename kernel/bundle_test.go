package kernel

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"interleave/kernel/evaluator"
	"interleave/kernel/wire"
)

func TestBundle(t *testing.T) {
	b, dropped := newBundle(evaluator.Display{
		Data: map[string]any{
			"image/png":                      []byte{0x89, 'P', 'N', 'G'},
			"text/html; charset=utf-8":       []byte("<b>é</b>"),
			"image/svg+xml":                  "<svg/>",
			"application/json":               map[string]any{"a": []any{1.0, "x"}},
			"application/vnd.plotly.v1+json": []byte(`{"data":[]}`),
			"application/geo+json":           "a JSON string",
			"no type":                        "x",
			"":                               "y",
		},
		Metadata: map[string]any{"image/png": map[string]any{"width": 10.0}, "isolated": true},
	})
	got, err := wire.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"data":{"application/geo+json":"a JSON string","application/json":{"a":[1,"x"]},` +
		`"application/vnd.plotly.v1+json":{"data":[]},"image/png":"iVBORw==","image/svg+xml":"<svg/>","text/html":"<b>é</b>",` +
		`"text/plain":"<application/geo+json, application/json, application/vnd.plotly.v1+json, image/png, image/svg+xml, text/html>"},` +
		`"metadata":{"image/png":{"width":10},"isolated":true}}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("bundle (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"", "no type"}, dropped); diff != "" {
		t.Errorf("keys left out (-want +got):\n%s", diff)
	}
}
