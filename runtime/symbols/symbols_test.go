package symbols

import (
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"testing"

	"interleave/kernel/lang/exportdata"
)

const renew = "renew with: go generate ./runtime/symbols ./kernel/lang/exportdata"

// missing lists exported objects that are in no table although they are neither
// generic nor constraints, with the reason.
var missing = map[string]string{}

func TestPackagesAreThoseOfTheChecker(t *testing.T) {
	want := slices.DeleteFunc(exportdata.Packages(), func(p string) bool { return p == "unsafe" })
	if got := Packages(); !slices.Equal(got, want) {
		t.Errorf("tables and export data differ:\ntables only: %v\nexport data only: %v\n%s", minus(got, want), minus(want, got), renew)
	}
}

func minus(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// TestTablesAreComplete goes through everything that the checker lets a cell
// name and looks for it in the tables, with the right kind of value.
func TestTablesAreComplete(t *testing.T) {
	im := exportdata.NewImporter(token.NewFileSet())
	objects := 0
	for _, path := range Packages() {
		p, err := im.Import(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if Name(path) != p.Name() {
			t.Errorf("package %s is named %q in the table, %q in the export data", path, Name(path), p.Name())
		}
		table, _ := Lookup(path)
		for _, name := range p.Scope().Names() {
			obj := p.Scope().Lookup(name)
			if !obj.Exported() || generic(obj) {
				continue
			}
			objects++
			v, ok := table[name]
			if _, known := missing[path+"."+name]; known {
				if ok {
					t.Errorf("%s.%s is in the table and in the list of what is missing", path, name)
				}
				continue
			}
			if !ok {
				t.Errorf("%s.%s is not in the table; %s", path, name, renew)
				continue
			}
			if why := wrong(obj, v); why != "" {
				t.Errorf("%s.%s: %s", path, name, why)
			}
		}
	}
	if objects < 8000 {
		t.Errorf("only %d objects were looked at", objects)
	}
}

// generic reports whether obj exists only as instances or is a constraint.
func generic(obj types.Object) bool {
	switch typ := obj.Type().(type) {
	case *types.Signature:
		return typ.TypeParams().Len() > 0
	case *types.Named:
		if _, isType := obj.(*types.TypeName); isType && typ.TypeParams().Len() > 0 {
			return true
		}
	case *types.Alias:
		if typ.TypeParams().Len() > 0 {
			return true
		}
	}
	if _, ok := obj.(*types.TypeName); !ok {
		return false
	}
	iface, ok := obj.Type().Underlying().(*types.Interface)
	return ok && !iface.IsMethodSet()
}

func wrong(obj types.Object, v reflect.Value) string {
	switch obj := obj.(type) {
	case *types.Const:
		return wrongConst(obj, v)
	case *types.Func:
		if v.Kind() != reflect.Func || v.Type().NumIn() != obj.Signature().Params().Len() {
			return "is a " + v.Type().String() + ", want " + obj.Type().String()
		}
	case *types.Var:
		if !v.CanSet() {
			return "is a variable, but the value in the table can't be set"
		}
	case *types.TypeName:
		if v.Kind() != reflect.Pointer || !v.IsNil() {
			return "is a type, want a nil pointer to it, not a " + v.Type().String()
		}
	}
	return ""
}

func wrongConst(obj *types.Const, v reflect.Value) string {
	if c, ok := v.Interface().(constant.Value); ok {
		if !constant.Compare(c, token.EQL, obj.Val()) && obj.Val().Kind() != constant.Float {
			return "is " + c.ExactString() + ", want " + obj.Val().ExactString()
		}
		return ""
	}
	var got constant.Value
	switch {
	case v.CanInt():
		got = constant.MakeInt64(v.Int())
	case v.CanUint():
		got = constant.MakeUint64(v.Uint())
	case v.CanFloat():
		got = constant.MakeFloat64(v.Float())
	case v.Kind() == reflect.String:
		got = constant.MakeString(v.String())
	case v.Kind() == reflect.Bool:
		got = constant.MakeBool(v.Bool())
	default:
		return "has the kind " + v.Kind().String()
	}
	if !constant.Compare(got, token.EQL, obj.Val()) {
		return "is " + got.ExactString() + ", want " + obj.Val().ExactString()
	}
	return ""
}

func TestWrappersImplementTheirInterfaces(t *testing.T) {
	n := 0
	for _, path := range Packages() {
		table, _ := Lookup(path)
		for name, v := range table {
			if name[0] != '_' {
				continue
			}
			n++
			iface := table[name[1:]].Type().Elem()
			wrapper := v.Type().Elem()
			if !wrapper.Implements(iface) && !hasUnexported(iface) {
				t.Errorf("%s.%s does not implement %v", path, name, iface)
			}
		}
	}
	if n < 150 {
		t.Errorf("only %d wrappers", n)
	}
}

func hasUnexported(iface reflect.Type) bool {
	for i := range iface.NumMethod() {
		if !iface.Method(i).IsExported() {
			return true
		}
	}
	return false
}

func TestLookupOfUnknownPackage(t *testing.T) {
	if table, ok := Lookup("no/such/package"); ok || table != nil {
		t.Errorf("Lookup gave %v, %v", table, ok)
	}
	if Name("no/such/package") != "" {
		t.Error("an unknown package has a name")
	}
}

func TestTablesAreCopies(t *testing.T) {
	a, _ := Lookup("fmt")
	a["Println"] = reflect.ValueOf("changed")
	b, _ := Lookup("fmt")
	if b["Println"].Kind() != reflect.Func {
		t.Error("a change of one table is seen in the next")
	}
}

func BenchmarkLookupFmt(b *testing.B) {
	for b.Loop() {
		Lookup("fmt")
	}
}

func BenchmarkLookupAll(b *testing.B) {
	all := Packages()
	for b.Loop() {
		for _, p := range all {
			Lookup(p)
		}
	}
}
