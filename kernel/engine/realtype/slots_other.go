//go:build !amd64 && !arm64

package realtype

import "unsafe"

const haveSlots = false

func entry(int) unsafe.Pointer {
	panic("realtype: methods of types made at run time need amd64 or arm64")
}
