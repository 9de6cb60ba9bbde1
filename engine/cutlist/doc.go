// Package cutlist reads and writes the cut lists of other programs: cue sheets,
// labels, chapters, subtitles, edit lists and timestamps as text, and the cue
// sheets and cue points that FLAC and WAV files hold as bytes.
//
// It knows nothing of the audio a list is for. Times beyond the end of the
// audio, and where the last track ends, are the business of the plan; a Track
// keeps its line so that the plan can name it.
//
// # How a list is read
//
//  1. The bytes become UTF-8: by a byte order mark, the charset of the options,
//     a plain UTF-16 pattern, as UTF-8, or as Windows-1252 with a warning.
//  2. The format is the one of the options, or the one the content looks like.
//  3. The grammar of the format makes tracks, each with its line. Titles and tags
//     become one line of text without control characters and without the
//     characters that reorder text.
//  4. The tracks of one audio file are checked, as follows.
//
// # What is refused, and what is mended
//
// Refused, with the line: what breaks the grammar; an end before its start; a
// time before the beginning or over a thousand days; in cue sheets and show
// notes, where the order is part of the meaning, a start that is not after the
// one before it; a list without cuts; over 100,000 cuts.
//
// Mended, with a warning that names the line:
//   - tracks out of order are put in order of time (all other formats);
//   - of chapters that begin together, and of cuts at the same place, the first
//     stays;
//   - an open track at whose start another begins has no length, and goes;
//   - a chapter that overlaps the next is cut short there;
//   - labels, table rows, subtitles and other regions that overlap stay as they
//     are: they were made independently, and each is a segment;
//   - a segment of no length lasts until the next, except where the grammar says
//     a point that way (Audacity, CSV, TSV, Audition, Reaper).
//
// Formats that must name an end say "to the end of the audio" as 99:59:59.999,
// and an end there or later is read so.
package cutlist
