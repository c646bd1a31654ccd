package browser

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"interleave/kernel/notebook"
	"interleave/notebooks"
)

const toolbar = `.jp-NotebookPanel-toolbar [data-jp-item-name=`

// TestPersonAtJupyterLab is one sitting at JupyterLab: run, interrupt, input,
// completion, tooltip, crash, save, restart, run all. One sitting and not ten
// tests, since the server and the browser take longer to start than all of it.
func TestPersonAtJupyterLab(t *testing.T) {
	p := sitDown(t,
		"fmt.Println(\"hello\")\n6 * 7",
		"counter := 0\nfor {\n\tcounter++\n}",
		"var name string\nfmt.Print(\"Who? \")\nfmt.Scanln(&name)\nfmt.Println(\"hi\", name)",
		"strings.ToUp",
		"m := map[int]int{}\nfor range 4 {\n\tgo func() {\n\t\tfor i := 0; ; i++ {\n\t\t\tm[i%8] = i\n\t\t}\n\t}()\n}\nselect {}",
		"import \"os\"\nos.Getppid()",
	)

	t.Run("run", func(t *testing.T) {
		p := p.in(t)
		if got := p.run(0); len(got) != 2 || got[0] != "hello" || got[1] != "42" {
			t.Fatalf("outputs %q, want hello and 42", got)
		}
		p.shot("run")
	})
	t.Run("interrupt keeps state", func(t *testing.T) {
		p := p.in(t)
		p.start(1)
		p.busy()
		if got := p.prompt(1); got != "[*]:" {
			t.Errorf("prompt %q while running, want [*]:", got)
		}
		p.click(toolbar + `"interrupt"] jp-button`)
		p.idle()
		if got := strings.Join(p.outputs(1), "\n"); !strings.Contains(got, "interrupted") {
			t.Errorf("outputs after the interrupt: %q", got)
		}
		p.shot("interrupted")
		p.setSource(1, "counter > 0")
		if got := p.run(1); len(got) != 1 || got[0] != "true" {
			t.Errorf("the counter after the interrupt: %q, want true", got)
		}
	})
	t.Run("input", func(t *testing.T) {
		p := p.in(t)
		p.start(2)
		p.visible(`.jp-Stdin-input`)
		if got := strings.TrimSpace(strings.Join(p.texts(`.jp-Stdin-prompt`), "")); got != "Who?" {
			t.Errorf("prompt of the input box %q, want Who?", got)
		}
		p.wait("the box to have the focus", `document.activeElement.matches('.jp-Stdin-input')`)
		p.press("Ada")
		p.shot("input")
		p.press(kb.Enter)
		p.idle()
		if got := strings.Join(p.outputs(2), "|"); !strings.Contains(got, "hi Ada") {
			t.Errorf("outputs after the input: %q", got)
		}
	})
	t.Run("completion list", func(t *testing.T) {
		p := p.in(t)
		p.edit(3)
		p.wait("the completer", panel+`.content.activeCell.editor.host.classList.contains('jp-mod-completer-enabled')`)
		p.press(kb.Tab)
		// One match is inserted at once, several are listed.
		p.wait("ToUpper", `/ToUpper/.test(`+cell(3)+`.innerText) || [...document.querySelectorAll('.jp-Completer-item')].some(e=>/ToUpper/.test(e.innerText))`)
		p.shot("completion")
		p.press(kb.Escape)
		p.gone(`.jp-Completer`)
	})
	t.Run("tooltip", func(t *testing.T) {
		p := p.in(t)
		p.setSource(3, "strings.ToUpper")
		p.edit(3)
		p.chord(kb.Tab, chromedp.ModifierShift)
		p.wait("the tooltip", `/ToUpper\(s string\) string/.test(document.querySelector('.jp-Tooltip-content')?.innerText)`)
		p.shot("tooltip")
		p.press(kb.Escape)
		p.gone(`.jp-Tooltip`)
		p.setSource(3, `strings.ToUpper("done")`)
	})
	t.Run("crash text, then the next cell answers", func(t *testing.T) {
		p := p.in(t)
		before := p.run(5)
		got := strings.Join(p.run(4), "\n")
		if !strings.Contains(got, "concurrent map") {
			t.Errorf("outputs of the crash: %q", got)
		}
		p.shot("crash")
		if after := p.run(5); strings.Join(after, "") != strings.Join(before, "") {
			t.Errorf("the front's process changed from %q to %q", before, after)
		}
	})
	t.Run("dark theme", func(t *testing.T) {
		p := p.in(t)
		p.theme("JupyterLab Dark", false)
		p.shot("dark")
		p.theme("JupyterLab Light", true)
	})
	t.Run("save", func(t *testing.T) {
		p := p.in(t)
		p.executeAndWait("docmanager:save", "{}")
		p.wait("the save", `!`+panel+`.context.model.dirty`)
		var saved struct {
			Cells []struct {
				ExecutionCount int               `json:"execution_count"`
				Outputs        []json.RawMessage `json:"outputs"`
			}
			Metadata struct {
				Language struct {
					Name      string `json:"name"`
					Extension string `json:"file_extension"`
				} `json:"language_info"`
			}
		}
		raw, err := os.ReadFile(filepath.Join(p.lab.root, "test.ipynb"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &saved); err != nil {
			t.Fatal(err)
		}
		if len(saved.Cells) != 6 || len(saved.Cells[0].Outputs) != 2 || saved.Cells[0].ExecutionCount == 0 {
			t.Errorf("saved cells: %+v", saved.Cells)
		}
		if l := saved.Metadata.Language; l.Name != "go" || l.Extension != ".go" {
			t.Errorf("saved language_info: %+v", l)
		}
	})
	t.Run("restart and run all", func(t *testing.T) {
		p := p.in(t)
		p.setSource(1, "zero := 0\n1 / zero")
		p.setSource(2, "\"after\"")
		p.setSource(4, "4")
		p.click(toolbar + `"restart-and-run"] jp-button`)
		p.click(`.jp-Dialog .jp-Dialog-button.jp-mod-accept`)
		p.gone(`.jp-Dialog`)
		p.wait("the error of cell 1", `/divide by zero/.test(`+cell(1)+`.innerText)`)
		p.idle()
		p.shot("error")
		if got := p.prompt(0); got != "[1]:" {
			t.Errorf("prompt of the first cell after the restart %q, want [1]:", got)
		}
	})
}

// TestBundledNotebooks runs the notebooks that `lab` opens and the whole lesson in one
// language (kernel/peers runs the other one), as a person would.
func TestBundledNotebooks(t *testing.T) {
	p := sitDown(t, "0")
	if err := os.CopyFS(p.lab.root, notebooks.Files); err != nil {
		t.Fatal(err)
	}
	t.Run("links", func(t *testing.T) { p.in(t).followLinks() })
	files, err := fs.Glob(notebooks.Files, "en/*.ipynb")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d notebooks: %v", len(files), err)
	}
	for _, file := range append(files, notebooks.Start("pt")) {
		t.Run(file, func(t *testing.T) {
			p := p.in(t)
			text, err := notebooks.Files.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p.open(file)
			p.executeAndWait("notebook:run-all-cells", "{}")
			p.idle()
			if bad := p.texts(`.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"], .jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]`); len(bad) > 0 {
				t.Errorf("errors: %q", bad)
			}
			nb, err := notebook.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			want := 0
			for _, c := range nb.CodeCells() {
				for _, o := range c.Outputs {
					if o.Data["image/svg+xml"] != nil || o.Data["image/png"] != nil {
						want++
					}
				}
			}
			// A picture that is shown has an area and does not reach out of its cell.
			got := get[[]bool](p, `[...`+panel+`.node.querySelectorAll('.jp-OutputArea-output')].filter(o=>o.querySelector('svg, img'))
				.map(o=>{const e=o.querySelector('svg, img').getBoundingClientRect(), b=o.getBoundingClientRect();
					return e.width>40 && e.height>10 && e.left>=b.left-1 && (e.right<=b.right+1 || o.scrollWidth>o.clientWidth)})`)
			if len(got) < want || slices.Contains(got, false) {
				t.Errorf("pictures as shown: %v, want at least %d true", got, want)
			}
			name := strings.TrimSuffix(path.Base(file), ".ipynb")
			p.shot(name)
			// The picture of the README: two goroutine cells and the drawing.
			p.executeAndWait("application:toggle-left-area", "{}")
			get[bool](p, `(`+panel+`.node.querySelector('.jp-OutputArea-output img, .jp-OutputArea-output svg')?.closest('.jp-Cell').scrollIntoView({block:'end'}),true)`)
			p.shot(name + "-wide")
		})
	}
}

