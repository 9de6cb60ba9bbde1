package pcm

import (
	"bytes"
	"context"
	"encoding/binary"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-audio/audio"
	"github.com/go-audio/wav"
	"pgregory.net/rapid"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/pcm"
	"audiospliter/engine/timeline"
)

// open returns a Cutter of the file at path, and its headers.
func open(t testing.TB, path string) (*Cutter, *pcm.File) {
	t.Helper()
	file, size := mediatest.Open(t, path)
	headers, err := pcm.Open(file, size)
	if err != nil {
		t.Fatal(err)
	}
	return New(path, file, headers), headers
}

// part writes a part to a new file, checks its size, and returns its path.
func part(t testing.TB, c *Cutter, p Part) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "part")
	if written, size := mediatest.Write(t, c, path, p); size != written {
		t.Fatalf("Write said %d bytes, Size %d", written, size)
	}
	return path
}

// In every container and format, parts of real music at 50 random cuts decode to
// what the source has there, and laid end to end to the source.
func TestPartsAreTheSource(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		muxer, codec string
		channels     string
		options      []string
	}{
		{"wav", "pcm_u8", "1", nil},
		{"wav", "pcm_s16le", "2", nil},
		{"wav", "pcm_s24le", "2", nil},
		{"wav", "pcm_s32le", "1", nil},
		{"wav", "pcm_f32le", "2", nil},
		{"wav", "pcm_f64le", "1", nil},
		{"wav", "pcm_s16le", "6", nil},
		{"wav", "pcm_s24le", "2", []string{"-rf64", "always"}},
		{"w64", "pcm_s16le", "2", nil},
		{"w64", "pcm_s24le", "1", nil},
		{"aiff", "pcm_s16be", "2", nil},
		{"aiff", "pcm_s24be", "1", nil},
		{"aiff", "pcm_f32be", "2", nil},
		{"aiff", "pcm_s16le", "2", nil},
		{"caf", "pcm_s16be", "2", nil},
		{"caf", "pcm_s24le", "1", nil},
		{"caf", "pcm_f32le", "6", nil},
	} {
		t.Run(test.muxer+test.codec+test.channels, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "source")
			args := append([]string{
				"-ss", "30", "-i", mediatest.Music, "-t", "0.6", "-ar", "44100", "-ac", test.channels,
				"-metadata", "title=Whole", "-metadata", "artist=Band", "-c:a", test.codec,
			}, test.options...)
			mediatest.FFmpeg(t, append(args, "-f", test.muxer, path)...)
			c, headers := open(t, path)
			cuts := map[timeline.Position]bool{headers.Frames: true}
			for len(cuts) < 51 {
				cuts[1+timeline.Position(rand.Int64N(int64(headers.Frames)-1))] = true
			}
			paths, start := []string{path}, timeline.Position(0)
			for _, end := range slices.Sorted(maps.Keys(cuts)) {
				p := part(t, c, Part{Start: start, End: end, Tags: Tags{Title: "Piece", Track: 3, Tracks: 7}})
				_, again := open(t, p)
				if again.Frames != end-start || again.Format != headers.Format || again.Short {
					t.Fatalf("headers say %d samples of %+v, want %d of %+v", again.Frames, again.Format, end-start, headers.Format)
				}
				paths, start = append(paths, p), end
			}
			decoded := mediatest.Decode(t, strings.TrimPrefix(test.codec, "pcm_"), paths...)
			if !bytes.Equal(bytes.Join(decoded[1:], nil), decoded[0]) {
				t.Error("the parts laid end to end are not the source")
			}
			at := 0
			for _, got := range decoded[1:] {
				if at+len(got) > len(decoded[0]) || !bytes.Equal(got, decoded[0][at:at+len(got)]) {
					t.Fatalf("the part at byte %d is something else", at)
				}
				at += len(got)
			}
		})
	}
}

// go-audio/wav, which knows nothing of this package, reads back the numbers that
// it wrote.
func TestGoAudioReadsTheSameNumbers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "source.wav")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	numbers := make([]int, 2*5000)
	for i := range numbers {
		numbers[i] = rand.IntN(1<<24) - 1<<23
	}
	format := &audio.Format{NumChannels: 2, SampleRate: 48000}
	e := wav.NewEncoder(file, 48000, 24, 2, 1)
	if err := e.Write(&audio.IntBuffer{Format: format, Data: numbers, SourceBitDepth: 24}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	c, _ := open(t, path)
	rapid.Check(t, func(r *rapid.T) {
		start := rapid.IntRange(0, 4999).Draw(r, "start")
		end := rapid.IntRange(start+1, 5000).Draw(r, "end")
		piece, err := os.Open(part(t, c, Part{Start: timeline.Position(start), End: timeline.Position(end)}))
		if err != nil {
			r.Fatal(err)
		}
		defer piece.Close()
		buffer, err := wav.NewDecoder(piece).FullPCMBuffer()
		if err != nil {
			r.Fatal(err)
		}
		if len(buffer.Data) != 2*(end-start) {
			r.Fatalf("%d numbers, want %d", len(buffer.Data), 2*(end-start))
		}
		for i, n := range buffer.Data {
			if n != numbers[2*start+i] {
				r.Fatalf("number %d is %d, want %d", i, n, numbers[2*start+i])
			}
		}
	})
}

