package cut

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/timeline"
)

// Segments of FLAC with an ID3v2 tag in front have its fields as comments.
func TestTagInFrontOfFLAC(t *testing.T) {
	t.Parallel()
	path := makeMedia(t, "a.flac", 2*44100, 44100, 2, "-metadata", "artist=Own")
	stream, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tag := &id3.Tag{Version: 3}
	tag.Set("artist", "Front")
	tag.Set("album", "Größe")
	tag.Set("own", "kept")
	tag.Set("replaygain_track_gain", "-3 dB")
	var file bytes.Buffer
	if _, err := tag.WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(file.Bytes(), stream...), 0o600); err != nil {
		t.Fatal(err)
	}
	src := probeMedia(t, path)
	for i, r := range write(t, task(t, src, parts(src, 50_001), Output{Verify: true})) {
		got := tagsIn(t, r.Path)
		if r.Way != wayFLAC || !r.Verified || got["artist"] != "Own" || got["album"] != "Größe" || got["own"] != "kept" || got["replaygain_track_gain"] != "" {
			t.Errorf("segment %d: %+v, tags %v", i, r, got)
		}
		if head, err := os.ReadFile(r.Path); err != nil || !bytes.HasPrefix(head, []byte("fLaC")) {
			t.Errorf("segment %d begins with %q, %v", i, head[:4], err)
		}
	}
}

// A segment that begins past the end of an estimated length has no sound: it is
// left out, and that is said. Without any other there is nothing to write.
func TestSegmentsPastTheEndAreLeftOut(t *testing.T) {
	t.Parallel()
	const samples = 2*48000 + 77
	src := probeMedia(t, makeMedia(t, "a.mka", samples, 48000, 2, "-c:a", "flac"))
	if src.Exact || src.Samples <= samples {
		t.Fatalf("the length is %d: the test shows nothing", src.Samples)
	}
	p := parts(src, 60_001, samples)
	results, err := Write(t.Context(), task(t, src, p, Output{Verify: true, Manifest: true}))
	if err != nil || len(results) != 2 {
		t.Fatalf("%d segments, %v", len(results), err)
	}
	at := timeline.Position(0)
	for i, r := range results {
		at += r.Samples
		if !r.Verified || !strings.Contains(r.Note.String(), "no sound") {
			t.Errorf("segment %d: %+v", i, r)
		}
	}
	if at != samples {
		t.Errorf("the segments end at %d, want %d", at, samples)
	}
	p.Segments = p.Segments[2:]
	if _, err := Write(t.Context(), task(t, src, p, Output{})); fault.CodeOf(err) != fault.DurationTooShort {
		t.Errorf("%v, want %s", err, fault.DurationTooShort)
	}
}
