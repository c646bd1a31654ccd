package notebook

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"io"
	"mime"
	"os"
	"path/filepath"
	"strings"
)

// Page says how a notebook becomes a page.
type Page struct {
	Title string // used when the notebook has no heading
	Dir   string // where relative pictures of Markdown cells lie; they are put into the page
	Note  string // a line at the foot, such as what ran the notebook and when
	Lang  string // language of the text as in HTML's lang attribute; "en" if empty
}

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// HTML writes the notebook as one page that needs no other file and no
// network. It follows the reader's light or dark theme and defines the
// colour variables of JupyterLab (--jp-…), so that figures made for it look the
// same. HTML and SVG outputs are put in as they are: they came from cells that
// the reader chose to run.
func (nb *Notebook) HTML(w io.Writer, page Page) error {
	title := nb.firstHeading()
	if title == "" {
		title = page.Title
	}
	var cells []cellView
	for _, c := range nb.Cells {
		if c.Type == Code && strings.TrimSpace(c.Source) == "" && len(c.Outputs) == 0 {
			continue
		}
		cells = append(cells, nb.view(c, page.Dir))
	}
	var b bytes.Buffer
	err := pageTemplate.Execute(&b, map[string]any{
		"Title": title, "CSS": template.CSS(pageCSS), "Cells": cells, "Note": page.Note, "Lang": cmp.Or(page.Lang, "en"),
	})
	if err != nil {
		return fmt.Errorf("make the page: %w", err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// cellView is a cell as the template sees it.
type cellView struct {
	Type    string
	Prompt  string
	HTML    template.HTML
	Outputs []outputView
}

type outputView struct {
	Class string
	HTML  template.HTML
}

func (nb *Notebook) view(c *Cell, dir string) cellView {
	v := cellView{Type: c.Type}
	switch c.Type {
	case Markdown:
		v.HTML = template.HTML(markdown(c, dir))
		return v
	case Raw:
		v.HTML = template.HTML(html.EscapeString(c.Source))
		return v
	}
	v.HTML = template.HTML(nb.source(c.Source))
	if c.Count > 0 {
		v.Prompt = fmt.Sprintf("In[%d]", c.Count)
	}
	for i := range c.Outputs {
		class, content := c.Outputs[i].html()
		v.Outputs = append(v.Outputs, outputView{class, template.HTML(content)})
	}
	return v
}

// source colours Go; other languages stay plain.
func (nb *Notebook) source(text string) string {
	text = strings.TrimRight(text, "\n")
	if l := nb.Language(); l == "" || l == "go" {
		return highlight(text)
	}
	return html.EscapeString(text)
}

func (nb *Notebook) firstHeading() string {
	for _, c := range nb.Cells {
		if c.Type != Markdown {
			continue
		}
		for line := range strings.Lines(c.Source) {
			if h, ok := strings.CutPrefix(strings.TrimSpace(line), "# "); ok {
				return strings.TrimSpace(strings.Trim(h, "*_` "))
			}
		}
	}
	return ""
}

// html is the richest form of an output that a browser shows by itself, and
// the CSS class of its box.
func (o *Output) html() (class, content string) {
	switch o.Type {
	case Stream:
		return "stream " + o.Name, pre(o.Text)
	case Error:
		return "error", pre(o.TextOf())
	}
	class = "result"
	if o.Type == DisplayData {
		class = "display"
	}
	if s, ok := o.Data["text/html"].(string); ok {
		return class + " rich", s
	}
	if s, ok := o.Data["image/svg+xml"].(string); ok {
		return class + " rich", s[max(0, strings.Index(s, "<svg")):] // an XML declaration has no place in HTML
	}
	for _, kind := range []string{"image/png", "image/jpeg", "image/gif", "image/webp"} {
		if s, ok := o.Data[kind].(string); ok {
			return class + " rich", o.image(kind, s)
		}
	}
	if s, ok := o.Data["text/markdown"].(string); ok {
		return class + " rich", markdownText(s)
	}
	if s, ok := o.Data["text/latex"].(string); ok {
		return class, `<div class="math">` + html.EscapeString(s) + `</div>`
	}
	if s := o.TextOf(); s != "" {
		return class, pre(s)
	}
	if v, ok := o.Data["application/json"]; ok {
		text, _ := json.MarshalIndent(v, "", "  ")
		return class, pre(string(text))
	}
	return class, `<p class="absent">` + html.EscapeString("an output of type "+strings.Join(sortedKeys(o.Data), ", ")+" that a page can't show") + `</p>`
}

func pre(text string) string {
	return "<pre>" + ansiHTML(strings.TrimSuffix(text, "\n")) + "</pre>"
}

func (o *Output) image(kind, base64Text string) string {
	alt, _ := o.Data["text/plain"].(string)
	return fmt.Sprintf(`<img src="data:%s;base64,%s" alt="%s"%s>`, kind, html.EscapeString(oneLine(base64Text)), html.EscapeString(alt), o.imageSize(kind))
}

// oneLine takes the line ends out of base64 text.
func oneLine(base64Text string) string {
	return strings.NewReplacer("\n", "", "\r", "").Replace(base64Text)
}

// imageSize is the size that the metadata asks for, per type or for all.
func (o *Output) imageSize(kind string) string {
	meta := o.Metadata
	if m, ok := meta[kind].(Fields); ok {
		meta = m
	}
	var out string
	for _, side := range []string{"width", "height"} {
		if n, ok := meta[side].(json.Number); ok {
			out += fmt.Sprintf(` %s="%s"`, side, html.EscapeString(n.String()))
		}
	}
	return out
}

// dataURL is a picture file as a URL, or "" if it isn't one or can't be read.
func dataURL(dir, name string) string {
	const limit = 20 << 20
	kind := mime.TypeByExtension(filepath.Ext(name))
	if !strings.HasPrefix(kind, "image/") || strings.Contains(name, ":") || filepath.IsAbs(name) {
		return ""
	}
	path := filepath.Join(dir, filepath.FromSlash(name))
	info, err := os.Stat(path)
	if err != nil || info.Size() > limit {
		return ""
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(content)
}
