// Package rt gives the types that cells declare real types of the running program,
// and makes the compiled helpers by which lowered code moves values between the
// interpreter and compiled code. It imports neither the front end nor the
// interpreter; the front end's pass "types" emits against the contract below.
//
// # Nouns
//
// A [World] is the types of one session. The real type of a types.Type is what
// compiled code sees: package realtype makes it for declared types. The
// interpreter has another type for it, its layout, with the same memory. A
// [Unit] collects the helpers that the text of one cell uses; they are compiled
// symbols of a package that only this text imports. A helper boxes when it turns
// a layout value into an interface with the real type: one word is replaced.
//
// # Erasure: what the text declares
//
// The text has no methods, no embedding, and few named types.
//
//   - A struct type stays a declared struct, without methods; embedded fields
//     become plain fields with the name of their type; tags stay. Blank fields get
//     names.
//   - Another named type is what it is made of: "type Celsius float64" is float64
//     everywhere.
//   - Exceptions are types for which [World.Symbolic] holds: interfaces with methods
//     (named in a cell, or literals), recursive types that are no structs
//     (type Tree map[string]Tree, type State func(*lexer) State), and structs that
//     [World.Compile] was told of. The text declares an alias for each, once, in the
//     unit that declares the type: "type Shape = typesǃ.T3", with the name that
//     [Unit.Type] returns. (A qualified name also works, but not behind "..." in
//     yaegi v0.16.1.) error, any and the interfaces of imported packages are what
//     they are.
//   - A method is a function whose first parameter is the receiver: PointǃString(p
//     Point) string, PointǃSet(p *Point, x int). Static calls, also of promoted
//     methods, call it directly: PointǃSet(&x.Base.Point, 1).
//
// Compile is for structs that the interpreter gets wrong because they are made of
// each other (type A struct { b *B; l []A }; type B struct { a A }), and for those
// that a recursive type mentions which is no struct (type Walk func(*Node) Walk): it is
// called for such a type, in the unit that declares it. Fields of a compiled struct
// are called as [FieldName] says.
//
// The interpreter's type for an interface is the real one, or a view of it: the same
// method table, with signatures in the interpreter's types and lower-case methods
// that reflect may call. So x.area() and x.Move(Point{1, 2}) stay as they are.
//
// # What to emit
//
// Names of helpers are those of the unit's package; x is any expression. "When"
// speaks of types as go/types has them.
//
//	helper                     type in the text              when and how
//	Box(from, to)              func(any) to                  from is no interface and becomes the interface to: Boxed(from). B(x)
//	Convert(to)                func(any) to                  an interface becomes the interface to with methods, of another type. C(x); nil stays nil
//	Nil(t)                     func() t                      nil, or no value, for an interface type with methods or a Symbolic type. Z()
//	Assert(from, t)            func(p, x any)                x.(t): Asserted(t), t no interface. A function of the text:
//	                                                         func as(x any) T { var v T; A(&v, x); return v }
//	AssertOK(t)                func(p, x any) bool           v, ok := x.(t):
//	                                                         func asok(x any) (T, bool) { var v T; ok := U(&v, x); return v, ok }
//	AssertInterface(to)        func(any) to                  x.(to) for an interface with methods. J(x)
//	AssertInterfaceOK(to)      func(any) (to, bool)          v, ok := x.(to). K(x)
//	Switch(cases)              func(any) int                 switch x.(type): switch S(x) { case 0: …; case 1, 2: …; default: … },
//	                                                         indexes are those of cases, nil stands for case nil; the bound
//	                                                         variable is an assertion, which can't fail
//	Call(iface, m)             func(iface, ...any)           x.M(args) for a method of an interface: Called(iface, m). A function of the text:
//	                                                         func call(x I, p T) (R, S) { var a R; var b S; V(x, &a, &b, p); return a, b }
//	                                                         the last argument of a variadic method is the slice
//	                                                         Else x.M(args) as it is, in a function of the text when Typed(m):
//	                                                         func call(x I, p T) (R, S) { return x.M(p) }
//	Equal()                    func(a, b any) bool           == of two interfaces, or of an interface and a boxed value
//	Type(t)                    a type                        see above
//	SetMethod(), Ready()       func(int, any), func()        at the begin of func init, see below
//
// An implicit conversion to an interface is wherever Go assigns: arguments,
// assignments, results, literals, sent values, keys of maps, operands of == and !=,
// switch cases, append, panic; conversions are explicit. A value of a compiled type
// (Boxed says no) is left to the interpreter, or goes through Box as well, which is
// always right. An untyped constant that becomes a value of a complex type is
// written with a conversion. x.(int) and x.(time.Duration) may be left to the interpreter.
//
// Helpers made for one unit are the same for another, under the same name, but
// each unit asks for those that its text uses.
//
// # Order in a unit
//
//	u := world.NewUnit()
//	for each type that the cell declares a method on: u.Touch(T)
//	lower; ask u for helpers
//	methods, err := u.Methods()       // after everything else
//	func init() {
//		typesǃ.SetMethod2(id, PointǃString)   // for each of methods; the name is u.SetMethod()
//		typesǃ.Ready()                        // if u.Ready() says so
//		…
//	}
//	machine.Use(u.Symbols())          // before compiling the text, which imports u.Path()
//
// A unit that evaluates the function of a method again (its body changed, or
// something that it uses) asks [Unit.Bound] and calls SetMethod too: all values, boxed
// ones as well, have the new body. A unit may be dropped at any time: what it asked
// for and never handed over is asked for by the next one.
//
// Methods of T that come from embedded fields need nothing: they are made here,
// whatever is embedded. Errors of a Unit's methods are sentences to refuse the cell
// with: a method is missing at run time, slots are used up, a map's key has blank
// fields, a compiled type is not known to the kernel.
//
// # Versions
//
// The runtime remembers which interfaces a type has not, so a type that gets a
// method becomes a new real type for values that are boxed from then on, and so do the
// types made of it. Values that were boxed before keep theirs; Assert and Switch
// take them for the same type, == and errors.As do not. Signatures of methods go on
// mentioning the first version: a method's type never changes. A type that is declared
// again is another type (its types.TypeName is).
//
// # What the interpreter does not do with compiled types
//
// For Symbolic types the text keeps clear of these (yaegi v0.16.1 with the hook
// layer):
//
//   - nil as a result or argument of such a type: use Nil; comparing with nil is fine;
//   - a function or literal that becomes one without a conversion: write State(f);
//   - sending to a channel that is one, or is in a field of a compiled struct: assign
//     it to a variable of its plain type first;
//   - a struct literal type assigned to a compiled struct type, or back, without a
//     conversion.
//
// # Cost
//
// In ns of processor time, loop included, where a static call takes 700: boxing 530 to
// 600 (of which the helper is 20), x.(T) 1600, x.(I) 450, a type switch 450, a method
// through an interface 1200 with a pointer receiver, 1700 to 2000 with a value, 2200 when it
// is promoted. Call takes 5000. Making a struct type
// with two methods takes about 0.1 ms and 21 KB. A process has realtype.Slots slots: two
// for a method with a value receiver, one for a pointer receiver, the same for a promoted
// method.
//
// Names in gob's registry are the process's: gob.Register of a type that was declared
// again panics, as it would for two types of one name in a compiled program.
//
// # Goroutines
//
// The package starts none. Lowering calls Worlds and Units under the front end's lock;
// helpers run in any number of goroutines of cells at the same time: they use atomic
// pointers and sync.Maps, and no go/types. SetMethod, Ready and lowering share World.mu.
package rt
