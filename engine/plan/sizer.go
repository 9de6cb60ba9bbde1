package plan

import "audiospliter/engine/timeline"

// A Sizer knows how large a written file will be. The cutter provides it,
// because only the cutter knows how it will write.
type Sizer interface {
	// Size returns the most bytes that a file holding the samples
	// [start, end) can take, tags, cover and container included. A longer
	// span never takes less than a part of it.
	Size(start, end timeline.Position) (int64, error)
}

// A SizeLimit is a limit that people meet.
type SizeLimit struct {
	Bytes int64
	For   string
}

// SizeLimits are limits worth offering, the smallest first. They are in
// megabytes of 10^6 bytes: a service that means 2^20 takes those files, too.
var SizeLimits = []SizeLimit{
	{8_000_000, "chat uploads, strict servers"},
	{10_000_000, "chat uploads without a subscription, many mail servers"},
	{25_000_000, "mail attachments, transcription services"},
	{100_000_000, "upload forms and code hosting"},
}
