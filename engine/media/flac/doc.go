// Package flac reads native FLAC files (RFC 9639): their metadata, where each
// frame begins and ends, and the samples of single frames. It writes nothing,
// and makes no tags of the metadata.
//
// A frame does not say how long it is. It is found so:
//
//  1. What looks like the header of a frame of this stream, its CRC-8 included,
//     begins one.
//  2. It ends where the next such header begins, or the file ends, if the CRC-16
//     of what lies between is right.
//  3. Where no such place is found, because other bytes follow the frame, it is
//     decoded, which tells its end, and its CRC-16 is checked there.
//  4. What is no frame is passed over to the next header that begins one.
//
// All positions are on a timeline that begins with the first frame and goes on
// as the frames are numbered. Where some are lost there is silence, so that all
// behind keeps its place. Where numbers begin anew, as in files that were
// joined, the timeline goes on without a gap.
package flac
