package media

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
)

// TestLengthIsWhatFFmpegDecodes holds each container and codec against a whole
// decode by ffmpeg.
func TestLengthIsWhatFFmpegDecodes(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	tests := []struct {
		file, container, codec string
		command                string // arguments of ffmpeg between the input and the file, or a command
		estimated              bool   // the length is not exact: within a tenth of a second
	}{
		{file: "cbr.mp3", container: "mp3", codec: "mp3", command: "-b:a 128k"},
		{file: "vbr.mp3", container: "mp3", codec: "mp3", command: "-q:a 3"},
		{file: "lame.mp3", container: "mp3", codec: "mp3", command: "lame --quiet -V2 music.wav lame.mp3"},
		{file: "noxing.mp3", container: "mp3", codec: "mp3", command: "lame --quiet -b 128 -t music.wav noxing.mp3"},
		{file: "speech.mp3", container: "mp3", codec: "mp3", command: "lame --quiet -V5 speech.wav speech.mp3"},
		{file: "x.mp2", container: "mp2", codec: "mp2"},
		{file: "8.wav", container: "wav", codec: "pcm_u8", command: "-c:a pcm_u8"},
		{file: "16.wav", container: "wav", codec: "pcm_s16le"},
		{file: "24.wav", container: "wav", codec: "pcm_s24le", command: "-c:a pcm_s24le"},
		{file: "32.wav", container: "wav", codec: "pcm_s32le", command: "-c:a pcm_s32le"},
		{file: "float.wav", container: "wav", codec: "pcm_f32le", command: "-c:a pcm_f32le"},
		{file: "6ch.wav", container: "wav", codec: "pcm_s24le", command: "-ac 6 -c:a pcm_s24le"},
		{file: "rf64.wav", container: "rf64", codec: "pcm_s16le", command: "-rf64 always"},
		{file: "alaw.wav", container: "wav", codec: "pcm_alaw", command: "-c:a pcm_alaw"},
		{file: "adpcm.wav", container: "wav", codec: "adpcm_ms", command: "-c:a adpcm_ms"},
		{file: "x.aiff", container: "aiff", codec: "pcm_s16be"},
		{file: "x.caf", container: "caf", codec: "pcm_s16be"},
		{file: "alac.caf", container: "caf", codec: "alac", command: "-c:a alac"},
		{file: "alac.whole.caf", container: "caf", codec: "alac", command: "-c:a alac -af atrim=end_sample=40960"},
		{file: "alac.6ch.caf", container: "caf", codec: "alac", command: "-c:a alac -ac 6 -sample_fmt s32p"},
		{file: "x.w64", container: "w64", codec: "pcm_s16le"},
		{file: "x.au", container: "au", codec: "pcm_s16be"},
		{file: "x.flac", container: "flac", codec: "flac"},
		{file: "8.flac", container: "flac", codec: "flac", command: "flac --silent -8 -o 8.flac music.wav"},
		{file: "tiny.flac", container: "flac", codec: "flac", command: "flac --silent --lax -b 64 -l 8 -o tiny.flac music.wav"},
		{file: "tagged.flac", container: "flac", codec: "flac", command: "-write_id3v2 1"},
		{file: "flac.ogg", container: "ogg", codec: "flac", command: "-c:a flac"},
		{file: "x.ogg", container: "ogg", codec: "vorbis", command: "oggenc -Q -o x.ogg music.wav"},
		{file: "ff.ogg", container: "ogg", codec: "vorbis", command: "-c:a libvorbis"},
		{file: "speech.ogg", container: "ogg", codec: "vorbis", command: "oggenc -Q -o speech.ogg speech.wav"},
		{file: "x.opus", container: "ogg", codec: "opus", command: "opusenc --quiet music.wav x.opus"},
		{file: "60ms.opus", container: "ogg", codec: "opus", command: "opusenc --quiet --framesize 60 speech.wav 60ms.opus"},
		{file: "ff.opus", container: "ogg", codec: "opus", command: "-c:a libopus"},
		{file: "x.m4a", container: "m4a", codec: "aac"},
		{file: "alac.m4a", container: "m4a", codec: "alac", command: "-c:a alac"},
		{file: "x.mov", container: "mov", codec: "aac"},
		{file: "pcm.mov", container: "mov", codec: "pcm_s16le", command: "-c:a pcm_s16le"},
		{file: "ac3.mp4", container: "m4a", codec: "ac3", command: "-c:a ac3"},
		{file: "mp3.mp4", container: "m4a", codec: "mp3", command: "-c:a libmp3lame"},
		{file: "fragments.mp4", container: "m4a", codec: "aac", command: "-movflags frag_keyframe+empty_moov"},
		{file: "x.aac", container: "aac", codec: "aac"},
		{file: "x.ac3", container: "ac3", codec: "ac3"},
		{file: "44100.ac3", container: "ac3", codec: "ac3", command: "-ar 44100"},
		{file: "x.eac3", container: "eac3", codec: "eac3"},
		{file: "44100.eac3", container: "eac3", codec: "eac3", command: "-ar 44100"},
		{file: "x.dts", container: "dts", codec: "dts", command: "-ar 48000 -c:a dca -strict -2"},
		{file: "44100.dts", container: "dts", codec: "dts", command: "-ar 44100 -c:a dca -strict -2"},
		{file: "eac3.ts", container: "mpegts", codec: "eac3", command: "-c:a eac3"},
		{file: "x.ts", container: "mpegts", codec: "aac", command: "-c:a aac"},
		{file: "x.wv", container: "wv", codec: "wavpack"},
		{file: "x.tta", container: "tta", codec: "tta"},
		{file: "aac.mka", container: "matroska", codec: "aac", command: "-c:a aac"},
		{file: "pcm.mka", container: "matroska", codec: "pcm_s16le", command: "-c:a pcm_s16le"},
		{file: "mp3.mka", container: "matroska", codec: "mp3", command: "-c:a libmp3lame"},
		{file: "flac.mka", container: "matroska", codec: "flac", command: "-c:a flac", estimated: true},
		{file: "x.webm", container: "webm", codec: "opus"},
		{file: "x.wma", container: "asf", codec: "wmav2", estimated: true},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			t.Parallel()
			words := strings.Fields(test.command)
			if len(words) > 0 && !strings.HasPrefix(words[0], "-") {
				mediatest.RunIn(t, dir, words[0], words[1:]...)
			} else {
				encode(t, dir, "-i music.wav "+test.command+" "+test.file)
			}
			s := probed(t, filepath.Join(dir, test.file))
			if s.Container != test.container || s.Codec != test.codec {
				t.Errorf("%s in %s, want %s in %s", s.Codec, s.Container, test.codec, test.container)
			}
			if s.Bitrate < 8000 || s.Streams != 1 || len(s.Warnings) > 0 {
				t.Errorf("bitrate %d, %d streams, warnings %q", s.Bitrate, s.Streams, s.Warnings)
			}
			want := decoded(t, s.Path, "0", s.Channels)
			off := int64(s.Samples) - want
			if s.Exact == test.estimated || s.Exact && off != 0 || max(off, -off) > int64(s.Rate)/10 {
				t.Errorf("%d samples, exact %v, want %d", s.Samples, s.Exact, want)
			}
			alone := test.codec == "flac" && test.container == "flac" || (test.codec == "opus" || test.codec == "vorbis") && test.container == "ogg" ||
				(test.codec == "aac" || test.codec == "alac") && (test.container == "m4a" || test.container == "mov") ||
				strings.HasPrefix(test.codec, "pcm_") && strings.Contains("wav rf64 aiff caf w64", test.container)
			rate, n, ok := Length(t.Context(), s.Path)
			if ok != alone || ok && (rate != s.Rate || int64(n) != want) {
				t.Errorf("by itself the file has %d samples at %d Hz, %v; want %d", n, rate, ok, want)
			}
		})
	}
}

