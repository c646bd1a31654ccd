// Write makes the notebooks of the lesson and runs them, so that they are stored with
// the outputs of a real run, and then the pages made from them. It is called by go
// generate in the folder of notebooks. With names it writes only the notebooks that
// are named so; with the word pages, none.
package main

import (
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"interleave/kernel/notebook"
	"interleave/notebooks/lesson"
)

func main() {
	log.SetFlags(0)
	chapters, err := lesson.Chapters()
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range chapters {
		for _, language := range lesson.Languages {
			if names := os.Args[1:]; len(names) > 0 && !slices.Contains(names, c.Name[language]) {
				continue
			}
			file := filepath.FromSlash(c.Path(language))
			if err := c.Notebook(language).Write(file); err != nil {
				log.Fatal(err)
			}
			run := exec.Command("go", "run", "..", "run", "--inplace", file)
			run.Stderr = os.Stderr
			if err := run.Run(); err != nil {
				log.Fatalf("%s: %v", file, err)
			}
		}
	}
	pages, err := lesson.Pages(os.DirFS("."))
	if err != nil {
		log.Fatal(err)
	}
	for name, content := range pages {
		if err := notebook.WriteFile(filepath.FromSlash(name), content); err != nil {
			log.Fatal(err)
		}
	}
}
