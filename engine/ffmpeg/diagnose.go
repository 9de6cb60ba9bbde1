package ffmpeg

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

// patterns are words of ffmpeg's messages that say what went wrong, the most
// telling first. The words are those of libavutil's error strings and, for the
// system's errors, of strerror.
var patterns = []struct {
	text    string
	code    fault.Code
	message message.Text
}{
	{"No space left on device", fault.DiskFull, message.New("The disk is full: free some space or choose another output folder.")},
	{"Disk quota exceeded", fault.DiskFull, message.New("Your disk quota is used up: free some space or choose another output folder.")},
	{"Permission denied", fault.PermissionDenied, message.New("The system does not allow reading or writing this file.")},
	{"No such file or directory", fault.FileNotFound, message.New("The file is not there any more.")},
	{"Input/output error", fault.IOFailed, message.New("The disk or the network failed while this file was read or written.")},
	{"not on whitelist", fault.UnsupportedFormat, message.New("This file names other files or addresses, which are not read.")},
	{"Unknown encoder", fault.UnsupportedFormat, message.New("This ffmpeg cannot write that format.")},
	{"Encoder not found", fault.UnsupportedFormat, message.New("This ffmpeg cannot write that format.")},
	{"Decoder not found", fault.UnsupportedFormat, message.New("This ffmpeg cannot read the audio in this file.")},
	{"matches no streams", fault.UnsupportedFormat, message.New("There is no audio in this file.")},
	{"does not contain any stream", fault.UnsupportedFormat, message.New("There is no audio in this file.")},
	{"moov atom not found", fault.CorruptFile, message.New("The file is damaged or was never finished: its index is missing.")},
	{"Invalid data found when processing input", fault.CorruptFile, message.New("This is not audio, or it is damaged beyond reading.")},
	{"Failed to read frame size", fault.CorruptFile, message.New("This is not audio, or it is damaged beyond reading.")},
	{"Error while decoding", fault.CorruptFile, message.New("The audio is damaged.")},
	{"End of file", fault.CorruptFile, message.New("The file ends before its audio begins.")},
}

// diagnose turns the end of a child and its last words into an error with a code.
func diagnose(err error, stderr string) error {
	code, text, why := fault.FFmpegFailed, message.New("ffmpeg could not do this."), ""
	for _, s := range patterns {
		if strings.Contains(stderr, s.text) {
			code, text, why = s.code, s.message, s.text
			break
		}
	}
	return &fault.Error{Code: code, Message: text, Details: cmp.Or(brief(stderr, why), err.Error()), Cause: err}
}

// maxDetails is how many lines of stderr are kept in an error.
const maxDetails = 6

// address is what tells the same message of two decoders apart.
var address = regexp.MustCompile(` @ 0x[0-9a-f]+`)

// brief returns the last lines of stderr, each but once, and the one that says why:
// damaged audio makes ffmpeg write the same for each packet.
func brief(stderr, why string) string {
	var lines []string
	for line := range strings.Lines(address.ReplaceAllString(stderr, "")) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	last := lines[max(len(lines)-maxDetails, 0):]
	says := func(line string) bool { return strings.Contains(line, why) }
	if i := slices.IndexFunc(lines, says); i >= 0 && !slices.ContainsFunc(last, says) {
		last = slices.Insert(slices.Clone(last), 0, lines[i])
	}
	return strings.Join(last, "\n")
}
