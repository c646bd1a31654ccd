// Package difftest makes small random programs and compares what the engine
// makes of them, as one cell or split into several, with what the Go toolchain
// does: the output and how they end.
//
// Programs are made by seed, from declarations, statements and expressions of
// most kinds that Go has, and from snippets for what random text would hardly
// meet (select, goto, range over functions, invalid UTF-8). They end by
// themselves, use no time and no chance, and print what depends on order only
// where Go says what the order is. go/types throws out what would not compile.
// Many programs are built into one binary; a child process runs the cells, so
// that a crash is a finding too. A finding is made smaller by leaving out parts
// as long as the outcomes differ.
//
// A few programs run with the other tests. A search runs as long as it is told,
// and writes a session file for each difference that is of a new kind:
//
//	go test ./kernel/engine/difftest -run Search -time 1h -seed 1000 -findings folder -timeout 0 -v
package difftest
