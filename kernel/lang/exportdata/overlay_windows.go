package exportdata

import "embed"

//go:embed files/windows_amd64
var overlay embed.FS

const overlayRoot = "files/windows_amd64"
