package mp4

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/aac"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/mp4"
	"audiospliter/engine/timeline"
)

// Frames of ADTS become parts as exact as packets of MP4.
func TestPartsOfADTS(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "speech.aac")
	mediatest.FFmpeg(t, "-i", mediatest.Speech, "-ar", "22050", "-c:a", "aac", "-aac_pns", "0", path)
	c, _ := open(t, path)
	points := c.cuts("adts", mediatest.Rounds(50))
	compareParts(t, c, path, points, math.Inf(1))
	joinParts(t, c, path, points, true)
}

// Where the encoder leaves noise to the decoder, parts differ by that noise.
func TestMadeUpNoise(t *testing.T) {
	t.Parallel()
	path := encode(t, "noise.m4a", "-c:a", "aac", "-b:a", "32k", "-ar", "44100", "-ac", "2")
	c, _ := open(t, path)
	compareParts(t, c, path, c.cuts("noise", mediatest.Rounds(50)), 15)
	path = filepath.Join("testdata", "fdk-aac-lc.m4a")
	c, _ = open(t, path)
	compareParts(t, c, path, c.cuts("fdk", mediatest.Rounds(50)), 30)
}

// With band replication decoders make up the upper bands, so what is below is
// compared: there the parts are the source, to the sample. Cuts lie on even
// samples, which is as fine as the time of such a track is.
func TestBandReplication(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"he-aac-v1.m4a", "he-aac-v2.m4a"} {
		path := filepath.Join("testdata", name)
		c, _ := open(t, path)
		if c.stream.Frame != 2048 || c.stream.Unit != 2 {
			t.Errorf("%s: %+v", name, c.stream)
		}
		points := c.cuts(name, mediatest.Rounds(50))
		for i := range points[:len(points)-1] {
			points[i] -= timeline.Position((c.stream.Skip + int64(points[i])) % 2)
		}
		points = slices.Compact(points)
		compareParts(t, c, path, points, 0)
		joinParts(t, c, path, slices.Clone(points), false)
		dir := t.TempDir()
		paths := []string{path}
		var starts []timeline.Position
		for i := range points[:len(points)-1] {
			if points[i+1]-points[i] > 4000 {
				starts = append(starts, points[i])
				paths = append(paths, write(t, c, dir, i, native.Part{Start: points[i], End: points[i+1]}))
			}
		}
		all := mediatest.Audible(t, paths...)
		for i, part := range all[1:] {
			want := all[0][int(starts[i])*8:]
			if d := below(lowpass(want[:min(len(want), len(part))]), lowpass(part)); d < 25 {
				t.Errorf("%s: the lower bands from sample %d on differ by %.1f dB below", name, starts[i], d)
			}
		}
	}
}

// lowpass returns what a filter leaves of the first of two channels below some
// 2.5 kHz, a little of the edges missing.
func lowpass(b []byte) []byte {
	const taps = 129
	var kernel [taps]float64
	for i := range kernel {
		x := float64(i - taps/2)
		kernel[i] = 0.5 + 0.5*math.Cos(2*math.Pi*x/(taps+1))
		if x != 0 {
			kernel[i] *= math.Sin(0.36*x) / (0.36 * x)
		}
	}
	var out []byte
	for at := 0; at+8*taps <= min(len(b), 8*20_000); at += 8 {
		sum := 0.0
		for i, k := range kernel {
			sum += k * float64(math.Float32frombits(binary.LittleEndian.Uint32(b[at+8*i:])))
		}
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(sum)))
	}
	return out
}

// A part of a part is the source's, too, and faad, another decoder, hears in it
// what it hears in the source.
func TestOtherDecoder(t *testing.T) {
	t.Parallel()
	path := encode(t, "a.m4a", append(slices.Clone(noPNS), "-ac", "2", "-ar", "44100")...)
	c, _ := open(t, path)
	dir := t.TempDir()
	first := write(t, c, dir, 0, native.Part{Start: 123_457, End: 900_001})
	again, _ := open(t, first)
	second := write(t, again, dir, 1, native.Part{Start: 50_001, End: 300_000})
	all := mediatest.Decode(t, "f32le", path, second)
	if got, want := all[1][:249_999*8], all[0][(123_457+50_001)*8:][:249_999*8]; !bytes.Equal(got, want) {
		t.Errorf("a part of a part differs by %.1f dB below", below(want, got))
	}
	decode := func(path string) []byte { return mediatest.Run(t, "faad", "-q", "-f", "2", "-b", "4", "-w", path) }
	whole, part := decode(path), decode(second)
	// faad knows no edit lists and leaves out the first packet: what it plays of
	// the part begins at a packet of the source.
	at := bytes.Index(whole, part[4096*8:4097*8])
	if at < 0 || at%8 != 0 || !bytes.Equal(part[4096*8:], whole[at:][:len(part)-4096*8]) {
		t.Errorf("faad hears other audio, at %d", at)
	}
}

