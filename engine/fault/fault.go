// Package fault is the engine's vocabulary of failures: a stable code that
// programs branch on, a sentence a person can act on, and the detail beneath.
//
// Every error that leaves the engine is, or wraps, an *Error. Packages below
// the engine may return plain errors for what their caller will explain better;
// Of gives those a code too.
package fault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"audiospliter/engine/message"
)

// A Code names a kind of failure. Codes are part of the contract with scripts
// and webhooks: they are never renamed.
type Code string

// The codes, and what a person can do about each.
const (
	InvalidParams     Code = "INVALID_PARAMS"     // the request makes no sense: correct it
	UnsupportedFormat Code = "UNSUPPORTED_FORMAT" // not audio, or audio nothing here can read or write
	CorruptFile       Code = "CORRUPT_FILE"       // the audio is damaged beyond use
	FileNotFound      Code = "FILE_NOT_FOUND"     // missing, or gone while it was read
	PermissionDenied  Code = "PERMISSION_DENIED"  // the system refused to read or write
	DurationTooShort  Code = "DURATION_TOO_SHORT" // the source is too short for what was asked
	DurationTooLong   Code = "DURATION_TOO_LONG"  // the source or a segment is longer than its format can say
	NoCutsFound       Code = "NO_CUTS_FOUND"      // nothing to cut at: another threshold or mode may find some
	OutputExists      Code = "OUTPUT_EXISTS"      // a file has the name and the policy is to fail
	DiskFull          Code = "DISK_FULL"          // no space in the output folder
	FFmpegMissing     Code = "FFMPEG_MISSING"     // ffmpeg is not installed
	FFmpegFailed      Code = "FFMPEG_FAILED"      // ffmpeg ended with an error nothing above describes
	VerifyFailed      Code = "VERIFY_FAILED"      // what was written is not what the source holds
	Canceled          Code = "CANCELED"           // a person or a signal stopped it
	IOFailed          Code = "IO_FAILED"          // reading or writing failed for a reason of the system's own
)

// An Error is a failure a person can act on.
type Error struct {
	Code    Code
	Message message.Text // without the detail: what happened and the way out
	Field   string       // of the recipe, by its JSON key such as "silence.min", where one value is at fault; may be empty
	Details string       // for the curious: the tail of stderr, a line number, a path; may be empty
	Cause   error        // the error beneath, if there is one
}

// New returns an Error with a formatted message.
func New(code Code, format string, args ...any) *Error {
	if false {
		_ = fmt.Sprintf(format, args...) // has vet check the callers' formats
	}
	return &Error{Code: code, Message: message.New(format, args...)}
}

// Wrap returns an Error with a formatted message whose cause, and whose
// details, are err.
func Wrap(err error, code Code, format string, args ...any) *Error {
	e := New(code, format, args...)
	e.Cause = err
	if err != nil {
		e.Details = err.Error()
	}
	return e
}

// WithDetails returns e with its details replaced.
func (e *Error) WithDetails(details string) *Error {
	e.Details = details
	return e
}

// In returns e with the field that is at fault.
func (e *Error) In(field string) *Error {
	e.Field = field
	return e
}

// Error returns the message, followed by the details where there are any.
func (e *Error) Error() string {
	said := e.Message.String()
	if e.Details == "" || e.Details == said {
		return said
	}
	return strings.TrimSuffix(said, ".") + ": " + e.Details
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Of returns err as an *Error. An error that is none already gets the code its
// cause calls for: a canceled context, a missing file, a refused permission or
// a full disk are recognised, all else is IOFailed. It names the file, or the
// folder of a full disk, where err has its path. Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	// A cancel outranks whatever it made fail on its way.
	if errors.Is(err, context.Canceled) {
		return &Error{Code: Canceled, Message: message.New("Canceled."), Cause: err}
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	path := pathOf(err)
	name := filepath.Base(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && path == "":
		return Wrap(err, FileNotFound, "The file is not there any more.")
	case errors.Is(err, fs.ErrNotExist):
		return Wrap(err, FileNotFound, "%s is not there any more.", name)
	case errors.Is(err, fs.ErrPermission) && path == "":
		return Wrap(err, PermissionDenied, "The system does not allow this.")
	case errors.Is(err, fs.ErrPermission):
		return Wrap(err, PermissionDenied, "The system does not allow access to %s.", name)
	case isDiskFull(err) && path == "":
		return Wrap(err, DiskFull, "The disk is full: free some space or choose another output folder.")
	case isDiskFull(err):
		return Wrap(err, DiskFull, "The disk that holds the folder %s is full: free some space or choose another output folder.", filepath.Base(filepath.Dir(path)))
	case path == "":
		return Wrap(err, IOFailed, "Reading or writing failed.")
	}
	return Wrap(err, IOFailed, "Reading or writing %s failed.", name)
}

// pathOf returns the file that err is about; "" if it does not say.
func pathOf(err error) string {
	var file *fs.PathError
	if errors.As(err, &file) {
		return file.Path
	}
	var renamed *os.LinkError
	if errors.As(err, &renamed) {
		return renamed.New
	}
	return ""
}

// CodeOf returns the code of err, as Of finds it; "" for nil.
func CodeOf(err error) Code {
	if e := Of(err); e != nil {
		return e.Code
	}
	return ""
}
