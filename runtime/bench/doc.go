// Package bench compares this module's helpers with libraries that do the same, in one
// run and in turn. It is a module of its own, so that those libraries are no
// dependency of the kernel:
//
//	cd runtime/bench && go test -run ^$ -bench . -benchtime 1x
//
// A line is 101 rounds in which ours and the others take turns, in an order by chance, as
// what one leaves behind (goroutines to use again, full caches) makes the next one fast or
// slow. x-best-rival is the median over the rounds of ours divided by the best of the
// others in that round; beside it stand nanoseconds, bytes and allocations for each element.
//
// # What was measured
//
// On two shared cores, Go 1.26, ours divided by the best of errgroup, conc, pond and
// lo, the median of three runs, by number of elements; in the last column an element is
// about half a microsecond of work:
//
//	                10    1000  100 000  1000 with work
//	ForEach       0.87    0.93     0.13            1.01
//	Map           0.89    1.07     0.31            0.96
//	MapErr        0.90    0.96     0.22            0.96
//	Pool          0.80    0.63     0.85            0.75
//	PoolResults   0.59    0.51     0.73            0.71
//
// With ten elements it is the call that counts, 1.2 µs: the first worker does
// everything before another one is started. ForEach allocates five times for a call and
// never for an element.
//
// A future costs 0.5 to 0.8 µs, 122 bytes and 3 allocations to start and await, one of
// them for the function with its argument; a goroutine and a channel, or lo.Async, as much
// time, 180 bytes and 3 allocations; a task of pond's 4 to 7 µs. Ours divided by the best
// of those, one after the other and a thousand at once, and of a step of Then by a
// goroutine and channel for it:
//
//	                     one    1000
//	Future              0.93    0.88
//	Future with work    0.97    0.94
//	Then                0.81
//
// Single runs on a machine that is not quiet go from 0.8 to 1.1.
//
// What the others lack: in lo and with a channel a panic ends the program; none has
// Then, cancelling, names, times for pictures, or tells of a failure that nobody looked at.
package bench
