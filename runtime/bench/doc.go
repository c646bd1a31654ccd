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
//	ForEach       0.88    0.87     0.10            1.00
//	Map           0.87    0.91     0.34            0.98
//	MapErr        0.87    1.05     0.23            0.92
//	Pool          0.84    0.66     0.91            0.82
//	PoolResults   0.64    0.66     0.83            0.61
//
// With ten elements it is the call that counts, 0.7 µs: the first worker does
// everything before another one is started. ForEach allocates five times for a call and
// never for an element.
//
// A future costs 0.7 µs, 232 bytes and 4 allocations to start and await, as much as a
// goroutine and a channel or lo.Async; a task of pond's costs 4 µs. Ours divided by the
// best of them, in three runs, one after the other and a thousand at once; the machine was
// not quiet, and single runs went from 0.9 to 1.6:
//
//	                            one            1000
//	Future              1.10 to 1.29    1.32 to 1.57
//	Future with work    0.98 to 1.03    1.13 to 1.49
//
// What the others lack: in lo and with a channel a panic ends the program; none has
// Then, cancelling, names, times for pictures, or tells of a failure that nobody looked at.
package bench
