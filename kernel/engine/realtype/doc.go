// Package realtype makes named Go types, with methods, while the program runs.
//
// Such a type is a true type of the runtime: fmt prints its name, encoding/json
// sees its tags and leaves its lower-case fields alone, errors.As finds it, its
// methods are called through any interface that they implement. Package reflect
// can't make one (StructOf has neither a name nor lower-case fields, and no
// function of it gives methods); here the descriptor is written by hand.
//
// # Nouns
//
// A [Type] is a type under construction: New copies the descriptor of a type of
// the same memory layout under a name of its own, the Set methods put in what it
// is made of. A slot is one of the [Slots] entry points of this package that
// stand behind methods: three instructions that jump to the function that
// [SetSlot] put there. An [Itab] is the runtime's table of a type's methods for
// an interface type; [Iface] is an interface value seen as two words.
//
// # How it works
//
// The descriptors mirror internal/abi of Go 1.26. [Check] compares the mirror
// with types that the compiler made and then makes a type and uses it; it is
// cheap enough to run at start-up, and Available says no when it fails. The one
// linkname is reflect.addReflectOff, which package reflect publishes for this
// purpose; there are no linker flags and no cgo. Slots exist for amd64 and arm64.
//
// A slot has no frame: it loads the context register with the closure and jumps
// to its code. The closures come from reflect.MakeFunc, so the runtime sees
// reflect.makeFuncStub, whose arguments it knows how to scan, called directly
// by the caller of the method. A call through a slot to a compiled function costs
// about 7 ns and does not allocate.
//
// # Caveats
//
// Types live for ever: type words are no roots for the garbage collector, and
// the runtime keeps method tables in memory of its own. A small type costs
// about 5 KB. The method tables of a type must be complete before a value
// of it gets into an interface, because the runtime remembers for ever that a
// type does not implement an interface. A process has Slots slots, each method
// with a value receiver takes two and one with a pointer receiver takes one.
//
// All functions may be called from several goroutines; one Type is built by one
// goroutine. The package starts none. A mutex guards the slot count, the names and
// the list of what is kept alive.
package realtype
