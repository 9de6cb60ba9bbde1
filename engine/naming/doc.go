// Package naming makes file names: a template and the fields of all segments of
// a source become relative paths that Windows, macOS and Linux take alike and
// that differ from each other. It looks at no disk: what to do about a file that
// has a name already is the cutter's business.
//
// A template is text with fields in braces, such as "{name} - {index:03} {title}".
// A slash in the template ends the name of a folder; a slash in a field's value
// does not. Numbers take a width, {index:3} or {index:03}, which are the same:
// they are filled with zeros, wider than asked where the largest needs it. {{ and
// }} stand for braces.
//
// A name is made in these steps.
//
//  1. The fields are put in, and the whole is made safe (see safe).
//  2. Where it has more than 255 bytes with its extension and suffix, the longest
//     texts in it are shortened to one length, between runes: numbers survive.
//  3. Where nothing is left, a folder is called Unknown, and a file gets the name
//     that the default template gives.
//  4. A name that another segment has, in any case and normal form, gets a
//     suffix: " (2)".
package naming
