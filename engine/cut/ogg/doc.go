// Package ogg writes parts of Opus and Vorbis in Ogg, at any sample, without
// encoding anew. It plans no cuts, chooses no tags, names no files and syncs
// none.
//
// A part [a, b) of a link is written in these steps:
//
//  1. Packets. They are copied from shortly before the one that sample a lies in
//     to the one that sample b-1 lies in: a decoder of Vorbis needs one packet to
//     overlap with, one of Opus a preroll of some time (see PreRoll).
//  2. Start. Of Opus, the header's pre-skip says how many samples to drop. Of
//     Vorbis, the first page of audio holds two packets, of which only the second
//     gives samples, and a granule position that is less than these: decoders
//     drop the difference in front (Vorbis I, section A.2).
//  3. End. The granule position of the last page is that of sample b: decoders
//     drop what the last packet has behind it. The first page of audio is never
//     the last, because it could not hold both numbers.
//  4. Pages are made anew, of a second of audio at most, so that what was damaged
//     in the source is not in the part.
//
// A part that reaches over several links of a file that was joined becomes such
// a file itself.
//
// Vorbis decodes to the very samples of the source. Opus decoders never forget
// their past wholly: PreRoll says how much their samples differ. Of Vorbis, ffmpeg
// does not drop what comes before a, less than one block; it gives it negative
// times. There is no such thing if a is where packets meet, which Around finds.
package ogg
