package cut

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

// FLAC and AAC of other containers are cut as in their own: the packets are
// copied, the segments are the source to the sample, and have its tags and cover.
func TestPacketsOfOtherContainers(t *testing.T) {
	t.Parallel()
	picture := filepath.Join(t.TempDir(), "cover.png")
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "testsrc=s=160x120", "-frames:v", "1", picture)
	for _, test := range []struct {
		name   string
		method Method
		args   []string
	}{
		{"a.oga", methodFLAC, []string{"-c:a", "flac"}},
		{"b.mka", methodFLAC, []string{"-c:a", "flac", "-sample_fmt", "s32"}},
		{"d.mka", methodMP4, []string{"-c:a", "aac", "-aac_pns", "0"}},
		{"e.mka", methodMP3, []string{"-c:a", "libmp3lame"}},
		{"f.mp4", methodMP3, []string{"-c:a", "libmp3lame"}},
		{"g.avi", methodMP3, []string{"-c:a", "libmp3lame"}},
		{"h.ts", methodMP3, []string{"-c:a", "libmp3lame"}},
		{"i.wav", methodMP3, []string{"-c:a", "libmp3lame"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := makeMedia(t, test.name, 6*48000+77, 48000, 2, append(test.args, "-metadata", "artist=One")...)
			if test.name == "b.mka" {
				with := filepath.Join(t.TempDir(), test.name)
				mediatest.FFmpeg(t, "-i", path, "-c", "copy", "-attach", picture, "-metadata:s:t", "mimetype=image/png", with)
				path = with
			}
			src := probeMedia(t, path)
			m, err := chosen(t, src, Output{})
			if err != nil || m.Method != test.method || m.Reencodes || m.Exactness != SampleExact || m.Lossless != (test.method == methodFLAC) {
				t.Fatalf("%+v, %v", m, err)
			}
			p := parts(src, 77_777, src.Samples/2, src.Samples*4/5)
			sizer := sizerOf(t, src, Output{})
			results := write(t, task(t, src, p, Output{Verify: true, Manifest: true}))
			decoded := decodeAll(t, "s32le", append([]string{path}, pathsOf(results)...)...)
			source, at := decoded[0], 0
			for i, r := range results {
				if r.Method != test.method || !r.Verified || len(r.Note) > 0 {
					t.Errorf("segment %d: %+v", i, r)
				}
				got := decoded[i+1]
				want := source[at:min(len(source), at+8*int(p.Segments[i].Len()))]
				at += len(want)
				if !bytes.HasPrefix(got, want) || test.method != methodMP4 && len(got) != len(want) || len(got) > len(want)+8*1024 {
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
		b := mediatest.Read(t, makeMedia(t, "a.aac", 2*44100, 44100, channels))
		frames = append(frames, b...)
	}
	if err := os.WriteFile(path, frames, 0o600); err != nil {
		t.Fatal(err)
	}
	src := probeMedia(t, path)
	o := Output{Format: M4A, Manifest: true}
	if m, err := chosen(t, src, o); err != nil || m.Method != methodCopy || m.Exactness != PacketExact || !strings.HasPrefix(m.Note.String(), oddNote.String()) || !src.Odd {
		t.Errorf("%+v, %v", m, err)
	}
	src.Odd = false
	job := task(t, src, parts(src, 60_001), o)
	for i, r := range write(t, job) {
		if r.Method != methodCopy || !strings.Contains(r.Note.String(), "cannot be cut to the sample") || !strings.Contains(r.Note.String(), "borders of its packets") {
			t.Errorf("segment %d: %+v", i, r)
		}
	}
	if m, _, err := ReadManifest(job.Folder); err != nil || m.Segments[0].Method != methodCopy || m.Segments[0].Exactness != PacketExact {
		t.Errorf("%+v, %v", m, err)
	}
	flac := probeMedia(t, makeMedia(t, "a.flac", 44100, 44100, 2))
	c, err := chosen(t, flac, Output{})
	if err != nil {
		t.Fatal(err)
	}
	c = c.fallBack(fault.New(fault.UnsupportedFormat, "Odd."))
	if c.Method != methodEncode || !c.Reencodes || !c.Lossless || c.Exactness != SampleExact || c.Note.String() != "Odd. So the audio is encoded anew, without loss." {
		t.Errorf("%+v", c)
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
	for _, more := range []timeline.Position{0, 50_000} {
		src.Samples += more
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
			t.Errorf("%d too long: %d files; %+v, then %+v; %v", more, len(entries), first[1], again[1], err)
		}
	}
}

// Where the length was only estimated, segments behind the end of the audio are
// left out, and those that stay say so.
func TestSegmentsBehindTheEndAreLeftOut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		method Method
		args   []string
	}{
		{"a.mka", methodEncode, []string{"-c:a", "tta"}},
		{"b.mka", methodFLAC, []string{"-c:a", "flac"}},
		{"c.wma", methodCopy, nil},
	} {
		src := probeMedia(t, makeMedia(t, test.name, 2*48000+77, 48000, 2, test.args...))
		end := timeline.Position(len(decodeOne(t, src.Path, "s16le")) / 4)
		src.Samples, src.Exact = end+2000, false // as a header may promise
		for left, at := range [][]timeline.Position{{1000}, {1000, end}, {1000, end + 5, end + 7}} {
			results, err := Write(t.Context(), task(t, src, parts(src, at...), Output{}))
			if err != nil || len(results) != 2 && left > 0 {
				t.Fatalf("%s, %d left out: %d results, %v", test.name, left, len(results), err)
			}
			said := []string{"", "its last segment would begin", "its last 2 segments begin"}[left]
			for _, r := range results {
				if r.Method != test.method || !strings.Contains(r.Note.String(), said) || (len(r.Note) == 0) != (said == "") && test.method != methodEncode {
					t.Errorf("%s, %d left out: %+v", test.name, left, r)
				}
			}
			if got := results[1].Segment.End; left > 0 && got != end {
				t.Errorf("%s, %d left out: the audio ends at %d, not %d", test.name, left, got, end)
			}
		}
	}
}

// Where only the length of the whole file is known, of its pictures or of what was
// cut off, or the estimate is too long, the segments end where the audio does, and the source is still known by
// the manifest.
func TestAudioThatEndsLongBeforeTheFile(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		method Method
		args   []string
	}{
		{"ac3.mkv", methodCopy, []string{"-c:a", "ac3"}},
		{"aac.mkv", methodCopy, []string{"-c:a", "aac"}},
		{"vorbis.mkv", methodOgg, []string{"-c:a", "libvorbis"}},
		{"flac.mkv", methodFLAC, []string{"-c:a", "flac"}},
		{"tta.mkv", methodEncode, []string{"-c:a", "tta"}},
		{"short.webm", methodOgg, []string{"-c:a", "libvorbis"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), test.name)
			if test.name == "short.webm" {
				whole := mediatest.Read(t, makeMedia(t, "a.webm", 5*48000, 48000, 2, test.args...))
				path = mediatest.Save(t, test.name, whole[:len(whole)*3/5])
			} else {
				wav := makeMedia(t, "a.wav", 3*48000, 48000, 2)
				mediatest.FFmpeg(t, append(append([]string{"-f", "lavfi", "-i", "testsrc=s=64x48:r=5:d=5", "-i", wav, "-c:v", "mpeg4"}, test.args...), path)...)
			}
			src := probeMedia(t, path)
			end := timeline.Position(len(decodeOne(t, path, "s16le")) / 4)
			if off := src.Samples - end; src.Exact || off < 0 || off > 1000 {
				t.Errorf("%d samples, exact %v, of %d", src.Samples, src.Exact, end)
			}
			src.Samples += 90_000 // as where the last packets cannot be found
			for _, format := range []Format{Keep, WAV} {
				job := task(t, src, parts(src, end/2, end*4/5, end+30_000), Output{Format: format, Manifest: true})
				results, err := Write(t.Context(), job)
				if err != nil || len(results) != 3 {
					t.Fatalf("%s: %d results, %v", format, len(results), err)
				}
				if m := results[2].Method; format == Keep && m != test.method {
					t.Errorf("cut by %s, not %s", m, test.method)
				}
				const packet = 2048
				total := timeline.Position(0)
				for _, n := range lengths(t, results, 2) {
					total += n
				}
				if off := total - end; max(off, -off) > 3*packet {
					t.Errorf("%s: %d samples in all, not %d", format, total, end)
				}
				if off := results[2].Segment.End - end; max(off, -off) > packet {
					t.Errorf("%s: the audio ends at %d, not %d", format, results[2].Segment.End, end)
				}
				if _, err := VerifyManifest(t.Context(), mediatest.Tools(t), job.Folder, path); err != nil {
					t.Errorf("%s: %v", format, err)
				}
			}
			wav := makeMedia(t, "other.wav", 3*48000, 48000, 2)
			other := task(t, probeMedia(t, wav), parts(probeMedia(t, wav), 48000), Output{Manifest: true})
			other.Choice.Source.Samples -= 7000
			other.Plan = parts(other.Choice.Source, 48000)
			write(t, other)
			if _, err := VerifyManifest(t.Context(), mediatest.Tools(t), other.Folder, path); fault.CodeOf(err) != fault.VerifyFailed {
				t.Errorf("segments of another source: %v", err)
			}
		})
	}
}
