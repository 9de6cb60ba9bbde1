package ogg

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/timeline"
)

// A sourcePage is a page of a source, whole.
type sourcePage []byte

// source returns the pages of a source of the kind.
func (k kind) pages(t *testing.T) []sourcePage {
	t.Helper()
	b := mediatest.Read(t, k.make(t))
	var pages []sourcePage
	for len(b) > 0 {
		h, ok := ogg.ParseHeader(b)
		if !ok {
			t.Fatal("the encoder wrote something else than pages")
		}
		pages = append(pages, b[:h.PageLen()])
		b = b[h.PageLen():]
	}
	return pages
}

func join(pages ...sourcePage) []byte {
	var b []byte
	for _, p := range pages {
		b = append(b, p...)
	}
	return b
}

// TestDamagedSources cuts damaged sources. The parts are sound, and joined they
// are what ffmpeg makes of the source.
func TestDamagedSources(t *testing.T) {
	t.Parallel()
	kinds := []kind{
		{"damaged", ogg.Vorbis, 2, []string{"-q", "3"}, false},
		{"damaged", ogg.Opus, 2, []string{"--bitrate", "96", "--max-delay", "100"}, false},
	}
	for _, k := range kinds {
		pages := k.pages(t)
		n := len(pages)
		bad := slices.Clone(pages[n/2])
		bad[len(bad)-9] ^= 0x40
		changed := func(i int, with ...sourcePage) []byte {
			return join(slices.Concat(pages[:i], with, pages[i+1:])...)
		}
		tests := []struct {
			name   string
			file   []byte
			damage []ogg.Kind
		}{
			{"whole", join(pages...), nil},
			{"a page with a bad checksum", changed(n/2, bad), []ogg.Kind{ogg.Junk, ogg.Lost}},
			{"a lost page", changed(n / 2), []ogg.Kind{ogg.Lost}},
			{"junk between pages", changed(n/2, []byte("some words that are no page, OggS and all"), pages[n/2]), []ogg.Kind{ogg.Junk}},
			{"no end", join(pages[:n-1]...), []ogg.Kind{ogg.Unended}},
			{"cut short", join(pages...)[:len(join(pages...))-len(pages[n-1])/2], []ogg.Kind{ogg.Junk, ogg.Unended}},
		}
		for _, test := range tests {
			t.Run(string(k.codec)+" "+test.name, func(t *testing.T) {
				t.Parallel()
				path := mediatest.Save(t, "x.ogg", test.file)
				s, c := open(t, path)
				var got []ogg.Kind
				for _, d := range s.Damage {
					if d.Kind != ogg.Broken { // packets over the borders of pages
						got = append(got, d.Kind)
					}
				}
				if !slices.Equal(got, test.damage) {
					t.Errorf("damage %v, want %v", s.Damage, test.damage)
				}
				points := mediatest.Even(s.Samples, 5)
				parts := writeAll(t, c, points)
				for i, part := range parts {
					if s, _ := open(t, part); s.DamageCount > 0 || s.Samples != points[i+1]-points[i] {
						t.Errorf("part %d: %d samples, damage %v", i, s.Samples, s.Damage)
					}
				}
				all := mediatest.Decode(t, "f32le", append([]string{path}, parts...)...)
				if k.codec == ogg.Opus {
					k.compareNear(t, "ffmpeg", 60, all[0], all[1:], points, 2)
					return
				}
				var joined []byte
				for i, got := range all[1:] { // without what is before the part
					joined = append(joined, got[len(got)-int(points[i+1]-points[i])*8:]...)
				}
				if !bytes.Equal(joined, all[0]) {
					t.Errorf("the parts have %d samples or others, the source has %d", len(joined)/8, len(all[0])/8)
				}
			})
		}
	}
}

// TestStreamsBeside cuts audio that lies beside moving pictures.
func TestStreamsBeside(t *testing.T) {
	t.Parallel()
	for _, codec := range []string{"libvorbis", "libopus"} {
		path := filepath.Join(t.TempDir(), "film.ogv")
		mediatest.FFmpeg(t, "-f", "lavfi", "-i", "testsrc=s=160x120:d=6", "-i", recording(t, 2),
			"-map", "0", "-map", "1", "-c:v", "libtheora", "-c:a", codec, "-b:a", "96k", "-t", "6", path)
		s, c := open(t, path)
		points := mediatest.Even(s.Samples, 4)
		parts := writeAll(t, c, points)
		all := mediatest.Decode(t, "f32le", append([]string{path}, parts...)...)
		if len(all[0]) != int(s.Samples)*8 || s.DamageCount > 0 {
			t.Fatalf("%d samples, ffmpeg decodes %d; %v", s.Samples, len(all[0])/8, s.Damage)
		}
		if codec == "libopus" {
			opusKinds[4].compareNear(t, "ffmpeg", 60, all[0], all[1:], points, 2)
			continue
		}
		for i, got := range all[1:] {
			if want := all[0][points[i]*8 : points[i+1]*8]; !bytes.HasSuffix(got, want) {
				t.Errorf("part %d has %d samples, or others than the %d of the source", i, len(got)/8, len(want)/8)
			}
		}
	}
}

