package realtype

import (
	"fmt"
	"hash/fnv"
	"path"
	"reflect"
	"sort"
	"unsafe"
)

// Field is a field of a struct type.
type Field struct {
	Name     string
	Type     reflect.Type
	Tag      string
	Embedded bool
}

// Method is a method of a type made here.
type Method struct {
	Name string
	Type reflect.Type // a function without the receiver
	// Pointer says that only *T has the method.
	Pointer bool
	// Slot takes the address of the receiver, ValueSlot the receiver itself. The
	// latter is not used when Pointer is set.
	Slot, ValueSlot int
}

// InterfaceMethod is a method of an interface type.
type InterfaceMethod struct {
	Name string
	Type reflect.Type
}

// Type is a type under construction. Its reflect types can be used in other types
// from the beginning, values may be made when it is complete.
type Type struct {
	pkgPath string
	named   bool
	value   descriptorBlock
	pointer descriptorBlock
}

// descriptorBlock is a descriptor and what the runtime expects behind it.
type descriptorBlock struct {
	t       *rtype
	u       *uncommonType
	args    []*rtype // of a function type
	methods []method
}

// heads are the Go types of the kind's own part of a descriptor.
var heads = map[reflect.Kind]reflect.Type{
	reflect.Struct:    reflect.TypeFor[structType](),
	reflect.Interface: reflect.TypeFor[interfaceType](),
	reflect.Pointer:   reflect.TypeFor[pointerType](),
	reflect.Slice:     reflect.TypeFor[sliceType](),
	reflect.Array:     reflect.TypeFor[arrayType](),
	reflect.Chan:      reflect.TypeFor[chanType](),
	reflect.Func:      reflect.TypeFor[funcType](),
	reflect.Map:       reflect.TypeFor[mapType](),
}

// New starts a type with the memory layout of another one, with room for methods
// on T and on *T. Blank fields of a struct must be called _ in layout. An empty
// name makes a type literal, a struct or an interface. The package is called by
// the last element of its path.
func New(pkgPath, name string, layout reflect.Type, methods, pointerMethods int) *Type {
	mu.Lock()
	defer mu.Unlock()
	n := &Type{pkgPath: pkgPath, named: name != ""}
	n.value = allocate(layout, methods)
	n.pointer = allocate(reflect.TypeFor[*int](), pointerMethods)
	t, p := n.value.t, n.pointer.t
	t.tflag &^= flagNamed | flagExtraStar
	t.tflag |= flagUncommon
	p.tflag |= flagUncommon
	n.value.u.pkgPath = offset(pkgPath, false)
	n.pointer.u.pkgPath = n.value.u.pkgPath
	if n.named {
		t.tflag |= flagNamed
		n.setString(path.Base(pkgPath)+"."+name, exported(name))
	} else {
		n.setString("struct {}", false)
	}
	p.asPointer().elem = t
	p.ptrToThis = 0
	t.ptrToThis = typeOffset(p)
	n.copyOwn(layout)
	return n
}

// allocate makes a copy of layout's descriptor, with an uncommonType and room
// for methods behind it; mu is held.
func allocate(layout reflect.Type, methods int) descriptorBlock {
	head, ok := heads[layout.Kind()]
	if !ok {
		head = reflect.TypeFor[rtype]()
	}
	args := 0
	if layout.Kind() == reflect.Func {
		args = layout.NumIn() + layout.NumOut()
	}
	block := reflect.New(reflect.StructOf([]reflect.StructField{
		{Name: "Head", Type: head},
		{Name: "Uncommon", Type: reflect.TypeFor[uncommonType]()},
		{Name: "Args", Type: reflect.ArrayOf(args, reflect.TypeFor[*rtype]())},
		{Name: "Methods", Type: reflect.ArrayOf(methods, reflect.TypeFor[method]())},
	}))
	kept = append(kept, block.Interface())
	e, bt := block.Elem(), block.Type().Elem()
	reflect.NewAt(head, block.UnsafePointer()).Elem().Set(reflect.NewAt(head, unsafe.Pointer(descriptor(layout))).Elem())
	d := descriptorBlock{
		t: (*rtype)(block.UnsafePointer()),
		u: (*uncommonType)(e.Field(1).Addr().UnsafePointer()),
	}
	d.u.moff = uint32(bt.Field(3).Offset - bt.Field(1).Offset)
	if args > 0 {
		d.args = unsafe.Slice((**rtype)(e.Field(2).Addr().UnsafePointer()), args)
	}
	if methods > 0 {
		d.methods = unsafe.Slice((*method)(e.Field(3).Addr().UnsafePointer()), methods)
	}
	return d
}

