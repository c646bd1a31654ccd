package cli

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// onNetwork says whether the folder, or the nearest above it that exists, is
// on a file system of another machine.
func onNetwork(dir string) bool {
	var s unix.Statfs_t
	if unix.Statfs(nearest(dir), &s) != nil {
		return false
	}
	switch uint32(s.Type) {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.AFS_SUPER_MAGIC, unix.V9FS_MAGIC:
		return true
	}
	return false
}

func nearest(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}
