package cutlist

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

var (
	littleEndian = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	bigEndian    = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)

	xmlCharset = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)
)

// decode returns data as UTF-8, and a note where the charset is a guess.
//
// The first that fits decides: a byte order mark, the charset the user named,
// NULs at every other byte (UTF-16), valid UTF-8, the encoding an XML
// declaration names, Windows-1252.
func decode(data []byte, charset string) (text string, note message.Text, err error) {
	var enc encoding.Encoding
	if charset != "" {
		if enc, err = htmlindex.Get(strings.TrimSpace(charset)); err != nil {
			return "", nil, fault.New(fault.InvalidParams,
				"There is no charset %q: give a name such as utf-8, windows-1251, shift_jis or gbk.", short(charset))
		}
	}
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		enc = nil
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		enc = littleEndian
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		enc = bigEndian
	case enc != nil:
	default:
		if enc = striped(data); enc != nil || utf8.Valid(data) {
			break
		}
		if m := xmlCharset.FindSubmatch(data[:min(len(data), 200)]); m != nil {
			enc, _ = htmlindex.Get(string(m[1]))
		}
		if enc == nil {
			enc = charmap.Windows1252
			note = message.New("The text is not UTF-8 and was read as Windows-1252; if titles look wrong, name its charset.")
		}
	}
	if enc != nil {
		if data, err = enc.NewDecoder().Bytes(data); err != nil {
			return "", nil, fault.New(fault.InvalidParams, "The cut list is not text in the charset it was read by.").WithDetails(fmt.Sprint(err))
		}
		if len(data) > 3*maxSize { // no charset grows text more
			return "", nil, fault.New(fault.InvalidParams, "The cut list is over 16 MB: this is hardly a cut list.")
		}
	}
	// Tags end in NULs, and files of old DOS programs in a Ctrl-Z.
	data = bytes.TrimRight(data, "\x00\x1A")
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return "", nil, fault.New(fault.InvalidParams, "The cut list is not text: it may be an audio file.")
	}
	return strings.ToValidUTF8(string(data), "\uFFFD"), note, nil
}

// striped returns the UTF-16 that data is plainly in although no mark says so:
// all NULs are in the same half of the units.
func striped(data []byte) encoding.Encoding {
	var nuls [2]int
	sample := data[:min(len(data), 4096)&^1]
	for i, b := range sample {
		if b == 0 {
			nuls[i&1]++
		}
	}
	// Times, spaces and line ends have a NUL each even where all letters are Chinese.
	least := max(2, len(sample)/2/10)
	switch {
	case nuls[1] >= least && nuls[0]*10 < nuls[1]:
		return littleEndian
	case nuls[0] >= least && nuls[1]*10 < nuls[0]:
		return bigEndian
	}
	return nil
}
