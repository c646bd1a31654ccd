package engine

import (
	"fmt"
	"maps"
	"path"
	"reflect"
	"sync"
	"unsafe"

	"interleave/kernel/engine/host"
	"interleave/kernel/engine/shim"
	"interleave/runtime/symbols"
)

// preloaded are the packages that a cell may name without importing them, apart
// from those of the standard library: all of our own, and these.
var preloaded = sync.OnceValue(func() map[string]string {
	m := symbols.Preloaded()
	m["errgroup"] = "golang.org/x/sync/errgroup"
	m["semaphore"] = "golang.org/x/sync/semaphore"
	m["singleflight"] = "golang.org/x/sync/singleflight"
	return m
})

// genericSource is the generic part of a package, for the front end.
func genericSource(path string) []string {
	if text := symbols.Shell(path); text != "" {
		return []string{text}
	}
	return nil
}

// usePackage makes one package importable: its generated table, with the names
// replaced that mean something else in a cell.
func (e *Engine) usePackage(importPath string) error {
	if importPath == host.Path {
		return e.machine.Use(host.Symbols())
	}
	if importPath == "unsafe" { // the rest of it is lowered
		return e.machine.Use(map[string]map[string]reflect.Value{"unsafe//unsafe": {"Pointer": reflect.ValueOf((*unsafe.Pointer)(nil))}})
	}
	table, ok := symbols.Lookup(importPath)
	if !ok {
		return fmt.Errorf("package %s: the kernel has no symbols of it", importPath)
	}
	maps.Copy(table, shim.Symbols(importPath))
	maps.Copy(table, host.Replaced(importPath))
	// Two slashes keep yaegi from taking "fmt/fmt" for a sign to put its own
	// versions of fmt, log and os in place and to compile generic packages.
	key := importPath + "//" + path.Base(importPath)
	if name := symbols.Name(importPath); name != "" {
		key = importPath + "//" + name
	}
	exports := map[string]map[string]reflect.Value{key: table}
	if wrapped := host.Wrapped(importPath, table); wrapped != nil {
		exports["."] = map[string]reflect.Value{"MapTypes": reflect.ValueOf(wrapped)}
	}
	return e.machine.Use(exports)
}
