// Package pcm writes parts of a file of plain PCM (WAV, RF64, BW64, Wave64,
// AIFF, AIFF-C, CAF) in the same container, by copying bytes: any sample can be
// the first or the last. It plans no cuts, names no files and syncs none.
//
// A part is written in these steps:
//
//  1. Each chunk of the source becomes a chunk of the part, none, or the same:
//     counts of samples are corrected, positions moved to the part's own
//     timeline, tags edited; what describes the whole sound only (peaks,
//     overviews, loops, checksums) goes; everything unknown is kept as it is.
//  2. Tags that found no chunk of their kind get one, behind the samples.
//  3. The sizes of all chunks are known by then. A WAV file over 4 GiB becomes RF64
//     (EBU Tech 3306), a smaller part of an RF64 file becomes WAV.
//  4. Headers are written and payloads copied, the samples by the system itself
//     where it can copy between files.
package pcm
