// Package peers holds the tests against programs that we did not write: the
// conformance suite jupyter_kernel_test, jupyter_client, nbclient, nbconvert,
// nbgrader and `jupyter console`, all on libzmq, against the real binary. It has no
// code of its own.
package peers