// Tables come before the packets, and all boxes hold what they say.
func TestTables(t *testing.T) {
	t.Parallel()
	path := encode(t, "a.m4a", "-c:a", "aac")
	c, src := open(t, path)
	chapters := []id3.Chapter{
		{Start: timeline.Seconds(1), End: timeline.Seconds(2), Title: "Eins ☃"},
		{Start: timeline.Seconds(2), End: timeline.Seconds(9), Title: strings.Repeat("Zwei ", 100)},
	}
	part := write(t, c, t.TempDir(), 0, native.Part{Start: 1000, End: src.Samples, Tags: native.Tags{Chapters: chapters, Track: 3, Tracks: 12, Title: "T"}})
	b := mediatest.Read(t, part)
	if moov, mdat := bytes.Index(b, []byte("moov")), bytes.Index(b, []byte("mdat")); moov < 0 || moov > mdat {
		t.Errorf("moov is at %d, mdat at %d", moov, mdat)
	}
	track, err := mp4.Open(bytes.NewReader(b), int64(len(b)), 0)
	if err != nil {
		t.Fatal(err)
	}
	source := mediatest.Read(t, path)
	original := c.stream.All(0)
	var want [][]byte
	for p := range original {
		want = append(want, source[p.Offset:p.Offset+p.Size])
	}
	i := int(c.stream.Skip+1000)/1024 - 1
	for p, err := range track.All(0) {
		if err != nil || !bytes.Equal(b[p.Offset:p.Offset+p.Size], want[i]) {
			t.Fatalf("packet %d is another one: %v", i, err)
		}
		i++
	}
	if i != len(want) {
		t.Errorf("%d packets, not %d", i, len(want))
	}
	text := string(mediatest.Run(t, "ffprobe", "-v", "error", "-show_chapters", "-show_format", "-of", "compact=p=0", part))
	for _, want := range []string{"title=Eins ☃", "start_time=1.000000|", "end_time=9.000000", "tag:track=3/12", "tag:title=T", "title=" + strings.Repeat("Zwei ", 99)} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing: %s", want, text)
		}
	}
	if n := strings.Count(text, "start_time=") - 1; n != 2 {
		t.Errorf("%d chapters: %s", n, text)
	}
}

// Items of the source's tags are kept byte for byte, but for what is wrong on a
// part and what is set.
func TestItems(t *testing.T) {
	t.Parallel()
	data := func(s string) []byte {
		return append(binary.BigEndian.AppendUint32(nil, uint32(16+len(s))), "data\x00\x00\x00\x01\x00\x00\x00\x00"+s...)
	}
	free := func(name string) mp4.Item {
		b := &builder{}
		addFreeform(b, name, "value of "+name)
		return mp4.Item{Name: freeform, Data: b.chunks[0].data[8:]}
	}
	kept := keepable([]mp4.Item{
		{Name: "\xA9nam", Data: data("Old")},
		{Name: "xyz?", Data: []byte("unknown")},
		free("Mood"), free("iTunSMPB"),
		free("REPLAYGAIN_TRACK_GAIN"), free("ISRC"),
		{Name: "pgap", Data: data("1")},
		{Name: "\xA9gen", Data: data("Pop")},
		free("Label"),
	})
	c := &Cutter{kept: kept, stream: aac.Stream{Frame: 1024, Unit: 1, Rate: 44100}}
	b := &builder{}
	c.items(b, &layout{count: 3, start: 7, length: 100}, native.Part{Tags: native.Tags{Title: "New", Fields: map[string]string{"genre": "", "label": "Mine", "disc": "1/2"}}})
	var out bytes.Buffer
	if err := b.writeTo(&out, nil); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"Old": false, "New": true, "unknown": true, "value of Mood": true, "value of iTunSMPB": false, "value of REPLAYGAIN": false,
		"value of ISRC": false, "pgap": false, "Pop": false, "value of Label": false, "Mine": true, "disk": true,
		fmt.Sprintf("iTunSMPB\x00\x00\x00\x84data\x00\x00\x00\x01\x00\x00\x00\x00 %08X %08X %08X %016X", 0, 7, 3*1024-107, 100): true,
	} {
		if strings.Contains(out.String(), text) != want {
			t.Errorf("%q: not %v in %q", text, want, out.String())
		}
	}
}

