package display

import (
	"cmp"
	"fmt"
	"html"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"interleave/runtime/cell"
)

// How many rows are shown: of a longer table the first and the last ones.
const (
	headRows = 50
	tailRows = 10
)

// table is what a value looks like in rows and columns. A column knows whether
// it holds numbers, which stand to the right.
type table struct {
	header  []string
	numeric []bool
	rows    [][]string
	total   int
}

func tableBundle(v any) cell.Bundle {
	rv := indirect(reflect.ValueOf(v))
	if !rv.IsValid() {
		return textBundle(fmt.Sprint(v))
	}
	switch rv.Kind() {
	case reflect.Slice, reflect.Array:
		return ofSlice(rv).bundle()
	case reflect.Map:
		return ofMap(rv).bundle()
	}
	if b, ok := Of(v); ok {
		return b
	}
	return textBundle(fmt.Sprint(v))
}

// indirect follows pointers and interfaces to what they hold.
func indirect(v reflect.Value) reflect.Value {
	for v.IsValid() && (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) {
		v = v.Elem()
	}
	return v
}

// chosen lists the indexes of the rows that are shown; -1 is the gap.
func chosen(n int) []int {
	var idx []int
	for i := range n {
		switch {
		case n <= headRows+tailRows || i < headRows || i >= n-tailRows:
			idx = append(idx, i)
		case i == headRows:
			idx = append(idx, -1)
		}
	}
	return idx
}

