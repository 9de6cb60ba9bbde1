// Package mp3 reads the structure of MPEG 1, 2 and 2.5 Layer III streams: where
// the frames are, how long the audible audio is, which tags surround it, and
// what is damaged. It decodes no audio and writes nothing; it refuses free
// format, and layers I and II.
//
// Index reads a file once, in four steps:
//
//  1. Tags are taken off both ends: ID3v2 (also repeated) and an APE header in
//     front; ID3v1, Lyrics3, APEv2 and an appended ID3v2 tag behind.
//  2. The first frame is the first header that another of the same version,
//     layer and sampling rate follows. If it stands right behind the tags and
//     holds a Xing, Info or VBRI header it is no audio: frame 0 comes next.
//  3. The frames are walked header by header. What is no frame is skipped up to
//     the next two headers in a row, and reported. A frame cut short by the end
//     of the file is left out, and reported.
//  4. The timeline follows from the frame count and the LAME header. Raw
//     position r = frame*SamplesPerFrame; audible sample n sits at r = Skip + n.
//
// A sparse index keeps the offset of each 32nd frame, of fewer in a very long
// stream, so that its memory is bounded; the frames between are walked again.
//
// Where decoders differ the rules are ffmpeg's, which is what the engine decodes
// with: delay and padding count only if the encoder is named LAME, Lavf or Lavc,
// and the end they give is ignored in a file that is over 1/16 longer than its
// header says, such as several files joined with cat.
package mp3
