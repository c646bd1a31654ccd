// Command gen extracts the doc comments of the packages that cells can import
// into files/, one file per package.
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
	"go/token"
	"log"
	"os"
	"path/filepath"
	"strings"

	"interleave/kernel/lang/exportdata"
)

func main() {
	log.SetFlags(0)
	if err := os.RemoveAll("files"); err != nil {
		log.Fatal(err)
	}
	for _, path := range exportdata.Packages() {
		docs, err := extract(path)
		if err != nil {
			log.Fatalf("package %s: %v", path, err)
		}
		if err := write(path, docs); err != nil {
			log.Fatal(err)
		}
	}
}

// extract reads the sources of a package and maps names to doc comments.
func extract(path string) (map[string]string, error) {
	p, err := build.Import(path, ".", 0)
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range append(p.GoFiles, p.CgoFiles...) {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, f)
	}
	d, err := doc.NewFromFiles(fset, parsed, path)
	if err != nil {
		return nil, err
	}
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
	return docs, nil
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
				if id.IsExported() {
					add(docs, id.Name, text)
				}
			}
		}
	}
}

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
	name := filepath.Join("files", filepath.FromSlash(path)+".json.gz")
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("writing docs of %s: %w", path, err)
	}
	return nil
}
