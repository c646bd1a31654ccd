// Package wire turns bytes into messages of the Jupyter protocol and back: frames, signatures, contents, the connection
// file, and the sockets. It is the only package that uses zmq4.
package wire