// chunk frames a RIFF chunk.
func chunk(id string, payload []byte) []byte { return appendSub(nil, id, payload) }

// riffSource writes a WAV file of 1000 mono samples with the given chunks
// around them.
func riffSource(t *testing.T, before, after []byte) string {
	t.Helper()
	format := []byte("\x01\x00\x01\x00\x44\xac\x00\x00\x88\x58\x01\x00\x02\x00\x10\x00")
	body := append([]byte("WAVE"), chunk("fmt ", format)...)
	body = append(body, before...)
	body = append(body, chunk("data", make([]byte, 2000))...)
	body = append(body, after...)
	return mediatest.Save(t, "source.wav", chunk("RIFF", body))
}

// payloads returns the chunks of a file.
func payloads(t *testing.T, path string) map[string][]byte {
	t.Helper()
	c, headers := open(t, path)
	found := map[string][]byte{}
	for _, chunk := range headers.Chunks {
		b, err := c.payload(chunk)
		if err != nil {
			t.Fatal(err)
		}
		id := chunk.ID
		if id == "LIST" {
			id += string(b[:4])
		}
		found[id] = b
	}
	return found
}

func TestChunksFollowTheCut(t *testing.T) {
	t.Parallel()
	bext := make([]byte, bextEnd+11)
	copy(bext, "Take 7")
	binary.LittleEndian.PutUint64(bext[bextTime:], 1<<33+5)
	bext[346] = 2
	bext[bextUMID] = 9
	cue := func(points ...uint32) []byte {
		b := le.AppendUint32(nil, uint32(len(points)))
		for i, at := range points {
			b = le.AppendUint32(le.AppendUint32(b, uint32(i+1)), at)
			b = append(append(b, "data"...), make([]byte, 8)...)
			b = le.AppendUint32(b, at)
		}
		return b
	}
	label := func(id uint32, text string) []byte {
		return chunk("labl", append(le.AppendUint32(nil, id), text+"\x00"...))
	}
	adtl := append([]byte("adtl"), bytes.Join([][]byte{label(1, "one"), label(2, "two"), label(3, "three")}, nil)...)
	info := append([]byte("INFO"), bytes.Join([][]byte{
		chunk("INAM", []byte("Whole\x00")), chunk("IART", []byte("Band\x00")), chunk("IKEY", []byte("odd")),
	}, nil)...)
	ixml := []byte("<BWFXML><SPEED><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>1</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>" +
		"<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>4294967295</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO></SPEED><LOUDNESS>\n<LOUDNESS_VALUE>-23</LOUDNESS_VALUE>\n</LOUDNESS></BWFXML>")
	before := append(chunk("bext", bext), chunk("JUNK", make([]byte, 28))...)
	after := bytes.Join([][]byte{
		chunk("cue ", cue(100, 500, 900)), chunk("LIST", adtl), chunk("LIST", info), chunk("iXML", ixml),
		chunk("PEAK", make([]byte, 16)), chunk("odd!", []byte("kept")),
	}, nil)
	c, _ := open(t, riffSource(t, before, after))
	got := payloads(t, part(t, c, Part{Start: 400, End: 800, Tags: Tags{
		Title: "Piece", Track: 2, Tracks: 3, Fields: map[string]string{"artist": ""},
	}}))

	if at := le.Uint64(got["bext"][bextTime:]); at != 1<<33+405 {
		t.Errorf("bext begins at %d", at)
	}
	if b := got["bext"]; len(b) != len(bext) || b[bextUMID] != 0 || le.Uint16(b[bextLoudness:]) != 0x7FFF {
		t.Error("bext still describes the whole")
	}
	if want := cue(0)[:0]; !bytes.Equal(got["cue "], append(want, append(le.AppendUint32(nil, 1), func() []byte {
		b := le.AppendUint32(le.AppendUint32(nil, 2), 100)
		b = append(append(b, "data"...), make([]byte, 8)...)
		return le.AppendUint32(b, 100)
	}()...)...)) {
		t.Errorf("cue is % x", got["cue "])
	}
	if want := append([]byte("adtl"), label(2, "two")...); !bytes.Equal(got["LISTadtl"], want) {
		t.Errorf("adtl is %q", got["LISTadtl"])
	}
	wantInfo := append([]byte("INFO"), bytes.Join([][]byte{
		chunk("INAM", []byte("Piece\x00")), chunk("IPRT", []byte("2/3\x00")), chunk("IKEY", []byte("odd")),
	}, nil)...)
	if !bytes.Equal(got["LISTINFO"], wantInfo) {
		t.Errorf("INFO is %q, want %q", got["LISTINFO"], wantInfo)
	}
	if want := "_HI>2</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>399<"; !bytes.Contains(got["iXML"], []byte(want)) || bytes.Contains(got["iXML"], []byte("LOUDNESS")) {
		t.Errorf("iXML is %s", got["iXML"])
	}
	if string(got["odd!"]) != "kept" {
		t.Error("an unknown chunk is lost")
	}
	for _, id := range []string{"PEAK", "JUNK"} {
		if got[id] != nil {
			t.Errorf("%s describes the whole and is kept", id)
		}
	}
}

