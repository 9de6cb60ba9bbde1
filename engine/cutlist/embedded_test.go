package cutlist

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

func clampRate(rate int) timeline.Rate {
	return timeline.Rate(max(-1, min(rate, 1_000_000)))
}

// flacBlock builds a CUESHEET block by RFC 9639: two tracks and the lead-out.
func flacBlock() []byte {
	var b bytes.Buffer
	head := make([]byte, 396)
	copy(head, "0123456789012")
	head[395] = 4
	b.Write(head)
	track := func(offset uint64, number byte, isrc string, data bool, indexes ...uint64) {
		t := make([]byte, 36)
		binary.BigEndian.PutUint64(t, offset)
		t[8] = number
		copy(t[9:21], isrc)
		if data {
			t[21] = 0x80
		}
		t[35] = byte(len(indexes))
		b.Write(t)
		first := byte(1)
		if len(indexes) > 1 {
			first = 0
		}
		for i, at := range indexes {
			index := make([]byte, 12)
			binary.BigEndian.PutUint64(index, at)
			index[8] = first + byte(i)
			b.Write(index)
		}
	}
	track(0, 1, "USABC1234567", false, 0)
	track(44100, 2, "", false, 0, 22050)
	track(441000, 3, "", true, 0)
	track(882000, 170, "", false)
	return b.Bytes()
}

func TestReadFLACBlock(t *testing.T) {
	t.Parallel()
	l, err := ReadFLACBlock(flacBlock(), 44100)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := dump(l), "0 1.5  isrc=USABC1234567 track=1\n1.5 10  <1 track=2\n"; got != want || l.Album["catalog"] != "0123456789012" {
		t.Errorf("got\n%swant\n%s%v", got, want, l.Album)
	}
	for n := range len(flacBlock()) {
		if _, err := ReadFLACBlock(flacBlock()[:n], 44100); fault.CodeOf(err) != fault.InvalidParams {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
	}
}

// TestFLACBlockAgreesWithCue has metaflac turn a cue sheet into a block.
func TestFLACBlockAgreesWithCue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	audio, sheet := filepath.Join(dir, "a.flac"), filepath.Join(dir, "a.cue")
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo", "-t", "20", audio)
	text := "CATALOG 0123456789012\nFILE \"a.flac\" WAVE\nTRACK 01 AUDIO\nISRC USABC1234567\nINDEX 01 00:00:00\n" +
		"TRACK 02 AUDIO\nINDEX 00 00:04:10\nINDEX 01 00:05:33\nTRACK 03 AUDIO\nINDEX 01 00:12:74\n"
	if err := os.WriteFile(sheet, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	mediatest.Run(t, "metaflac", "--import-cuesheet-from="+sheet, "--no-utf8-convert", audio)
	data, err := os.ReadFile(audio)
	if err != nil {
		t.Fatal(err)
	}
	var block []byte
	for at, last := 4, false; !last; {
		kind, size := data[at]&0x7f, int(data[at+1])<<16|int(data[at+2])<<8|int(data[at+3])
		last = data[at]&0x80 != 0
		if kind == 5 {
			block = data[at+4 : at+4+size]
		}
		at += 4 + size
	}
	fromBlock, err := ReadFLACBlock(block, 44100)
	if err != nil {
		t.Fatal(err)
	}
	fromText, err := ReadFile(sheet, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(fromBlock.Tracks) != 3 || len(fromText.Tracks) != 3 {
		t.Fatalf("block\n%stext\n%s", dump(fromBlock), dump(fromText))
	}
	for i, want := range fromText.Tracks {
		got := fromBlock.Tracks[i]
		if got.Start.Cmp(want.Start) != 0 || got.Tags["isrc"] != want.Tags["isrc"] || (got.Pregap == nil) != (want.Pregap == nil) {
			t.Errorf("block\n%stext\n%s", dump(fromBlock), dump(fromText))
		}
	}
	if end := fromBlock.Tracks[2].End; end.Cmp(timeline.Seconds(20)) != 0 {
		t.Errorf("the lead-out is at %v, want 20", end)
	}
}

// wavChunks builds cue points and labels as the RIFF specification has them:
// out of order, one with a length, odd sizes padded.
func wavChunks() (cue, adtl []byte) {
	point := func(id, at uint32) {
		cue = binary.LittleEndian.AppendUint32(cue, id)
		cue = binary.LittleEndian.AppendUint32(cue, at)
		cue = append(cue, "data"...)
		cue = append(cue, make([]byte, 8)...)
		cue = binary.LittleEndian.AppendUint32(cue, at)
	}
	cue = binary.LittleEndian.AppendUint32(cue, 3)
	point(2, 96000)
	point(1, 24000)
	point(3, 192000)
	chunk := func(kind string, id uint32, body string) {
		adtl = append(adtl, kind...)
		adtl = binary.LittleEndian.AppendUint32(adtl, uint32(4+len(body)))
		adtl = binary.LittleEndian.AppendUint32(adtl, id)
		adtl = append(adtl, body...)
		if len(body)%2 == 1 {
			adtl = append(adtl, 0)
		}
	}
	adtl = append(adtl, "adtl"...)
	chunk("labl", 1, "One\x00")
	chunk("labl", 2, "Zw\xf6lf\x00")
	chunk("note", 3, "from a note")
	chunk("ltxt", 2, "\x80\xbb\x00\x00rgn \x00\x00\x00\x00\x00\x00\x00\x00") // 48000 samples
	return cue, adtl
}

func TestReadWAVCues(t *testing.T) {
	t.Parallel()
	cue, adtl := wavChunks()
	l, err := ReadWAVCues(cue, adtl, 48000)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := dump(l), "0.5 * One\n2 3 Zwölf\n4 * from a note\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if l, err = ReadWAVCues(cue, adtl[4:20], 48000); err != nil || len(l.Tracks) != 3 || l.Tracks[0].Title != "One" {
		t.Errorf("labels without their type, and cut short: %v, %v", l, err)
	}
	if l, err = ReadWAVCues(cue, nil, 48000); err != nil || len(l.Tracks) != 3 {
		t.Errorf("no labels: %v, %v", l, err)
	}
	for n := range len(cue) {
		if _, err := ReadWAVCues(cue[:n], adtl, 48000); fault.CodeOf(err) != fault.InvalidParams {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
	}
	if _, err := ReadWAVCues([]byte{0, 0, 0, 0}, nil, 48000); fault.CodeOf(err) != fault.InvalidParams {
		t.Errorf("no points: %v", err)
	}
}
