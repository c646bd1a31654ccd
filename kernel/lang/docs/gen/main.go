// Command gen extracts the doc comments and the examples of the packages that
// cells can import into files/, one file each per package.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"interleave/kernel/lang/exportdata"
)

func main() {
	log.SetFlags(0)
	dir := "files"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	if err := os.RemoveAll(dir); err != nil {
		log.Fatal(err)
	}
	for _, path := range append(exportdata.Packages(), "builtin") {
		fset := token.NewFileSet()
		d, err := load(fset, path)
		if err != nil {
			log.Fatalf("package %s: %v", path, err)
		}
		if err := write(filepath.Join(dir, path), comments(d)); err != nil {
			log.Fatal(err)
		}
		if err := write(filepath.Join(dir, path+".examples"), examples(fset, d)); err != nil {
			log.Fatal(err)
		}
	}
}

// load reads the sources of a package, tests included.
func load(fset *token.FileSet, path string) (*doc.Package, error) {
	p, err := build.Import(path, ".", 0)
	if err != nil {
		return nil, err
	}
	var parsed []*ast.File
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles, p.TestGoFiles, p.XTestGoFiles) {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, f)
	}
	var mode doc.Mode
	if path == "builtin" {
		mode = doc.AllDecls // whose names are not exported
	}
	return doc.NewFromFiles(fset, parsed, path, mode)
}

// comments maps names to doc comments.
func comments(d *doc.Package) map[string]string {
	docs := map[string]string{}
	add(docs, "", d.Doc)
	values(docs, append(d.Consts, d.Vars...))
	functions(docs, "", d.Funcs)
	for _, t := range d.Types {
		add(docs, t.Name, t.Doc)
		values(docs, append(t.Consts, t.Vars...))
		functions(docs, "", t.Funcs)
		functions(docs, t.Name+".", t.Methods)
		fields(docs, t)
	}
	return docs
}

// examples maps names to their first example: its code, and what it prints.
func examples(fset *token.FileSet, d *doc.Package) map[string]string {
	list := map[string]string{}
	first := func(name string, examples []*doc.Example) {
		for _, e := range examples {
			if text := exampleText(fset, e); text != "" {
				list[name] = text
				return
			}
		}
	}
	first("", d.Examples)
	for _, f := range d.Funcs {
		first(f.Name, f.Examples)
	}
	for _, t := range d.Types {
		first(t.Name, t.Examples)
		for _, f := range t.Funcs {
			first(f.Name, f.Examples)
		}
		for _, m := range t.Methods {
			first(t.Name+"."+m.Name, m.Examples)
		}
	}
	return list
}

// longest is how many lines of an example are read at a glance.
const longest = 40

var outputComment = regexp.MustCompile(`(?i)//[[:space:]]*(unordered )?output:`)

// exampleText is the body of an example that is short and prints something.
func exampleText(fset *token.FileSet, e *doc.Example) string {
	block, ok := e.Code.(*ast.BlockStmt)
	if !ok || e.Output == "" {
		return ""
	}
	var b strings.Builder
	config := printer.Config{Mode: printer.UseSpaces, Tabwidth: 4}
	if err := config.Fprint(&b, fset, &printer.CommentedNode{Node: block, Comments: e.Comments}); err != nil {
		log.Fatalf("example %s: %v", e.Name, err)
	}
	code := strings.TrimSuffix(strings.TrimPrefix(b.String(), "{"), "}")
	if at := outputComment.FindStringIndex(code); at != nil {
		code = code[:at[0]]
	}
	code = strings.TrimSpace(strings.ReplaceAll(code, "\n    ", "\n"))
	output := strings.ReplaceAll(strings.TrimSpace(e.Output), "\n", "\n// ")
	text := code + "\n// Output:\n// " + output
	if strings.Count(text, "\n") >= longest {
		return ""
	}
	return text
}

func add(docs map[string]string, name, text string) {
	if text = strings.TrimSpace(text); text != "" {
		docs[name] = text
	}
}

func functions(docs map[string]string, prefix string, list []*doc.Func) {
	for _, f := range list {
		add(docs, prefix+f.Name, f.Doc)
	}
}

// values documents constants and variables: by their own comment, or else by
// that of their group.
func values(docs map[string]string, list []*doc.Value) {
	for _, v := range list {
		for _, sp := range v.Decl.Specs {
			sp, ok := sp.(*ast.ValueSpec)
			if !ok {
				continue
			}
			text := sp.Doc.Text()
			if text == "" {
				text = sp.Comment.Text()
			}
			if text == "" && (len(v.Names) == 1 || len(v.Doc) < 300) {
				text = v.Doc
			}
			for _, id := range sp.Names {
				if id.IsExported() || builtin(id.Name) {
					add(docs, id.Name, text)
				}
			}
		}
	}
}

func builtin(name string) bool { return types.Universe.Lookup(name) != nil }

// fields documents the exported fields of a struct and methods of an interface.
func fields(docs map[string]string, t *doc.Type) {
	for _, sp := range t.Decl.Specs {
		sp, ok := sp.(*ast.TypeSpec)
		if !ok || sp.Name.Name != t.Name {
			continue
		}
		var list *ast.FieldList
		switch x := sp.Type.(type) {
		case *ast.StructType:
			list = x.Fields
		case *ast.InterfaceType:
			list = x.Methods
		default:
			continue
		}
		for _, f := range list.List {
			text := f.Doc.Text()
			if text == "" {
				text = f.Comment.Text()
			}
			for _, id := range f.Names {
				if id.IsExported() {
					add(docs, t.Name+"."+id.Name, text)
				}
			}
		}
	}
}

func write(path string, docs map[string]string) error {
	if len(docs) == 0 {
		return nil
	}
	raw, err := json.Marshal(docs)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(raw); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	name := filepath.FromSlash(path) + ".json.gz"
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("writing docs of %s: %w", path, err)
	}
	return nil
}
