// Command gen writes runtime/symbols/tables: what a cell sees of the standard
// library, of golang.org/x/sync and of this module's own packages. It is run by
// go generate in runtime/symbols, with the Go toolchain that builds the kernel.
//
// It reads the compiler's export data of every package for several platforms.
// What is the same on all of them goes into z_<package>.go, the rest into one
// z_platform_<goos>_<goarch>.go each.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"interleave/runtime/symbols/gen/shell"
)

// platforms are those that tables are complete for; on others cells see what
// all of these have in common.
var platforms = []string{"linux/amd64", "linux/arm64", "darwin/arm64", "windows/amd64"}

// perPlatform are packages of which nothing is taken as common, because what
// the listed platforms have in common need not exist on others.
var perPlatform = []string{"syscall"}

const (
	outDir   = "tables"
	shellDir = "shells"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("symbols/gen: ")
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	sets := map[string]map[string]*table{}
	for _, p := range platforms {
		pkgs, err := load(p)
		if err != nil {
			return err
		}
		sets[p] = map[string]*table{}
		for path, pkg := range pkgs {
			sets[p][path] = extract(pkg)
		}
	}
	common := intersect(sets)

	old, err := filepath.Glob(filepath.Join(outDir, "z_*.go"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	for _, path := range slices.Sorted(maps.Keys(common)) {
		f := newFile()
		f.table(common[path], "t_"+ident(path))
		if err := f.write("z_" + ident(path) + ".go"); err != nil {
			return err
		}
	}
	f := newFile()
	f.index("Common", slices.Sorted(maps.Keys(common)), "t_")
	if err := f.write("z_index.go"); err != nil {
		return err
	}
	for _, p := range platforms {
		if err := writePlatform(p, sets[p]); err != nil {
			return err
		}
	}
	if err := writeNoPlatform(); err != nil {
		return err
	}
	return writeShells()
}

// writeShells writes the generic source of our packages, see package shell.
func writeShells() error {
	texts, err := shell.All()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(shellDir); err != nil {
		return err
	}
	for path, text := range texts {
		name := filepath.Join(shellDir, filepath.FromSlash(strings.TrimPrefix(path, shell.Ours))+".txt")
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// intersect takes out of all sets what is the same in all of them. A package
// that a platform lacks stays in the sets of the others as a whole.
func intersect(sets map[string]map[string]*table) map[string]*table {
	common := map[string]*table{}
	first := sets[platforms[0]]
	for path, t := range first {
		shared := &table{path: path, name: t.name, lines: map[string]line{}}
		everywhere := !slices.Contains(perPlatform, path)
		for _, p := range platforms {
			everywhere = everywhere && sets[p][path] != nil
		}
		if !everywhere {
			continue
		}
		for key, l := range t.lines {
			same := true
			for _, p := range platforms {
				other, ok := sets[p][path].lines[key]
				same = same && ok && other.equal(l)
			}
			if same {
				shared.lines[key] = l
			}
		}
		for _, p := range platforms {
			for key := range shared.lines {
				delete(sets[p][path].lines, key)
			}
			if len(sets[p][path].lines) == 0 {
				delete(sets[p], path)
			}
		}
		common[path] = shared
	}
	return common
}

func writePlatform(platform string, set map[string]*table) error {
	f := newFile()
	paths := slices.Sorted(maps.Keys(set))
	for _, path := range paths {
		f.table(set[path], "p_"+ident(path))
	}
	f.index("Platform", paths, "p_")
	return f.write("z_platform_" + strings.ReplaceAll(platform, "/", "_") + ".go")
}

// writeNoPlatform serves the platforms that are not in the list.
func writeNoPlatform() error {
	f := newFile()
	var not []string
	for _, p := range platforms {
		goos, goarch, _ := strings.Cut(p, "/")
		not = append(not, fmt.Sprintf("!(%s && %s)", goos, goarch))
	}
	f.constraint = strings.Join(not, " && ")
	f.index("Platform", nil, "p_")
	return f.write("z_platform_other.go")
}

// file collects the text of one generated file.
type file struct {
	constraint string
	imports    map[string]string // path to name in the file
	body       bytes.Buffer
}

func newFile() *file { return &file{imports: map[string]string{}} }

// table writes one table as a package-level variable that needs no code to
// initialise: all its parts are addresses and constants.
func (f *file) table(t *table, variable string) {
	f.emit("var %s = Table{\nPath: %q,\nName: %q,\n", variable, t.path, t.name)
	groups := map[string][]line{}
	for _, key := range slices.Sorted(maps.Keys(t.lines)) {
		l := t.lines[key]
		groups[l.group] = append(groups[l.group], l)
	}
	for _, g := range []string{"Values", "Vars", "Types", "Wrappers", "Consts"} {
		if len(groups[g]) == 0 {
			continue
		}
		kind := "Entry"
		if g == "Consts" {
			kind = "Const"
		}
		f.emit("%s: []%s{\n", g, kind)
		for _, l := range groups[g] {
			f.emit("{%q, %s},\n", l.name, f.expand(l.value, l.uses))
		}
		f.emit("},\n")
	}
	f.emit("}\n\n")
	for _, l := range groups["Wrappers"] {
		f.emit("%s\n", f.expand(l.decl, l.uses))
	}
}

// index writes the function that finds a table by its path and the list of
// paths.
func (f *file) index(name string, paths []string, prefix string) {
	f.emit("// %sPaths are the packages that %s knows.\nvar %sPaths = []string{\n", name, name, name)
	for _, p := range paths {
		f.emit("%q,\n", p)
	}
	f.emit("}\n\n// %s returns the table of a package, or nil.\nfunc %s(path string) *Table {\nswitch path {\n", name, name)
	for _, p := range paths {
		f.emit("case %q:\nreturn &%s%s\n", p, prefix, ident(p))
	}
	f.emit("}\nreturn nil\n}\n")
}

func (f *file) emit(format string, args ...any) { fmt.Fprintf(&f.body, format, args...) }

// expand replaces the marks that extract left for packages by their names in
// this file, importing them.
func (f *file) expand(text string, uses map[string]string) string {
	for path, name := range uses {
		text = strings.ReplaceAll(text, mark(path), f.use(path, name))
	}
	return text
}

func (f *file) use(path, name string) string {
	if n, ok := f.imports[path]; ok {
		return n
	}
	taken := map[string]bool{}
	for _, n := range f.imports {
		taken[n] = true
	}
	unique := name
	for i := 2; taken[unique]; i++ {
		unique = fmt.Sprintf("%s%d", name, i)
	}
	f.imports[path] = unique
	return unique
}

func (f *file) write(name string) error {
	var out bytes.Buffer
	out.WriteString("// Code generated by runtime/symbols/gen. DO NOT EDIT.\n\n")
	out.WriteString("//lint:file-ignore SA1019 cells may use what is deprecated\n\n")
	if f.constraint != "" {
		fmt.Fprintf(&out, "//go:build %s\n\n", f.constraint)
	}
	out.WriteString("package tables\n\n")
	if len(f.imports) > 0 {
		out.WriteString("import (\n")
		for _, path := range slices.Sorted(maps.Keys(f.imports)) {
			fmt.Fprintf(&out, "%s %q\n", f.imports[path], path)
		}
		out.WriteString(")\n\n")
	}
	out.Write(f.body.Bytes())
	text, err := format.Source(out.Bytes())
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out.Bytes())
	}
	return os.WriteFile(filepath.Join(outDir, name), text, 0o644)
}

// ident makes an identifier of a package path.
func ident(path string) string {
	return strings.NewReplacer("/", "_", ".", "_", "-", "_").Replace(path)
}
