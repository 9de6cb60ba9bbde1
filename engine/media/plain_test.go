package media

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
)

// What is read of plain files without ffprobe is what ffprobe says of them.
func TestPlainFilesAreAsFFprobeSays(t *testing.T) {
	t.Parallel()
	prompts, err := filepath.Glob("/usr/share/asterisk/sounds/en_US_f_Allison/*.wav")
	if err != nil || len(prompts) < 100 {
		t.Fatalf("%d prompts, %v", len(prompts), err)
	}
	music := "/usr/share/asterisk/moh/macroform-cold_day.wav"
	paths := []string{mediatest.Long}
	for i := 0; i < len(prompts); i += 20 {
		paths = append(paths, prompts[i])
	}
	plains := len(paths)
	dir := t.TempDir()
	for _, test := range []struct{ name, options string }{
		{"plain u8.wav", "-c:a pcm_u8 -bitexact"},
		{"extensible s24.wav", "-c:a pcm_s24le -ar 96000 -bitexact"},
		{"extensible s32.wav", "-c:a pcm_s32le -bitexact"},
		{"plain stereo.wav", "-ac 2 -ar 44100 -bitexact"},
		{"plain tags.wav", "-metadata title=Song -metadata artist=Band -metadata date=2001 -metadata track=3 -metadata genre=Rock -metadata comment=odd! -metadata album=Disc -metadata copyright=c"},
		{"float.wav", "-c:a pcm_f32le"},
		{"six.wav", "-ac 6"},
		{"unicode.wav", "-metadata title=Sóng"},
		{"dts.wav", "-c:a dca -strict -2 -ar 48000 -ac 2"},
		{"adpcm.wav", "-c:a adpcm_ms"},
		{"rf64.wav", "-rf64 always"},
		{"mulaw.wav", "-c:a pcm_mulaw"},
		{"bext.wav", "-write_bext 1 -metadata description=x"},
	} {
		path := filepath.Join(dir, test.name)
		args := append([]string{"-v", "error", "-i", music, "-t", "2"}, strings.Fields(test.options)...)
		if out, err := exec.Command("ffmpeg", append(args, path)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		paths = append(paths, path)
		if strings.HasPrefix(test.name, "plain") {
			plains++
		}
	}
	whole, err := os.ReadFile(paths[1])
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"short.wav": whole[:len(whole)/2], "tail.wav": append(whole[:len(whole):len(whole)], "xyz"...),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	if found := asFFprobeSays(t, paths); len(found) != plains {
		t.Errorf("%d of %d plain files are read without ffprobe", len(found), plains)
	}
}

// asFFprobeSays fails where a file that is read without ffprobe is not what
// ffprobe says it is, and returns those that are read so.
func asFFprobeSays(t testing.TB, paths []string) (found []string) {
	t.Helper()
	for _, path := range paths {
		f, info, err := open(path)
		if err != nil {
			t.Fatal(err)
		}
		d := plain(t.Context(), path, f, info.Size())
		if d == nil {
			_ = f.Close()
			continue
		}
		found = append(found, filepath.Base(path))
		got, err := source(t.Context(), mediatest.Tools(t), path, 0, f, info, d)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		said, err := describe(t.Context(), mediatest.Tools(t), path, "")
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		want, err := source(t.Context(), mediatest.Tools(t), path, 0, f, info, said)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is\n%+v, ffprobe says\n%+v, %v", path, got, want, err)
		}
		_ = f.Close()
	}
	return found
}
