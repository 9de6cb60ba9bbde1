package media

import (
	"path/filepath"
	"testing"
)

// Times that are rounded, or that do not advance as the samples do, lose no audio.
func TestTimesThatAreRoundedOrWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	encode(t, dir, "-f lavfi -i anoisesrc=d=11:a=0.2:r=48000,aformat=channel_layouts=stereo -c:a pcm_s16le music.wav")
	for _, test := range []struct {
		file, options string
		exact         bool
	}{
		{"real.rm", "-c:a real_144 -ac 1 -ar 8000", true}, // all times are 0
		{"flac.caf", "-c:a flac", true},                   // each frame lasts a little longer than its time
		{"dvd.vob", "-c:a pcm_dvd", true},
		{"deep.vob", "-c:a pcm_dvd -sample_fmt s32", true},
		{"2.wma", "-c:a wmav2", false},
		{"1.wma", "-c:a wmav1", false},
		{"nellymoser.flv", "-c:a nellymoser -ac 1 -ar 44100", false},
		{"adpcm.flv", "-c:a adpcm_swf -ar 44100", false},
	} {
		t.Run(test.file, func(t *testing.T) {
			t.Parallel()
			encode(t, dir, "-i music.wav "+test.options+" "+test.file)
			path := filepath.Join(dir, test.file)
			s := probed(t, path)
			want := decoded(t, path, "0", s.Channels)
			if off := int64(s.Samples) - want; s.Exact != test.exact || test.exact && off != 0 || off < 0 || off > int64(s.Rate)/200 {
				t.Errorf("%d samples, exact %v, want %d", s.Samples, s.Exact, want)
			}
		})
	}
}
