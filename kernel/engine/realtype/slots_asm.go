//go:build amd64 || arm64

package realtype

import "unsafe"

// haveSlots says that the assembly exists for this architecture.
const haveSlots = true

// slotSize is how many bytes of code a slot has.
const slotSize = 16

// slots is the code of all slots; it is never called itself.
//
//lint:ignore U1000 the declaration gives the assembly its frame for vet
func slots()

// firstSlot is the address of slots.
func firstSlot() unsafe.Pointer

// entry is the code address of a slot.
func entry(slot int) unsafe.Pointer { return unsafe.Add(firstSlot(), slot*slotSize) }
