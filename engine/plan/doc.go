// Package plan chooses the segments of a source: a Spec, what is known of the
// source, and, where the mode asks for them, its sound, a cut list and the sizes
// of written files become a Plan. It reads and writes no file and decides no
// file name.
//
// Make goes these steps; all but the first and the last do nothing unless the
// Spec asks for them.
//
//  1. The mode chooses pieces, in order: duration and parts by counting, size by
//     the Sizer, silence by the Sound, timestamps and manual from the Spec, cue,
//     chapters and labels from the list. Channels gives the whole source once a
//     channel, and skips to step 9.
//  2. Each cut moves to a silence near it (snap; size has done so in step 1, and
//     silence and manual never do).
//  3. What lies before the first cut or after the last is dropped.
//  4. Short pieces join a neighbour (size has seen to it in step 1).
//  5. Long pieces are split again (size has seen to it in step 1).
//  6. Each piece but the first begins earlier, by the overlap.
//  7. Silence at the edges of each piece is left out, with what sound of a few
//     milliseconds is in front of it.
//  8. Each place where a piece begins or ends moves to where packets of the
//     source meet, where written files hold whole packets (snapPackets).
//  9. Excluded pieces are left out, and the rest is numbered.
//
// Lengths are asked for before overlap and trimming: a piece of ten minutes with
// two seconds of overlap holds 10:02. Only in mode size does the limit include
// the overlap. Step 8 may make a piece a packet longer or shorter than was asked
// for, but never larger than the limit of mode size.
//
// # Snapping
//
// A cut looks at the silences that reach into its window, the snap distance to
// both sides but never over a third of the way to the cut beside it, so that no
// two cuts meet or change places. The longest silence is best; among equally
// long ones the quietest; among equally quiet ones the nearest. The cut moves to
// the point of that silence that Silence.CutAt names, or to the nearest point of
// it in the window. With SnapQuietest a cut without a silence moves to the
// quietest moment of its window; otherwise it stays, and a warning names it.
//
// # Silence
//
// A silence is known to about a millisecond. Where segments begin or end just at
// its borders (CutAt is 0 or 1, or silence is removed or trimmed without padding),
// they are found to the sample, if the input can tell. Those of a single channel are known to some
// 16 milliseconds.
//
// Mode silence cuts in the silences that have sound at both sides. One at the
// beginning or the end of the source goes with the segment beside it or, where
// silence is removed, is left out. If these are the only ones, there is nothing
// to cut (NO_CUTS_FOUND), but removal still gives the one segment between them.
// A source without silence and a source of nothing else give NO_CUTS_FOUND.
package plan
