package mp3

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
)

func TestMain(m *testing.M) { os.Exit(mediatest.Main(m)) }

// encode returns five seconds of music, encoded by lame.
func encode(t testing.TB, args ...string) []byte {
	t.Helper()
	wav := mediatest.Stereo(t, 44100, 5, "")
	out := filepath.Join(t.TempDir(), "out.mp3")
	mediatest.Run(t, "lame", append(append([]string{"--quiet"}, args...), wav, out)...)
	return mediatest.Read(t, out)
}

// decoded returns how many samples ffmpeg decodes.
func decoded(t testing.TB, file []byte) int64 {
	t.Helper()
	path := mediatest.Save(t, "x.mp3", file)
	return int64(len(mediatest.Run(t, "ffmpeg", "-v", "quiet", "-nostdin", "-i", path, "-ac", "1", "-f", "s16le", "-")) / 2)
}

func index(t testing.TB, file []byte) *Stream {
	t.Helper()
	s, err := Index(context.Background(), bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Tags as they stand around audio.
var (
	id3v2  = append([]byte{'I', 'D', '3', 4, 0, 0, 0, 0, 2, 0}, bytes.Repeat([]byte{0xFF, 0xFB, 0x90, 0x64}, 64)...)
	id3v1  = append([]byte("TAG"), make([]byte, 125)...)
	ape    = slices.Concat(apeEnd(1<<31|1<<29), apeItem, apeEnd(1<<31))
	lyrics = []byte("LYRICSBEGININD0000210LYR00005words000034LYRICS200")
	old    = []byte("LYRICSBEGINsome wordsLYRICSEND")

	apeItem = append([]byte{5, 0, 0, 0, 0, 0, 0, 0}, "Title\x00words"...)
)

func apeEnd(flags uint32) []byte {
	b := append([]byte("APETAGEX"), 0xD0, 7, 0, 0)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(apeItem)+32))
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint32(b, flags)
	return append(b, make([]byte, 8)...)
}

func TestIndexAgainstFFmpeg(t *testing.T) {
	t.Parallel()
	cbr := encode(t, "-b", "128")
	notag := encode(t, "-b", "128", "-t")
	vbr := encode(t, "-V4")
	at := bytes.Index(cbr, []byte("LAME"))
	gogo := slices.Clone(cbr)
	copy(gogo[at:], "GOGO3")
	lavc := slices.Clone(cbr)
	copy(lavc[at:], "Lavc5")
	padded := slices.Clone(cbr) // a padding of 10: less than the decoder's delay
	padded[at+22], padded[at+23] = padded[at+22]&0xF0, 10
	uncounted := slices.Clone(cbr) // an Info frame that counts nothing is played
	uncounted[at-120+7] = 0x0C
	copy(uncounted[at-112:], uncounted[at-104:at+36])
	vbri := slices.Clone(cbr)
	copy(vbri[36:], "VBRI\x00\x01\x02\x03\x00\x64")
	binary.BigEndian.PutUint32(vbri[36+10:], uint32(len(vbri)))
	binary.BigEndian.PutUint32(vbri[36+14:], uint32(index(t, cbr).Frames))

	tests := []struct {
		name   string
		file   []byte
		damage []Kind
	}{
		{"cbr", cbr, nil},
		{"vbr", vbr, nil},
		{"without a tag", notag, nil},
		{"mpeg2", encode(t, "--resample", "22.05"), nil},
		{"mpeg2.5 mono", encode(t, "--resample", "8", "-m", "m"), nil},
		{"crc", encode(t, "-p", "-V2"), nil},
		{"an encoder ffmpeg does not trust", gogo, nil},
		{"ffmpeg's own", lavc, nil},
		{"little padding", padded, nil},
		{"a header that counts nothing", uncounted, nil},
		{"vbri", vbri, nil},
		{"id3v2", slices.Concat(id3v2, cbr), nil},
		{"id3v2 twice", slices.Concat(id3v2, id3v2, cbr), nil},
		{"id3v1", slices.Concat(cbr, id3v1), nil},
		{"ape and id3v1", slices.Concat(cbr, ape, id3v1), nil},
		{"lyrics and id3v1", slices.Concat(cbr, lyrics, id3v1), nil},
		{"old lyrics and id3v1", slices.Concat(cbr, old, id3v1), nil},
		{"joined", slices.Concat(cbr, cbr), []Kind{Joined}},
		{"junk in front", slices.Concat(bytes.Repeat([]byte{7}, 100), notag), []Kind{Junk}},
		{"zeros in front", slices.Concat(make([]byte, 100), notag), []Kind{Junk}},
		{"zeros in the middle", slices.Insert(slices.Clone(notag), frameAt(notag, 50), make([]byte, 300)...), []Kind{Junk}},
		{"cut short", cbr[:frameAt(cbr, 100)], []Kind{Missing}},
		{"chopped", notag[frameAt(notag, 20):], []Kind{Chopped}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := index(t, test.file)
			if got, want := int64(s.Samples), decoded(t, test.file); got != want {
				t.Errorf("%d samples, ffmpeg decodes %d", got, want)
			}
			var kinds []Kind
			for _, d := range s.Damage {
				kinds = append(kinds, d.Kind)
			}
			if !slices.Equal(kinds, test.damage) {
				t.Errorf("damage %v, want %v", s.Damage, test.damage)
			}
		})
	}
}

// frameAt returns where frame n of a file without tags begins.
func frameAt(file []byte, n int) int {
	at := 0
	for range n {
		at += Header(binary.BigEndian.Uint32(file[at:])).Len()
	}
	return at
}

