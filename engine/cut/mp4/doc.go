// Package mp4 writes parts of AAC streams as M4A files, at any sample, without
// encoding anew. The package plans no cuts, names no files and syncs none.
//
// A part [a, b) is written in these steps:
//
//  1. Packets. A packet of AAC overlaps with the one before it, and one with
//     band replication needs its headers and filters from before. So the part
//     copies from some packets (aac.Stream.Preroll) before the one that sample a lies
//     in to the one that sample b-1 lies in.
//  2. The edit list says how many samples of these packets come before a, and
//     how many to play from there. The sample group "roll" says how many packets
//     must be decoded before the output is exact, and iTunSMPB says the same as the edit
//     list for players that look there.
//  3. The tables say where the packets are. They come before the packets, so
//     that the file can be played while it arrives.
//  4. The items of the source's tags are copied but for what is set for the
//     part; chapters are written in Nero's way and as QuickTime's text track.
//
// A decoder that honours the edit list plays the samples [a, b). One that only
// honours its beginning, as ffmpeg does, plays the last packet to its end: up to
// one packet more, or nothing if b is where packets meet, which Around finds. For
// plain AAC-LC the decoded samples are those of the source bit for bit, save for
// noise that the encoder left to the decoder to make up, which no two decodings
// from different places have in common.
package mp4
