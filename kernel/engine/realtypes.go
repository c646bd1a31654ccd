package engine

import (
	"go/types"
	"reflect"
	"sync"

	"interleave/kernel/engine/host"
	"interleave/kernel/engine/rt"
	"interleave/kernel/engine/shim"
	"interleave/kernel/lang"
	"interleave/runtime/symbols"
)

// cellTypes is a world of types as the front end wants it.
type cellTypes struct{ *rt.World }

// NewUnit begins the helpers of a unit.
func (t cellTypes) NewUnit() lang.TypesUnit { return unitTypes{t.World.NewUnit()} }

// FieldName is the name of a field of a compiled struct type in the text.
func (cellTypes) FieldName(t *types.Struct, i int) string { return rt.FieldName(t, i) }

type unitTypes struct{ *rt.Unit }

// Methods lists the methods whose functions are wanted.
func (u unitTypes) Methods() ([]lang.TypeMethod, error) {
	methods, err := u.Unit.Methods()
	list := make([]lang.TypeMethod, len(methods))
	for i, m := range methods {
		list[i] = lang.TypeMethod{ID: m.ID, Recv: m.Recv, Object: m.Object}
	}
	return list, err
}

// compiledTypes finds the types of packages that cells import.
type compiledTypes struct{}

// Native is the compiled type behind a name, as cells see it.
func (compiledTypes) Native(t *types.Named) reflect.Type {
	path, name := t.Obj().Pkg().Path(), t.Obj().Name()
	if t.TypeArgs().Len() > 0 {
		return nil
	}
	if known, ok := nativeTypes.Load(path + "." + name); ok {
		return known.(reflect.Type)
	}
	for _, table := range []map[string]reflect.Value{host.Replaced(path), shim.Symbols(path), symbolsOf(path)} {
		if v, ok := table[name]; ok && v.Kind() == reflect.Pointer && v.IsNil() {
			r := v.Type().Elem()
			nativeTypes.Store(path+"."+name, r)
			return r
		}
	}
	return nil
}

// nativeTypes caches what Native finds, by path and name: building a package's
// table takes a while.
var nativeTypes sync.Map

func symbolsOf(path string) map[string]reflect.Value {
	table, _ := symbols.Lookup(path)
	return table
}
