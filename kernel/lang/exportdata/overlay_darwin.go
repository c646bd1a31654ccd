package exportdata

import "embed"

//go:embed files/darwin_arm64
var overlay embed.FS

const overlayRoot = "files/darwin_arm64"
