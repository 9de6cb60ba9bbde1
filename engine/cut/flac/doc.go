// Package flac writes parts of native FLAC, at any sample, without encoding
// anew but for the blocks at the cuts. Joined, the decoded parts are the decoded
// source, bit for bit. The package plans no cuts, names no files and syncs none.
//
// A part [a, b) is written in these steps:
//
//  1. Metadata (RFC 9639, section 8). Pictures and the blocks of applications are
//     copied, comments are edited for the part, the cue sheet is moved to it.
//     STREAMINFO and the seek table are filled in at the end.
//  2. Numbering. If all blocks of the part are of one size, but for a shorter one
//     at the end, frames are numbered; otherwise, as where a lies within a block
//     of the source, their samples are.
//  3. Frames that lie in the part whole are copied. Only the number in the header
//     changes, and with it the CRC-8 of the header and the CRC-16 of the frame,
//     which follows from the old one without a look at what is between.
//  4. What is left of a block at a cut is decoded and encoded anew, with fixed
//     predictors. Only the last block of a stream may be shorter than 16 samples,
//     so at the start so few are put into one block with the next.
//  5. Audio that the source has lost becomes silence, so that all behind it keeps
//     its place.
//  6. The MD5 is of what was written: blocks of frames are decoded, several at a
//     time on all processors, and summed in their order.
package flac
