package media

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree makes empty files below a new folder; a name that ends in / is a folder.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "/") {
			write(t, path, nil)
		} else if err := os.MkdirAll(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func link(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

func TestExpand(t *testing.T) {
	t.Parallel()
	dir := tree(t, "track 10.mp3", "track 2.MP3", "Track 1.flac", "cover.jpg", "list.m3u", ".hidden.mp3",
		".git/x.mp3", "disc 2/b.ogg", "disc 10/a.wav", "disc 2/notes.txt", "folder.mp3/inner.opus", "empty/")
	link(t, dir, filepath.Join(dir, "disc 2", "up"))
	link(t, "track 2.MP3", filepath.Join(dir, "z link.mp3"))
	link(t, "gone", filepath.Join(dir, "dangling.mp3"))
	files, skipped, err := Expand(t.Context(), []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	for i := range files {
		files[i], _ = filepath.Rel(dir, files[i])
	}
	want := []string{
		"disc 2/b.ogg", "disc 10/a.wav", "folder.mp3/inner.opus",
		"Track 1.flac", "track 2.MP3", "track 10.mp3", "z link.mp3",
	}
	if !slices.Equal(files, want) {
		t.Errorf("got  %q\nwant %q", files, want)
	}
	if skipped != 5 { // cover.jpg, list.m3u, .hidden.mp3, notes.txt, dangling.mp3
		t.Errorf("%d skipped, want 5", skipped)
	}
}

func TestExpandTakesGivenFilesAsTheyAre(t *testing.T) {
	t.Parallel()
	dir := tree(t, "notes.txt", "b/x.mp3")
	notes, missing, x := filepath.Join(dir, "notes.txt"), filepath.Join(dir, "missing"), filepath.Join(dir, "b", "x.mp3")
	files, skipped, err := Expand(t.Context(), []string{x, notes, missing, filepath.Join(dir, "b"), notes})
	if want := []string{x, notes, missing}; err != nil || skipped != 0 || !slices.Equal(files, want) {
		t.Errorf("got %q, %d skipped, %v, want %q", files, skipped, err, want)
	}
}

func TestExpandIsCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Expand(ctx, []string{tree(t, "x.mp3")}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestIsAudioName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"a.mp3": true, "a.MP3": true, "x/y.z/a.m4b": true, "film.mkv": true, "a.b.opus": true,
		"a.txt": false, "mp3": false, "a.mp3/": false, "a.mp3.part": false, "a.m3u8": false, "a.cue": false, "": false,
	} {
		if got := IsAudioName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
