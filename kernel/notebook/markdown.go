package notebook

import (
	"bytes"
	"html"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// converter renders Markdown as JupyterLab does: GitHub's dialect, HTML as it
// is, TeX left alone, Go code coloured.
var converter = goldmark.New(
	goldmark.WithExtensions(extension.GFM),
	goldmark.WithParserOptions(
		parser.WithAutoHeadingID(),
		parser.WithInlineParsers(util.Prioritized(mathParser{}, 90)),
	),
	goldmark.WithRendererOptions(
		goldmarkhtml.WithUnsafe(),
		renderer.WithNodeRenderers(util.Prioritized(nodes{}, 90)),
	),
)

// markdown renders a Markdown cell; pictures that are attached or lie beside
// the notebook are put into the page.
func markdown(c *Cell, dir string) string {
	source := []byte(c.Source)
	doc := converter.Parser().Parse(text.NewReader(source))
	attachments, _ := c.other["attachments"].(Fields)
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if img, ok := n.(*ast.Image); ok && entering {
			if data := pictureData(string(img.Destination), attachments, dir); data != "" {
				img.Destination = []byte(data)
			}
		}
		return ast.WalkContinue, nil
	})
	return renderMarkdown(doc, source)
}

func markdownText(source string) string {
	return renderMarkdown(converter.Parser().Parse(text.NewReader([]byte(source))), []byte(source))
}

func renderMarkdown(doc ast.Node, source []byte) string {
	var b bytes.Buffer
	if err := converter.Renderer().Render(&b, source, doc); err != nil {
		return "<pre>" + html.EscapeString(string(source)) + "</pre>"
	}
	return b.String()
}

func pictureData(destination string, attachments Fields, dir string) string {
	if name, ok := strings.CutPrefix(destination, "attachment:"); ok {
		bundle, _ := attachments[name].(Fields)
		for _, kind := range slices.Sorted(maps.Keys(bundle)) {
			if s, ok := joined(bundle[kind]); ok && strings.HasPrefix(kind, "image/") {
				return "data:" + kind + ";base64," + oneLine(s)
			}
		}
		return ""
	}
	name, err := url.PathUnescape(destination)
	if err != nil {
		return ""
	}
	return dataURL(dir, name)
}

// mathNode is TeX, with its delimiters.
type mathNode struct {
	ast.BaseInline
	tex   string
	block bool
}

var kindMath = ast.NewNodeKind("Math")

func (*mathNode) Kind() ast.NodeKind { return kindMath }

func (n *mathNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"TeX": n.tex}, nil)
}

// mathParser keeps TeX from being read as Markdown. Within one dollar each, the text
// must begin and end with a non-blank and no digit may follow: "$5 and $6" are prices.
type mathParser struct{}

var inlineMath = regexp.MustCompile(`^(?:\$\$(?s:(.+?))\$\$|\$([^\s$](?:[^$\n]*[^\s$\\])?)\$(?:[^0-9]|$))`)

func (mathParser) Trigger() []byte { return []byte{'$'} }

func (mathParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, position := block.Position()
	rest := block.Value(text.NewSegment(position.Start, len(block.Source())))
	if end := bytes.Index(rest, []byte("\n\n")); end >= 0 {
		rest = rest[:end]
	}
	m := inlineMath.FindSubmatchIndex(rest)
	if m == nil {
		return nil
	}
	n := &mathNode{}
	length := 0
	if m[2] >= 0 {
		n.tex, n.block, length = string(rest[m[2]:m[3]]), true, m[3]+2
	} else {
		n.tex, length = string(rest[m[4]:m[5]]), m[5]+1
	}
	if !skip(block, length) {
		block.SetPosition(line, position)
		return nil
	}
	return n
}

// skip moves the reader over n bytes of its block, which may be several lines.
func skip(block text.Reader, n int) bool {
	for n > 0 {
		line, _ := block.PeekLine()
		switch {
		case line == nil:
			return false
		case len(line) > n:
			block.Advance(n)
			return true
		}
		n -= len(line)
		block.AdvanceLine()
	}
	return true
}

// nodes renders what goldmark doesn't know or knows without colours.
type nodes struct{}

func (nodes) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindMath, func(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		if n := node.(*mathNode); entering {
			tag := "span"
			if n.block {
				tag = "div"
			}
			w.WriteString("<" + tag + ` class="math">` + html.EscapeString(strings.TrimSpace(n.tex)) + "</" + tag + ">")
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindFencedCodeBlock, func(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		n := node.(*ast.FencedCodeBlock)
		code := string(n.Lines().Value(source))
		if string(n.Language(source)) == "go" {
			code = highlight(code)
		} else {
			code = html.EscapeString(code)
		}
		w.WriteString("<pre><code>" + code + "</code></pre>\n")
		return ast.WalkSkipChildren, nil
	})
}

func sortedKeys(f Fields) []string { return slices.Sorted(maps.Keys(f)) }
