package decode

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/media/ogg"
)

// early returns a copy of an Ogg file whose granule positions are lower by so many
// samples, and whose pages went through change.
func early(t *testing.T, path string, samples int64, change func(*ogg.Header)) string {
	t.Helper()
	b := mediatest.Read(t, path)
	var out []byte
	for len(b) > 0 {
		h, ok := ogg.ParseHeader(b)
		if !ok {
			t.Fatalf("no page %d bytes before the end", len(b))
		}
		payload := b[h.Len():h.PageLen()]
		b = b[h.PageLen():]
		if h.Granule > 0 {
			h.Granule -= samples
		}
		change(&h)
		out = ogg.AppendPage(out, h, payload)
	}
	return mediatest.Save(t, "early.ogg", out)
}

// What comes before the first audible sample of Vorbis, which ffmpeg plays, is
// dropped.
func TestStartOfVorbisIsDropped(t *testing.T) {
	t.Parallel()
	const before = 300 // samples
	whole := filepath.Join(t.TempDir(), "whole.ogg")
	mediatest.FFmpeg(t, "-i", mediatest.Stereo(t, 44100, 20, ""), "-c:a", "libvorbis", whole)
	src := probed(t, early(t, whole, before, func(*ogg.Header) {}))
	if src.Lead() != before || src.Odd {
		t.Fatalf("ffmpeg plays %d samples too many: the test shows nothing", src.Lead())
	}
	audio := mediatest.Decode(t, "f32le", src.Path)[0]
	checkPositions(t, src, F32, audio[before*8:], bytes.Equal)
}

// It is even where no page is marked as the first, so that ffmpeg alone reads it.
func TestStartOfOddVorbisIsDropped(t *testing.T) {
	t.Parallel()
	const before = 300 // samples
	whole := filepath.Join(t.TempDir(), "whole.ogg")
	mediatest.FFmpeg(t, "-i", mediatest.Stereo(t, 44100, 3, ""), "-c:a", "libvorbis", whole)
	src := probed(t, early(t, whole, before, func(h *ogg.Header) { h.Flags &^= ogg.First }))
	if !src.Odd || src.Codec != "vorbis" {
		t.Fatalf("%+v is nothing odd: the test shows nothing", src)
	}
	audio := mediatest.Decode(t, "f32le", src.Path)[0]
	got := read(t, NewRanges(mediatest.Tools(t), src, F32), 0, 1<<40, true)
	if n := (len(audio) - len(got)) / 8; n <= 0 || n > before {
		t.Errorf("%d samples are dropped", n)
	}
}

// Files in which positions cannot be told from the index are decoded from the start.
func TestOggThatIsNotPlain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.ogg")
	mediatest.FFmpeg(t, "-i", mediatest.Stereo(t, 44100, 20, ""), "-c:a", "libvorbis", path)
	b := mediatest.Read(t, path)
	damaged := bytes.Clone(b)
	damaged[len(b)/2] ^= 1
	for name, b := range map[string][]byte{"chained.ogg": append(bytes.Clone(b), b...), "damaged.ogg": damaged} {
		src := probed(t, mediatest.Save(t, name, b))
		if m, err := methodOf(t.Context(), src); m != start || err != nil {
			t.Errorf("%s is decoded by the method %d, %v", name, m, err)
		}
		src.Exact = false // ffmpeg may count otherwise
		checkPositions(t, src, F32, mediatest.Decode(t, "f32le", src.Path)[0], bytes.Equal)
	}
}

// Of many files some indexes are kept, and reading one that was canceled is done
// again.
func TestIndexesAreKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.ogg")
	mediatest.FFmpeg(t, "-i", mediatest.Stereo(t, 44100, 3, ""), "-c:a", "libvorbis", path)
	src := probed(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := oggIndexes.get(ctx, src); err == nil {
		t.Error("it is read though it was canceled")
	}
	first, err := oggIndexes.get(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := oggIndexes.get(t.Context(), src); again != first {
		t.Error("it is read twice")
	}
	for i := range 2 * maxIndexes {
		_, _ = oggIndexes.get(t.Context(), media.Source{Stream: i})
	}
	if n := len(oggIndexes.list); n > maxIndexes {
		t.Errorf("%d indexes are kept", n)
	}
}
