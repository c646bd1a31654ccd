package lang

import (
	"go/types"
	"reflect"
	"unsafe"
)

// setGenericMethods makes methods the methods of the generic type n. go/types
// can neither take methods away nor forget those that it made for instances, so
// both are done behind its back: the context of the session has all instances.
// (Go 1.26; TestMethodsOfGenericTypes says when go/types has changed.)
func (s *Session) setGenericMethods(n *types.Named, methods []*types.Func) {
	*fieldOf[[]*types.Func](n, "methods") = methods
	entries := reflect.ValueOf(s.context).Elem().FieldByName("typeMap")
	for _, key := range entries.MapKeys() {
		list := entries.MapIndex(key)
		for i := range list.Len() {
			entry := list.Index(i)
			if entry.FieldByName("orig").Elem().UnsafePointer() == unsafe.Pointer(n) {
				s.forgetMethods((*types.Named)(entry.FieldByName("instance").Elem().UnsafePointer()))
			}
		}
	}
}

// hasMethods is the flag of a types.Named whose methods are all there.
const hasMethods = 1 << 2

func (s *Session) forgetMethods(n *types.Named) {
	*fieldOf[[]*types.Func](n, "methods") = nil
	*fieldOf[uint32](n, "state_") &^= hasMethods
	inst := reflect.ValueOf(n).Elem().FieldByName("inst").Elem()
	*(*int)(inst.FieldByName("expandedMethods").Addr().UnsafePointer()) = 0
	*(**types.Context)(inst.FieldByName("ctxt").Addr().UnsafePointer()) = s.context
}

func fieldOf[T any](n *types.Named, name string) *T {
	return (*T)(reflect.ValueOf(n).Elem().FieldByName(name).Addr().UnsafePointer())
}
