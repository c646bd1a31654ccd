package lesson

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Concept is one of those of the source text, in its order.
type Concept struct {
	Number string            // as in the tags of cells: 01 to 44
	Name   map[string]string // by language; in Portuguese the text's own words
}

//go:embed concepts.tsv
var conceptTable string

// Concepts are all concepts of the source text.
func Concepts() []Concept {
	var all []Concept
	for line := range strings.Lines(conceptTable) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		c := Concept{Number: fields[0], Name: map[string]string{}}
		for i, language := range Languages {
			c.Name[language] = fields[1+i]
		}
		all = append(all, c)
	}
	return all
}

// shown is where a concept is demonstrated: a chapter and its cells.
type shown struct {
	chapter *Chapter
	cells   []*Cell
}

func whereShown(c Concept, chapters []*Chapter) (places []shown) {
	for _, chapter := range chapters {
		var cells []*Cell
		for _, cell := range chapter.Cells {
			if slices.Contains(cell.Concepts(), c.Number) {
				cells = append(cells, cell)
			}
		}
		if len(cells) > 0 {
			places = append(places, shown{chapter, cells})
		}
	}
	return places
}

// conceptsPage is the table of concept, notebooks, assertions. It is an error if a
// concept is demonstrated nowhere, or if nothing holds the demonstration to the
// concept.
func conceptsPage(chapters []*Chapter) (string, error) {
	var page strings.Builder
	page.WriteString(`# Concepts · Conceitos

Each concept of the source text, the notebooks that demonstrate it, and what their tests assert: an expression that is true
in the kernel after the cell has run, or a pattern that the cell's output matches. Written by ` + "`go generate ./notebooks`" + `.

Cada conceito do texto de origem, os notebooks que o demonstram e o que os testes deles afirmam: uma expressão verdadeira
no kernel depois que a célula foi executada, ou um padrão ao qual a saída da célula corresponde.

| | concept · conceito | notebooks | helpers | cell · célula: assertions · asserções |
|---|---|---|---|---|
`)
	helpers := helperNames(chapters)
	for _, c := range Concepts() {
		places := whereShown(c, chapters)
		if len(places) == 0 {
			return "", fmt.Errorf("concept %s (%s) is demonstrated by no cell: none has the tag concept-%s", c.Number, c.Name["en"], c.Number)
		}
		var notebooks, used, assertions []string
		for _, p := range places {
			for _, language := range Languages {
				notebooks = append(notebooks, fmt.Sprintf("[%s](%s)", p.chapter.Name[language], p.chapter.Path(language)))
			}
			checked := false
			for _, cell := range p.cells {
				used = append(used, usedHelpers(cell, helpers)...)
				if len(cell.Checks) == 0 {
					continue
				}
				checked = true
				var checks []string
				for _, check := range cell.Checks {
					checks = append(checks, check.markdown())
				}
				assertions = append(assertions, fmt.Sprintf("**%s**: %s", cell.ID, strings.Join(checks, "; ")))
			}
			if !checked {
				return "", fmt.Errorf("concept %s (%s): chapter %s has cells for it, and none of them has a check", c.Number, c.Name["en"], p.chapter.Name["en"])
			}
		}
		slices.Sort(used)
		var links []string
		for _, name := range slices.Compact(used) {
			links = append(links, fmt.Sprintf("[%s](en/%s.ipynb#%s)", name, helpersChapter, name))
		}
		fmt.Fprintf(&page, "| %s | %s<br>*%s* | %s | %s | %s |\n", c.Number, c.Name["en"], c.Name["pt"],
			strings.Join(notebooks, "<br>"), strings.Join(links, " "), strings.Join(assertions, "<br>"))
	}
	return page.String(), nil
}

func (c Check) markdown() string {
	text := c.True
	if c.Output != nil {
		text = "~ " + strings.TrimPrefix(c.Output.String(), "(?m)")
	}
	return "`" + strings.ReplaceAll(text, "|", `\|`) + "`"
}

// helpersChapter is the notebook that has a section for each helper package.
const helpersChapter = "12-helpers"

var helperHeading = regexp.MustCompile(`(?m)^## ([a-z]+)$`)

// helperNames are the packages that have a section in the helpers' notebook.
func helperNames(chapters []*Chapter) (names []string) {
	for _, c := range chapters {
		if c.Name["en"] != helpersChapter {
			continue
		}
		for _, cell := range c.Cells {
			for _, heading := range helperHeading.FindAllStringSubmatch(cell.Source["en"], -1) {
				names = append(names, heading[1])
			}
		}
	}
	return names
}

var qualified = regexp.MustCompile(`\b([a-z]+)\.[A-Z]`)

func usedHelpers(cell *Cell, helpers []string) (names []string) {
	for _, use := range qualified.FindAllStringSubmatch(cell.Source["en"], -1) {
		if slices.Contains(helpers, use[1]) {
			names = append(names, use[1])
		}
	}
	return names
}