func TestIndexDamage(t *testing.T) {
	t.Parallel()
	notag := encode(t, "-b", "128", "-t")
	whole := index(t, notag)
	middle, last := frameAt(notag, 50), frameAt(notag, int(whole.Frames)-1)
	tests := []struct {
		name   string
		file   []byte
		frames int64
		damage []Damage
	}{
		{"last frame cut short", notag[:len(notag)-10], whole.Frames - 1, []Damage{{Truncated, int64(last), int64(len(notag) - 10 - last)}}},
		{
			"tags in the middle", slices.Insert(slices.Clone(notag), middle, slices.Concat(id3v1, id3v2)...),
			whole.Frames,
			[]Damage{{Junk, int64(middle), int64(len(id3v1) + len(id3v2))}},
		},
		{
			"a tag that claims all", slices.Insert(slices.Clone(notag), middle, []byte("ID3\x04\x00\x00\x7F\x7F\x7F\x7F")...),
			whole.Frames,
			[]Damage{{Junk, int64(middle), 10}},
		},
		{
			"false headers", slices.Insert(slices.Clone(notag), middle, bytes.Repeat(notag[:4], 20)...),
			// The first one is taken for a frame, as ffmpeg does, and hides the true one.
			whole.Frames,
			[]Damage{{Junk, int64(middle) + 417, int64(80 + frameAt(notag, 51) - middle - 417)}},
		},
		{"zeros behind", slices.Concat(notag, make([]byte, 1000)), whole.Frames, []Damage{{Junk, int64(len(notag)), 1000}}},
	}
	for _, test := range tests {
		s := index(t, test.file)
		if s.Frames != test.frames {
			t.Errorf("%s: %d frames, want %d", test.name, s.Frames, test.frames)
		}
		if !slices.Equal(s.Damage, test.damage) {
			t.Errorf("%s: damage %v, want %v", test.name, s.Damage, test.damage)
		}
		for _, d := range s.Damage {
			if !strings.HasSuffix(d.Text().String(), ".") {
				t.Errorf("%q is no sentence", d.Text())
			}
		}
	}
}

func TestIndexRefuses(t *testing.T) {
	t.Parallel()
	notag := encode(t, "-b", "128", "-t")
	layer2 := filepath.Join(t.TempDir(), "x.mp2")
	mediatest.FFmpeg(t, "-i", mediatest.Music, "-ar", "44100", "-t", "1", layer2)
	mp2 := mediatest.Read(t, layer2)
	tests := []struct {
		name string
		file []byte
		want fault.Code
		word string // of the message
	}{
		{"nothing", nil, fault.CorruptFile, "empty"},
		{"three bytes", []byte("\xFF\xFB\x90"), fault.CorruptFile, "empty"},
		{"zeros", make([]byte, 5000), fault.UnsupportedFormat, "No MP3"},
		{"a tag alone", id3v2, fault.UnsupportedFormat, "No MP3"},
		{"text", []byte(strings.Repeat("words ", 100)), fault.UnsupportedFormat, "No MP3"},
		{"free format", encode(t, "--freeformat", "-b", "200"), fault.UnsupportedFormat, "free format"},
		{"layer II", mp2, fault.UnsupportedFormat, "layer I or II"},
		{"half a frame", notag[:200], fault.CorruptFile, "frames"},
		{"an Info frame alone", encode(t, "-b", "128")[:417], fault.CorruptFile, "frame"},
	}
	for _, test := range tests {
		_, err := Index(context.Background(), bytes.NewReader(test.file), int64(len(test.file)))
		if fault.CodeOf(err) != test.want || !strings.Contains(err.Error(), test.word) {
			t.Errorf("%s: %v (%s), want %s about %q", test.name, err, fault.CodeOf(err), test.want, test.word)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Index(ctx, bytes.NewReader(notag), int64(len(notag))); fault.CodeOf(err) != fault.Canceled {
		t.Errorf("canceled: %v", err)
	}
	if _, err := Index(context.Background(), bytes.NewReader(notag), int64(len(notag))+99999); fault.CodeOf(err) != fault.CorruptFile {
		t.Errorf("a file that shrank: %v", err)
	}
}

// TestChangesMidway names what a stream becomes in its middle.
func TestChangesMidway(t *testing.T) {
	t.Parallel()
	stereo, mono := encode(t, "-t", "-b", "128"), encode(t, "-t", "-b", "64", "-m", "m")
	slower := encode(t, "-t", "-b", "128", "--resample", "32")
	tag := []byte("ID3\x04\x00\x00\x00\x00\x00\x05\x00\x00\x00\x00\x00")
	n := int64(len(stereo))
	for name, test := range map[string]struct {
		file []byte
		want []Damage
	}{
		"channels":          {slices.Concat(stereo, mono, stereo), []Damage{{Mixed, n, 0}}},
		"rate":              {slices.Concat(stereo, slower), []Damage{{Foreign, n, int64(len(slower))}}},
		"rate for a while":  {slices.Concat(stereo, slower, stereo), []Damage{{Foreign, n, int64(len(slower))}}},
		"rate behind a tag": {slices.Concat(stereo, tag, slower), []Damage{{Foreign, n, int64(len(tag) + len(slower))}}},
		"nothing":           {slices.Concat(stereo, stereo), nil},
	} {
		if s := index(t, test.file); !slices.Equal(s.Damage, test.want) {
			t.Errorf("%s: %v, want %v", name, s.Damage, test.want)
		}
	}
}
