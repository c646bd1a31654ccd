package browser

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"interleave/runtime/display"
)

// TestChartsInJupyterLab shows charts in a trusted notebook, in the light and
// the dark theme, and in one with outputs that JupyterLab does not trust.
func TestChartsInJupyterLab(t *testing.T) {
	p := sitDown(t,
		`display.Line("measured", []int{1, 2, 4, 8}, []float64{1, 1.9, 3.2, 3.9}).Function("ideal", func(x float64) float64 { return x }, 1, 8).Title("Speedup").X("workers")`,
		`display.Progress("pages", 4).Add(1)`,
		`display.Table([]struct{ City string; People int }{{"Porto", 231800}, {"Faro", 67622}})`,
		`display.LaTeX("S(p) = \\frac{1}{f + (1-f)/p}"); display.Markdown("*slanted*")`,
		`display.VegaLite(`+"`"+`{"data":{"values":[{"n":1,"t":5},{"n":2,"t":3}]},"mark":"bar","encoding":{"x":{"field":"n"},"y":{"field":"t","type":"quantitative"}}}`+"`"+`)`,
		`display.Mermaid("sequenceDiagram\n    main->>worker: job")`,
		`display.JSON(map[string]int{"a": 1})`,
	)
	const figure = `.querySelector('.jp-OutputArea-output svg.ilv')`
	ground := func(p *tab) string {
		return get[string](p, `getComputedStyle(`+cell(0)+figure+`.querySelector('rect.bg')).fill`)
	}

	t.Run("trusted", func(t *testing.T) {
		p := p.in(t)
		got := strings.Join(p.run(0), "\n")
		for _, text := range []string{"Speedup", "measured", "workers"} {
			if !strings.Contains(got, text) {
				t.Errorf("the chart's text is %q, want %q in it", got, text)
			}
		}
		if n := get[int](p, cell(0)+figure+`.querySelectorAll('circle').length`); n < 4 {
			t.Errorf("%d points are drawn, want 4 and one in the legend", n)
		}
		if visible := get[int](p, `[...`+cell(0)+`.querySelectorAll('.ilv-untrusted')].filter(e=>e.getClientRects().length).length`); visible != 0 {
			t.Errorf("%d of what is for untrusted notebooks is seen", visible)
		}
		for theme, want := range map[string]string{"JupyterLab Dark": "rgb(17, 17, 17)", "JupyterLab Light": "rgb(255, 255, 255)"} {
			p.theme(theme, theme == "JupyterLab Light")
			if got := ground(p); got != want {
				t.Errorf("%s: the chart's ground is %s, want %s", theme, got, want)
			}
			p.shot("charts-" + strings.ReplaceAll(theme, " ", "-"))
		}
	})
	t.Run("every verb", func(t *testing.T) {
		p := p.in(t)
		for i, what := range []string{1: "progress", 2: "table td", 3: "mjx-container", 4: "canvas, svg.marks", 5: ".jp-RenderedMermaid img, .jp-RenderedMermaid svg", 6: ".jp-RenderedJSON"} {
			if i == 0 {
				continue
			}
			p.run(i)
			p.wait(what, cell(i)+`.querySelector(`+quote(what)+`)!==null`)
		}
		p.shot("verbs")
	})
	t.Run("untrusted", func(t *testing.T) {
		p := p.in(t)
		f := display.Line("measured", nil, []int{1, 2, 3}).Title("Not trusted").Figure()
		var nb map[string]any
		if err := json.Unmarshal([]byte(newNotebook(p.kernel(), "0")), &nb); err != nil {
			t.Fatal(err)
		}
		nb["cells"].([]any)[0].(map[string]any)["outputs"] = []any{map[string]any{
			"output_type": "display_data", "metadata": map[string]any{},
			"data": map[string]any{"text/html": f.HTML(), "image/svg+xml": f.SVG(), "text/plain": f.String()},
		}}
		text, err := json.Marshal(nb)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(p.lab.root, "untrusted.ipynb"), string(text))
		p.open("untrusted.ipynb")
		if trusted := get[bool](p, panel+`.content.widgets[0].model.trusted`); trusted {
			t.Fatal("the notebook is trusted; the test means nothing")
		}
		p.wait("the image", `(()=>{const i=`+cell(0)+`.querySelector('img.ilv-untrusted'); return i && i.complete && i.naturalWidth>100})()`)
		if n := get[int](p, cell(0)+`.querySelectorAll('.jp-OutputArea-output svg').length`); n != 0 {
			t.Errorf("%d drawings are left by the sanitizer; then the chart is seen twice", n)
		}
		if got := p.outputs(0); len(got) != 1 || got[0] != "" {
			t.Errorf("loose text %q beside the image", got)
		}
		p.shot("untrusted")
	})
}

// kernel is the name of the kernel of the open notebook.
func (p *tab) kernel() string {
	p.t.Helper()
	return get[string](p, panel+`.context.sessionContext.session.kernel.name`)
}
