package difftest

import (
	"fmt"
	"strings"
)

// kind is what a type is made of.
type kind int

const (
	boolean kind = iota
	integer
	float
	complexNumber
	text
	slice
	array
	dict
	pointer
	structure
	function
	iface
	channel
	param // a type parameter
)

// typ is a type of a generated program. Two types are the same when they have
// the same text.
type typ struct {
	kind    kind
	text    string // as the program writes it
	bits    int    // of numbers; 0 for int, uint and uintptr
	signed  bool
	elem    *typ // of slices, arrays, maps, pointers and channels
	key     *typ
	n       int // elements of an array
	fields  []field
	params  []*typ
	results []*typ
	named   bool
	methods []*method
	// class of a type parameter: "integer", "ordered", "comparable" or "any"
	class string
}

type field struct {
	name     string
	typ      *typ
	embedded bool
}

type method struct {
	name    string
	pointer bool // its receiver
	params  []*typ
	result  *typ // nil: none
	pure    bool // changes nothing and may be called anywhere
}

func basic(k kind, name string, bits int, signed bool) *typ {
	return &typ{kind: k, text: name, bits: bits, signed: signed}
}

var (
	tBool    = basic(boolean, "bool", 0, false)
	tInt     = basic(integer, "int", 0, true)
	tInt8    = basic(integer, "int8", 8, true)
	tInt16   = basic(integer, "int16", 16, true)
	tInt32   = basic(integer, "int32", 32, true)
	tInt64   = basic(integer, "int64", 64, true)
	tUint    = basic(integer, "uint", 0, false)
	tUint8   = basic(integer, "uint8", 8, false)
	tUint16  = basic(integer, "uint16", 16, false)
	tUint32  = basic(integer, "uint32", 32, false)
	tUint64  = basic(integer, "uint64", 64, false)
	tUintptr = basic(integer, "uintptr", 0, false)
	tFloat32 = basic(float, "float32", 32, true)
	tFloat64 = basic(float, "float64", 64, true)
	tComplex = basic(complexNumber, "complex128", 128, true)
	tSmall   = basic(complexNumber, "complex64", 64, true)
	tString  = basic(text, "string", 0, false)
	tAny     = &typ{kind: iface, text: "any"}
	tError   = &typ{kind: iface, text: "error"}
)

var (
	integers = []*typ{tInt, tInt8, tInt16, tInt32, tInt64, tUint, tUint8, tUint16, tUint32, tUint64, tUintptr}
	basics   = append([]*typ{tBool, tFloat32, tFloat64, tComplex, tSmall, tString, tString, tInt, tInt}, integers...)
)

func sliceOf(t *typ) *typ { return &typ{kind: slice, text: "[]" + t.text, elem: t} }
func arrayOf(n int, t *typ) *typ {
	return &typ{kind: array, text: fmt.Sprintf("[%d]%s", n, t.text), elem: t, n: n}
}
func mapOf(k, t *typ) *typ {
	return &typ{kind: dict, text: "map[" + k.text + "]" + t.text, key: k, elem: t}
}
func pointerTo(t *typ) *typ { return &typ{kind: pointer, text: "*" + t.text, elem: t} }
func chanOf(t *typ) *typ    { return &typ{kind: channel, text: "chan (" + t.text + ")", elem: t} }

func funcOf(params []*typ, results ...*typ) *typ {
	return &typ{kind: function, text: "func(" + join(params) + ")" + resultText(results), params: params, results: results}
}

func resultText(results []*typ) string {
	switch len(results) {
	case 0:
		return ""
	case 1:
		return " " + results[0].text
	}
	return " (" + join(results) + ")"
}

func join(list []*typ) string {
	var names []string
	for _, t := range list {
		names = append(names, t.text)
	}
	return strings.Join(names, ", ")
}

func same(a, b *typ) bool { return a.text == b.text }

// alike says whether values convert between the two because they are made of the
// same.
func alike(a, b *typ) bool {
	return underlying(a) == underlying(b)
}

// underlying is the text of what t is made of.
func underlying(t *typ) string {
	switch t.kind {
	case slice:
		return "[]" + t.elem.text
	case array:
		return fmt.Sprintf("[%d]%s", t.n, t.elem.text)
	case dict:
		return "map[" + t.key.text + "]" + t.elem.text
	case structure:
		return structText(t.fields)
	case text:
		return "string"
	case boolean:
		return "bool"
	}
	return t.text
}

func structText(fields []field) string {
	var list []string
	for _, f := range fields {
		if f.embedded {
			list = append(list, f.typ.text)
		} else {
			list = append(list, f.name+" "+f.typ.text)
		}
	}
	return "struct{ " + strings.Join(list, "; ") + " }"
}

// printable says whether a value of type t prints the same in every run: it holds
// no addresses.
func (t *typ) printable() bool {
	switch t.kind {
	case slice, array:
		return t.elem.printable()
	case dict:
		return t.key.printable() && t.elem.printable() && !t.key.holdsInterface()
	case structure:
		for _, f := range t.fields {
			if !f.typ.printable() {
				return false
			}
		}
		return true
	case iface:
		return t == tAny || t == tError
	case pointer, function, channel:
		return false
	}
	return true
}

func (t *typ) holdsInterface() bool {
	switch t.kind {
	case iface:
		return true
	case array:
		return t.elem.holdsInterface()
	case structure:
		for _, f := range t.fields {
			if f.typ.holdsInterface() {
				return true
			}
		}
	}
	return false
}

// comparable says whether == never panics for t.
func (t *typ) comparable() bool {
	switch t.kind {
	case slice, dict, function, iface:
		return false
	case array:
		return t.elem.comparable()
	case structure:
		for _, f := range t.fields {
			if !f.typ.comparable() {
				return false
			}
		}
	case param:
		return t.class != "any"
	}
	return true
}

func (t *typ) ordered() bool {
	return t.kind == integer || t.kind == float || t.kind == text || t.kind == param && (t.class == "integer" || t.class == "ordered")
}

func (t *typ) satisfies(class string) bool {
	switch class {
	case "integer":
		return t.kind == integer
	case "ordered":
		return t.kind == integer || t.kind == float || t.kind == text
	case "comparable":
		return t.comparable() && t.kind != param
	}
	return t.kind != param
}

// substitute puts arg in the place of the type parameter p.
func substitute(t, p, arg *typ) *typ {
	if t == p {
		return arg
	}
	if t.named {
		return t
	}
	switch t.kind {
	case slice:
		return sliceOf(substitute(t.elem, p, arg))
	case array:
		return arrayOf(t.n, substitute(t.elem, p, arg))
	case dict:
		return mapOf(substitute(t.key, p, arg), substitute(t.elem, p, arg))
	case pointer:
		return pointerTo(substitute(t.elem, p, arg))
	case function:
		f := &typ{kind: function}
		for _, x := range t.params {
			f.params = append(f.params, substitute(x, p, arg))
		}
		for _, x := range t.results {
			f.results = append(f.results, substitute(x, p, arg))
		}
		return funcOf(f.params, f.results...)
	}
	return t
}
