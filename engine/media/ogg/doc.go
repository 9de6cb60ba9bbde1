// Package ogg reads Opus and Vorbis in Ogg: where the packets are, how many
// samples each decodes to, how long the audible audio is, what the headers say,
// and what is damaged. It decodes no audio. A Writer makes
// pages, and a Rest is the end of a stream as one of its own.
//
// Index reads a file once, in four steps:
//
//  1. Pages (RFC 3533, section 6) are read one after the other. What is no page,
//     or fails its checksum, is skipped up to the next page, and reported.
//  2. The pages of one logical stream are put together to packets. Other streams
//     beside it are passed over. A packet of which a part is lost is left out,
//     and reported. Where a stream begins anew, as in files that were joined, a
//     new Link begins.
//  3. The first packets of a link are its headers. From each of the others the
//     number of samples is read: the table of contents of Opus (RFC 6716, section
//     3.1), the mode of Vorbis (Vorbis I, sections 4.2.4 and 4.3).
//  4. The timeline follows from these counts: the raw position of a packet is
//     the sum of all packets before it in its link, so what is lost leaves no
//     gap. Audible sample n of a link sits at raw position Skip + n. The granule
//     positions only tell what is trimmed at the start of a Vorbis stream and
//     at the end of both.
//
// A sparse index keeps where some of the pages begin, so that its memory is
// bounded; the packets between are walked again.
package ogg
