package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// The rules of the house: who may import whom. A rule speaks of folders with
// everything below them, the longest folder that matches a package wins.
// Test files are free, except that the libraries behind a wall stay there.
var (
	// mayImport lists, for our own packages, which of our packages they may
	// import. "std" alone means the standard library and nothing else.
	mayImport = map[string][]string{
		".":                      {"kernel/cli"},
		"kernel":                 {"kernel/wire", "kernel/evaluator"},
		"kernel/wire":            {},
		"kernel/evaluator":       {"std"},
		"kernel/lang":            {"kernel/lang"},
		"kernel/engine":          {"kernel/engine", "kernel/evaluator", "kernel/lang", "runtime"},
		"kernel/engine/hooks":    {"kernel/engine/hooks"},
		"kernel/engine/realtype": {"std"},
		"kernel/engine/rt":       {"kernel/engine/realtype"},
		"kernel/engine/shim":     {"kernel/engine/hooks", "kernel/engine/shim", "runtime"},
		"kernel/client":          {"kernel/wire", "kernel/notebook", "install"},
		"kernel/notebook":        {},
		"kernel/kerneltest":      {"kernel", "kernel/wire", "kernel/evaluator", "kernel/client", "install"},
		"kernel/cli":             {"kernel", "kernel/wire", "kernel/evaluator", "kernel/engine", "kernel/client", "kernel/notebook", "kernel/lang", "install", "notebooks"},
		"kernel/gotest":          {"kernel/client", "install"},
		"kernel/bench":           {"kernel", "install", "notebooks"},
		"install":                {"install"},
		"notebooks":              {"kernel/client", "kernel/notebook", "kernel/kerneltest", "install", "notebooks"},
		"runtime":                {"runtime"},
	}

	// walls name the folders that alone may import a library, tests included.
	walls = map[string][]string{
		"github.com/go-zeromq/zmq4":    {"kernel/wire"},
		"github.com/traefik/yaegi":     {"kernel/engine"},
		"github.com/chromedp/chromedp": {"notebooks/browser"},
	}
)

func TestImportGraph(t *testing.T) {
	files := goFiles(t)
	if len(files) < 30 {
		t.Fatalf("only %d Go files found: is the test run from the module's root?", len(files))
	}
	for _, f := range files {
		dir := path.Dir(f)
		parsed, err := parser.ParseFile(token.NewFileSet(), f, nil, parser.ImportsOnly)
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if why := forbidden(dir, imported, strings.HasSuffix(f, "_test.go")); why != "" {
				t.Errorf("%s imports %q: %s", f, imported, why)
			}
		}
	}
}

func TestNoGoFilesDirectlyInRuntime(t *testing.T) {
	if m, _ := filepath.Glob("runtime/*.go"); len(m) > 0 {
		t.Errorf("%v: the package name runtime belongs to the standard library; put the file into a folder below runtime/", m)
	}
}

func forbidden(dir, imported string, test bool) string {
	for library, homes := range walls {
		if below(imported, library) && !slices.ContainsFunc(homes, func(h string) bool { return below(dir, h) }) {
			return "only " + strings.Join(homes, ", ") + " may import it"
		}
	}
	if test {
		return ""
	}
	rule := longest(dir)
	if rule == "" {
		return "no rule of imports_test.go speaks of " + dir + "; add one"
	}
	allowed := mayImport[rule]
	ours, isOurs := strings.CutPrefix(imported, "interleave/")
	if !isOurs {
		if slices.Contains(allowed, "std") && strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") {
			return rule + " uses the standard library only"
		}
		return ""
	}
	if below(ours, rule) && rule != "kernel" && rule != "." {
		return ""
	}
	for _, a := range allowed {
		if a == ours || below(ours, a) && a != "kernel" {
			return ""
		}
	}
	return rule + " may import of this module only " + strings.Join(append([]string{"nothing"}, allowed...)[min(1, len(allowed)):], ", ")
}

func longest(dir string) string {
	var keys []string
	for k := range mayImport {
		if k == dir || k != "." && below(dir, k) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return ""
	}
	sort.Slice(keys, func(i, j int) bool { return len(keys[i]) > len(keys[j]) })
	return keys[0]
}

func below(p, parent string) bool { return p == parent || strings.HasPrefix(p, parent+"/") }

func goFiles(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "testdata" || p != "." && strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if strings.HasSuffix(name, ".go") {
			files = append(files, filepath.ToSlash(p))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
