package ffmpeg

import (
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

// signs are words of ffmpeg's messages that tell what went wrong, the most
// telling first. The words are those of libavutil's error strings and, for the
// system's errors, of strerror.
var signs = []struct {
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
	code, text := fault.FFmpegFailed, message.New("ffmpeg could not do this.")
	for _, s := range signs {
		if strings.Contains(stderr, s.text) {
			code, text = s.code, s.message
			break
		}
	}
	details := stderr
	if details == "" {
		details = err.Error()
	}
	return &fault.Error{Code: code, Message: text, Details: details, Cause: err}
}
