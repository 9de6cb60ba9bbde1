package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"testing"
)

// coreAudioFile returns a Core Audio file of ALAC: packets of 4096 samples, with the
// given sizes and bytes. Its samples go up to its end where open is set.
func coreAudioFile(open bool, sizes, data []byte) []byte {
	be := binary.BigEndian
	b := []byte("caff\x00\x01\x00\x00")
	chunk := func(id string, size int64, payload ...[]byte) {
		b = be.AppendUint64(append(b, id...), uint64(size))
		b = append(b, bytes.Join(payload, nil)...)
	}
	desc := make([]byte, 32)
	copy(desc[8:], "alac")
	be.PutUint32(desc[20:], 4096)
	chunk("desc", 32, desc)
	table := be.AppendUint64(nil, uint64(len(sizes)))
	table = append(table, make([]byte, 16)...)
	chunk("pakt", int64(len(table)+len(sizes)), table, sizes)
	size := int64(4 + len(data))
	if open {
		size = -1
	}
	chunk("data", size, make([]byte, 4), data)
	return b
}

var (
	fullPacket  = []byte{0x20, 0, 0, 0, 0, 0, 0, 0, 0}
	shortPacket = []byte{0x20, 0, 0x10, 0, 0, 0, 14, 0, 0} // of 7 samples
)

// The last packet tells how long the audio is, and packets that are missing that
// nobody knows.
func TestLengthOfALAC(t *testing.T) {
	t.Parallel()
	both := append(bytes.Clone(fullPacket), shortPacket...)
	for name, test := range map[string]struct {
		file []byte
		want int64 // 0 for unknown
	}{
		"short":        {coreAudioFile(false, []byte{9, 9}, both), 4103},
		"open":         {coreAudioFile(true, []byte{9, 9}, both), 4103},
		"full":         {coreAudioFile(false, []byte{9}, fullPacket), 4096},
		"missing":      {coreAudioFile(false, []byte{9, 9, 9}, both), 0},
		"table ends":   {coreAudioFile(false, []byte{9, 0x89}, both), 0},
		"other tag":    {coreAudioFile(false, []byte{9}, append([]byte{0xE0}, fullPacket[1:]...)), 0},
		"no packets":   {coreAudioFile(false, nil, nil), 0},
		"empty":        {coreAudioFile(false, []byte{9, 0, 9}, both), 0},
		"data missing": {coreAudioFile(false, []byte{9, 9}, both)[:8+44], 0},
	} {
		p := &prober{ctx: t.Context(), file: bytes.NewReader(test.file)}
		p.Size = int64(len(test.file))
		if p.alac() != (test.want > 0) || int64(p.Samples) != test.want {
			t.Errorf("%s: %d samples, want %d", name, p.Samples, test.want)
		}
	}
}

// Counting ends with its context, and where the table of packets makes no sense
// nobody is asked for the packets.
func TestCountingOfALACEnds(t *testing.T) {
	t.Parallel()
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	file := coreAudioFile(false, []byte{9}, fullPacket)
	p := &prober{ctx: canceled, file: bytes.NewReader(file)} // no tools
	p.Size, p.Container, p.Codec, p.Rate = int64(len(file)), "caf", "alac", 44100
	p.audio.Base = ratio{1, 44100}
	if p.alac() {
		t.Error("a canceled count came to its end")
	}
	if done, err := p.count(); done || err != nil {
		t.Errorf("%v, %v", done, err)
	}
}
