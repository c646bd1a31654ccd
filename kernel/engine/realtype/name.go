package realtype

import (
	"encoding/binary"
	"go/token"
	"unsafe"
)

// names are the encoded names made so far. Names are never freed: descriptors
// refer to them by offsets, which the garbage collector does not follow.
var names = map[nameKey]*encodedName{} // guarded by mu

type nameKey struct {
	text, tag          string
	exported, embedded bool
}

type encodedName struct {
	name name
	off  nameOff // 0: not registered yet
}

// intern encodes a name; mu is held.
func intern(k nameKey) *encodedName {
	if e := names[k]; e != nil {
		return e
	}
	flags := byte(0)
	if k.exported {
		flags |= nameExported
	}
	if k.tag != "" {
		flags |= nameTag
	}
	if k.embedded {
		flags |= nameEmbedded
	}
	b := appendText([]byte{flags}, k.text)
	if k.tag != "" {
		b = appendText(b, k.tag)
	}
	e := &encodedName{name: name{unsafe.SliceData(b)}}
	names[k] = e
	return e
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// offset is how descriptors refer to the name s; mu is held.
func offset(s string, exported bool) nameOff {
	e := intern(nameKey{text: s, exported: exported})
	if e.off == 0 {
		e.off = nameOff(addReflectOff(unsafe.Pointer(e.name.bytes)))
	}
	return e.off
}

// typeOffset is how descriptors refer to the type t.
func typeOffset(t *rtype) typeOff { return typeOff(addReflectOff(unsafe.Pointer(t))) }

// exported reports whether a package-level name, field or method is exported.
func exported(s string) bool { return token.IsExported(s) }
