package cut

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"audiospliter/engine/fault"
)

// FLAC and AAC of other containers are cut as in their own: the packets are
// copied, the segments are the source to the sample, and have its tags and cover.
func TestPacketsOfOtherContainers(t *testing.T) {
	t.Parallel()
	picture := filepath.Join(t.TempDir(), "cover.png")
	run(t, "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=s=160x120", "-frames:v", "1", picture)
	for _, test := range []struct {
		name, way string
		args      []string
	}{
		{"a.oga", wayFLAC, []string{"-c:a", "flac"}},
		{"b.mka", wayFLAC, []string{"-c:a", "flac", "-sample_fmt", "s32"}},
		{"d.mka", wayMP4, []string{"-c:a", "aac", "-aac_pns", "0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := makeMedia(t, test.name, 6*48000+77, 48000, 2, append(test.args, "-metadata", "artist=One")...)
			if test.name == "b.mka" {
				with := filepath.Join(t.TempDir(), test.name)
				run(t, "ffmpeg", "-v", "error", "-i", path, "-c", "copy", "-attach", picture, "-metadata:s:t", "mimetype=image/png", with)
				path = with
			}
			src := probeMedia(t, path)
			m, err := Way(src, Output{})
			if err != nil || m.Way != test.way || m.Reencodes || m.Exactness != SampleExact || m.Lossless != (test.way == wayFLAC) {
				t.Fatalf("%+v, %v", m, err)
			}
			p := parts(src, 77_777, src.Samples/2, src.Samples*4/5)
			source := decode(t, path, "s32le")
			sizer, err := NewSizer(t.Context(), tools(t), src, Output{})
			if err != nil {
				t.Fatal(err)
			}
			at := 0
			for i, r := range write(t, task(t, src, p, Output{Verify: true, Manifest: true})) {
				if r.Way != test.way || !r.Verified || r.Note != "" {
					t.Errorf("segment %d: %+v", i, r)
				}
				got := decode(t, r.Path, "s32le")
				want := source[at:min(len(source), at+8*int(p.Segments[i].Len()))]
				at += len(want)
				if !bytes.HasPrefix(got, want) || test.way == wayFLAC && len(got) != len(want) || len(got) > len(want)+8*1024 {
					t.Errorf("segment %d: other samples than the source's: %d, not %d", i, len(got)/8, len(want)/8)
				}
				if tags := tagsIn(t, r.Path); tags["artist"] != "One" && src.Tags["artist"] == "One" {
					t.Errorf("segment %d: tags %v", i, tags)
				}
				if out := probeMedia(t, r.Path); out.Cover != src.Cover {
					t.Errorf("segment %d: cover %v, want %v", i, out.Cover, src.Cover)
				}
				if n, err := sizer.Size(r.Segment.Start, p.Segments[i].End); err != nil || n < r.Size || n > r.Size*3/2+100_000 {
					t.Errorf("segment %d has %d bytes, not %d; %v", i, r.Size, n, err)
				}
			}
			if at != len(source) {
				t.Errorf("the segments end at %d of %d", at/8, len(source)/8)
			}
		})
	}
}

// Where packets are not what a native way can copy, the plan says so; where only
// the writing finds out, each segment and the manifest do.
func TestFallingBackIsSaid(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mixed.aac")
	var frames []byte
	for channels := 1; channels <= 2; channels++ {
		b, err := os.ReadFile(makeMedia(t, "a.aac", 2*44100, 44100, channels))
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, b...)
	}
	if err := os.WriteFile(path, frames, 0o600); err != nil {
		t.Fatal(err)
	}
	src := probeMedia(t, path)
	o := Output{Format: M4A, Manifest: true}
	if m, err := Way(src, o); err != nil || m.Way != wayCopy || m.Exactness != PacketExact || !strings.HasPrefix(m.Note, oddNote) || !src.Odd {
		t.Errorf("%+v, %v", m, err)
	}
	src.Odd = false
	job := task(t, src, parts(src, 60_001), o)
	for i, r := range write(t, job) {
		if r.Way != wayCopy || !strings.Contains(r.Note, "cannot be cut to the sample") || !strings.Contains(r.Note, "borders of its packets") {
			t.Errorf("segment %d: %+v", i, r)
		}
	}
	if m, _, err := ReadManifest(job.Folder); err != nil || m.Segments[0].Way != wayCopy || m.Segments[0].Exactness != PacketExact {
		t.Errorf("%+v, %v", m, err)
	}
	flac := probeMedia(t, makeMedia(t, "a.flac", 44100, 44100, 2))
	c, err := choose(flac, Output{}, false)
	if err != nil {
		t.Fatal(err)
	}
	c.fallBack(flac, fault.New(fault.UnsupportedFormat, "Odd."))
	want := Method{Way: wayEncode, Reencodes: true, Lossless: true, Exactness: SampleExact, Note: "Odd. So the audio is encoded anew, without loss."}
	if c.Method != want {
		t.Errorf("%+v, not %+v", c.Method, want)
	}
}

// What was written of a source whose length was only estimated is not written
// again by a second run.
func TestEstimatedEndIsTakenUp(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.mka", 2*48000+77, 48000, 2, "-c:a", "flac"))
	if src.Exact {
		t.Fatal("the length is exact: the test shows nothing")
	}
	job := task(t, src, parts(src, 60_001), Output{Verify: true})
	var mutex sync.Mutex
	job.Publishing = func(p Publication) error {
		mutex.Lock()
		defer mutex.Unlock()
		job.Published = append(job.Published, p)
		return nil
	}
	first := write(t, job)
	job.Publishing = nil
	again := write(t, job)
	entries, err := os.ReadDir(job.Folder)
	if err != nil || len(entries) != 2 || first[1].Path != again[1].Path || first[1].Samples != again[1].Samples || !again[1].Verified {
		t.Errorf("%d files; %+v, then %+v; %v", len(entries), first[1], again[1], err)
	}
}
