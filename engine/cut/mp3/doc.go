// Package mp3 writes parts of an MP3 stream, at any sample, without encoding
// anew. Joined, the decoded parts are the decoded source, sample for sample, in
// every decoder that honours the LAME header; one that ignores it plays up to
// 78 ms (at 44.1 kHz) before the part and up to one frame behind it. The package
// plans no cuts, names no files and syncs none.
//
// A part [a, b) is written in these steps:
//
//  1. Frames. A frame's output needs the overlap of the granule before it and
//     the filter history of one more. So the part copies from preroll frames before
//     the one that sample a lies in (1 of MPEG-1, 2 of MPEG-2 and 2.5, which have
//     half the granules) to the one that sample b-1 lies in.
//  2. Reservoir. The first copied frame may keep up to 511 bytes of its data in
//     the frames before it. They are put into one silent frame in front, where
//     that frame looks for them.
//  3. Delay and padding follow: how many samples of these frames come before a
//     and behind b. Where the delay would be negative a silent frame helps, too.
//  4. An Info frame (Xing where the bitrate varies) with a LAME block stands
//     before it all. It carries delay and padding, counts, a table of contents,
//     and checksums, and is filled in when the frames have been copied.
//  5. The ID3v2 tag of the source, edited for the part, stands at the very front.
//     Other tags are not written.
//
// Frames that lack data because the source itself begins in the middle are
// silenced where a reservoir frame would otherwise feed them zeros.
package mp3
