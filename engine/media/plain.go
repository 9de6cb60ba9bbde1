package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"strings"

	"audiospliter/engine/media/pcm"
)

// plain describes a file that needs no ffprobe to be understood, as ffprobe
// would. It is nil for all else. Starting ffprobe takes longer than splitting a
// short prompt.
func plain(ctx context.Context, path string, file io.ReaderAt, size int64) *document {
	if d := plainWAV(file, size); d != nil {
		return d
	}
	return plainMP3(ctx, path, file, size)
}

// plainWAV is plain for a WAV file of integer PCM with nothing in it but samples
// and the plain tags of its INFO list.
func plainWAV(file io.ReaderAt, size int64) *document {
	wav, err := pcm.Open(file, size)
	if err != nil || wav.Kind != pcm.WAV || wav.Short || wav.Frames == 0 {
		return nil
	}
	f := wav.Format
	if f.Encoding == pcm.Float || f.Companded() || f.Bits != 8*f.Bytes || f.Channels > 2 {
		return nil
	}
	last := wav.Chunks[len(wav.Chunks)-1]
	var next [8]byte // zeros where a recorder keeps room, which ffprobe takes for millions of chunks
	if n, _ := file.ReadAt(next[:], last.Offset+last.Size+last.Size&1); n > 0 && (n < len(next) || next != [8]byte{}) {
		return nil
	}
	d := &document{}
	data := 0
	for _, c := range wav.Chunks {
		switch c.ID {
		case "fmt ":
			var tag [2]byte
			if _, err := file.ReadAt(tag[:], c.Offset); err != nil || binary.LittleEndian.Uint16(tag[:]) != 1 {
				return nil // an extensible header says more
			}
		case "data":
			if data++; data > 1 || holdsOtherCodec(file, c) {
				return nil
			}
		case "LIST":
			if d.Format.Tags = infoTags(file, c); d.Format.Tags == nil {
				return nil
			}
		default:
			return nil
		}
	}
	rate := int64(f.Rate)
	seconds := float64(wav.Frames) / float64(rate)
	d.Format.Name = "wav"
	d.Format.Duration = float(seconds)
	d.Streams = []stream{{
		Type: "audio", Codec: f.Codec(), Rate: integer(rate), Channels: f.Channels, Bits: f.Bits, Base: ratio{1, rate},
		Length: int64(wav.Frames), Duration: float(seconds), Bitrate: integer(rate * int64(f.Channels) * int64(f.Bits)),
	}}
	return d
}

// syncWords are what frames of DTS, and of what goes over S/PDIF, begin with.
// They are found where WAV files claim to hold PCM, and ffmpeg looks for them.
var syncWords = [][]byte{
	{0x72, 0xF8, 0x1F, 0x4E},
	{0xF8, 0x72, 0x4E, 0x1F},
	{0x7F, 0xFE, 0x80, 0x01},
	{0xFE, 0x7F, 0x01, 0x80},
	{0x1F, 0xFF, 0xE8, 0x00},
	{0xFF, 0x1F, 0x00, 0xE8},
	{0x0B, 0x77},
	{0x77, 0x0B}, // AC-3
}

// syncWithin is how far into the samples one of four bytes is looked for, in bytes.
const syncWithin = 16 << 10

// holdsOtherCodec reports whether the samples may be something else than PCM.
func holdsOtherCodec(file io.ReaderAt, c pcm.Chunk) bool {
	b := make([]byte, min(c.Size, syncWithin))
	if _, err := file.ReadAt(b, c.Offset); err != nil {
		return true
	}
	for _, mark := range syncWords {
		if len(mark) == 4 && bytes.Contains(b, mark) || bytes.HasPrefix(b, mark) {
			return true
		}
	}
	return false
}

// infoNames are ffmpeg's names of the entries of an INFO list.
var infoNames = map[string]string{
	"IART": "artist", "ICMT": "comment", "ICOP": "copyright", "ICRD": "date", "IGNR": "genre",
	"INAM": "title", "IPRD": "album", "IPRT": "track", "ITRK": "track", "ISFT": "encoder",
}

// maxInfo bounds an INFO list that is read here.
const maxInfo = 4 << 10

// infoTags reads the INFO list of a WAV file (Microsoft, "Multimedia Programming
// Interface and Data Specifications 1.0", 1991): entries of four characters, a
// size, and text that ends with a zero. It is nil for any other list, and for
// text whose meaning is not certain.
func infoTags(file io.ReaderAt, c pcm.Chunk) map[string]string {
	if c.Size < 4 || c.Size > maxInfo {
		return nil
	}
	b := make([]byte, c.Size)
	if _, err := file.ReadAt(b, c.Offset); err != nil || string(b[:4]) != "INFO" {
		return nil
	}
	tags := map[string]string{}
	for b = b[4:]; len(b) >= 8; {
		size := int64(binary.LittleEndian.Uint32(b[4:]))
		name := infoNames[string(b[:4])]
		if size > int64(len(b)-8) || name == "" || tags[name] != "" {
			return nil
		}
		text, _, _ := strings.Cut(string(b[8:8+size]), "\x00")
		if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
			return nil
		}
		tags[name] = text
		b = b[min(8+size+size&1, int64(len(b))):]
	}
	if len(b) > 0 {
		return nil
	}
	return tags
}
