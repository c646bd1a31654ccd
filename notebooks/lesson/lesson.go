// Package lesson makes the notebooks of the lesson. A chapter has one source for both
// languages, so that they can't drift apart:
//
//	en 06-order
//	pt 06-ordem
//	-- text intro --
//	# In English
//	~~~
//	# Em português
//	-- code orders concept-37 --
//	fmt.Println("«order|ordem»")
//	-- check orders --
//	len(orders) == 6
//	~ ^order|^ordem
//
// The lines before the first section name the notebook in each language. A text has
// both languages, English first. Code is the same in both but for what stands between
// « and »; after the name of a code cell come its tags, concept-NN among them for
// each concept of the lesson that the cell demonstrates. The checks of a cell hold it
// to what the text says: a line is an expression that has to be true in the kernel
// after the cell has run, or after ~ a regular expression that the cell's output has
// to match.
//
// To write the notebooks anew with outputs of a real run: go generate ./notebooks.
package lesson

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"interleave/kernel/notebook"
)

// Languages are those of the lesson, in the order in which sources have them.
var Languages = []string{"en", "pt"}

// Chapter is one notebook in all languages.
type Chapter struct {
	Name  map[string]string // of the notebook's file, without .ipynb, by language
	Cells []*Cell
}

// Cell is a cell in all languages.
type Cell struct {
	ID   string
	Tags []string
	Code bool
	// Source is by language.
	Source map[string]string
	// Checks hold the outputs of a code cell to what the text says.
	Checks []Check
}

// Check is one line of a check section. One of its fields is set.
type Check struct {
	True   string         // an expression for the kernel
	Output *regexp.Regexp // of the cell
}

// Concepts are the numbers of the concepts that the cell demonstrates.
func (c *Cell) Concepts() (numbers []string) {
	for _, tag := range c.Tags {
		if n, ok := strings.CutPrefix(tag, "concept-"); ok {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

//go:embed chapters/*.txtar
var sources embed.FS

// Chapters are all chapters, in order.
func Chapters() ([]*Chapter, error) {
	files, err := fs.Glob(sources, "chapters/*.txtar")
	if err != nil {
		return nil, err
	}
	var all []*Chapter
	for _, file := range files {
		text, err := sources.ReadFile(file)
		if err != nil {
			return nil, err
		}
		c, err := Parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(file), err)
		}
		all = append(all, c)
	}
	return all, nil
}

// Parse reads the source of a chapter. The error says which section is wrong.
func Parse(source []byte) (*Chapter, error) {
	archive := txtar.Parse(source)
	c := &Chapter{Name: map[string]string{}}
	for line := range strings.Lines(string(archive.Comment)) {
		language, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || !slices.Contains(Languages, language) {
			return nil, fmt.Errorf("%q: a line before the first section is a language (%s) and the notebook's name", line, strings.Join(Languages, ", "))
		}
		c.Name[language] = strings.TrimSpace(name)
	}
	for _, language := range Languages {
		if c.Name[language] == "" {
			return nil, fmt.Errorf("the notebook has no name in %s", language)
		}
	}
	for _, f := range archive.Files {
		if err := c.add(strings.Fields(f.Name), string(f.Data)); err != nil {
			return nil, fmt.Errorf("section %q: %w", f.Name, err)
		}
	}
	return c, nil
}

func (c *Chapter) add(head []string, body string) error {
	if len(head) < 2 {
		return fmt.Errorf("a section is text, code or check, and the name of its cell")
	}
	kind, id, tags := head[0], head[1], head[2:]
	existing := slices.IndexFunc(c.Cells, func(cell *Cell) bool { return cell.ID == id })
	if kind == "check" {
		if existing < 0 || !c.Cells[existing].Code {
			return fmt.Errorf("there is no code cell %q above it", id)
		}
		return c.Cells[existing].check(body)
	}
	if existing >= 0 {
		return fmt.Errorf("there is a cell %q already", id)
	}
	cell := &Cell{ID: id, Tags: tags, Source: map[string]string{}}
	switch kind {
	case "text":
		parts := strings.Split(body, "\n~~~\n")
		if len(parts) != len(Languages) {
			return fmt.Errorf("it has %d parts between lines of ~~~, one for each language are needed", len(parts))
		}
		for i, language := range Languages {
			cell.Source[language] = strings.TrimSpace(parts[i])
		}
	case "code":
		cell.Code = true
		for i, language := range Languages {
			text, err := translated(body, i)
			if err != nil {
				return err
			}
			cell.Source[language] = text
		}
	default:
		return fmt.Errorf("%q is none of text, code and check", kind)
	}
	c.Cells = append(c.Cells, cell)
	return nil
}

var choice = regexp.MustCompile(`«[^»]*»`)

// translated takes the i-th of the texts in each «en|pt».
func translated(code string, i int) (text string, err error) {
	text = choice.ReplaceAllStringFunc(code, func(s string) string {
		words := strings.Split(strings.TrimSuffix(strings.TrimPrefix(s, "«"), "»"), "|")
		if len(words) != len(Languages) {
			err = fmt.Errorf("%s: %d texts, one for each language are needed", s, len(words))
			return s
		}
		return words[i]
	})
	return strings.TrimSpace(text), err
}

func (cell *Cell) check(body string) error {
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.Contains(line, "«"):
			return fmt.Errorf("%q: a check is the same in every language", line)
		case strings.HasPrefix(line, "~"):
			re, err := regexp.Compile("(?m)" + strings.TrimSpace(line[1:]))
			if err != nil {
				return err
			}
			cell.Checks = append(cell.Checks, Check{Output: re})
		default:
			cell.Checks = append(cell.Checks, Check{True: line})
		}
	}
	return nil
}

// Notebook is the chapter in a language, not executed.
func (c *Chapter) Notebook(language string) *notebook.Notebook {
	nb := notebook.New()
	nb.SetKernel("interleave", "Go (interleave)", "go", nil)
	for _, cell := range c.Cells {
		n := &notebook.Cell{Type: "markdown", ID: cell.ID, Source: cell.Source[language], Metadata: notebook.Fields{}}
		if cell.Code {
			n.Type = notebook.Code
		}
		if len(cell.Tags) > 0 {
			tags := []any{}
			for _, t := range cell.Tags {
				tags = append(tags, t)
			}
			n.Metadata["tags"] = tags
		}
		nb.Cells = append(nb.Cells, n)
	}
	return nb
}

// Path is where the notebook stands, from the folder of notebooks.
func (c *Chapter) Path(language string) string { return language + "/" + c.Name[language] + ".ipynb" }
