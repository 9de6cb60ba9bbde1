package cutlist

import (
	"runtime"
	"strings"
	"testing"

	"audiospliter/engine/fault"
)

// TestHostileListsStaySmall reads large lists that are all of one kind, and
// counts every byte that reading allocates. It is not parallel, as what other
// tests allocate would count too.
func TestHostileListsStaySmall(t *testing.T) {
	const size = 4 << 20
	fill := func(head, piece string) string { return head + strings.Repeat(piece, (size-len(head))/len(piece)) }
	for name, text := range map[string]string{
		"deep xml":         fill("<psc:chapters>\n", "<a>\n"),
		"deep json":        fill(`{"chapters":`, "[\n"),
		"wide json":        fill(`{"chapters":[], "x":[0`, ",0\n"),
		"attributes":       fill("<psc:chapters>\n<a ", "b=\"\"\n"),
		"ffmetadata tags":  ";FFMETADATA1\n" + distinct(size/2),
		"muted edits":      fill("1 2 1\n", "1 2 1\n"),
		"quotes":           fill("0,1,\"", "\"\"\n"),
		"times amid talk":  fill("0:00 a\n", "x 1:00 x\n"),
		"subtitles":        fill("WEBVTT\n\n", "0:01.0-->0:02.0\n\n"),
		"blank lines":      fill("0\t1\ta\n", "\n"),
		"brackets":         fill("0:00 a\n", strings.Repeat("(", 60_000)+"\n"),
		"escaped newlines": fill(";FFMETADATA1\n", "a\\\n"),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Read(strings.NewReader(text), Options{})
		runtime.ReadMemStats(&after)
		if err != nil && fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("%s: %v", name, err)
		}
		// Reading by doubling, decoding and cleaning cost some ten times the text, and an
		// element of 1 MB the most beyond that.
		if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 128 {
			t.Errorf("%s: allocated %d MB", name, mb)
		} else {
			t.Logf("%s: %d MB, %v", name, mb, err)
		}
	}
}

// distinct returns about n bytes of tags with different names.
func distinct(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		for k := i; ; k /= 26 {
			b.WriteByte('a' + byte(k%26))
			if k < 26 {
				break
			}
		}
		b.WriteString("=x\n")
	}
	return b.String()
}
