// Package workers divides indexes among goroutines. It is the core of package
// parallel, which see for what the words mean: it knows no types of elements, so
// that it is compiled once, also for cells.
//
// # Goroutines
//
// [Run] starts one goroutine for each worker and returns when all of them have
// ended. When the calling cell is interrupted it waits for them only for a
// moment: what runs in a cell has ended by then, and a compiled function can't be
// stopped; its worker ends with the element that it is at.
package workers
