package ogg

import (
	"bytes"
	"context"
	"testing"

	"audiospliter/engine/fault"
)

// FuzzIndex reads anything as a file, and each of its packets again.
func FuzzIndex(f *testing.F) {
	f.Fuzz(func(t *testing.T, file []byte) {
		ctx := context.Background()
		file = repaired(file)
		s, err := Index(ctx, bytes.NewReader(file), int64(len(file)), 0)
		if err != nil {
			if code := fault.CodeOf(err); code != fault.UnsupportedFormat && code != fault.CorruptFile {
				t.Fatalf("%s: %v", code, err)
			}
			return
		}
		for _, l := range s.Links {
			var sum Sum
			for p, err := range l.All(ctx, 0) {
				if err != nil {
					t.Fatal(err)
				}
				if p.Raw != sum.Samples {
					t.Fatalf("a packet at %d, want %d", p.Raw, sum.Samples)
				}
				sum.add(p.Samples, len(p.Data))
			}
			if sum != l.Total {
				t.Fatalf("%+v walked, %+v indexed", sum, l.Total)
			}
			if l.Samples <= 0 || l.Skip+int64(l.Samples) > l.Total.Samples {
				t.Fatalf("%d samples from %d of %d", l.Samples, l.Skip, l.Total.Samples)
			}
		}
	})
}

// repaired returns a file with the right checksums where pages seem to be, but
// for every eighth: else few of them would be read.
func repaired(file []byte) []byte {
	file = bytes.Clone(file)
	for i, n := 0, 0; i < len(file); n++ {
		next := bytes.Index(file[i:], []byte("OggS"))
		if next < 0 {
			break
		}
		i += next
		h, ok := ParseHeader(file[i:])
		if !ok || h.PageLen() > len(file)-i {
			i++
			continue
		}
		if n%8 < 7 {
			copy(file[i:], AppendPage(nil, h, bytes.Clone(file[i+h.Len():i+h.PageLen()])))
		}
		i += h.PageLen()
	}
	return file
}

// FuzzSetup reads anything as a setup header.
func FuzzSetup(f *testing.F) {
	f.Fuzz(func(t *testing.T, packet []byte, channels byte) {
		long, ok := vorbisSetup(packet, int(channels)+1)
		if ok && (len(long) == 0 || len(long) > 64) {
			t.Fatalf("%d modes", len(long))
		}
	})
}