// setString sets how the type is printed; mu is held.
func (n *Type) setString(s string, exported bool) {
	t, p := n.value.t, n.pointer.t
	t.str, p.str = offset(s, exported), offset("*"+s, exported)
	t.hash, p.hash = hash(s, len(kept)), hash("*"+s, len(kept))
}

// hash need not be unique, but should differ for types of the same name.
func hash(s string, number int) uint32 {
	h := fnv.New32a()
	fmt.Fprint(h, s, number)
	return h.Sum32()
}

// copyOwn does what allocate's copy of the descriptor does not: what must not
// be shared with layout. mu is held.
func (n *Type) copyOwn(layout reflect.Type) {
	t := n.value.t
	switch layout.Kind() {
	case reflect.Struct:
		s := t.asStruct()
		s.pkgPath = intern(nameKey{text: n.pkgPath}).name
		if t.equal != nil {
			t.equal = s.equalFields
		}
	case reflect.Array:
		if a := t.asArray(); t.equal != nil {
			t.equal = a.equalElements
		}
	case reflect.Interface:
		t.asInterface().pkgPath = intern(nameKey{text: n.pkgPath}).name
	case reflect.Func:
		for i := range layout.NumIn() {
			n.value.args[i] = descriptor(layout.In(i))
		}
		for i := range layout.NumOut() {
			n.value.args[layout.NumIn()+i] = descriptor(layout.Out(i))
		}
	}
}

// equalFields compares two structs, whose fields may have been set after the
// comparison became part of other types. Like the compiler's comparison it looks
// into strings last, when all else is equal, but not past a field that may panic.
func (s *structType) equalFields(p, q unsafe.Pointer) bool {
	for from := 0; from < len(s.fields); {
		to := from
		for to < len(s.fields) && s.fields[to].comparesQuietly() {
			if !s.fields[to].maybeEqual(p, q) {
				return false
			}
			to++
		}
		to = min(to+1, len(s.fields))
		for i := range s.fields[from:to] {
			if !s.fields[from+i].equal(p, q) {
				return false
			}
		}
		from = to
	}
	return true
}

func (f *structField) equal(p, q unsafe.Pointer) bool {
	return f.name.blank() || f.typ.equal(unsafe.Add(p, f.offset), unsafe.Add(q, f.offset))
}

// comparesQuietly reports whether the comparison of the field can't panic.
func (f *structField) comparesQuietly() bool {
	return f.typ.tflag&flagRegular != 0 || reflect.Kind(f.typ.kind) == reflect.String || f.name.blank()
}

// maybeEqual is what can be said about a field that comparesQuietly without
// looking into strings.
func (f *structField) maybeEqual(p, q unsafe.Pointer) bool {
	if reflect.Kind(f.typ.kind) != reflect.String || f.name.blank() {
		return f.equal(p, q)
	}
	return len(*(*string)(unsafe.Add(p, f.offset))) == len(*(*string)(unsafe.Add(q, f.offset)))
}

func (a *arrayType) equalElements(p, q unsafe.Pointer) bool {
	for i := range a.len {
		at := i * a.elem.size
		if !a.elem.equal(unsafe.Add(p, at), unsafe.Add(q, at)) {
			return false
		}
	}
	return true
}

// blank reports whether the name is _.
func (n name) blank() bool {
	b := unsafe.Slice(n.bytes, 2)
	return b[1] == 1 && *(*byte)(unsafe.Add(unsafe.Pointer(n.bytes), 2)) == '_'
}

// Type is T.
func (n *Type) Type() reflect.Type { return typeOf(n.value.t) }

// Pointer is *T.
func (n *Type) Pointer() reflect.Type { return typeOf(n.pointer.t) }

func (n *Type) want(k reflect.Kind) {
	if got := n.Type().Kind(); got != k {
		panic(fmt.Sprintf("realtype: %v is a %v, not a %v", n.Type(), got, k))
	}
}

// SetFields gives a struct type its fields. They have the layouts of those that
// are there.
func (n *Type) SetFields(fields []Field) {
	n.want(reflect.Struct)
	s := n.value.t.asStruct()
	if len(fields) != len(s.fields) {
		panic(fmt.Sprintf("realtype: %d fields for the struct %v of %d", len(fields), n.Type(), len(s.fields)))
	}
	mu.Lock()
	defer mu.Unlock()
	set := make([]structField, len(fields))
	for i, f := range fields {
		k := nameKey{f.Name, f.Tag, exported(f.Name), f.Embedded}
		set[i] = structField{intern(k).name, descriptor(f.Type), s.fields[i].offset}
		if old, now := s.fields[i].typ, set[i].typ; old.size != now.size || old.ptrBytes != now.ptrBytes {
			panic(fmt.Sprintf("realtype: field %s of %v has another layout than %v", f.Name, n.Type(), typeOf(old)))
		}
	}
	s.fields = set
	if !n.named {
		n.setString(structText(fields), false)
	}
}

