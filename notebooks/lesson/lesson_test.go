package lesson

import (
	"fmt"
	"strings"
	"testing"
)

const small = `en 01-small
pt 01-pequeno
-- text intro --
# Small
~~~
# Pequeno
-- code hello concept-01 concept-02 other --
fmt.Println("«hello|olá»", n)
-- check hello --
n == 1

~ ^hello|^olá
`

func TestParse(t *testing.T) {
	c, err := Parse([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if c.Path("en") != "en/01-small.ipynb" || c.Path("pt") != "pt/01-pequeno.ipynb" || len(c.Cells) != 2 {
		t.Errorf("paths %q and %q, %d cells", c.Path("en"), c.Path("pt"), len(c.Cells))
	}
	hello := c.Cells[1]
	if got := strings.Join(hello.Concepts(), " "); got != "01 02" {
		t.Errorf("concepts %q", got)
	}
	if hello.Source["en"] != `fmt.Println("hello", n)` || hello.Source["pt"] != `fmt.Println("olá", n)` {
		t.Errorf("sources %q", hello.Source)
	}
	if len(hello.Checks) != 2 || hello.Checks[0].True != "n == 1" || !hello.Checks[1].Output.MatchString("x\nolá 1") {
		t.Errorf("checks %v", hello.Checks)
	}
	for language, title := range map[string]string{"en": "# Small", "pt": "# Pequeno"} {
		nb := c.Notebook(language)
		if nb.Cells[0].Type != "markdown" || nb.Cells[0].Source != title || !nb.Cells[1].HasTag("concept-02") || nb.KernelName() != "interleave" {
			t.Errorf("%s: %q", language, nb.JSON())
		}
	}
}

func TestWrongSources(t *testing.T) {
	for name, c := range map[string]struct{ old, new, says string }{
		"language":       {"en 01", "fr 01", "is a language (en, pt)"},
		"no name":        {"pt 01-pequeno\n", "", "no name in pt"},
		"one text":       {"~~~\n", "", "1 parts"},
		"three words":    {"|olá", "|olá|hola", "3 texts"},
		"unknown kind":   {"code hello", "cod hello", `"cod" is none of`},
		"no id":          {"text intro", "text", "the name of its cell"},
		"twice":          {"code hello", "code intro", "already"},
		"nothing there":  {"check hello", "check helo", `no code cell "helo"`},
		"check of text":  {"check hello", "check intro", `no code cell "intro"`},
		"translated":     {"n == 1", "«n|m» == 1", "the same in every language"},
		"bad expression": {"~ ^hello", "~ (^hello", "missing closing )"},
	} {
		t.Run(name, func(t *testing.T) {
			wrong := strings.Replace(small, c.old, c.new, 1)
			if wrong == small {
				t.Fatal("nothing was replaced")
			}
			if _, err := Parse([]byte(wrong)); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want one that says %q", err, c.says)
			}
		})
	}
}

// Whatever the source says, it is a chapter in both languages or an error.
func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Add("en a\npt b\n-- code x --\n«|»«a|b»\n-- check x --\n~[\n")
	f.Fuzz(func(t *testing.T, source string) {
		c, err := Parse([]byte(source))
		if err != nil {
			return
		}
		for _, language := range Languages {
			if nb := c.Notebook(language); len(nb.Cells) != len(c.Cells) {
				t.Errorf("%s: %d cells of %d", language, len(nb.Cells), len(c.Cells))
			}
		}
	})
}

// TestChapters: what comes with the program can be read, and each text says something in
// every language.
func TestChapters(t *testing.T) {
	chapters, err := Chapters()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, c := range chapters {
		for _, language := range Languages {
			if p := c.Path(language); names[p] {
				t.Errorf("two chapters are written to %s", p)
			} else {
				names[p] = true
			}
			for _, cell := range c.Cells {
				if strings.TrimSpace(cell.Source[language]) == "" {
					t.Errorf("%s: cell %s is empty", c.Path(language), cell.ID)
				}
			}
		}
	}
}

// TestConceptsPage: a concept without a demonstration is an error, and so is a
// demonstration that nothing checks.
func TestConceptsPage(t *testing.T) {
	source := "en 01-small\npt 01-pequeno\n"
	if len(Concepts()) != 44 {
		t.Fatalf("%d concepts, want 44", len(Concepts()))
	}
	for i, c := range Concepts() {
		if want := fmt.Sprintf("%02d", i+1); c.Number != want || c.Name["en"] == "" || c.Name["pt"] == "" {
			t.Errorf("concept %d is %v", i+1, c)
		}
		source += "-- code c" + c.Number + " concept-" + c.Number + " --\nx\n-- check c" + c.Number + " --\nx || y\n"
	}
	page := func(source string) (string, error) {
		t.Helper()
		c, err := Parse([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		return conceptsPage([]*Chapter{c})
	}
	whole, err := page(source)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(whole, "`x \\|\\| y`"); n != 44 {
		t.Errorf("the page has %d assertions, want 44:\n%s", n, whole)
	}
	for name, c := range map[string]struct{ old, new, says string }{
		"missing":   {" concept-17", "", "concept 17 "},
		"unchecked": {"-- check c18 --\nx || y\n", "", "concept 18 "},
	} {
		if _, err := page(strings.Replace(source, c.old, c.new, 1)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
