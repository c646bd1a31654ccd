package notebook

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"interleave/install/testbin"
)

func TestWriteGivesBackWhatWasRead(t *testing.T) {
	want, err := os.ReadFile("testdata/all.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	nb, err := Parse(want)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(nb.JSON())); diff != "" {
		t.Errorf("the notebook changed by being read and written (-read +written):\n%s", diff)
	}
}

// TestNbformatWritesTheSame holds the text to that of Python's nbformat, and
// lets nbformat validate it.
func TestNbformatWritesTheSame(t *testing.T) {
	env := testbin.Python(t)
	nb := New("fmt.Println(1)\n\n", "x := \"世界\"\r\n// \u2028 \x85 \x0c", "")
	c := NewCollector(nb)
	for _, m := range []struct{ kind, content string }{
		{"execute_input", `{"execution_count":7}`},
		{"stream", `{"name":"stdout","text":"a\nb"}`},
		{"display_data", `{"data":{"image/svg+xml":"<svg>\n</svg>","image/png":"AAAA\n","application/json":{"a":[1,2.5]},"text/html":"<b>\n</b>"},"metadata":{"width":3}}`},
		{"execute_result", `{"data":{"text/plain":"1"},"metadata":{},"execution_count":7}`},
		{"error", `{"ename":"panic","evalue":"x","traceback":["a","b\nc"]}`},
	} {
		if err := c.Add(nb.Cells[0], m.kind, []byte(m.content)); err != nil {
			t.Fatal(err)
		}
	}
	nb.SetKernel("interleave", "Go (interleave)", "go", Fields{"name": "go"})
	file := filepath.Join(t.TempDir(), "x.ipynb")
	if err := nb.Write(file); err != nil {
		t.Fatal(err)
	}
	script := "import nbformat, sys\nnb = nbformat.read(sys.argv[1], 4)\nnbformat.validate(nb)\nnbformat.write(nb, sys.argv[1] + '.py')"
	if out, err := exec.Command(env.Program("python"), "-W", "error", "-c", script, file).CombinedOutput(); err != nil {
		t.Fatalf("nbformat: %v\n%s", err, out)
	}
	ours, _ := os.ReadFile(file)
	theirs, _ := os.ReadFile(file + ".py")
	if diff := cmp.Diff(string(theirs), string(ours)); diff != "" {
		t.Errorf("nbformat writes it differently (-nbformat +ours):\n%s", diff)
	}
}

func TestErrorsSayWhereAndWhat(t *testing.T) {
	cell := func(s string) string { return `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[` + s + `]}` }
	for _, test := range []struct{ text, want string }{
		{"", "the file is empty"},
		{"{\n\"a\": }", "line 2: not JSON"},
		{"[]", "notebook: found a list, expected an object"},
		{"{}", "nbformat: is missing"},
		{`{"nbformat":3,"worksheets":[]}`, "nbformat: is 3; only format 4 is read; convert it with `jupyter nbconvert --to notebook --nbformat 4`"},
		{`{"nbformat":5}`, "nbformat: is 5"},
		{`{"nbformat":"4"}`, "nbformat: found a string, expected a whole number"},
		{`{"nbformat":4,"cells":[]}`, "metadata: is missing"},
		{`{"nbformat":4,"metadata":{}}`, "cells: is missing"},
		{cell(`{"cell_type":"code","source":3}`), "cells[0].source: found the number 3, expected a string or a list of strings"},
		{cell(`{"cell_type":"magic","source":""}`), `cells[0].cell_type: is "magic"; expected code, markdown or raw`},
		{cell(`{"cell_type":"code","source":"","outputs":[{"output_type":"stream","name":"stdout","text":null}]}`), "cells[0].outputs[0].text: found nothing"},
		{cell(`{"cell_type":"code","source":"","outputs":[{"output_type":"error","ename":"","evalue":"","traceback":[1]}]}`), "cells[0].outputs[0].traceback[0]: found the number 1"},
		{cell("") + "x", "text after the end"},
	} {
		_, err := Parse([]byte(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%.60s\ngot  %v\nwant %s", test.text, err, test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	all, err := os.ReadFile("testdata/all.ipynb")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(all)
	f.Add([]byte(`{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","source":["a","b"],"outputs":[]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		nb, err := Parse(text)
		if err != nil {
			return
		}
		once := nb.JSON()
		if !json.Valid(once) {
			t.Fatalf("not JSON: %s", once)
		}
		again, err := Parse(once)
		if err != nil {
			t.Fatalf("what was written can't be read: %v\n%s", err, once)
		}
		if twice := again.JSON(); !bytes.Equal(once, twice) {
			t.Fatalf("not stable:\n%s", cmp.Diff(string(once), string(twice)))
		}
		if err := nb.HTML(&bytes.Buffer{}, Page{}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestWriteFileKeepsModeAndLink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", link); err != nil {
		t.Skip(err)
	}
	if err := WriteFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(file)
	info, _ := os.Stat(file)
	linkInfo, _ := os.Lstat(link)
	if string(text) != "new" || info.Mode().Perm() != 0o600 || linkInfo.Mode()&os.ModeSymlink == 0 {
		t.Errorf("content %q, mode %v, link %v", text, info.Mode(), linkInfo.Mode())
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("left behind: %v", entries)
	}
}