// followLinks goes from the first notebook to a chapter, to the helper that it names, and
// to the gallery.
func (p *tab) followLinks() {
	p.t.Helper()
	current := func(path string) {
		p.t.Helper()
		p.wait(path+" to be in front", `(()=>{const w=jupyterapp.shell.currentWidget; return w?.context?.path===`+quote(path)+` && w.context.isReady})()`)
	}
	p.open("en/00-start.ipynb")
	p.click(`.jp-Notebook a[href*="06-order.ipynb"]`)
	current("en/06-order.ipynb")
	p.click(`.jp-Notebook a[href*="12-helpers.ipynb"][href$="#explore"]`)
	current("en/12-helpers.ipynb")
	// JupyterLab opens a notebook at its top; the table there leads on.
	p.click(`.jp-Notebook td a[href$="#explore"]`)
	p.wait("the section to be in view", `(()=>{const h=[...`+panel+`.node.querySelectorAll('h2')].find(h=>h.innerText.startsWith('explore'));
		const r=h.getBoundingClientRect(); return r.top>0 && r.bottom<innerHeight})()`)
	p.open("en/00-start.ipynb")
	p.click(`.jp-Notebook a[href*="gallery.html"]`)
	current("en/gallery.html")
	p.wait("the gallery's pictures", `(()=>{const f=jupyterapp.shell.currentWidget.node.querySelector('iframe'); return f && f.src.startsWith('blob:')})()`)
	p.shot("gallery")
}
