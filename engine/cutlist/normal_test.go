package cutlist

import (
	"strings"
	"testing"
)

// Each list is read alike whatever ends its lines, and whatever stands between
// and around its texts that nobody sees.
func TestLineEndsAndWhatIsNotSeen(t *testing.T) {
	t.Parallel()
	for _, test := range readTests {
		if test.format == PodcastJSON || strings.ContainsAny(test.text, "\r\uFEFF") {
			continue
		}
		want, err := Read(strings.NewReader(test.text), Options{FrameRate: FrameRate{25, 1}})
		if err != nil {
			continue
		}
		replace := func(old, new string) string { return strings.ReplaceAll(test.text, old, new) }
		variants := map[string]string{
			"CR": replace("\n", "\r"), "CRLF": replace("\n", "\r\n"), "CRCRLF": replace("\n", "\r\r\n"),
			"mark":         "\uFEFF" + test.text,
			"marks":        "\uFEFF\uFEFF" + replace("\n", "\n\uFEFF"),
			"zero width":   replace("\n", "\u200B\n\u200B"),
			"no-break":     replace(" ", "\u00A0"),
			"UTF-16LE":     utf16Bytes(test.text, false),
			"UTF-16BE":     utf16Bytes(test.text, true),
			"UTF-16, mark": utf16Bytes("\uFEFF"+test.text, true),
		}
		if !isDocument(test.text) {
			variants["NEL"] = replace("\n", "\u0085")
			variants["separators"] = replace("\n", "\u2028")
			variants["mixed"] = strings.Replace(strings.Replace(replace("\n", "\r\n"), "\r\n", "\r", 1), "\r\n", "\n", 1)
		}
		for name, text := range variants {
			if test.format == FFMetadata && strings.Contains(test.text, "\\\n") && name != "mark" {
				continue // a backslash keeps the line end in the text
			}
			got, err := Read(strings.NewReader(text), Options{FrameRate: FrameRate{25, 1}})
			if err != nil {
				t.Errorf("%s, %s: %v", test.name, name, err)
			} else if dump(got) != dump(want) || got.Format != want.Format {
				t.Errorf("%s, %s: %s\n%swant\n%s", test.name, name, got.Format, dump(got), dump(want))
			}
		}
	}
}

func TestTimesOfEastAsianWidth(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"colons", "0：00 甲\n1：30 乙\n", "0 - 甲\n90 - 乙\n"},
		{"digits", "０：００　甲\n１：３０　乙\n", "0 - 甲\n90 - 乙\n"},
		{"labels", "０\t１０．５\ta\n１０．５\t２０\tb\n", "0 10.5 a\n10.5 20 b\n"},
		{"in titles they stay", "0:00 第１話：始\n1:00 ｆｕｌｌ\n", "0 - 第１話：始\n60 - ｆｕｌｌ\n"},
		{"UTF-16 without a mark", utf16Bytes("0:00 甲乙丙丁戊己庚辛\n1:30 甲乙丙丁戊己庚辛\n", false), "0 - 甲乙丙丁戊己庚辛\n90 - 甲乙丙丁戊己庚辛\n"},
	} {
		l, err := Read(strings.NewReader(test.text), Options{})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if got := dump(l); got != test.want {
			t.Errorf("%s:\n%swant\n%s", test.name, got, test.want)
		}
	}
}

func TestCurlyQuotes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"csv", "0,1,“a, b”\n2,3,c “d” e\n", "0 1 a, b\n2 3 c \"d\" e\n"},
		{"csv with both", "0,1,\"a “b”\"\n", "0 1 a “b”\n"},
		{"json", "{“chapters”: [{“startTime”: 0, “title”: “One”}]}", "0 - One\n"},
		{"notes keep them", "0:00 “Heroes”\n1:00 b\n", "0 - “Heroes”\n60 - b\n"},
	} {
		l, err := Read(strings.NewReader(test.text), Options{})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if got := dump(l); got != test.want {
			t.Errorf("%s:\n%swant\n%s", test.name, got, test.want)
		}
	}
}
