package cut

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/cut/mp3"
	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

func TestVerifyAndManifest(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		source   string
		args     []string
		output   Output
		verified bool
	}{
		{"a.wav", nil, Output{}, true},
		{"b.mp3", nil, Output{}, true},
		{"c.flac", nil, Output{}, true},
		{"d.wav", []string{"-c:a", "pcm_s24le"}, Output{Format: ALAC}, true},
		{"e.wav", nil, Output{Format: Opus}, false},
		{"f.m4a", nil, Output{Bitrate: 64_000}, false},
		{"g.ogg", []string{"-c:a", "libvorbis"}, Output{}, true},
		{"h.m4a", []string{"-c:a", "aac", "-aac_pns", "1"}, Output{}, false},
		{"i.opus", []string{"-application", "voip", "-b:a", "16k", "-ar", "48000"}, Output{}, false},
	} {
		t.Run(test.source, func(t *testing.T) {
			t.Parallel()
			src := probeMedia(t, makeMedia(t, test.source, 200_000, 44100, 2, test.args...))
			test.output.Verify, test.output.Manifest, test.output.Playlist = true, true, true
			job := task(t, src, parts(src, 60_001, 120_003), test.output)
			job.Names[1] = "sub/" + job.Names[1]
			verifying, last := 0, 0.0
			job.Verifying = func() { verifying++ }
			job.Workers = 1
			job.Progress = func(done float64) { last = done }
			results := write(t, job)
			alike := comparisonOf(results[0].Method, src.Codec, false).kind == resembling
			for _, r := range results {
				if r.Verified != test.verified && !alike || r.Verified == strings.Contains(r.Note.String(), "It was decoded") || r.SHA256 == "" {
					t.Errorf("segment %d: verified %v, checksum %q, note %q", r.Segment.Index, r.Verified, r.SHA256, r.Note)
				}
			}
			if verifying != 1 || last < 0.999 {
				t.Errorf("verification began %d times, progress ended at %v", verifying, last)
			}
			checks, err := VerifyManifest(context.Background(), nil, job.Folder, "")
			if err != nil || len(checks) != 3 || checks[0].Compared {
				t.Errorf("without the source: %+v, %v", checks, err)
			}
			checks, err = VerifyManifest(context.Background(), job.Choice.tools, filepath.Join(job.Folder, ManifestName), src.Path)
			if err != nil || len(checks) != 3 || checks[2].Compared != results[2].Verified || checks[2].Alike != (alike && !results[2].Verified) {
				t.Errorf("with the source: %+v, %v", checks, err)
			}
			list, err := os.ReadFile(filepath.Join(job.Folder, test.source[:1]+".m3u8"))
			if err != nil || strings.Count(string(list), "#EXTINF") != 3 || !strings.Contains(string(list), "\nsub/part_001") {
				t.Errorf("the playlist is %s, %v", list, err)
			}
			damage(t, filepath.Join(job.Folder, filepath.FromSlash(job.Names[1])))
			checks, err = VerifyManifest(context.Background(), nil, job.Folder, "")
			if fault.CodeOf(err) != fault.VerifyFailed || checks[0].Err != nil || checks[1].Err == nil || checks[2].Err != nil {
				t.Errorf("one byte changed: %+v, %v", checks, err)
			}
			if err := os.Remove(filepath.Join(job.Folder, job.Names[0])); err != nil {
				t.Fatal(err)
			}
			checks, _ = VerifyManifest(context.Background(), nil, job.Folder, "")
			if fault.CodeOf(checks[0].Err) != fault.FileNotFound {
				t.Errorf("a missing file is %v", checks[0].Err)
			}
		})
	}
}

