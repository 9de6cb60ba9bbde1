// Package decode gives the raw samples of a source from any position on its
// timeline: sample 0 is the first audible one, and no position is off by a
// sample, whatever the container. It is the one place that knows what ffmpeg
// does at starts and after seeks.
//
// A Decoder decodes from a position to the end; Ranges hands out one stretch after
// another with as few programs as that takes; Excerpts takes many short looks at
// a whole source with one program; an Input is for those that give ffmpeg more to
// do than decode. Nothing here plays, draws or writes files.
//
// How a source is decoded from the middle, by its container and codec:
//
//  1. Seek. ffmpeg seeks to a second before the position. That second, in which the
//     decoder gets into step, is dropped by count.
//  2. Pages. Opus and Vorbis in Ogg, where ffmpeg's seeks miss by some hundred
//     samples: the index of the file names a page, and what follows it is given
//     to ffmpeg as a stream of its own. The samples to drop are counted from the
//     packets.
//  3. Packets. HE-AAC in MP4, where ffmpeg's seeks miss by a packet or a sample:
//     the packets are given to ffmpeg as ADTS, 2048 samples each.
//  4. Frames. FLAC whose header does not give its length, such as several files that
//     were joined, where ffmpeg loses frames: they are given to ffmpeg numbered anew.
//  5. Samples. PCM in WAV that several chunks hold, of which ffmpeg reads another than
//     the first: the bytes of the first are given to ffmpeg.
//  6. Start. All else is decoded from the start, and what comes before the position
//     is dropped: containers whose times are rounded (Matroska), estimated (WMA,
//     AC-3) or wrong (ADPCM), and files that are damaged or chained.
//
// The samples are those of one decode from start to end, bit for bit, but where a
// decoder remembers what came before for longer than a second (Opus, below -60 dB
// of the signal) or makes samples up at random: the noise of AAC, the upper
// bands of HE-AAC, the dither of AC-3.
package decode
