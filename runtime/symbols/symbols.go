package symbols

import (
	"embed"
	"go/constant"
	"reflect"
	"slices"
	"strings"

	"interleave/runtime/symbols/tables"
)

//go:generate go run ./gen

// ours is what the paths of this module's packages for cells begin with.
const ours = "interleave/runtime/"

// Packages lists the packages that cells can import and that have a table,
// sorted. Package unsafe, which the interpreter knows itself, is not among them.
func Packages() []string {
	list := slices.DeleteFunc(slices.Concat(tables.CommonPaths, tables.PlatformPaths), func(p string) bool {
		return strings.HasPrefix(p, ours+"internal/")
	})
	slices.Sort(list)
	return slices.Compact(list)
}

// Preloaded maps names to the paths of this module's packages, which cells can
// use without importing them.
func Preloaded() map[string]string {
	m := map[string]string{}
	for _, path := range Packages() {
		if strings.HasPrefix(path, ours) {
			m[Name(path)] = path
		}
	}
	return m
}

//go:embed shells
var shells embed.FS

// Shell is the source of what is generic in one of this module's packages, ""
// when nothing is; see the package comment.
func Shell(path string) string {
	rest, ok := strings.CutPrefix(path, ours)
	if !ok {
		return ""
	}
	text, err := shells.ReadFile("shells/" + rest + ".txt")
	if err != nil {
		return ""
	}
	return string(text)
}

// Name is the name of the package at an import path, "" when it has no table.
func Name(path string) string {
	for _, t := range []*tables.Table{tables.Common(path), tables.Platform(path)} {
		if t != nil {
			return t.Name
		}
	}
	return ""
}

// Lookup builds the table of a package. Under an object's name are: a function
// or typed constant as it is; an untyped constant as a constant.Value; a
// variable as an addressable value; a type as a nil pointer to it. Under the
// name of an interface type with an underscore before it is the struct with
// which the interpreter implements it.
func Lookup(path string) (table map[string]reflect.Value, ok bool) {
	common, platform := tables.Common(path), tables.Platform(path)
	if common == nil && platform == nil {
		return nil, false
	}
	table = map[string]reflect.Value{}
	for _, t := range []*tables.Table{common, platform} {
		if t != nil {
			add(table, t)
		}
	}
	return table, true
}

func add(m map[string]reflect.Value, t *tables.Table) {
	for _, e := range t.Values {
		m[e.Name] = reflect.ValueOf(e.Value)
	}
	for _, e := range t.Vars {
		m[e.Name] = reflect.ValueOf(e.Value).Elem()
	}
	for _, e := range t.Types {
		m[e.Name] = reflect.ValueOf(e.Value)
	}
	for _, e := range t.Wrappers {
		m["_"+e.Name] = reflect.ValueOf(e.Value)
	}
	for _, c := range t.Consts {
		m[c.Name] = reflect.ValueOf(constant.MakeFromLiteral(c.Text, c.Kind, 0))
	}
}
