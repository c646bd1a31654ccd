//go:build !darwin && !windows && !(linux && arm64)

package exportdata

import "embed"

var overlay embed.FS

const overlayRoot = "files/none"
