package ogg

import "audiospliter/engine/media/vorbiscomment"

// The words that begin header packets.
const (
	opusTags      = "OpusTags"
	vorbisComment = "\x03vorbis"
)

// CommentPacket returns the header packet with the comments of a stream of a
// codec (Vorbis I, section 5; RFC 7845, section 5.2).
func CommentPacket(codec Codec, c vorbiscomment.Comments) []byte {
	if codec == Opus {
		return c.Append([]byte(opusTags))
	}
	return append(c.Append([]byte(vorbisComment)), 1) // the framing bit
}
