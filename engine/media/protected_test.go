package media

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
)

// What is protected against being decoded is refused by that name, rather than
// taken for noise.
func TestProtectedAudio(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	encode(t, dir, "-f lavfi -i anoisesrc=d=5:a=0.2:r=48000 -c:a aac plain.m4a")
	encode(t, dir, "-i plain.m4a -c copy -f mp4 -encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8 enca.m4a")
	encode(t, dir, "-f lavfi -i anoisesrc=d=5:a=0.2:r=44100 -c:a wmav2 plain.wma")
	m4a := mediatest.Read(t, filepath.Join(dir, "plain.m4a"))
	entry := bytes.Index(m4a, []byte("stsd")) + 16
	for _, kind := range []string{"drms", "aavd"} {
		b := bytes.Clone(m4a)
		copy(b[entry:], kind)
		write(t, filepath.Join(dir, kind+".m4a"), b)
	}
	wma := mediatest.Read(t, filepath.Join(dir, "plain.wma"))
	// A comment's place is as good as any for an object of the header.
	i := bytes.Index(wma, []byte("\x33\x26\xb2\x75\x8e\x66\xcf\x11"))
	if i < 0 {
		i = 30
	}
	copy(wma[i:], "\xfb\xb3\x11\x22\x23\xbd\xd2\x11\xb4\xb7\x00\xa0\xc9\x55\xfc\x6e")
	write(t, filepath.Join(dir, "drm.wma"), wma)
	for name, by := range map[string]string{"enca.m4a": "Common Encryption", "drms.m4a": "FairPlay", "aavd.m4a": "Audible", "drm.wma": "Windows Media DRM"} {
		_, err := Probe(t.Context(), mediatest.Tools(t), filepath.Join(dir, name))
		if fault.CodeOf(err) != fault.UnsupportedFormat || !strings.Contains(err.Error(), by) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s := probed(t, filepath.Join(dir, "plain.m4a")); s.Codec != "aac" {
		t.Errorf("%+v", s)
	}
}
