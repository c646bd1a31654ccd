package lesson

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"interleave/kernel/notebook"
)

// galleryText is what the page of pictures says, by language.
var galleryText = map[string]struct{ file, lang, intro string }{
	"en": {"gallery.html", "en", "# Gallery\n\nAll pictures of the lesson, as the notebooks are stored. A heading leads to its notebook."},
	"pt": {"galeria.html", "pt-BR", "# Galeria\n\nTodas as figuras da lição, como os notebooks estão guardados. Cada título leva ao seu notebook."},
}

// gallery is a page with all pictures of the notebooks of a language. It needs no
// other file and no network.
func gallery(notebooks fs.FS, language string) ([]byte, error) {
	files, err := fs.Glob(notebooks, language+"/*.ipynb")
	if err != nil {
		return nil, err
	}
	text := galleryText[language]
	all := notebook.New()
	caption := func(source string) {
		all.Cells = append(all.Cells, &notebook.Cell{Type: notebook.Markdown, Source: source})
	}
	caption(text.intro)
	for _, file := range files {
		content, err := fs.ReadFile(notebooks, file)
		if err != nil {
			return nil, err
		}
		nb, err := notebook.Parse(content)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		section, named := "", false
		for _, c := range nb.Cells {
			if c.Type == notebook.Markdown {
				for line := range strings.Lines(c.Source) {
					if heading, ok := strings.CutPrefix(line, "## "); ok {
						section = strings.TrimSpace(heading)
					}
					if title, ok := strings.CutPrefix(line, "# "); ok && !named {
						caption(fmt.Sprintf("## [%s](%s)", strings.TrimSpace(title), path.Base(file)))
						named = true
					}
				}
				continue
			}
			var pictures []notebook.Output
			for _, o := range c.Outputs {
				if slices.ContainsFunc(pictureKinds, func(kind string) bool { return o.Data[kind] != nil }) {
					pictures = append(pictures, o)
				}
			}
			if len(pictures) == 0 {
				continue
			}
			if section != "" {
				caption("### " + section)
				section = ""
			}
			all.Cells = append(all.Cells, &notebook.Cell{Type: notebook.Code, Outputs: pictures})
		}
	}
	var page bytes.Buffer
	if err := all.HTML(&page, notebook.Page{Lang: text.lang}); err != nil {
		return nil, err
	}
	return page.Bytes(), nil
}

var pictureKinds = []string{"text/html", "image/svg+xml", "image/png", "image/jpeg"}

// Pages are the files that are made from the sources of the chapters and from the
// notebooks as they are stored: the table of concepts and the galleries. Keys are
// paths in the folder of notebooks.
func Pages(notebooks fs.FS) (map[string][]byte, error) {
	chapters, err := Chapters()
	if err != nil {
		return nil, err
	}
	concepts, err := conceptsPage(chapters)
	if err != nil {
		return nil, err
	}
	pages := map[string][]byte{"concepts.md": []byte(concepts)}
	for _, language := range Languages {
		page, err := gallery(notebooks, language)
		if err != nil {
			return nil, err
		}
		pages[language+"/"+galleryText[language].file] = page
	}
	return pages, nil
}
