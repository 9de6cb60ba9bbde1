// Package cut turns the segments of a plan into files.
//
// Choose says how, before anything is written: the bytes of PCM, the frames of MP3
// and FLAC and the packets of Opus, Vorbis and AAC are copied at any sample, other
// codecs keep their packets or are encoded anew. The table methods has a row for
// each. Write gives each file its tags, cover and chapters, puts it under its final
// name only when it is whole, checks it, and keeps a manifest of what it wrote. It
// does not decide where to cut, and it does not make up names: both come from its
// caller.
//
// Writing takes these steps:
//
//  1. The task is checked: its names, its source, its target files, the space
//     on the disk. Nothing is written if anything is wrong.
//  2. A number of workers take the segments in order. Each writes a segment
//     into a draft: a hidden file in the folder it will stay in.
//  3. A whole draft is synced and renamed to its final name, as the conflict
//     policy says and without a moment in which another file could be lost.
//  4. If asked for, what was written is decoded and compared with the source.
//  5. Manifest and playlist are written, as safely.
package cut
