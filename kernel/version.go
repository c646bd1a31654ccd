package kernel

// Name and Version are what the kernel calls itself, everywhere.
const (
	Name    = "interleave"
	Version = "0.1.0"
)
