//go:build !nohooks && (amd64 || arm64)

package hooks

// stackUsed is how much of its stack the goroutine uses.
func stackUsed() uintptr

// goroutine tells live goroutines apart.
func goroutine() uintptr
