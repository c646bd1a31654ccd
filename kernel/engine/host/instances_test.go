package host

import (
	"go/types"
	"reflect"
	"strings"
	"testing"

	"go/token"
	"interleave/kernel/lang/exportdata"
)

// Every compiled instance has the type of the function that it stands for.
func TestInstances(t *testing.T) {
	table := map[string]reflect.Value{}
	instances(table)
	p, err := exportdata.NewImporter(token.NewFileSet()).Import("slices")
	if err != nil {
		t.Fatal(err)
	}
	elems := map[string]types.Type{"int": types.Typ[types.Int], "float64": types.Typ[types.Float64], "string": types.Typ[types.String]}
	for name, f := range table {
		parts := strings.Split(name, "_")
		generic := p.Scope().Lookup(parts[1]).Type()
		elem := elems[parts[2]]
		inst, err := types.Instantiate(nil, generic, []types.Type{types.NewSlice(elem), elem}, true)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sig := inst.(*types.Signature)
		if sig.Params().Len() != f.Type().NumIn() || sig.Results().Len() != f.Type().NumOut() {
			t.Errorf("%s is a %s, want %s", name, f.Type(), sig)
		}
	}
}