// A head for over 4 GiB says so in boxes that are wide enough.
func TestLarge(t *testing.T) {
	t.Parallel()
	c := &Cutter{brand: "M4A ", stream: aac.Stream{Frame: 1024, Unit: 1, Rate: 44100, Channels: 2, Config: []byte{0x12, 0x10}, Preroll: 1}}
	l := &layout{count: 10_000_000, chunks: 312_500, audio: 1 << 33, length: 10_240_000_000, wide: true}
	l.head = c.head(l, native.Part{}, nil)
	var wide, table bool
	for _, chunk := range l.head.chunks {
		wide = wide || bytes.Contains(chunk.data, []byte("co64"))
		table = table || chunk.table == offsets && chunk.width == 8
	}
	last := l.head.chunks[len(l.head.chunks)-1].data
	if !wide || !table || !bytes.HasSuffix(last, append([]byte("\x00\x00\x00\x01mdat"), binary.BigEndian.AppendUint64(nil, 1<<33+16)...)) {
		t.Errorf("wide %v, table %v, end % x", wide, table, last[len(last)-20:])
	}
	if !bytes.Contains(l.head.chunks[0].data, []byte("mvhd\x01")) || !bytes.Contains(l.head.chunks[0].data, []byte("elst\x01")) {
		t.Error("the durations are cut off")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	path := encode(t, "a.m4a", "-c:a", "aac")
	c, src := open(t, path)
	for _, p := range []native.Part{{Start: -1, End: 5}, {Start: 5, End: 5}, {Start: 0, End: src.Samples + 1}} {
		if _, err := c.Size(t.Context(), p); fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("%v: %v", p, err)
		}
	}
	track := mp4.Track{Codec: "aac", Config: []byte{0x12, 0x10}, Packets: 10, Scale: 44100}
	for name, change := range map[string]func(*mp4.Track){
		"codec":   func(t *mp4.Track) { t.Codec = "alac" },
		"main":    func(t *mp4.Track) { t.Config = []byte{0x0A, 0x10} },
		"960":     func(t *mp4.Track) { t.Config = []byte{0x12, 0x14} },
		"rate":    func(t *mp4.Track) { t.Config = []byte{0x11, 0x90} },
		"length":  func(t *mp4.Track) { t.Packets = 9 },
		"two":     func(t *mp4.Track) { t.Edits = []mp4.Edit{{Length: 1, Scale: 1}, {Length: 1, Scale: 1}} },
		"scale":   func(t *mp4.Track) { t.Scale, t.Edits = 600, []mp4.Edit{{Length: 1, Scale: 1}} },
		"nothing": func(t *mp4.Track) { t.Edits = []mp4.Edit{{Start: 1 << 60, Length: 1 << 62, Scale: 1}} },
	} {
		changed := track
		change(&changed)
		if _, err := aac.OfTrack(&changed, 44100, 2, 10240); fault.CodeOf(err) != fault.UnsupportedFormat {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := aac.OfTrack(&track, 44100, 2, 10240); err != nil {
		t.Error(err)
	}
}

func TestNoteSaysWhatWasTooLarge(t *testing.T) {
	t.Parallel()
	c := &Cutter{dropped: 3}
	if note := c.Note(native.Part{}).String(); !strings.HasPrefix(note, "3 pictures or other large parts of the source's tags are left out") {
		t.Errorf("the note is %q", note)
	}
	if note := (&Cutter{}).Note(native.Part{}); len(note) > 0 {
		t.Errorf("nothing was lost, and the note is %q", note)
	}
}
