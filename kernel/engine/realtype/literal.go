package realtype

import (
	"reflect"
	"strconv"
	"strings"
)

// StructOf makes a struct type literal of package pkgPath with the layout of
// another struct. Unlike reflect.StructOf it takes lower-case and embedded
// fields. Two calls make two types. A literal that gets methods from
// embedded fields is made with New.
func StructOf(pkgPath string, layout reflect.Type, fields []Field) reflect.Type {
	n := New(pkgPath, "", layout, 0, 0)
	n.SetFields(fields)
	return n.Type()
}

// InterfaceOf makes an interface type literal with at least one method. Two calls
// make two types.
func InterfaceOf(pkgPath string, methods []InterfaceMethod) reflect.Type {
	n := New(pkgPath, "", reflect.TypeFor[error](), 0, 0)
	n.SetInterface(methods)
	return n.Type()
}

// Opened is the interface type t with all methods exported, see SetOpenInterface.
func Opened(t reflect.Type) reflect.Type {
	methods := make([]InterfaceMethod, t.NumMethod())
	for i := range methods {
		methods[i] = InterfaceMethod{t.Method(i).Name, t.Method(i).Type}
	}
	n := New(t.PkgPath(), "", t, 0, 0)
	n.SetOpenInterface(methods)
	return n.Type()
}

// structText prints a struct type as the compiler does.
func structText(fields []Field) string {
	if len(fields) == 0 {
		return "struct {}"
	}
	list := make([]string, len(fields))
	for i, f := range fields {
		s := f.Type.String()
		if !f.Embedded {
			s = f.Name + " " + s
		}
		if f.Tag != "" {
			s += " " + strconv.Quote(f.Tag)
		}
		list[i] = s
	}
	return "struct { " + strings.Join(list, "; ") + " }"
}

// interfaceText prints an interface type as the compiler does.
func interfaceText(methods []InterfaceMethod) string {
	list := make([]string, len(methods))
	for i, m := range methods {
		list[i] = m.Name + strings.TrimPrefix(m.Type.String(), "func")
	}
	return "interface { " + strings.Join(list, "; ") + " }"
}
