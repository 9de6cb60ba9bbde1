package naming

import (
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"audiospliter/engine/fault"
)

const (
	maxBytes     = 255 // of a file's or folder's name, on all common file systems
	maxExtension = 16  // bytes
)

// Names returns the paths of all segments of a run, in their order: relative,
// with slashes, each part of 255 bytes at most, and no two the same on a file
// system that ignores case and normal form. The extension, such as "mp3", may
// have its dot; it fails with INVALID_PARAMS where it is not ASCII letters and
// digits.
func Names(t Template, all []Fields, ext string) ([]string, error) {
	ext = strings.TrimPrefix(ext, ".")
	if len(ext) == 0 || len(ext) > maxExtension || strings.IndexFunc(ext, notAlphanumeric) >= 0 {
		return nil, fault.New(fault.InvalidParams, "%q is no file extension.", ext)
	}
	if len(t.components) == 0 {
		t = defaultTemplate
	}
	var (
		w          = newWriter(t, all, ext)
		names      = make([]string, len(all))
		seen       = make(map[string]bool, len(all)) // keys of names
		duplicates []int                             // segments whose name an earlier one has
	)
	for i := range all {
		names[i] = w.path(&all[i], "")
		if k := key(names[i]); seen[k] {
			duplicates = append(duplicates, i)
		} else {
			seen[k] = true
		}
	}
	// Only now, so that a suffixed name is never one that another segment has
	// without a suffix.
	lastSuffix := map[string]int{} // by the key of the name without it
	for _, i := range duplicates {
		plain := key(names[i])
		for n := max(lastSuffix[plain]+1, 2); ; n++ {
			names[i] = w.path(&all[i], fmt.Sprintf(" (%d)", n))
			if k := key(names[i]); !seen[k] {
				seen[k], lastSuffix[plain] = true, n
				break
			}
		}
	}
	for i := range names {
		names[i] += "." + ext
	}
	return names, nil
}

// Folder returns the name of the folder that the segments of a source go into
// unless another is chosen: the source's name without its extension, but never
// the source's name itself.
func Folder(source string) string {
	base := filepath.Base(source)
	name := safe(strings.TrimSuffix(base, filepath.Ext(base)))
	if name == "" {
		name = "segments"
	}
	name = trim(shorten(name, maxBytes))
	if key(name) == key(base) {
		const suffix = " segments"
		name = trim(shorten(name, maxBytes-len(suffix))) + suffix
	}
	return name
}

// zeroWidth are what HFS+ does not see in a name.
var zeroWidth = strings.NewReplacer("\u200c", "", "\u200d", "")

// key is the same for names that some file system takes for the same.
func key(name string) string {
	name = zeroWidth.Replace(name)
	return norm.NFD.String(cases.Fold().String(strings.ToUpper(norm.NFD.String(name))))
}

func notAlphanumeric(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}
