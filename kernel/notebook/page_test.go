package notebook

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestANSI(t *testing.T) {
	for _, test := range []struct{ text, html, plain string }{
		{"a<b", "a&lt;b", "a<b"},
		{"\x1b[31mred\x1b[0m", `<span class="ansi-red">red</span>`, "red"},
		{"\x1b[1;32;4mx\x1b[24my\x1b[mz", `<span class="ansi-green ansi-bold ansi-underline">x</span><span class="ansi-green ansi-bold">y</span>z`, "xyz"},
		{"\x1b[38;5;208mo\x1b[39m", `<span style="color:#ff8700">o</span>`, "o"},
		{"\x1b[48;2;1;2;300mo", `<span style="background:#0102ff">o</span>`, "o"},
		{"\x1b[38;5;9mb", `<span class="ansi-bright-red">b</span>`, "b"},
		{"\x1b[2J\x1b[10;4Hkept\x1b]0;title\x07\x1b(B", "kept", "kept"},
		{"\x1b[38;5m?\x1b[0m!", "?!", "?!"},
	} {
		if got := ansiHTML(test.text); got != test.html {
			t.Errorf("%q as HTML\ngot  %s\nwant %s", test.text, got, test.html)
		}
		if got := StripANSI(test.text); got != test.plain {
			t.Errorf("%q stripped: got %q, want %q", test.text, got, test.plain)
		}
	}
}

func TestHighlight(t *testing.T) {
	got := highlight("%time\nx := len(\"a<b\") + 0x1F // why\ngreet(")
	want := `<span class="m">%time</span>` + "\n" + `x := <span class="b">len</span>(<span class="s">&#34;a&lt;b&#34;</span>) + <span class="n">0x1F</span> <span class="c">// why</span>` + "\n" + `<span class="f">greet</span>(`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// FuzzHighlight: no text may be lost or changed, whatever the scanner says.
func FuzzHighlight(f *testing.F) {
	for _, s := range []string{"", "x := 1", "%%\n`", "/* 世界\r\n", "\"\\\n'", "!ls\n\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		at := 0
		for _, s := range Spans(source) {
			if s.Start < at || s.End < s.Start || s.End > len(source) {
				t.Fatalf("%q: span %+v after %d", source, s, at)
			}
			at = s.End
		}
	})
}

func TestMarkdown(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"$5 and $6", "<p>$5 and $6</p>"},
		{"a $x_1*y*z$ b", `<p>a <span class="math">x_1*y*z</span> b</p>`},
		{"$$\na_1\n<b\n$$", `<p><div class="math">a_1` + "\n" + `&lt;b</div></p>`},
		{"`$x$`", "<code>$x$</code>"},
		{"| a |\n|---|\n| 1 |", "<table>"},
		{"```go\nfor {}\n```", `<pre><code><span class="k">for</span> {}`},
		{"```\na<b\n```", "<pre><code>a&lt;b"},
	} {
		if got := markdownText(test.source); !strings.Contains(got, test.want) {
			t.Errorf("%q\ngot  %s\nwant %s", test.source, got, test.want)
		}
	}
}

func TestPageNeedsNothingElse(t *testing.T) {
	nb, err := Read("testdata/all.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a b.png"), []byte("picture"), 0o644); err != nil {
		t.Fatal(err)
	}
	nb.Cells[0].Source += "\n\n![here](a%20b.png) ![gone](gone.png) ![away](../secret.txt)"
	var page bytes.Buffer
	if err := nb.HTML(&page, Page{Title: "unused", Dir: dir, Note: "Run with <x>"}); err != nil {
		t.Fatal(err)
	}
	html := page.String()
	for _, want := range []string{
		"<title>Goroutines that live on</title>",
		"prefers-color-scheme: dark",
		"data:image/png;base64,cGljdHVyZQ==", // the file beside it
		`data:image/png;base64,iVBORw0K"`,    // the attachment
		`<span class="ansi-red">red</span>`,  // stream
		`<div class="output stream stderr">`,
		`<svg xmlns="http://www.w3.org/2000/svg" width="300"`, // without its XML declaration
		`<div class="output error">`,
		"Run with &lt;x&gt;",
		`<div class="prompt">In[3]</div>`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, never := range []string{"<?xml", "<link", "<script", `src="http`} {
		if strings.Contains(html, never) {
			t.Errorf("the page has %s", never)
		}
	}
	if t.Failed() {
		t.Log(html)
	}
}