func TestID3ChunkKeepsWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	tag := &id3.Tag{Version: 4, Frames: []id3.Frame{{ID: "XYZW", Body: []byte("secret")}}}
	tag.Set("title", "Whole")
	tag.Set("artist", "Band")
	var b bytes.Buffer
	if _, err := tag.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	c, _ := open(t, riffSource(t, nil, chunk("id3 ", b.Bytes())))
	raw := payloads(t, part(t, c, Part{Start: 1, End: 900, Tags: Tags{Title: "Piece"}}))["id3 "]
	got, err := id3.Read(bytes.NewReader(raw), 0, int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	if got.Version != 4 || got.Get("title") != "Piece" || got.Get("artist") != "Band" || !bytes.Contains(raw, []byte("secret")) {
		t.Errorf("the tag is %q", raw)
	}
}

// A part over 4 GiB opens as RF64, with sizes that pcm.Open and ffmpeg
// understand. The source is sparse, and so is what is checked of it.
func TestOver4GiBBecomesRF64(t *testing.T) {
	t.Parallel()
	c := containerOf(pcm.WAV)
	const data = 5 << 30
	b, err := c.fileHeader(pcm.WAV, data+8+24, data, data/4)
	if err != nil {
		t.Fatal(err)
	}
	b = append(b, chunk("fmt ", []byte("\x01\x00\x02\x00\x44\xac\x00\x00\x10\xb1\x02\x00\x04\x00\x10\x00"))...)
	b = append(b, c.header(block{id: "data", size: data})...)
	path := filepath.Join(t.TempDir(), "sparse.wav")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, int64(len(b))+data); err != nil {
		t.Fatal(err)
	}
	_, headers := open(t, path)
	if headers.Kind != pcm.RF64 || headers.Frames != data/4 || headers.Short {
		t.Errorf("got %+v", headers)
	}
	if out := mediatest.Run(t, "ffprobe", "-v", "error", "-show_entries", "stream=duration_ts", "-of", "csv=p=0", path); string(bytes.TrimSpace(out)) != "1342177280" {
		t.Errorf("ffprobe says %s", out)
	}
	if _, err := containerOf(pcm.AIFF).fileHeader(pcm.AIFF, data, data, data/4); err == nil {
		t.Error("an AIFF file of 5 GiB is no error")
	}
}

func TestRangesOutside(t *testing.T) {
	t.Parallel()
	c, _ := open(t, riffSource(t, nil, nil))
	for _, p := range []Part{{Start: -1, End: 5}, {Start: 5, End: 5}, {Start: 0, End: 1001}} {
		if _, err := c.Size(context.Background(), p); err == nil {
			t.Errorf("[%d, %d) is no error", p.Start, p.End)
		}
	}
}

// Chunks with any content are edited without a panic, and what comes out is
// as long as was promised.
func FuzzEdits(f *testing.F) {
	f.Add("cue ", []byte("\x01\x00\x00\x00"), int64(0), int64(10))
	f.Add("LIST", []byte("INFOINAM\x05\x00\x00\x00abcd"), int64(3), int64(9))
	f.Add("LIST", []byte("adtllabl\xff\xff\xff\xff"), int64(3), int64(9))
	f.Add("bext", make([]byte, 700), int64(3), int64(900))
	f.Add("iXML", []byte("<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>99999999999999999999<"), int64(1), int64(2))
	f.Add("MARK", []byte("\x00\x01\x00\x01\x00\x00\x00\x05\xff"), int64(1), int64(2))
	f.Add("mark", make([]byte, 40), int64(0), int64(2))
	f.Add("info", []byte("\x00\x00\x00\x01a\x00b"), int64(0), int64(2))
	f.Add("id3 ", []byte("ID3\x03\x00\x00\x00\x00\x00\x0aTIT2\xff\xff\xff\xff"), int64(0), int64(2))
	f.Fuzz(func(t *testing.T, id string, payload []byte, start, end int64) {
		file := &pcm.File{Kind: pcm.WAV, Format: pcm.Format{Bytes: 2, Bits: 16, Channels: 1, Rate: 8000}, Frames: 1000}
		file.Chunks = []pcm.Chunk{{ID: "cue ", Size: int64(len(payload))}}
		c := New("", bytes.NewReader(payload), file)
		p := Part{Start: timeline.Position(start), End: timeline.Position(end), Tags: Tags{Title: "x", Track: 1}}
		for _, edits := range []map[string]edit{riffEdits, aiffEdits, cafEdits} {
			if edit, ok := edits[id]; ok {
				out := edit(c, p, bytes.Clone(payload))
				if len(out) > 2*len(payload)+4096 {
					t.Errorf("%d bytes became %d", len(payload), len(out))
				}
			}
		}
	})
}
