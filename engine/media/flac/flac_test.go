package flac

import (
	"bytes"
	"context"
	"crypto/md5"
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"

	"pgregory.net/rapid"
)

// encode returns real music, or its like at another depth, as flac writes it.
func encode(t testing.TB, bits, channels int, seconds string, args ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.flac")
	wav := filepath.Join(t.TempDir(), "x.wav")
	codec := map[int]string{8: "pcm_u8", 16: "pcm_s16le", 24: "pcm_s24le", 32: "pcm_s32le"}[bits]
	mediatest.FFmpeg(t, "-ss", "20", "-i", mediatest.Music, "-t", seconds, "-af", "volume=0.9,aecho=0.8:0.9:40:0.3", "-ac", string(rune('0'+channels)), "-c:a", codec, wav)
	mediatest.Run(t, "flac", append(append([]string{"-s", "-o", path}, args...), wav)...)
	return mediatest.Read(t, path)
}

// What is decoded has the MD5 that flac gave it.
func TestDecodedHasTheMD5(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		bits, channels int
		args           []string
	}{
		{16, 2, []string{"-8"}},
		{16, 2, []string{"-0"}},
		{16, 1, []string{"-5", "-b", "64", "--lax"}},
		{16, 1, []string{"-8", "-e", "-p"}},
		{16, 2, []string{"--disable-fixed-subframes", "-l", "1"}},
		{16, 2, []string{"--disable-constant-subframes", "--disable-fixed-subframes", "--disable-verbatim-subframes", "-l", "32", "--lax"}},
		{24, 2, []string{"-8"}},
		{24, 6, []string{"-5"}},
		{8, 1, []string{"-5"}},
		{32, 2, []string{"-8"}},
		{32, 2, []string{"-0", "-M"}},
	} {
		file := encode(t, test.bits, test.channels, "3", test.args...)
		s, err := Index(context.Background(), bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Damage) > 0 || s.Samples != s.Info.Total {
			t.Errorf("%v: %d samples of %d, damage %v", test, s.Samples, s.Info.Total, s.Damage)
		}
		sum := md5.New()
		var d Decoder
		for item := range items(t, s, 0) {
			channels, n, err := d.Decode(item.Data, item.Header, s.Info.Bits)
			if err != nil || n != len(item.Data) {
				t.Fatalf("%v: %d of %d bytes, %v", test, n, len(item.Data), err)
			}
			sum.Write(AppendPCM(nil, channels, s.Info.Bits))
		}
		if got := sum.Sum(nil); !bytes.Equal(got, s.Info.MD5[:]) {
			t.Errorf("%v: the MD5 is %x, want %x", test, got, s.Info.MD5)
		}
		if got := s.Info.Append(nil); !bytes.Equal(got, file[8:8+InfoLen]) {
			t.Errorf("%v: STREAMINFO is % x, want % x", test, got, file[8:8+InfoLen])
		}
	}
}

// items gives out the items from a sample on.
func items(t interface{ Fatal(...any) }, s *Stream, sample int64) func(func(Item) bool) {
	return func(yield func(Item) bool) {
		c, err := s.At(context.Background(), sample)
		if err != nil {
			t.Fatal(err)
		}
		for {
			item, err := c.Next()
			if IsEnd(err) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !yield(item) {
				return
			}
		}
	}
}

// checkItems checks that the items of a stream cover its timeline, and are the
// same from wherever they are looked for.
func checkItems(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, s *Stream, sample int64,
) {
	var at int64
	var want []Item
	for item := range items(t, s, 0) {
		if item.Start != at || item.Samples <= 0 || item.Data != nil && (CRC16(0, item.Data) != 0 || item.BlockSize != item.Samples) {
			t.Fatalf("an item [%d, %d) behind sample %d", item.Start, item.End(), at)
		}
		at = item.End()
		item.Data = bytes.Clone(item.Data)
		if at > sample && len(want) < 100 {
			want = append(want, item)
		}
	}
	if at != s.Samples {
		t.Fatalf("the items end at %d, the stream at %d", at, s.Samples)
	}
	i := 0
	for item := range items(t, s, sample) {
		if i == len(want) {
			break
		}
		w := want[i]
		if item.Start != w.Start || item.Samples != w.Samples || item.Before != w.Before || !bytes.Equal(item.Data, w.Data) {
			t.Fatalf("from sample %d on, item %d is [%d, %d) behind %v, want [%d, %d) behind %v", sample, i, item.Start, item.End(), item.Before, w.Start, w.End(), w.Before)
		}
		i++
	}
}

