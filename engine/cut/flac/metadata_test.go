package flac

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/cutlist"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/timeline"
)

// TestMetadata cuts a source with all kinds of metadata, as metaflac made it, and
// has metaflac read it back.
func TestMetadata(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	picture, other, sheet := filepath.Join(dir, "front.png"), filepath.Join(dir, "back.png"), filepath.Join(dir, "x.cue")
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "testsrc2=s=300x300", "-frames:v", "1", picture)
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1", other)
	text := "CATALOG 1234567890123\nFILE \"x.flac\" WAVE\n" +
		"TRACK 01 AUDIO\nISRC DEABC1234567\nINDEX 01 00:00:00\n" +
		"TRACK 02 AUDIO\nINDEX 00 00:01:37\nINDEX 01 00:02:00\nINDEX 02 00:02:30\n" +
		"TRACK 03 AUDIO\nINDEX 01 00:04:00\n"
	if err := os.WriteFile(sheet, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	k := kind{"metadata", "music", 44100, 2, 16, 6, []string{"-5"}}
	path := k.make(t)
	mediatest.Run(t, "metaflac", "--import-cuesheet-from="+sheet, "--set-tag=ARTIST=One", "--set-tag=ARTIST=Two", "--set-tag=title=Whole", "--set-tag=DESCRIPTION=gone",
		"--set-tag=TRACKNUMBER=7", "--set-tag=TRACKTOTAL=9", "--set-tag=REPLAYGAIN_TRACK_GAIN=-3 dB", "--set-tag=OWN=kept", path)
	mediatest.Run(t, "metaflac", "--import-picture-from="+picture, "--import-picture-from=4||back||"+other, path)
	path = withApplications(t, path, "riffRIFFxxxxWAVE", "TESTthese bytes")
	s, c := open(t, path)
	tags := native.Tags{
		Title: "Zwei", Track: 2, Tracks: 4, Fields: map[string]string{"album_artist": "Set", "comment": "", "date": "2001"},
		Chapters: []id3.Chapter{{Start: timeline.Millis(1500), End: timeline.Seconds(2), Title: "c"}},
	}
	const start, end = 44100 + 1000, 4*44100 + 22050
	part := write(t, c, native.Part{Start: start, End: end, Tags: tags})
	compare(t, pcm(t, s.Info, path)[4*start:4*end], []string{part}, []timeline.Position{0, end - start}, s.Info)

	got := strings.Split(strings.TrimSpace(string(mediatest.Run(t, "metaflac", "--export-tags-to=-", part))), "\n")
	want := []string{"ARTIST=One", "ARTIST=Two", "OWN=kept", "ALBUMARTIST=Set", "DATE=2001", "TITLE=Zwei", "TRACKNUMBER=2", "TRACKTOTAL=4", "CHAPTER000=00:00:01.500", "CHAPTER000NAME=c"}
	if !slices.Equal(got, want) {
		t.Errorf("tags %q, want %q", got, want)
	}
	data := mediatest.Read(t, part)
	written, _ := open(t, part)
	blocks := blocksOf(written, flac.TypePicture)
	for i, file := range []string{picture, other} {
		want := mediatest.Read(t, file)
		if len(blocks) != 2 || !bytes.HasSuffix(data[:blocks[i].Offset+blocks[i].Len], want) {
			t.Errorf("picture %d is another, or not there", i)
		}
	}
	list := string(mediatest.Run(t, "metaflac", "--list", part))
	for _, want := range []string{"application ID: 54455354", "type: 1 (PADDING)", "track[0]"} {
		if !strings.Contains(list, want) {
			t.Errorf("%q is not listed", want)
		}
	}
	if strings.Contains(list, "72696666") {
		t.Error("the header of another file is kept")
	}
	checkSheet(t, data, blocksOf(written, flac.TypeCueSheet), start, end)
}

// withApplications puts APPLICATION blocks behind STREAMINFO.
func withApplications(t *testing.T, path string, blocks ...string) string {
	t.Helper()
	b := mediatest.Read(t, path)
	at := 4 + 4 + flac.InfoLen
	file := bytes.Clone(b[:at])
	for _, block := range blocks {
		file = append(append(file, 2, 0, 0, byte(len(block))), block...)
	}
	return mediatest.Save(t, "x.flac", append(file, b[at:]...))
}

