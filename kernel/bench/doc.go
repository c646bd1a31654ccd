// Package bench measures the kernel as front ends see it: the real binary over
// its five sockets.
//
//	go test -run '^$' -bench . ./kernel/bench
//
// compare.py measures this kernel and others side by side in one run, over
// jupyter_client. The package has no code of its own.
package bench
