package cutlist

import (
	"bytes"
	"slices"
	"testing"

	"audiospliter/engine/fault"
)

// FuzzRead reads any bytes as any format, or as the one they look like, and
// writes what was read in all formats.
func FuzzRead(f *testing.F) {
	formats := append(Formats(), "")
	for _, f := range Readable() {
		if !slices.Contains(formats, f) {
			formats = append(formats, f)
		}
	}
	for i := range formats {
		for _, test := range programLists {
			if test.format == formats[i] {
				f.Add(uint8(i), []byte(test.text))
			}
		}
		for _, test := range readTests {
			if test.format == formats[i] || formats[i] == "" {
				f.Add(uint8(i), []byte(test.text))
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		format := formats[int(which)%len(formats)]
		l, err := Read(bytes.NewReader(data), Options{Format: format, FrameRate: FrameRate{25, 1}})
		if err != nil {
			if fault.CodeOf(err) != fault.InvalidParams {
				t.Fatalf("%s: %v", fault.CodeOf(err), err)
			}
			return
		}
		checkList(t, l)
		for _, to := range Formats() {
			checkWrite(t, l, to)
		}
	})
}

// checkList checks what every list that was read keeps to.
func checkList(t *testing.T, l *List) {
	if len(l.Tracks) == 0 || len(l.Warnings) > maxWarnings+1 {
		t.Fatalf("%d tracks, %d warnings", len(l.Tracks), len(l.Warnings))
	}
	for i, track := range l.Tracks {
		if track.HasEnd && track.End.Cmp(track.Start) <= 0 || track.Point && track.HasEnd {
			t.Fatalf("track %d: %+v", i, track)
		}
		if i > 0 && l.Tracks[i-1].File == track.File && l.Tracks[i-1].Start.Cmp(track.Start) > 0 {
			t.Fatalf("track %d begins before the one in front of it", i)
		}
		if clean(track.Title) != track.Title {
			t.Fatalf("title %q is not clean", track.Title)
		}
	}
}

// checkWrite checks that a list is refused, or comes back with its cuts.
func checkWrite(t *testing.T, l *List, to Format) {
	var b bytes.Buffer
	if err := Write(&b, to, l); err != nil {
		if fault.CodeOf(err) != fault.InvalidParams {
			t.Fatalf("writing %s: %v", to, err)
		}
		return
	}
	text := b.String()
	if b.Len() > maxSize {
		return
	}
	back, err := Read(&b, Options{Format: to})
	if err != nil {
		if len(text) > maxLine { // titles of 64 kB, with what stands around them
			return
		}
		t.Fatalf("reading %s back: %v\n%q", to, err, text)
	}
	if to == EDL {
		return // segments that overlap come back as other pieces of the same audio
	}
	if len(back.Tracks) != len(l.Tracks) {
		t.Fatalf("%d tracks came back from %s as %d\n%q", len(l.Tracks), to, len(back.Tracks), text)
	}
	for i, track := range back.Tracks {
		if !sameTime(to, back.FrameRate, l.Tracks[i].Start, track.Start) {
			t.Fatalf("track %d at %v came back from %s at %v\n%q", i, l.Tracks[i].Start, to, track.Start, text)
		}
	}
}

func FuzzReadFLACBlock(f *testing.F) {
	f.Add(flacBlock(), 44100)
	f.Add([]byte("fLaC"), 8000)
	f.Fuzz(func(t *testing.T, data []byte, rate int) {
		l, err := ReadFLACBlock(data, clampRate(rate))
		if err == nil {
			checkList(t, l)
		}
	})
}

func FuzzReadWAVCues(f *testing.F) {
	cue, adtl := wavChunks()
	f.Add(cue, adtl, 48000)
	f.Add([]byte{255, 255, 255, 255}, []byte("labl\xff\xff\xff\xff"), 1)
	f.Fuzz(func(t *testing.T, cue, adtl []byte, rate int) {
		l, err := ReadWAVCues(cue, adtl, clampRate(rate))
		if err == nil {
			checkList(t, l)
		}
	})
}
