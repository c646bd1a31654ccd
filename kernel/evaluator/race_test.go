//go:build race

package evaluator

// raceEnabled: the race detector's memory does not fit into a limit, and it
// writes reports of its own.
const raceEnabled = true