// TestJoinedSources cuts recordings that were joined, as radio recorders write
// them: each side of a join is what its own decoder gives.
func TestJoinedSources(t *testing.T) {
	t.Parallel()
	for _, k := range []kind{
		{"joined", ogg.Vorbis, 2, []string{"-q", "2"}, false},
		{"joined", ogg.Opus, 2, []string{"--bitrate", "64"}, false},
	} {
		one := join(k.pages(t)...)
		k.args = append(k.args[:1:1], map[ogg.Codec]string{ogg.Vorbis: "7", ogg.Opus: "128"}[k.codec])
		two := join(k.pages(t)...)
		path := mediatest.Save(t, "x.ogg", slices.Concat(one, two, one))
		s, c := open(t, path)
		if len(s.Links) != 3 || s.DamageCount > 0 {
			t.Fatalf("%d links, %v", len(s.Links), s.Damage)
		}
		points := mediatest.Even(s.Samples, 7)
		parts := writeAll(t, c, points)
		decode := func(path string) []byte {
			if k.codec == ogg.Opus {
				return mediatest.Run(t, "opusdec", "--quiet", "--rate", "48000", "--no-dither", "--force-stereo", path, "-")
			}
			return mediatest.Oggdec(t, path)
		}
		first := decode(mediatest.Save(t, "x.ogg", one))
		want := slices.Concat(first, decode(mediatest.Save(t, "x.ogg", two)), first)
		for i, part := range parts {
			got, want := decode(part), want[points[i]*4:points[i+1]*4]
			if len(got) != len(want) || k.codec == ogg.Vorbis && !bytes.Equal(got, want) {
				t.Errorf("%s: part %d has %d samples, or others than the %d of the source", k.codec, i, len(got)/4, len(want)/4)
			}
		}
	}
}

// TestJoinedUnlike leaves out what is of another kind than the beginning.
func TestJoinedUnlike(t *testing.T) {
	t.Parallel()
	stereo := kind{"", ogg.Opus, 2, []string{"--bitrate", "64"}, false}
	mono := kind{"", ogg.Opus, 1, []string{"--bitrate", "32"}, false}
	one := join(stereo.pages(t)...)
	s, c := open(t, mediatest.Save(t, "x.ogg", slices.Concat(one, join(mono.pages(t)...), one)))
	if len(s.Links) != 2 || s.DamageCount != 1 || s.Damage[0].Kind != ogg.Foreign {
		t.Errorf("%d links, %v", len(s.Links), s.Damage)
	}
	writeAll(t, c, mediatest.Even(s.Samples, 3))
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s, c := open(t, vorbisKinds[1].make(t))
	dst, err := os.Create(filepath.Join(t.TempDir(), "x"))
	if err != nil {
		t.Fatal(err)
	}
	defer dst.Close()
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, test := range []struct {
		ctx        context.Context
		start, end timeline.Position
		want       fault.Code
	}{
		{context.Background(), -1, 5000, fault.InvalidParams},
		{context.Background(), 5000, 5000, fault.InvalidParams},
		{context.Background(), 0, s.Samples + 1, fault.InvalidParams},
		{context.Background(), 5000, 5000 + minStretch(s.Links[0]) - 1, fault.DurationTooShort},
		{canceled, 0, s.Samples, fault.Canceled},
	} {
		p := native.Part{Start: test.start, End: test.end}
		if _, err := c.Write(test.ctx, dst, p, func(timeline.Position) {}); fault.CodeOf(err) != test.want {
			t.Errorf("[%d, %d): %v, want %s", test.start, test.end, err, test.want)
		}
		if _, err := c.Size(test.ctx, p); fault.CodeOf(err) != test.want && test.want != fault.Canceled {
			t.Errorf("size of [%d, %d): %v, want %s", test.start, test.end, err, test.want)
		}
	}
}

func TestSourceThatShrinks(t *testing.T) {
	t.Parallel()
	path := vorbisKinds[1].make(t)
	s, c := open(t, path)
	if err := os.Truncate(path, 50_000); err != nil {
		t.Fatal(err)
	}
	dst, err := os.Create(filepath.Join(t.TempDir(), "x"))
	if err != nil {
		t.Fatal(err)
	}
	defer dst.Close()
	if _, err := c.Write(context.Background(), dst, native.Part{End: s.Samples}, func(timeline.Position) {}); fault.CodeOf(err) != fault.CorruptFile {
		t.Errorf("%v, want CORRUPT_FILE", err)
	}
}

// TestGainIsKept checks that what the header says besides the pre-skip stays.
func TestGainIsKept(t *testing.T) {
	t.Parallel()
	pages := opusKinds[4].pages(t)
	head, _ := ogg.ParseHeader(pages[0])
	payload := pages[0][head.Len():]
	binary.LittleEndian.PutUint16(payload[16:], 0x0300) // 3 dB
	pages[0] = ogg.AppendPage(nil, head, payload)
	s, c := open(t, mediatest.Save(t, "x.ogg", join(pages...)))
	part, _ := open(t, writeAll(t, c, mediatest.Even(s.Samples, 2))[1])
	if got := binary.LittleEndian.Uint16(part.Links[0].Head[16:]); got != 0x0300 || part.Links[0].Skip < PreRoll {
		t.Errorf("the gain is %#x, and %d samples are skipped", got, part.Links[0].Skip)
	}
}
