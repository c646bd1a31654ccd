//go:build !nohooks && (amd64 || arm64)

package hooks

// stackUsed is how much of its stack the goroutine uses.
func stackUsed() uintptr

// goroutine tells live goroutines apart.
func goroutine() uintptr

// walkStack follows the frame pointers of the calling goroutine, innermost first,
// and writes up to most frames to out. It returns how many.
func walkStack(out *physical, most int) int
