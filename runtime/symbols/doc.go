// Package symbols is what a cell sees of compiled packages: for each, a table
// from names to values as the interpreter wants them. It covers the public
// standard library of the Go release in go.mod, errgroup, semaphore and
// singleflight of golang.org/x/sync, and this module's packages for cells.
//
// The tables are generated, see package tables, and renewed by
//
//	go generate ./runtime/symbols
//
// Nothing happens at start. A table is built when it is first asked for, in
// some 10 us for most packages; whoever asks may change the copy that it gets.
//
// # Shells: what is generic in our packages
//
// A generic function can't be in a table, since only its instances exist at run
// time; neither can a generic type, nor a constraint. So a package for cells is
// made of two parts, in files as its author likes: its shell, which is what is
// generic in it, and the rest. The shell's source is embedded ([Shell], the
// files in shells) and the front end instantiates it for the types of a cell; the
// rest is compiled, also where the shell uses it. In a compiled program all of it
// is one ordinary package.
//
// The generator takes the shell out by itself: generic functions and types, with
// all methods; functions that are not generic but have an instance of one of our
// generic types in their signature; and the unexported functions and constants
// that those use. All of that is interpreted in a cell, at some 100 to 500 ns a
// statement, so a shell should be thin: it converts between the student's types and a core
// that knows none, in runtime/internal, of which there is a table too that only
// shells can use.
//
//	// Map is the shell.
//	func Map[T, U any](xs []T, f func(T) U, opts ...Option) ([]U, error) {
//		ys := make([]U, len(xs))
//		err := workers.Run(len(xs), func(s *workers.Share) {
//			for i := s.Next(); i >= 0; i = s.Next() {
//				ys[i] = f(xs[i])
//			}
//		}, opts...)
//		return ys, err
//	}
//
// What a shell can't have, the generator says at the place where it stands:
//
//   - unexported variables, unexported types that are not generic, unexported fields and
//     methods of types that are not generic: cells have only what is exported;
//   - types that are declared in functions;
//   - an instance of a generic type where compiled code and cells would meet
//     with different ones: in a method, an exported field, a variable or a type of
//     its own that is not generic.
//
// Values of package sync are other types in cells (their waits can be
// interrupted) and so must not be passed from a shell to compiled code.
package symbols
