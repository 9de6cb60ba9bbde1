package cut

import (
	"fmt"

	"audiospliter/engine/decode"
	"audiospliter/engine/timeline"
)

// feed returns the source's decoded audio, in ranges.
func (j *job) feed() *decode.Ranges {
	return decode.NewRanges(j.Tools, j.Source, decode.FormatOf(j.Source))
}

// seconds returns p as decimal seconds, rounded to the nanosecond: finer than a
// sample at any rate.
func seconds(rate timeline.Rate, p timeline.Position) string {
	whole, rest := int64(p)/int64(rate), int64(p)%int64(rate)
	return fmt.Sprintf("%d.%09d", whole, (rest*1_000_000_000+int64(rate)/2)/int64(rate))
}
