package presets

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/maruel/natural"

	"audiospliter/engine/atomicfile"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

// A Store is the presets of a user: a folder of files, read at each call,
// so that a window and a command see each other's changes. Names are compared
// without regard to case.
type Store struct{ folder string }

// NewStore returns the store in folder, which is made when it is first needed.
func NewStore(folder string) *Store { return &Store{folder} }

// List returns all presets: those of the user in natural order of their names,
// then the built-in ones. Files that cannot be read are left out and named in
// the error, beside which the others are returned.
func (s *Store) List() ([]Preset, error) {
	own, err := s.own()
	slices.SortFunc(own, func(a, b Preset) int {
		if natural.Less(strings.ToLower(a.Name), strings.ToLower(b.Name)) {
			return -1
		}
		return 1
	})
	return append(own, BuiltIn()...), err
}

func (s *Store) own() ([]Preset, error) {
	entries, err := os.ReadDir(s.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Of(err)
	}
	var (
		list    []Preset
		damaged message.Text // why files were left out
	)
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) != ".json" || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		p, err := readFile(filepath.Join(s.folder, entry.Name()))
		if err != nil {
			damaged = message.Join(damaged, message.New("%s: %s", entry.Name(), fault.Of(err).Message))
			continue
		}
		list = append(list, p)
	}
	if damaged != nil {
		text := message.Join(message.New("Some preset files cannot be used, and are left out."), damaged)
		return list, &fault.Error{Code: fault.InvalidParams, Message: text}
	}
	return list, nil
}

// Get returns the preset of that name, the user's before a built-in one, or
// an error with the code FILE_NOT_FOUND.
func (s *Store) Get(name string) (Preset, error) {
	list, err := s.List()
	for _, p := range list {
		if same(p.Name, name) {
			return p, nil
		}
	}
	missing := fault.New(fault.FileNotFound, "There is no preset %q: 'audiospliter preset list' names them.", name)
	if err != nil {
		_ = missing.WithDetails(err.Error())
	}
	return Preset{}, missing
}

// Save keeps p, in place of a preset of the user's that has its name. A file of
// that name that holds something else, such as a preset of a newer program, is
// never replaced: the error has the code OUTPUT_EXISTS.
func (s *Store) Save(p Preset) error {
	if err := p.validate(); err != nil {
		return err
	}
	if isBuiltIn(p.Name) {
		return fault.New(fault.InvalidParams, "%q is a built-in preset: choose another name.", p.Name)
	}
	before, missing := s.mine(p.Name)
	if s.holds(p.Name) && (missing != nil || before.file != s.path(p.Name)) {
		return fault.New(fault.OutputExists, "The preset file %s cannot be used and is not replaced: move it away, or choose another name.", filepath.Base(s.path(p.Name)))
	}
	if err := s.write(s.path(p.Name), func(w io.Writer) error { return write(w, p) }); err != nil {
		return err
	}
	if missing == nil && before.file != s.path(p.Name) { // a file that a person put there
		return remove(before.file)
	}
	return nil
}

// write writes a file of the folder, which is made if it is missing.
func (s *Store) write(path string, write func(io.Writer) error) error {
	err := os.MkdirAll(s.folder, 0o700)
	if err == nil {
		err = atomicfile.Write(path, 0o600, write)
	}
	if err != nil {
		return fault.Of(err)
	}
	return nil
}

// Rename gives the user's preset a new name that no other preset has. The
// default stays the default.
func (s *Store) Rename(name, to string) error {
	old, err := s.mine(name)
	if err != nil {
		return err
	}
	if !same(name, to) {
		if _, err := s.Get(to); err == nil {
			return fault.New(fault.OutputExists, "There is a preset %q already.", to)
		}
	}
	p, isDefault := old, same(s.DefaultName(), old.Name)
	p.Name = to
	if err := s.Save(p); err != nil {
		return err
	}
	if isDefault {
		if err := s.SetDefault(to); err != nil {
			return err
		}
	}
	if old.file == s.path(to) {
		return nil
	}
	return remove(old.file)
}

// Duplicate copies a preset, built-in or not, under a free name and returns
// the copy.
func (s *Store) Duplicate(name string) (Preset, error) {
	p, err := s.Get(name)
	if err != nil {
		return p, err
	}
	p.Name, p.BuiltIn = s.Free(p.Name), false
	return p, s.Save(p)
}

// Delete removes the user's preset.
func (s *Store) Delete(name string) error {
	p, err := s.mine(name)
	if err != nil {
		return err
	}
	if same(s.DefaultName(), p.Name) {
		if err := s.SetDefault(""); err != nil {
			return err
		}
	}
	return remove(p.file)
}

// Export writes the preset as a file that Import reads, here or elsewhere.
func (s *Store) Export(w io.Writer, name string) error {
	p, err := s.Get(name)
	if err != nil {
		return err
	}
	return write(w, p)
}

// Import keeps the preset that r holds and returns it. A name that is taken
// gets a number behind it: nothing is replaced.
func (s *Store) Import(r io.Reader) (Preset, error) {
	p, err := read(r)
	if err != nil {
		return p, err
	}
	p.Name = s.Free(p.Name)
	return p, s.Save(p)
}

// Free returns name, or name with the first number behind it that no preset has,
// and no file that cannot be read.
func (s *Store) Free(name string) string {
	free := name
	for n := 2; ; n++ {
		if _, err := s.Get(free); err != nil && !s.holds(free) {
			return free
		}
		free = numbered(name, n)
	}
}

// numbered returns "name 2", shortened so that the number fits.
func numbered(name string, n int) string {
	suffix := " " + strconv.Itoa(n)
	runes := []rune(name)
	return string(runes[:min(len(runes), maxName-len(suffix))]) + suffix
}

// mine returns the user's preset of that name.
func (s *Store) mine(name string) (Preset, error) {
	p, err := s.Get(name)
	if err == nil && p.BuiltIn {
		err = fault.New(fault.InvalidParams, "%q is a built-in preset: it can be copied, not changed.", p.Name)
	}
	return p, err
}

// path returns the file of a preset: its name as far as any system takes it,
// and a hash of it, so that no two names share a file.
func (s *Store) path(name string) string {
	safe := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return '-'
	}, name)
	if len(safe) > 40 {
		safe = safe[:40]
	}
	sum := sha256.Sum256([]byte(strings.ToLower(name)))
	return filepath.Join(s.folder, strings.Trim(safe, "-")+"-"+hex.EncodeToString(sum[:4])+".json")
}

// holds reports whether the file that a preset of this name goes to is there,
// whatever is in it.
func (s *Store) holds(name string) bool {
	_, err := os.Lstat(s.path(name))
	return err == nil
}

func readFile(path string) (Preset, error) {
	f, err := os.Open(path)
	if err != nil {
		return Preset{}, fault.Of(err)
	}
	defer f.Close()
	p, err := read(f)
	p.file = path
	return p, err
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Of(err)
	}
	return nil
}

func same(a, b string) bool { return strings.EqualFold(a, b) }

func isBuiltIn(name string) bool {
	return slices.ContainsFunc(BuiltIn(), func(p Preset) bool { return same(p.Name, name) })
}
