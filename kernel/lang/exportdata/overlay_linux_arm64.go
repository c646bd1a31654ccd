package exportdata

import "embed"

//go:embed files/linux_arm64
var overlay embed.FS

const overlayRoot = "files/linux_arm64"
