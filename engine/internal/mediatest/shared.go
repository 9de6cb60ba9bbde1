package mediatest

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Main runs the tests of a package that shares files. TestMain passes what it
// returns to os.Exit.
func Main(m *testing.M) int {
	var err error
	if shared.folder, err = os.MkdirTemp("", "mediatest-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(shared.folder)
	return m.Run()
}

// shared are the files that tests share.
var shared struct {
	folder string
	files  sync.Map // keys: *file
}

type file struct {
	once sync.Once
	path string // "" while it could not be made
}

// Shared returns the path of a file that create writes for all tests that ask for
// the same key, once. The key ends as the name of the file does. Nobody changes the
// file. See Main.
func Shared(t testing.TB, key string, create func(path string)) string {
	t.Helper()
	if shared.folder == "" {
		t.Fatal("TestMain does not call mediatest.Main")
	}
	found, _ := shared.files.LoadOrStore(key, &file{})
	f := found.(*file)
	f.once.Do(func() {
		folder, err := os.MkdirTemp(shared.folder, "")
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, "shared"+filepath.Ext(key))
		create(path)
		f.path = path
	})
	if f.path == "" {
		t.Fatalf("another test could not make %s", key)
	}
	return f.path
}
