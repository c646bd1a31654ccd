// Package bench compares this module's helpers with libraries that do the same, in one
// run and in turn. It is a module of its own, so that those libraries are no
// dependency of the kernel:
//
//	cd runtime/bench && go test -run ^$ -bench . -benchtime 1x
package bench
