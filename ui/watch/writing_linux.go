package watch

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// openForWriting returns the files in a folder that programs of this user, or
// any if we may look, have open for writing.
func openForWriting(folder string) map[string]bool {
	open := map[string]bool{}
	target, err := filepath.EvalSymlinks(folder) // the system names no links
	if err != nil {
		return open
	}
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*")
	for _, link := range links {
		path, err := os.Readlink(link)
		if err != nil || filepath.Dir(path) != target {
			continue
		}
		process, number := filepath.Split(link)
		text, err := os.ReadFile(filepath.Join(filepath.Dir(filepath.Clean(process)), "fdinfo", number))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if digits, ok := strings.CutPrefix(line, "flags:"); ok {
				flags, err := strconv.ParseInt(strings.TrimSpace(digits), 8, 64)
				path = filepath.Join(folder, filepath.Base(path))
				open[path] = open[path] || err == nil && flags&syscall.O_ACCMODE != syscall.O_RDONLY
			}
		}
	}
	return open
}
