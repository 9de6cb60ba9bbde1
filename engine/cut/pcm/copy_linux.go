package pcm

import (
	"os"

	"golang.org/x/sys/unix"
)

// copiesOnServer reports whether a file lies on a file system that copies ranges
// without sending them to this machine and back: those of networks.
func copiesOnServer(file *os.File) bool {
	var s unix.Statfs_t
	if unix.Fstatfs(int(file.Fd()), &s) != nil {
		return false
	}
	switch uint32(s.Type) {
	case unix.NFS_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CEPH_SUPER_MAGIC:
		return true
	}
	return false
}