// ofSlice makes a row of each element. The columns are the fields of structs,
// the keys of maps, the indexes of slices; or there is one column of values.
func ofSlice(v reflect.Value) table {
	t := table{total: v.Len()}
	idx := chosen(v.Len())
	cols := columnsOf(v, idx)
	t.header = append([]string{""}, cols.names...)
	t.numeric = append([]bool{true}, cols.numeric...)
	for _, i := range idx {
		row := make([]string, len(t.header))
		if i < 0 {
			for c := range row {
				row[c] = "…"
			}
		} else {
			row[0] = fmt.Sprint(i)
			copy(row[1:], cols.cells(indirect(v.Index(i))))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// columns say how to take an element apart.
type columns struct {
	names   []string
	numeric []bool
	cells   func(reflect.Value) []string
}

func columnsOf(v reflect.Value, idx []int) columns {
	elem := v.Type().Elem()
	for elem.Kind() == reflect.Pointer {
		elem = elem.Elem()
	}
	if elem.Kind() == reflect.Interface {
		elem = commonType(v, idx)
	}
	switch {
	case elem == nil || hasText(elem):
	case elem.Kind() == reflect.Struct && elem.NumField() > 0:
		return structColumns(elem)
	case elem.Kind() == reflect.Map && elem.Key().Kind() == reflect.String:
		return mapColumns(v, idx, elem)
	case (elem.Kind() == reflect.Slice || elem.Kind() == reflect.Array) && elem.Elem().Kind() != reflect.Uint8:
		return sliceColumns(v, idx, elem)
	}
	return columns{
		names:   []string{"value"},
		numeric: []bool{elem != nil && isNumber(elem)},
		cells:   func(e reflect.Value) []string { return []string{text(e)} },
	}
}

// commonType is the one type of all elements of a slice of interfaces, or nil.
func commonType(v reflect.Value, idx []int) (common reflect.Type) {
	for _, i := range idx {
		if i < 0 {
			continue
		}
		e := indirect(v.Index(i))
		switch {
		case !e.IsValid():
		case common == nil:
			common = e.Type()
		case common != e.Type():
			return nil
		}
	}
	return common
}

// fieldName undoes what the interpreter does to lower-case fields: structs that
// are declared in cells are anonymous for reflect, and "name" is "Xname".
func fieldName(typ reflect.Type, name string) string {
	if typ.Name() == "" && len(name) > 1 && name[0] == 'X' && 'a' <= name[1] && name[1] <= 'z' {
		return name[1:]
	}
	return name
}

// structColumns shows unexported fields too: who looks at a table of values of
// an own type wants to see what is in them.
func structColumns(typ reflect.Type) columns {
	fields := reflect.VisibleFields(typ)
	fields = slices.DeleteFunc(fields, func(f reflect.StructField) bool {
		return f.Name == "_" || f.Anonymous && f.Type.Kind() == reflect.Struct && !hasText(f.Type)
	})
	var c columns
	for _, f := range fields {
		c.names = append(c.names, fieldName(typ, f.Name))
		c.numeric = append(c.numeric, isNumber(f.Type))
	}
	c.cells = func(e reflect.Value) []string {
		row := make([]string, len(fields))
		for i, f := range fields {
			if e.IsValid() {
				if v, err := e.FieldByIndexErr(f.Index); err == nil {
					row[i] = text(v)
				}
			}
		}
		return row
	}
	return c
}

func mapColumns(v reflect.Value, idx []int, typ reflect.Type) columns {
	seen := map[string]bool{}
	for _, i := range idx {
		if i < 0 {
			continue
		}
		if e := indirect(v.Index(i)); e.IsValid() {
			for _, k := range e.MapKeys() {
				seen[k.String()] = true
			}
		}
	}
	var c columns
	for k := range seen {
		c.names = append(c.names, k)
	}
	slices.Sort(c.names)
	c.numeric = slices.Repeat([]bool{isNumber(typ.Elem())}, len(c.names))
	c.cells = func(e reflect.Value) []string {
		row := make([]string, len(c.names))
		for i, k := range c.names {
			if e.IsValid() {
				if v := e.MapIndex(reflect.ValueOf(k).Convert(typ.Key())); v.IsValid() {
					row[i] = text(v)
				}
			}
		}
		return row
	}
	return c
}

func sliceColumns(v reflect.Value, idx []int, typ reflect.Type) columns {
	width := 0
	for _, i := range idx {
		if i >= 0 {
			if e := indirect(v.Index(i)); e.IsValid() {
				width = max(width, e.Len())
			}
		}
	}
	var c columns
	for i := range width {
		c.names = append(c.names, fmt.Sprint(i))
		c.numeric = append(c.numeric, isNumber(typ.Elem()))
	}
	c.cells = func(e reflect.Value) []string {
		row := make([]string, width)
		if e.IsValid() {
			for i := range e.Len() {
				row[i] = text(e.Index(i))
			}
		}
		return row
	}
	return c
}

// ofMap makes a row of each entry, sorted by key; values that are structs or
// slices get columns as in ofSlice.
func ofMap(v reflect.Value) table {
	keys := v.MapKeys()
	slices.SortFunc(keys, compareKeys)
	values := reflect.MakeSlice(reflect.SliceOf(v.Type().Elem()), 0, len(keys))
	for _, k := range keys {
		values = reflect.Append(values, v.MapIndex(k))
	}
	t := ofSlice(values)
	t.header[0] = "key"
	t.numeric[0] = isNumber(v.Type().Key())
	for i, at := range chosen(len(keys)) {
		if at >= 0 {
			t.rows[i][0] = text(keys[at])
		}
	}
	return t
}

func compareKeys(a, b reflect.Value) int {
	a, b = indirect(a), indirect(b)
	switch {
	case !a.IsValid() || !b.IsValid():
		return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
	case a.CanInt() && b.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint() && b.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	case a.CanFloat() && b.CanFloat():
		return cmp.Compare(a.Float(), b.Float())
	}
	return cmp.Compare(text(a), text(b))
}

func isNumber(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64:
		return true
	}
	return false
}

var (
	stringer = reflect.TypeFor[fmt.Stringer]()
	failure  = reflect.TypeFor[error]()
)

// hasText reports whether values of t have a text of their own, so that they
// are shown whole.
func hasText(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(stringer) || p.Implements(failure)
}

// text is one cell of the table.
func text(v reflect.Value) string {
	if !v.IsValid() {
		return ""
	}
	if v.Kind() == reflect.Pointer && !v.IsNil() && v.CanInterface() && v.Elem().Kind() != reflect.Struct {
		v = v.Elem()
	}
	if !v.CanInterface() {
		return fmt.Sprint(v)
	}
	if v.CanAddr() && !v.Type().Implements(stringer) && reflect.PointerTo(v.Type()).Implements(stringer) {
		v = v.Addr()
	}
	return fmt.Sprint(v.Interface())
}

func (t table) bundle() cell.Bundle {
	return cell.Bundle{Data: map[string]any{"text/html": t.html(), "text/plain": t.plain()}}
}

func (t table) html() string {
	var b strings.Builder
	b.WriteString("<table>\n<thead><tr>")
	for c, h := range t.header {
		fmt.Fprintf(&b, "<th%s>%s</th>", align(t.numeric[c]), html.EscapeString(h))
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.rows {
		b.WriteString("<tr>")
		for c, s := range row {
			element := "td"
			if c == 0 {
				element = "th"
			}
			fmt.Fprintf(&b, "<%s%s>%s</%s>", element, align(t.numeric[c]), html.EscapeString(s), element)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>")
	if len(t.rows) < t.total {
		fmt.Fprintf(&b, "\n<p>%d rows</p>", t.total)
	}
	return b.String()
}

func align(right bool) string {
	if right {
		return ` style="text-align: right"`
	}
	return ` style="text-align: left"`
}

func (t table) plain() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{t.header}, t.rows...) {
		for c, s := range row {
			if c > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, strings.Join(strings.Fields(s), " "))
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // a strings.Builder takes everything
	var lines []string
	for line := range strings.Lines(b.String()) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	if len(t.rows) < t.total {
		lines = append(lines, fmt.Sprintf("%d rows", t.total))
	}
	return strings.Join(lines, "\n")
}
