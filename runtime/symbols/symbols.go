// Package symbols is what a cell sees of compiled packages: for each, a table
// from names to values as the interpreter wants them. It covers the public
// standard library of the Go release in go.mod, errgroup, semaphore and
// singleflight of golang.org/x/sync, and this module's packages for cells.
//
// Generic functions and types can't be in a table, since only their instances
// exist at run time; neither can constraints, which are no types of values.
//
// The tables are generated, see package tables, and renewed by
//
//	go generate ./runtime/symbols
//
// Nothing happens at start. A table is built when it is first asked for, in
// some 10 us for most packages; whoever asks may change the copy that it gets.
package symbols

import (
	"go/constant"
	"reflect"
	"slices"

	"interleave/runtime/symbols/tables"
)

//go:generate go run ./gen

// Packages lists the packages that have a table, sorted. Package unsafe, which
// the interpreter knows itself, is not among them.
func Packages() []string {
	list := slices.Concat(tables.CommonPaths, tables.PlatformPaths)
	slices.Sort(list)
	return slices.Compact(list)
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
