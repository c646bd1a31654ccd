//go:build unix && !freebsd && !dragonfly

package evaluator

func rlim(n int64) uint64 { return uint64(n) }