// TestLengthOfOddFiles holds files that break their own headers' promises
// against a whole decode.
func TestLengthOfOddFiles(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	tests := []struct {
		name   string
		make   func(t *testing.T, out string)
		exact  bool
		warned bool
	}{
		{name: "wav of unknown size", make: piped("-f wav"), exact: true},
		{name: "flac of unknown size", make: piped("-f flac"), exact: true},
		{name: "wav cut short", make: cut("-f wav"), exact: true, warned: true},
		{name: "aiff cut short", make: cut("-f aiff"), exact: true, warned: true},
		{name: "flac cut short", make: cut("-f flac"), exact: true, warned: true},
		{name: "vorbis cut short", make: cut("-c:a libvorbis -f ogg"), exact: true, warned: true},
		{name: "opus cut short", make: cut("-c:a libopus -f ogg"), exact: true, warned: true},
		{name: "adts cut short", make: cut("-f adts"), exact: true, warned: true},
		{name: "m4a cut short", make: cut("-c:a aac -movflags +faststart -f ipod"), warned: true},
		{name: "flac cut out of another", make: inner("-f flac"), exact: true, warned: true},
		{name: "opus from the middle", make: inner("-c:a libopus -f ogg"), exact: true},
		{name: "vorbis from the middle", make: inner("-c:a libvorbis -f ogg"), exact: true},
		{name: "m4a from the middle", make: inner("-c:a aac -f ipod"), exact: true},
		{name: "alac from the middle", make: inner("-c:a alac -f ipod"), exact: true},
		{name: "opus joined", make: joined("-c:a libopus -f ogg"), exact: true, warned: true},
		{name: "wav with an odd chunk", make: oddChunk, exact: true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			own := t.TempDir()
			if err := os.Link(filepath.Join(dir, "music.wav"), filepath.Join(own, "music.wav")); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(own, "out")
			test.make(t, path)
			s := probed(t, path)
			if got := len(s.Warnings) > 0; got != test.warned {
				t.Errorf("warnings %q", s.Warnings)
			}
			want := decoded(t, path, "0", s.Channels)
			off := int64(s.Samples) - want
			if s.Exact != test.exact || s.Exact && off != 0 || max(off, -off) > int64(s.Rate)/10 {
				t.Errorf("%d samples, exact %v, want %d", s.Samples, s.Exact, want)
			}
			if _, n, ok := Length(t.Context(), path); ok && int64(n) != want {
				t.Errorf("by itself the file has %d samples, want %d", n, want)
			}
		})
	}
}