// SetElem gives a pointer, slice, array or channel type its element type.
func (n *Type) SetElem(elem reflect.Type) {
	t, e := n.value.t, descriptor(elem)
	switch n.Type().Kind() {
	case reflect.Pointer:
		t.asPointer().elem = e
	case reflect.Slice:
		t.asSlice().elem = e
	case reflect.Chan:
		t.asChan().elem = e
	case reflect.Array:
		if old := t.asArray().elem; old.size != e.size {
			panic(fmt.Sprintf("realtype: the elements of %v have another layout than %v", n.Type(), elem))
		}
		t.asArray().elem, t.asArray().slice = e, descriptor(reflect.SliceOf(elem))
	default:
		panic(fmt.Sprintf("realtype: %v has no element type", n.Type()))
	}
}

// SetMap gives a map type its key and element types. The key type is complete.
func (n *Type) SetMap(key, elem reflect.Type) {
	n.want(reflect.Map)
	m := n.value.t.asMap()
	head := m.rtype
	*m = *descriptor(reflect.MapOf(key, elem)).asMap() // with the hash function of the key
	m.rtype = head
}

// SetFunc gives a function type its parameters and results.
func (n *Type) SetFunc(in, out []reflect.Type) {
	n.want(reflect.Func)
	if t := n.Type(); len(in) != t.NumIn() || len(out) != t.NumOut() {
		panic(fmt.Sprintf("realtype: %d parameters and %d results for %v", len(in), len(out), t))
	}
	for i, t := range in {
		n.value.args[i] = descriptor(t)
	}
	for i, t := range out {
		n.value.args[len(in)+i] = descriptor(t)
	}
}

// SetInterface gives an interface type its methods. Its layout was that of an
// interface with methods.
func (n *Type) SetInterface(methods []InterfaceMethod) { n.setMethods(methods, exported) }

// SetOpenInterface is SetInterface for a view of another interface type, with the
// same methods in the same order: signatures may be others of the same layout,
// and package reflect takes all methods for exported ones. A variable of the other
// type may be seen as one of this type and have its methods called. No value
// can be converted to this type.
func (n *Type) SetOpenInterface(methods []InterfaceMethod) {
	n.setMethods(methods, func(string) bool { return true })
}

func (n *Type) setMethods(methods []InterfaceMethod, exported func(string) bool) {
	n.want(reflect.Interface)
	mu.Lock()
	defer mu.Unlock()
	sorted := append([]InterfaceMethod(nil), methods...)
	sort.Slice(sorted, func(i, j int) bool { return before(sorted[i].Name, sorted[j].Name) })
	list := make([]imethod, len(sorted))
	for i, m := range sorted {
		list[i] = imethod{offset(m.Name, exported(m.Name)), typeOffset(descriptor(m.Type))}
	}
	n.value.t.asInterface().methods = list
	if !n.named {
		n.setString(interfaceText(sorted), false)
	}
}

// before is the order of method tables: exported names first, each part by name.
func before(a, b string) bool {
	if x, y := exported(a), exported(b); x != y {
		return x
	}
	return a < b
}

// SetMethods fills the method tables of T and *T, before any value of them gets
// into an interface.
func (n *Type) SetMethods(methods []Method) {
	mu.Lock()
	defer mu.Unlock()
	sorted := append([]Method(nil), methods...)
	sort.Slice(sorted, func(i, j int) bool { return before(sorted[i].Name, sorted[j].Name) })
	direct := n.value.t.tflag&flagDirect != 0
	for _, b := range []*descriptorBlock{&n.value, &n.pointer} {
		b.u.mcount, b.u.xcount = 0, 0
	}
	for _, m := range sorted {
		n.add(&n.pointer, m, m.Slot, m.Slot)
		switch {
		case m.Pointer:
		case direct: // the word in an interface is the receiver
			n.add(&n.value, m, m.ValueSlot, m.ValueSlot)
		default:
			n.add(&n.value, m, m.Slot, m.ValueSlot)
		}
	}
}

// add appends a method to a table; mu is held. viaInterface is entered with the
// word of an interface, direct with a receiver.
func (n *Type) add(b *descriptorBlock, m Method, viaInterface, direct int) {
	if int(b.u.mcount) == len(b.methods) {
		panic(fmt.Sprintf("realtype: no room for method %s of %v: New was asked for %d", m.Name, typeOf(b.t), len(b.methods)))
	}
	b.methods[b.u.mcount] = method{
		name: offset(m.Name, exported(m.Name)),
		mtyp: typeOffset(descriptor(m.Type)),
		ifn:  textOff(addReflectOff(entry(viaInterface))),
		tfn:  textOff(addReflectOff(entry(direct))),
	}
	b.u.mcount++
	if exported(m.Name) {
		b.u.xcount++
	}
}