// Frames are found again around whatever was done to a file.
func TestFramesAroundHoles(t *testing.T) {
	t.Parallel()
	sound := encode(t, 16, 1, "2", "-5", "-b", "192")
	rapid.Check(t, func(t *rapid.T) {
		file := slices.Clone(sound)
		for range rapid.IntRange(0, 4).Draw(t, "holes") {
			at := rapid.IntRange(42, len(file)).Draw(t, "at")
			end := min(len(file), at+rapid.IntRange(0, 2000).Draw(t, "length"))
			file = slices.Replace(file, at, end, rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "junk")...)
		}
		s, err := Index(context.Background(), bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return // the metadata is broken
		}
		checkItems(t, s, rapid.Int64Range(0, s.Samples-1).Draw(t, "sample"))
	})
}

func TestChecksums(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SliceOf(rapid.Byte()).Draw(t, "a"), rapid.SliceOf(rapid.Byte()).Draw(t, "b")
		slow := func(b []byte) (crc uint16) { // bit by bit
			for _, v := range b {
				crc ^= uint16(v) << 8
				for range 8 {
					crc = crc<<1 ^ crc>>15*0x8005
				}
			}
			return crc
		}
		whole := slices.Concat(a, b)
		if CRC16(CRC16(0, a), b) != slow(whole) || Append0(slow(a), len(b))^slow(b) != slow(whole) {
			t.Fatal("the checksum of both is not that of the whole")
		}
	})
}

// Numbers are read as they are written, in as many bytes as there should be.
func TestNumbers(t *testing.T) {
	t.Parallel()
	first := []byte{0xFF, 0xF8, 0xC9, 0x18, 0, 0}
	for _, n := range []int64{0, 1, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 1 << 16, 1<<21 - 1, 1 << 21, 1<<26 - 1, 1 << 26, 1<<31 - 1, 1 << 31, 1<<36 - 1} {
		b := Renumber(nil, first, true, n)
		h, ok := ParseHeader(b)
		if !ok || h.Number != n || len(b) != 5+NumberLen(n) || h.Len != len(b) || h.BlockSize != 4096 || h.Rate != 44100 || h.Bits != 16 {
			t.Errorf("%d reads %+v, %t", n, h, ok)
		}
		if again := Renumber(nil, b, true, n); !bytes.Equal(again, b) {
			t.Errorf("%d: % x becomes % x", n, b, again)
		}
	}
}

func FuzzIndex(f *testing.F) {
	file := encode(f, 16, 1, "0.3", "-5", "-b", "192", "--no-padding")
	audio := bytes.Index(file, []byte{0xFF, 0xF8})
	f.Add(file[:min(len(file), 2000)], uint16(300))
	f.Add(slices.Concat([]byte("ID3\x03\x00\x00\x00\x00\x00\x01x"), file[:audio+900], []byte("\xFF\xF8junk"), file[audio+700:audio+1500]), uint16(0))
	f.Add(slices.Concat(file[:audio+500], file[audio:audio+700]), uint16(1000))
	f.Fuzz(func(t *testing.T, file []byte, sample uint16) {
		s, err := Index(context.Background(), bytes.NewReader(file), int64(len(file)))
		if err != nil {
			if code := fault.CodeOf(err); code != fault.UnsupportedFormat && code != fault.CorruptFile {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		if s.Samples <= 0 {
			t.Fatalf("impossible: %+v", s)
		}
		if s.Samples < 1<<24 { // silence of years takes its time
			checkItems(t, s, min(int64(sample), s.Samples-1))
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, args := range [][]string{{"-8"}, {"-0"}, {"-l", "32", "--lax", "-b", "256"}} {
		file := encode(f, 16, 2, "0.05", args...)
		f.Add(file[bytes.Index(file, []byte{0xFF, 0xF8}):], uint8(16))
	}
	f.Fuzz(func(t *testing.T, frame []byte, bits uint8) {
		h, ok := ParseHeader(frame)
		if !ok {
			return
		}
		depth := 4 + int(bits)%29
		var d Decoder
		channels, n, err := d.Decode(frame, h, depth)
		if err != nil {
			return
		}
		if n > len(frame) || len(channels) != h.Channels || len(channels[0]) != h.BlockSize {
			t.Fatalf("%d of %d bytes, %d channels of %d samples for %+v", n, len(frame), len(channels), len(channels[0]), h)
		}
		again, m, err := (&Decoder{}).Decode(frame[:n], h, depth)
		if err != nil || m != n || !slices.EqualFunc(again, channels, slices.Equal[[]int64]) {
			t.Fatalf("the frame alone decodes to other audio, %v", err)
		}
	})
}
