package ffmpeg

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestProgressOfRealRun(t *testing.T) {
	t.Parallel()
	var got []Progress
	args := strings.Fields("-hide_banner -v error -f lavfi -i sine=r=8000:d=90 -f wav -y file:")
	args[len(args)-1] = File(t.TempDir() + "/out.wav")
	err := installed(t).Run(t.Context(), Command{Args: args, Progress: func(p Progress) { got = append(got, p) }})
	if err != nil || len(got) == 0 {
		t.Fatalf("%d reports, %v", len(got), err)
	}
	last := got[len(got)-1]
	if !last.Done || last.Time != 90*time.Second || last.Size < 90*16000 {
		t.Errorf("the last report: %+v", last)
	}
}

// reports feeds text to a reader in two pieces.
func reports(text string, at int) (got []Progress) {
	r := &progressReader{report: func(p Progress) { got = append(got, p) }}
	_, _ = r.Write([]byte(text[:at]))
	_, _ = r.Write([]byte(text[at:]))
	return got
}

func TestProgressLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2*maxLine)
	for text, want := range map[string][]Progress{
		"out_time_us=1500000\ntotal_size=10\nprogress=continue\nout_time_us=2000000\nprogress=end\n": {
			{1500 * time.Millisecond, 10, false}, {2 * time.Second, 10, true},
		},
		"out_time_us=N/A\r\ntotal_size=N/A\r\nprogress=continue\r\n": {{}},
		"out_time_us=-9\ntotal_size=-1\nprogress=end\n":              {{Done: true}},
		"out_time_us=9223372036854775807\nprogress=end\n":            {{Done: true}},
		long + "progress=end\nprogress=continue\n":                   {{}},
		"progress=end":        nil,
		"":                    nil,
		"\n=\n==\nprogress\n": nil,
	} {
		for at := 0; at <= len(text); at += max(1, len(text)/50) {
			if got := reports(text, at); !slices.Equal(got, want) {
				t.Errorf("%.60q in two at %d: %v, want %v", text, at, got, want)
			}
		}
	}
}

func FuzzProgress(f *testing.F) {
	f.Add("out_time_us=1500000\ntotal_size=10\nprogress=continue\nprogress=end\n", 7)
	f.Add(strings.Repeat("x", maxLine+1)+"progress=end\n", maxLine)
	f.Fuzz(func(t *testing.T, text string, at int) {
		whole := reports(text, 0)
		if at = min(max(at, 0), len(text)); !slices.Equal(reports(text, at), whole) {
			t.Errorf("%q in two at %d is read otherwise", text, at)
		}
		for _, p := range whole {
			if p.Time < 0 || p.Size < 0 {
				t.Errorf("%q: %+v", text, p)
			}
		}
	})
}