// damage changes one byte in the middle of a file.
func damage(t *testing.T, path string) {
	t.Helper()
	data := mediatest.Read(t, path)
	data[len(data)/2] ^= 0x55
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Copied packets are compared with those of the source: none may be missing, changed,
// or be there twice.
func TestVerifyComparesPackets(t *testing.T) {
	t.Parallel()
	const packet = 768 // bytes of AC-3 of 192 kbit/s at 48 kHz
	src := probeMedia(t, makeMedia(t, "a.ac3", 6*48000, 48000, 2, "-b:a", "192k"))
	r := write(t, task(t, src, parts(src, 100_000, 200_000), Output{Verify: true}))[1]
	whole := mediatest.Read(t, r.Path)
	damaged := bytes.Clone(whole)
	damaged[len(whole)/2] ^= 0x55
	for name, content := range map[string][]byte{
		"as it is": whole,
		"short":    whole[:len(whole)-packet],
		"late":     whole[packet:],
		"twice":    append(bytes.Clone(whole), whole[len(whole)-packet:]...),
		"damaged":  damaged,
	} {
		if err := os.WriteFile(r.Path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		task := task(t, src, parts(src, 100_000, 200_000), Output{})
		j := &job{Task: task, Tools: task.Choice.tools, Source: src, choice: task.Choice, copied: src}
		j.copiedList = func() (*packetList, error) { return j.listPackets(t.Context()) }
		equal, err := j.verifyPackets(t.Context(), &r)
		if same := name == "as it is"; equal != same || same != (err == nil) || !same && fault.CodeOf(err) != fault.VerifyFailed {
			t.Errorf("%s: %v, %v", name, equal, err)
		}
	}
}

func TestVerifySaysWhatDiffers(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.wav", 100_000, 44100, 2))
	job := task(t, src, parts(src, 50_000), Output{})
	r := write(t, job)[1]
	damage(t, r.Path)
	_, err := comparisonOf(methodPCM, src.Codec, true).check(context.Background(), decode.NewRanges(job.Choice.tools, src, decode.FormatOf(src)), r, func(timeline.Position) {})
	if fault.CodeOf(err) != fault.VerifyFailed || !strings.Contains(err.Error(), "Segment 2") || !strings.Contains(err.Error(), "1 samples differ") {
		t.Errorf("got %v", err)
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	long := bytes.Repeat([]byte("abcd"), 100_000)
	changed := bytes.Clone(long)
	changed[4*70_000] = 'x'
	changed[4*90_000+3] = 'x'
	for name, test := range map[string]struct {
		got  []byte
		want difference
	}{
		"equal":   {long, difference{got: 100_000, want: 100_000}},
		"changed": {changed, difference{first: 70_000, count: 2, got: 100_000, want: 100_000}},
		"short":   {long[:4*99_999], difference{got: 99_999, want: 100_000}},
		"empty":   {nil, difference{want: 100_000}},
	} {
		d, err := compare(bytes.NewReader(test.got), bytes.NewReader(long), 4, func(timeline.Position) {})
		if err != nil || d != test.want {
			t.Errorf("%s: %+v, %v, want %+v", name, d, err, test.want)
		}
	}
}

func TestReadManifestRefuses(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]fault.Code{
		`{"version":1,"segments":[{"file":"../../x"}]}`: fault.CorruptFile,
		`{"version":1,"segments":[{"file":"/x"}]}`:      fault.CorruptFile,
		`{"version":2}`: fault.UnsupportedFormat,
		`not json`:      fault.CorruptFile,
		``:              fault.CorruptFile,
	} {
		path := filepath.Join(t.TempDir(), "m.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := ReadManifest(path); fault.CodeOf(err) != code {
			t.Errorf("%s: %v, want %s", text, err, code)
		}
	}
	if _, _, err := ReadManifest(t.TempDir()); fault.CodeOf(err) != fault.FileNotFound {
		t.Errorf("an empty folder: %v", err)
	}
}

// The shortest parts of MP3 that can be cut are what the source holds, and are
// known for MP3 by whoever verifies them, with tags and without.
func TestShortestPartsOfMP3(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"a.mp3": nil, "b.mp3": {"-q:a", "9"}, "c.mp3": {"-b:a", "320k", "-id3v2_version", "0"}, "d.mp3": {"-ar", "16000", "-b:a", "8k", "-ac", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := makeMedia(t, name, 60_000, 44100, 2, args...)
			src := probeMedia(t, path)
			var cuts []timeline.Position
			for at := timeline.Position(2_000); at < src.Samples-3_000 && len(cuts) < 4; at += mp3.MinPart + timeline.Position(len(cuts)%3)*500 {
				cuts = append(cuts, at)
			}
			job := task(t, src, parts(src, cuts...), Output{Verify: true, Manifest: true})
			for _, r := range write(t, job) {
				if !r.Verified || r.Samples != r.Segment.Len() {
					t.Errorf("segment %d of %d samples: verified %v", r.Segment.Index, r.Segment.Len(), r.Verified)
				}
				// A part is a source, too.
				got, err := media.Probe(context.Background(), mediatest.Tools(t), r.Path)
				if err != nil || got.Container != "mp3" || got.Samples != r.Segment.Len() {
					t.Errorf("segment %d of %d samples is probed as %s of %d, %v", r.Segment.Index, r.Segment.Len(), got.Container, got.Samples, err)
				}
			}
			if name != "a.mp3" {
				return
			}
			if checks, err := VerifyManifest(context.Background(), job.Choice.tools, job.Folder, src.Path); err != nil || !checks[1].Compared {
				t.Errorf("later: %v", err)
			}
		})
	}
}

// Parts of Vorbis are found equal to the source wherever they are cut, and what
// is decoded of such a part begins where the part does.
func TestVerifyVorbis(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, beats(t))
	p := parts(src, randomCuts("beats", 25, src.Samples, 5000)...)
	results := write(t, task(t, src, p, Output{Verify: true}))
	for i, r := range results {
		if !r.Verified {
			t.Errorf("segment %d: %+v", i, r)
		}
	}
	part := probeMedia(t, results[3].Path)
	again := write(t, task(t, part, parts(part, part.Samples/2), Output{Format: FLAC}))
	joined := slices.Concat(mediatest.Decode(t, "s16le", pathsOf(again)...)...)
	whole := mediatest.Decode(t, "s16le", src.Path)[0]
	if s := results[3].Segment; len(joined) != int(s.Len())*4 || !bytes.Equal(joined, whole[4*s.Start:4*s.End]) {
		t.Errorf("%d samples of %d, or others", len(joined)/4, s.Len())
	}
}
