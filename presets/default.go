package presets

import (
	"io"
	"os"
	"path/filepath"
)

// The default preset is named in a file of its own: no preset file says it of
// itself, so that there is never more than one.
func (s *Store) defaultPath() string { return filepath.Join(s.folder, ".default") }

// DefaultName returns the name of the preset that new files get; "" where none
// is chosen. That preset may have gone, or be damaged: see Get.
func (s *Store) DefaultName() string {
	name, err := os.ReadFile(s.defaultPath())
	if err != nil {
		return ""
	}
	return string(name)
}

// Default returns the preset that new files get, and whether one is chosen. A
// chosen preset that cannot be read is as none.
func (s *Store) Default() (Preset, bool) {
	name := s.DefaultName()
	if name == "" {
		return Preset{}, false
	}
	p, err := s.Get(name)
	return p, err == nil
}

// SetDefault chooses the preset that new files get; "" chooses none.
func (s *Store) SetDefault(name string) error {
	if name == "" {
		return remove(s.defaultPath())
	}
	p, err := s.Get(name)
	if err != nil {
		return err
	}
	return s.write(s.defaultPath(), func(w io.Writer) error {
		_, err := io.WriteString(w, p.Name)
		return err
	})
}
