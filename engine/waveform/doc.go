// Package waveform decodes a source once and keeps its shape: what a picture,
// a search for silences and a measure of loudness need, on the source's own
// timeline, in memory that suits ten hours. Scan makes an Envelope, Cache keeps
// it, Overview shows something true before the scan has begun to arrive.
//
// It does not play, and it keeps no samples: Samples decodes the few that a
// deep zoom shows.
//
// Scan works like this:
//
//  1. Plain PCM is read straight from the file, in ranges side by side.
//  2. All else is decoded by ffmpeg to raw 16-bit samples over a pipe. Where
//     the format can be decoded from the middle, each core gets a range that
//     starts at the border of a chunk.
//  3. The last moment before each border is decoded on both sides of it and
//     must be equal; so must the lengths. Where they are not, or where ffmpeg
//     meets an error, the whole is decoded again in one pass.
//  4. Samples are measured by blocks of about a millisecond (the peak over all
//     channels: silences need it fine) and boxes of 16 blocks (lowest, highest
//     and power of each channel: pictures and levels do not). 256 boxes are a
//     chunk, which also holds the boxes of each 16 of its own, and of all of
//     it: a picture of any width looks at few of them.
//
// Samples that are no 16-bit integers are rounded as ffmpeg does it: floats to
// the nearest, what is beyond full scale clipped, NaN and infinities to the
// lowest number; wider integers lose their lower bits. So a level below -70 dBFS
// is known to half a bit only. Detect decodes the doubtful moments again, in
// full precision.
package waveform
