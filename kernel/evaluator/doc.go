// Package evaluator holds both ends of the link between the front and its
// child process, and the supervision of that child.
package evaluator
