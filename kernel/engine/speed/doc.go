// Package speed compares how fast cells run with plain yaegi, compiled Go and
// CPython. README.md has the table.
//
//	go test -run '^$' -bench Table -benchtime 1x ./kernel/engine/speed
//
// measures all programs of testdata in interleaved rounds and prints the table;
// -only takes a regular expression of names, -rounds a number. The package has no
// code of its own.
package speed
