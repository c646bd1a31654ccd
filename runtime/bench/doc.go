// Package bench compares this module's helpers with libraries that do the same, in one
// run and in turn. It is a module of its own, so that those libraries are no
// dependency of the kernel:
//
//	cd runtime/bench && go test -run ^$ -bench . -benchtime 1x
//
// A line is 31 rounds in which ours and the others take turns. x-best-rival is the
// median over the rounds of ours divided by the best of the others in that round;
// beside it stand nanoseconds, bytes and allocations for each element.
//
// # What was measured
//
// On two shared cores, Go 1.26, ours divided by the best of errgroup, conc, pond and
// lo, by number of elements; in the last column an element is about half a
// microsecond of work:
//
//	                10    1000  100 000  1000 with work
//	ForEach       1.33    0.96     0.13            1.06
//	Map           1.46    1.05     0.27            0.86
//	MapErr        1.64    0.69     0.09            0.88
//	Pool          0.92    0.64     0.84            0.76
//	PoolResults   0.88    0.78     0.70            0.69
//
// With ten elements it is the call that counts, about one microsecond more than
// conc's: a call looks up its cell, and can be interrupted. ForEach allocates six times
// for a call and never for an element.
//
// A future costs 1.5 µs, 336 bytes and 6 allocations to start and await; a goroutine and
// a channel cost 0.7 µs and 3, lo.Async the same, a task of pond's 5.9 µs. What they
// lack: in lo and with a channel a panic ends the program; none has Then, cancelling,
// names, times for pictures, or tells of a failure that nobody looked at.
package bench
