package cut

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/mp3"
)

// Whatever a source says of the loudness of the whole, in whatever way, no part
// says: the values are looked for in all bytes of the parts.
func TestNoPartHasTheGainOfTheWhole(t *testing.T) {
	t.Parallel()
	const value = "-7.0707"
	values := [][]byte{[]byte(value), []byte("7\x00.\x000\x007\x000\x007"), []byte("0007070")} // UTF-16, iTunNORM
	for _, test := range []struct {
		name    string
		args    []string
		change  func(t *testing.T, path string)
		formats []Format
	}{
		{"a.mp3", []string{"-id3v2_version", "0"}, tagWithGains(value), []Format{Keep, MP3, FLAC, M4A, Opus}},
		{"b.mp3", []string{"-id3v2_version", "0"}, apeWithGain(value), []Format{Keep, Ogg, WAV}},
		{"c.flac", nil, nil, []Format{Keep, MP3, ALAC}},
		{"d.opus", nil, nil, []Format{Keep, FLAC, MP3}},
		{"e.ogg", []string{"-c:a", "libvorbis"}, nil, []Format{Keep, M4A}},
		{"f.wv", nil, nil, []Format{Keep, FLAC, MP3}}, // an APE tag
		{"g.mka", []string{"-c:a", "aac"}, nil, []Format{Keep, Opus}},
		{"h.m4a", []string{"-movflags", "use_metadata_tags", "-f", "mp4"}, nil, []Format{Keep, ALAC, MP3}},
		{"i.aiff", []string{"-write_id3v2", "1"}, nil, []Format{Keep, MP3}},
		{"j.caf", nil, nil, []Format{Keep, FLAC}},
		{"k.wma", nil, nil, []Format{Keep, MP3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := slices.Clone(test.args)
			for _, name := range []string{"REPLAYGAIN_TRACK_GAIN", "replaygain_album_peak", "R128_TRACK_GAIN", "R128_ALBUM_GAIN"} {
				args = append(args, "-metadata", name+"="+value)
			}
			path := makeMedia(t, test.name, 60_000, 48000, 2, args...)
			if test.change != nil {
				test.change(t, path)
			}
			whole, err := os.ReadFile(path)
			if err != nil || !slices.ContainsFunc(values, func(v []byte) bool { return bytes.Contains(whole, v) }) {
				t.Fatalf("the source does not say its gain: the test shows nothing (%v)", err)
			}
			src := probeMedia(t, path)
			for _, format := range test.formats {
				o := Output{Format: format}
				if format != Keep && targets[format].codec == src.Codec {
					o.Channels = 1 // encode it again
				}
				for _, r := range write(t, task(t, src, parts(src, 30_000), o)) {
					part := mediatest.Read(t, r.Path)
					for _, v := range values {
						if bytes.Contains(part, v) {
							t.Errorf("%s by %s: segment %d has the gain of the whole", format, r.Method, r.Segment.Index)
						}
					}
					if filepath.Ext(r.Path) == ".mp3" {
						if gains := lameGains(t, r.Path); gains != [8]byte{} {
							t.Errorf("%s by %s: segment %d has the gains % x in its LAME header", format, r.Method, r.Segment.Index, gains)
						}
					}
				}
			}
		})
	}
}

// tagWithGains puts all frames of gains that ID3 has in front of an MP3, and
// gains into its LAME header.
func tagWithGains(value string) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		tag := &id3.Tag{Version: 4}
		for _, name := range []string{"REPLAYGAIN_TRACK_GAIN", "replaygain_album_gain", "MP3GAIN_UNDO", "R128_TRACK_GAIN"} {
			tag.Set(name, value+" dB")
		}
		tag.Frames = append(tag.Frames,
			id3.Frame{ID: "COMM", Body: []byte("\x00engiTunNORM\x00 0007070 0007070")},
			id3.Frame{ID: "COMM", Body: []byte("\x01eng\xff\xfei\x00T\x00u\x00n\x00N\x00O\x00R\x00M\x00\x00\x00\xff\xfe-\x007\x00.\x000\x007\x000\x007\x00")},
			id3.Frame{ID: "PRIV", Body: []byte("AverageLevel\x00" + value)},
			id3.Frame{ID: "RVA2", Body: []byte("track\x00\x01" + value)},
			id3.Frame{ID: "RVAD", Body: []byte(value)},
			id3.Frame{ID: "RGAD", Body: []byte(value)},
			id3.Frame{ID: "XRVA", Body: []byte(value)},
		)
		var b bytes.Buffer
		if _, err := tag.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		audio := mediatest.Read(t, path)
		at := bytes.Index(audio, []byte("Info")) + 120 + 11 // peak, radio and audiophile gain
		copy(audio[at:], "\x3f\x80\x00\x00\x2c\x12\x4c\x34")
		if err := os.WriteFile(path, append(b.Bytes(), audio...), 0o600); err != nil {
			t.Fatal(err)
		}
		if gains := lameGains(t, path); gains == [8]byte{} {
			t.Fatal("the source has no gains in its LAME header")
		}
	}
}

// lameGains returns the peak and the gains of an MP3's LAME header.
func lameGains(t *testing.T, path string) [8]byte {
	t.Helper()
	file, size := mediatest.Open(t, path)
	stream, err := mp3.Index(context.Background(), file, size)
	if err != nil || stream.Info == nil || stream.Info.LAME == nil {
		t.Fatalf("%s has no LAME header: %v", path, err)
	}
	return [8]byte(stream.Info.LAME[11:19])
}

// apeWithGain puts an APE tag behind an MP3.
func apeWithGain(value string) func(*testing.T, string) {
	return func(t *testing.T, path string) {
		var items []byte
		for _, key := range []string{"REPLAYGAIN_TRACK_GAIN", "R128_TRACK_GAIN", "Mp3gain_undo"} {
			items = binary.LittleEndian.AppendUint32(items, uint32(len(value)))
			items = append(append(items, 0, 0, 0, 0), key...)
			items = append(append(items, 0), value...)
		}
		footer := binary.LittleEndian.AppendUint32([]byte("APETAGEX\xd0\x07\x00\x00"), uint32(len(items)+32))
		footer = append(footer, 3, 0, 0, 0, 0, 0, 0, 0)
		footer = append(footer, make([]byte, 8)...)
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if _, err := file.Write(append(items, footer...)); err != nil {
			t.Fatal(err)
		}
	}
}
