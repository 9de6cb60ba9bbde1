package cut

import (
	"context"
	"os"

	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// A Method is the name of a way of cutting. The names are a contract: manifests,
// the journal and the command line have them.
type Method string

// The methods.
const (
	methodPCM    Method = "pcm"
	methodMP3    Method = "mp3"
	methodFLAC   Method = "flac"
	methodOgg    Method = "ogg"
	methodMP4    Method = "mp4"
	methodCopy   Method = "copy"
	methodEncode Method = "encode"
)

// Exactness of a method.
const (
	SampleExact = "sample" // segments begin and end at the very samples planned
	PacketExact = "packet" // at the codec's packets next to them, up to some 50 ms off
)

// A methodRow says all that is particular to a method. To add a method is to add
// a row and its cutter.
type methodRow struct {
	name Method

	// reads reports whether the method can cut c's source, whose codec the target
	// keeps. The text says how exact that is, or why it cannot be.
	reads func(c *Choice) (message.Text, bool)

	// open returns a cutter of src in an open file. The error is UNSUPPORTED_FORMAT
	// where the file is not what it seems. It is nil where ffmpeg writes the segments.
	open func(ctx context.Context, file *os.File, src media.Source) (cutter, error)

	// ffmpeg puts packets from other containers than those of home into a file of
	// wrapper, ffmpeg's name of a format and its options, before they are cut. Where
	// home is nil they are never moved, where wrapper is nil they go into the target's
	// format.
	home    []string
	wrapper []string

	instead Method                       // stands in where open fails so; "" if then the job fails
	standIn func(c *Choice) message.Text // completes c, which uses this method instead of another, and says what it does
	writer  func(j *job) writer          // of one worker
	encodes bool                         // ffmpeg decodes the source and encodes segments

	lossless  bool                          // every sample of the source survives
	identical bool                          // decoded segments equal the source sample for sample, though the codec has losses
	exactness string                        // "" is SampleExact
	compare   func(codec string) comparison // of decoded segments and the source; nil to go by lossless and identical
	packets   func(src media.Source) bool   // some decoders play packets whole, so cuts are best where packets meet; nil is no

	preroll  func(src media.Source) timeline.Position // what a file holds before its segment; nil for nothing
	overhead int64                                    // bytes a packet takes besides its own; 0 for what the container says
}

// methods are in the order in which they are tried. Encoding is what is
// left where none of the others reads the source.
var methods = []methodRow{
	{
		name: methodPCM, reads: readsPCM, open: openPCM, instead: methodEncode, writer: newNativeWriter,
		lossless: true,
	},
	{
		name: methodMP3, reads: readsMP3, open: openMP3, instead: methodCopy, writer: newNativeWriter,
		home: []string{"mp3"}, wrapper: []string{"mp3", "-write_xing", "0"}, identical: true,
	},
	{
		name: methodFLAC, reads: readsFLAC, open: openFLAC, instead: methodEncode, writer: newNativeWriter,
		home: []string{"flac"}, wrapper: []string{"flac"}, lossless: true,
		overhead: 7, // a longer number in the header of a frame
	},
	{
		name: methodOgg, reads: readsOgg, open: openOgg, instead: methodCopy, writer: newNativeWriter,
		home: []string{"ogg"}, wrapper: []string{"ogg"},
		packets: isVorbis, compare: compareOgg, preroll: prerollOgg,
	},
	{
		name: methodMP4, reads: readsMP4, open: openMP4, instead: methodCopy, writer: newNativeWriter,
		home: []string{"m4a", "mp4", "mov", "3gp", "aac"}, wrapper: []string{"ipod"},
		packets: always, compare: compareMP4, preroll: prerollMP4,
	},
	{
		name: methodCopy, reads: readsCopy, standIn: copyNote, writer: newCopyWriter,
		home:    seekablePackets,
		packets: always, exactness: PacketExact,
	},
	{name: methodEncode, standIn: (*Choice).encodeInstead, writer: newEncodeWriter, encodes: true},
}

// rowOf returns the row of a method; one without anything for a name that is none.
func rowOf(m Method) methodRow {
	for _, row := range methods {
		if row.name == m {
			return row
		}
	}
	return methodRow{name: m}
}

// seekablePackets are the containers in which ffmpeg finds each packet by its time
// once. In others, such as AVI and MPEG streams, it finds some twice, or none behind a jump.
var seekablePackets = []string{
	"matroska", "webm", "m4a", "mp4", "mov", "3gp", "asf", "flv", "ogg",
	"mp1", "mp2", "mp3", "aac", "ac3", "eac3", "dts", "amr",
}

func always(media.Source) bool { return true }
