package window

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

// failureText describes an error in the person's language. If it has no translation,
// because it comes from another version of the program, a general text stands for it.
func failureText(err *engine.Error) string {
	text, ok := translate(messageOf(err))
	if general := generalText(err.Code); !ok && general != "" {
		return general
	}
	return text
}

// detailsText returns the details of an error, after its English message where
// failureText is only general.
func detailsText(err *engine.Error) string {
	if _, ok := translate(messageOf(err)); ok || generalText(err.Code) == "" {
		return err.Details
	}
	return err.Message.String() + "\n\n" + err.Details
}

// messageOf returns the message of err without the field's name at its end.
func messageOf(err *engine.Error) message.Text {
	if n := len(err.Message); n > 0 && err.Message[n-1].Format == "(%s)" {
		return err.Message[:n-1]
	}
	return err.Message
}

// sentence returns an error as a sentence in the person's language.
func sentence(err error) string {
	var failure *engine.Error
	var described *message.Error
	switch {
	case errors.As(err, &failure):
		return asSentence(trText(messageOf(failure)))
	case errors.As(err, &described):
		text := slices.Clone(described.Text)
		for i := range text {
			text[i].Format = asSentence(text[i].Format)
		}
		return trText(text)
	}
	return trText(message.Literal(asSentence(err.Error())))
}

// asSentence makes a text begin with a capital and end with a full stop.
func asSentence(text string) string {
	if text == "" {
		return text
	}
	if !strings.HasPrefix(text, "http") {
		first, size := utf8.DecodeRuneInString(text)
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "。") {
		text += "."
	}
	return text
}

func generalText(code fault.Code) string {
	switch code {
	case fault.InvalidParams:
		return tr("The settings cannot be used as they are.")
	case fault.UnsupportedFormat:
		return tr("This is not audio that can be read here.")
	case fault.CorruptFile:
		return tr("The file is damaged.")
	case fault.FileNotFound:
		return tr("The file is not there.")
	case fault.PermissionDenied:
		return tr("The file or its folder may not be read or written.")
	case fault.DurationTooShort:
		return tr("The file is too short for these settings.")
	case fault.DurationTooLong:
		return tr("The file is too long for these settings.")
	case fault.NoCutsFound:
		return tr("There is nowhere to cut with these settings.")
	case fault.OutputExists:
		return tr("A file of that name is there already.")
	case fault.DiskFull:
		return tr("The disk is full.")
	case fault.FFmpegMissing:
		return tr("AudioSpliter needs ffmpeg, which is not installed.")
	case fault.FFmpegFailed:
		return tr("ffmpeg could not do its work.")
	case fault.VerifyFailed:
		return tr("What was written does not match the source.")
	case fault.Canceled:
		return tr("It was canceled.")
	case fault.IOFailed:
		return tr("Reading or writing failed.")
	}
	return ""
}
