package cut

import (
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// All that is done with a source reads it through one file, which is closed at the end.
func TestChoiceOpensTheSourceOnce(t *testing.T) {
	t.Parallel()
	for name, method := range map[string]Method{
		"a.wav": methodPCM, "a.mp3": methodMP3, "a.flac": methodFLAC, "a.ogg": methodOgg, "a.m4a": methodMP4,
	} {
		src := probeMedia(t, makeMedia(t, name, 4*44100, 44100, 2))
		c, err := Choose(mediatest.Tools(t), src, Output{})
		if err != nil || c.Method != method {
			t.Fatalf("%s: %+v, %v", name, c, err)
		}
		if _, err := c.Sizer(t.Context()); err != nil {
			t.Fatal(err)
		}
		first := c.opened
		if p := c.Packets(); p != nil {
			if _, err := p.Around(t.Context(), []timeline.Position{77_777}); err != nil {
				t.Error(err)
			}
		}
		same, err := c.For(parts(src, 77_777).Segments)
		if err != nil || same != c {
			t.Errorf("%s: another choice for all channels, %v", name, err)
		}
		write(t, Task{Choice: c, Plan: parts(src, 77_777), Folder: t.TempDir(), Names: []string{"a" + c.Extension(), "b" + c.Extension()}})
		if first.cutter == nil || c.opened.cutter != first.cutter || c.opened.file != first.file {
			t.Errorf("%s was opened again", name)
		}
		other, err := c.For([]plan.Segment{{End: src.Samples, Channels: []int{1}}})
		if err != nil || other.Method != methodEncode {
			t.Errorf("%s, one channel: %+v, %v", name, other, err)
		}
		if _, err := first.file.Stat(); err == nil || c.opened.file != nil {
			t.Errorf("%s is still open", name)
		}
		other.Close()
		c.Close()
	}
	(*Choice)(nil).Close()
	if _, err := Choose(nil, probeMedia(t, makeMedia(t, "a.wav", 44100, 44100, 2)), Output{}); err != nil {
		t.Errorf("without ffmpeg: %v", err)
	}
}
