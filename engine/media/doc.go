// Package media finds out what a file is: container, codec, rate, channels,
// exact length, tags, cover and chapters, by its content and never by its name.
// It also lists the files of a folder that are worth asking about.
//
// It decodes nothing and writes nothing. It trusts no file: only regular files
// are opened, and ffprobe may neither use the network nor follow a playlist to
// other files.
//
// Probe takes three steps:
//
//  1. The file is opened, which tells what is missing, forbidden or no file.
//  2. One ffprobe describes it. Its streams, tags and chapters become a Source.
//  3. The length is what ffmpeg decodes from the stream to its end, in samples.
//     Headers give it where they can be checked against the file: the subpackages
//     mp3 and pcm, STREAMINFO and the last frame of FLAC, the packets of Opus and
//     Vorbis in Ogg, the last page of other Ogg, the frames of ADTS, the sample
//     table and edit list of MP4, the last packet of ALAC in CAF. For other
//     containers the packets are counted by a second ffprobe where all packets
//     hold whole samples; otherwise the duration is an estimate, and Exact is
//     false.
package media