// TestLengthOfJoinedVorbis checks that each recording counts by itself, as in
// oggdec; ffmpeg makes up some samples between them.
func TestLengthOfJoinedVorbis(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "out.ogg")
	if err := os.Link(filepath.Join(sources(t), "music.wav"), filepath.Join(filepath.Dir(path), "music.wav")); err != nil {
		t.Fatal(err)
	}
	joined("-c:a libvorbis -f ogg")(t, path)
	s := probed(t, path)
	want := int64(len(mediatest.RunIn(t, filepath.Dir(path), "oggdec", "-Q", "-R", "-o", "-", path)) / 2 / s.Channels)
	if int64(s.Samples) != want || !s.Exact || len(s.Warnings) == 0 {
		t.Errorf("%d samples, exact %v, warnings %q, want %d", s.Samples, s.Exact, s.Warnings, want)
	}
}

func piped(words string) func(*testing.T, string) {
	return func(t *testing.T, out string) {
		args := append(strings.Fields("-nostdin -v error -i music.wav "+words), "-")
		write(t, out, mediatest.RunIn(t, filepath.Dir(out), "ffmpeg", args...))
	}
}

func cut(words string) func(*testing.T, string) {
	return func(t *testing.T, out string) {
		encode(t, filepath.Dir(out), "-i music.wav "+words+" whole")
		whole := mediatest.Read(t, filepath.Join(filepath.Dir(out), "whole"))
		write(t, out, whole[:len(whole)*3/5])
	}
}

func inner(words string) func(*testing.T, string) {
	return func(t *testing.T, out string) {
		encode(t, filepath.Dir(out), "-i music.wav "+words+" whole")
		how := "-copyts" // Ogg and FLAC then begin late on their own timeline
		if strings.Contains(words, "ipod") {
			how = "-t 2"
		}
		encode(t, filepath.Dir(out), "-ss 1.5 -i whole -c copy "+how+" "+words[strings.Index(words, "-f "):]+" "+out)
	}
}

func joined(words string) func(*testing.T, string) {
	return func(t *testing.T, out string) {
		dir := filepath.Dir(out)
		encode(t, dir, "-i music.wav "+words+" one")
		encode(t, dir, "-t 2 -i music.wav "+words+" two")
		write(t, out, slices.Concat(mediatest.Read(t, filepath.Join(dir, "one")), mediatest.Read(t, filepath.Join(dir, "two"))))
	}
}

// oddChunk puts a chunk of an odd size, and its padding, before the samples.
func oddChunk(t *testing.T, out string) {
	wav := mediatest.Read(t, filepath.Join(filepath.Dir(out), "music.wav"))
	write(t, out, slices.Concat(wav[:12], []byte("junk\x03\x00\x00\x00abc\x00"), wav[12:]))
}

// TestLengthOfShortMP3 checks that a last frame that is not whole does not count,
// as in mpg123; ffmpeg makes up the rest of it.
func TestLengthOfShortMP3(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	encode(t, dir, "-i music.wav -f mp3 whole")
	whole := mediatest.Read(t, filepath.Join(dir, "whole"))
	s := probed(t, write(t, filepath.Join(dir, "out"), whole[:len(whole)*3/5]))
	if want := decoded(t, s.Path, "0", 2); int64(s.Samples) != want-1152 || len(s.Warnings) == 0 {
		t.Errorf("%d samples, warnings %q, want a frame less than %d", s.Samples, s.Warnings, want)
	}
}
