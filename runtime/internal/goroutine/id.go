// Package goroutine tells running goroutines apart, for libraries that have to
// know which one calls them. It is for checks and for scheduling under control,
// not for values that belong to a goroutine.
package goroutine
