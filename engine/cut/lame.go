package cut

import (
	"context"
	"encoding/binary"
	"io"
	"os"

	cutmp3 "audiospliter/engine/cut/mp3"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/timeline"
)

// setLength makes the LAME header of an MP3 that ffmpeg has encoded say that it
// holds that many samples. ffmpeg's own padding is too small, by up to a few
// hundred samples, where the encoder needed more than a frame to run out. It
// reports whether the frames of the file do hold them.
func setLength(ctx context.Context, file *os.File, samples timeline.Position) (bool, error) {
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return false, err
	}
	stream, err := mp3.Index(ctx, file, size)
	if err != nil {
		return false, err
	}
	info := stream.Info
	if info == nil || info.LAME == nil {
		return false, nil // too short for ffmpeg to write one
	}
	padding := stream.Frames*stream.SamplesPerFrame - int64(info.Delay) - int64(samples)
	if padding < decoderDelay || padding > 0xFFF || stream.DamageCount > 0 {
		return false, nil
	}
	_, side := stream.Header.SideInfo() // an Info frame has no checksum
	if stream.Header.CRC() {
		side -= 2
	}
	const lameAt, checked = 120, 154 // from the four letters: the LAME block, its last checksum
	head := make([]byte, side+checked+2)
	if _, err := file.ReadAt(head, info.Offset); err != nil {
		return false, err
	}
	sizes := head[side+lameAt+21:]
	sizes[1] = sizes[1]&0xF0 | byte(padding>>8)
	sizes[2] = byte(padding)
	binary.BigEndian.PutUint16(head[side+checked:], cutmp3.UpdateCRC(0, head[:side+checked]))
	_, err = file.WriteAt(head, info.Offset)
	return err == nil, err
}

// decoderDelay is how many samples a decoder is late, and so the least padding
// whose end it can find.
const decoderDelay = 529