// blocksOf returns the metadata blocks of a type.
func blocksOf(s *flac.Stream, kind flac.BlockType) (blocks []flac.Block) {
	for _, b := range s.Blocks {
		if b.Type == kind {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// checkSheet checks the cue sheet of the part of the source of TestMetadata.
func checkSheet(t *testing.T, file []byte, blocks []flac.Block, start, end int64) {
	t.Helper()
	if len(blocks) != 1 {
		t.Fatalf("%d cue sheets", len(blocks))
	}
	list, err := cutlist.ReadFLACBlock(file[blocks[0].Offset:][:blocks[0].Len], 44100)
	if err != nil {
		t.Fatal(err)
	}
	at := func(sample int64) string { return timeline.Rate(44100).Time(timeline.Position(sample)).String() }
	var got []string
	for _, track := range list.Tracks {
		got = append(got, track.Start.String())
	}
	if want := []string{at(0), at(150*588 - start), at(300*588 - start)}; !slices.Equal(got, want) {
		t.Errorf("the tracks begin at %q, want %q", got, want)
	}
	if pregap := list.Tracks[1].Pregap; pregap == nil || pregap.String() != at(112*588-start) {
		t.Errorf("the pregap begins at %v, want %s", pregap, at(112*588-start))
	}
	if last := list.Tracks[2].End.String(); last != at(end-start) {
		t.Errorf("the last track ends at %s", last)
	}
}

// A cue sheet stays that of a CD where its points are whole sectors, and is none
// of a part that has no track.
func TestCueSheet(t *testing.T) {
	t.Parallel()
	head := make([]byte, sheetLen-1)
	head[136], head[130] = 0x80, 1
	track := func(number byte, offset int64, indexes ...cueIndex) cueTrack {
		h := make([]byte, trackLen-9)
		h[0] = number
		return cueTrack{offset, h, indexes}
	}
	s := &cueSheet{head: head, tracks: []cueTrack{
		track(1, 0, cueIndex{0, 1}),
		track(2, 588*10, cueIndex{588 * 10, 0}, cueIndex{588 * 15, 1}, cueIndex{588 * 20, 2}),
		track(170, 588*40),
	}}
	tests := []struct {
		start, end int64
		want       string // the flag of a CD, tracks with their points
	}{
		{0, 588 * 40, "true 1@0[1@0] 2@10[0@10 1@15 2@20] 170@40[]"},
		{588 * 2, 588 * 9, "true 1@0[1@0] 170@7[]"},
		{588 * 5, 588 * 12, "true 1@0[1@0] 170@7[]"}, // of track 2 no more than the gap before it
		{588 * 12, 588 * 30, "true 2@0[0@0 1@3 2@8] 170@18[]"},
		{588 * 17, 588 * 30, "true 2@0[1@0 2@3] 170@13[]"},
		{588 * 25, 588 * 30, "true 2@0[1@0] 170@5[]"},
		{588*2 + 1, 588 * 9, "false 1@0[1@0] 255@6[]"},
		{588 * 40, 588 * 50, ""},
	}
	for _, test := range tests {
		got := ""
		if b := s.part(test.start, test.end); b != nil {
			p := parseSheet(b)
			got = fmt.Sprint(p.head[136]&0x80 != 0)
			for _, t := range p.tracks {
				got += fmt.Sprintf(" %d@%d%v", t.head[0], t.offset/588, points(t))
			}
		}
		if got != test.want {
			t.Errorf("[%d, %d): %s, want %s", test.start, test.end, got, test.want)
		}
	}
}

func points(t cueTrack) []string {
	list := []string{}
	for _, i := range t.indexes {
		list = append(list, fmt.Sprintf("%d@%d", i.number, i.offset/588))
	}
	return list
}

// The seek table leads to the frames it names, and every ten seconds has one.
func TestSeekTable(t *testing.T) {
	t.Parallel()
	k := kind{"seek", "speech", 8000, 1, 16, 35, []string{"-5", "-b", "576"}}
	s, c := open(t, k.make(t))
	path := write(t, c, native.Part{Start: 100, End: timeline.Position(s.Samples)})
	part, _ := open(t, path)
	data := mediatest.Read(t, path)
	for _, block := range blocksOf(part, flac.TypeSeekTable) {
		b := data[block.Offset:][:block.Len]
		if want := int(part.Samples/80_000+1) * pointLen; len(b) != want {
			t.Errorf("%d bytes of points, want %d", len(b), want)
		}
		before := int64(-1)
		for ; len(b) > 0; b = b[pointLen:] {
			sample, offset := be(b[:8]), be(b[8:16])
			cursor, err := part.At(context.Background(), sample)
			if err != nil {
				t.Fatal(err)
			}
			item, err := cursor.Next()
			if err != nil || item.Start != sample || item.Samples != int(be(b[16:18])) || item.Before.Bytes != offset {
				t.Errorf("the point %d, %d: the frame begins at %d, %d, %v", sample, offset, item.Start, item.Before.Bytes, err)
			}
			if gap := sample - before; before >= 0 && (gap <= 0 || gap > 90_000) {
				t.Errorf("points at %d and %d", before, sample)
			}
			before = sample
		}
	}
}

func be(b []byte) (v int64) {
	for _, c := range b {
		v = v<<8 | int64(c)
	}
	return v
}

// Without an MD5 STREAMINFO says that it is not known; all else stays.
func TestNoMD5(t *testing.T) {
	t.Parallel()
	s, c := open(t, kinds[5].make(t))
	p := native.Part{Start: 1000, End: timeline.Position(s.Samples)}
	with := mediatest.Read(t, write(t, c, p))
	p.NoMD5 = true
	without := mediatest.Read(t, write(t, c, p))
	at := 4 + 4 + flac.InfoLen - 16
	sum := with[at : at+16]
	if bytes.Equal(sum, make([]byte, 16)) {
		t.Error("there is no MD5")
	}
	clear(sum)
	if !bytes.Equal(with, without) {
		t.Error("more than the MD5 differs")
	}
}
