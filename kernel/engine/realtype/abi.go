package realtype

import (
	"reflect"
	"unsafe"
)

// Mirrors of internal/abi, see Check.

type (
	tflag   uint8
	nameOff int32
	typeOff int32
	textOff int32
)

const (
	flagUncommon  tflag = 1 << 0
	flagExtraStar tflag = 1 << 1
	flagNamed     tflag = 1 << 2
	flagRegular   tflag = 1 << 3
	flagDirect    tflag = 1 << 5
)

type rtype struct {
	size       uintptr
	ptrBytes   uintptr
	hash       uint32
	tflag      tflag
	align      uint8
	fieldAlign uint8
	kind       uint8
	equal      func(unsafe.Pointer, unsafe.Pointer) bool
	gcdata     *byte
	str        nameOff
	ptrToThis  typeOff
}

type uncommonType struct {
	pkgPath nameOff
	mcount  uint16
	xcount  uint16
	moff    uint32
	_       uint32
}

type method struct {
	name nameOff
	mtyp typeOff
	ifn  textOff
	tfn  textOff
}

type imethod struct {
	name nameOff
	typ  typeOff
}

// name points to flags, length, text, and the same of a tag.
type name struct{ bytes *byte }

const (
	nameExported byte = 1 << 0
	nameTag      byte = 1 << 1
	nameEmbedded byte = 1 << 3
)

type structField struct {
	name   name
	typ    *rtype
	offset uintptr
}

type structType struct {
	rtype
	pkgPath name
	fields  []structField
}

type interfaceType struct {
	rtype
	pkgPath name
	methods []imethod
}

type pointerType struct {
	rtype
	elem *rtype
}

type sliceType struct {
	rtype
	elem *rtype
}

type arrayType struct {
	rtype
	elem  *rtype
	slice *rtype
	len   uintptr
}

type chanType struct {
	rtype
	elem *rtype
	dir  int
}

// funcType is followed by its uncommonType and the types of its parameters and
// results.
type funcType struct {
	rtype
	in, out uint16
}

type mapType struct {
	rtype
	key       *rtype
	elem      *rtype
	group     *rtype
	hasher    func(unsafe.Pointer, uintptr) uintptr
	groupSize uintptr
	slotSize  uintptr
	elemOff   uintptr
	flags     uint32
}

// eface is the layout of an any.
type eface struct {
	typ  *rtype
	data unsafe.Pointer
}

//go:linkname addReflectOff reflect.addReflectOff
func addReflectOff(unsafe.Pointer) int32

// descriptor is what is behind a reflect.Type.
func descriptor(t reflect.Type) *rtype {
	return (*rtype)((*eface)(unsafe.Pointer(&t)).data)
}

// typeOf is the reverse of descriptor.
func typeOf(t *rtype) reflect.Type {
	x := eface{typ: t}
	return reflect.TypeOf(*(*any)(unsafe.Pointer(&x)))
}

func (t *rtype) asStruct() *structType       { return (*structType)(unsafe.Pointer(t)) }
func (t *rtype) asInterface() *interfaceType { return (*interfaceType)(unsafe.Pointer(t)) }
func (t *rtype) asPointer() *pointerType     { return (*pointerType)(unsafe.Pointer(t)) }
func (t *rtype) asSlice() *sliceType         { return (*sliceType)(unsafe.Pointer(t)) }
func (t *rtype) asArray() *arrayType         { return (*arrayType)(unsafe.Pointer(t)) }
func (t *rtype) asChan() *chanType           { return (*chanType)(unsafe.Pointer(t)) }
func (t *rtype) asFunc() *funcType           { return (*funcType)(unsafe.Pointer(t)) }
func (t *rtype) asMap() *mapType             { return (*mapType)(unsafe.Pointer(t)) }
