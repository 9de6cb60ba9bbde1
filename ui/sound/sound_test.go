//go:build cgo || windows || darwin

package sound

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

const music = "/usr/share/asterisk/moh/macroform-cold_day.wav"

// heard is what the device of these tests was told. It takes no more while it is
// held, and otherwise no faster than a real one, times eight.
var heard struct {
	sync.Mutex
	buf  bytes.Buffer
	held sync.Mutex
}

// limit is how long a test waits for anything: far more than it takes.
const limit = 90 * time.Second

// envChild makes the test's own program say what Ready says, and, where it names
// the pipe of a device that nothing reads from, what it says later.
const envChild = "AUDIOSPLITER_SOUND_TEST"

func TestMain(m *testing.M) {
	if pipe := os.Getenv(envChild); pipe != "" {
		patience = time.Millisecond
		if pipe == os.DevNull {
			patience = limit
		}
		fmt.Println(Ready())
		if pipe != os.DevNull {
			go listen(pipe)
			patience = limit
			fmt.Println(Ready())
		}
		return
	}
	folder, err := os.MkdirTemp("", "sound-")
	if err != nil {
		panic(err)
	}
	patience = limit // a machine may be slow, and a process can open one device only
	code := 1
	if pipe, config, err := makeDevice(folder); err == nil {
		_ = os.Setenv("ALSA_CONFIG_PATH", config)
		go listen(pipe)
		code = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

// makeDevice makes a configuration of ALSA whose default device writes to a pipe.
func makeDevice(folder string) (pipe, config string, err error) {
	pipe, config = filepath.Join(folder, "pipe"), filepath.Join(folder, "asoundrc")
	if out, err := exec.Command("mkfifo", pipe).CombinedOutput(); err != nil {
		return "", "", fmt.Errorf("mkfifo: %w: %s", err, out)
	}
	text := fmt.Sprintf("pcm.!default {\n type file\n slave.pcm { type null }\n file %q\n format raw\n}\n", pipe)
	return pipe, config, os.WriteFile(config, []byte(text), 0o600)
}

// listen hears what a device writes to its pipe. The device is not open before.
func listen(pipe string) {
	in, err := os.Open(pipe) // waits for the device to be opened
	if err != nil {
		panic(err)
	}
	b := make([]byte, 1024*frame)
	for range time.Tick(time.Second * 1024 / rate / 8) {
		n, err := in.Read(b)
		heard.held.Lock()
		heard.Lock()
		heard.buf.Write(b[:n])
		heard.Unlock()
		heard.held.Unlock()
		if err != nil {
			return
		}
	}
}

// hear lets the device, which is held, take about so many bytes more.
func hear(bytes int) {
	length := func() int {
		heard.Lock()
		defer heard.Unlock()
		return heard.buf.Len()
	}
	goal := length() + bytes
	heard.held.Unlock()
	for length() < goal {
		time.Sleep(time.Millisecond)
	}
	heard.held.Lock()
}

// take returns what was heard since the last time, without silence around it.
// It plays a mark after it, which comes out last.
func take(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mark.wav")
	// Two hundredths of a second at half of full scale, and silence, which
	// pushes out of ALSA what does not fill its buffer.
	if out, err := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i",
		fmt.Sprintf("aevalsrc='0.5*lt(t,0.02)|0.5*lt(t,0.02)':s=%d:d=1", rate), "-c:a", "pcm_f32le", path).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	src, tools := probed(t, path)
	p := New(func() (*ffmpeg.Tools, error) { return tools, nil })
	play(t, p, src, timeline.Span{End: src.Samples})
	p.Close()
	mark := bytes.Repeat(binary.LittleEndian.AppendUint32(nil, math.Float32bits(0.5)), rate/50*2)
	for end := time.Now().Add(limit); ; time.Sleep(10 * time.Millisecond) {
		heard.Lock()
		before, after, ok := bytes.Cut(bytes.Clone(heard.buf.Bytes()), mark)
		if ok {
			heard.buf.Reset()
			heard.buf.Write(after)
		}
		heard.Unlock()
		if ok {
			return trim(before)
		}
		if time.Now().After(end) {
			t.Fatal("the mark is not heard")
		}
	}
}

var silence [frame]byte

func trim(b []byte) []byte {
	b = b[:len(b)-len(b)%frame]
	for len(b) > 0 && bytes.Equal(b[:frame], silence[:]) {
		b = b[frame:]
	}
	for len(b) > 0 && bytes.Equal(b[len(b)-frame:], silence[:]) {
		b = b[:len(b)-frame]
	}
	return b
}

func source(t *testing.T, name string, args ...string) (media.Source, *ffmpeg.Tools) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	args = append([]string{"-v", "error", "-nostdin", "-i", music, "-t", "12", "-ar", "44100", "-ac", "2"}, args...)
	if out, err := exec.Command("ffmpeg", append(args, path)...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	return probed(t, path)
}

func probed(t *testing.T, path string) (media.Source, *ffmpeg.Tools) {
	t.Helper()
	tools, err := ffmpeg.Find("")
	if err != nil {
		t.Fatal(err)
	}
	src, err := media.Probe(context.Background(), tools, path)
	if err != nil {
		t.Fatal(err)
	}
	return src, tools
}

// decoded returns what ffmpeg makes of a span: all of the file decoded, resampled,
// and then cut, which is another way than the player's.
func decoded(t *testing.T, src media.Source, s timeline.Span) []byte {
	t.Helper()
	cmd := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-i", src.Path,
		"-af", fmt.Sprintf("atrim=start_sample=%d:end_sample=%d,asetpts=N/SR/TB", s.Start, s.End+2000),
		"-ar", fmt.Sprint(rate), "-ac", "2", "-f", "f32le", "pipe:1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out[:min(int(float64(s.Len())/float64(src.Rate)*rate+0.5)*frame, len(out))]
}

// play plays spans to their end and returns the news.
func play(t *testing.T, p *Player, src media.Source, spans ...timeline.Span) []News {
	t.Helper()
	var all []News
	done := make(chan struct{})
	p.Play(src, func(n News) {
		all = append(all, n)
		if !n.Playing {
			close(done)
		}
	}, spans...)
	await(t, done)
	return all
}

func await(t *testing.T, done <-chan struct{}) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(limit):
		t.Fatal("it plays on and on")
	}
}

// difference returns the largest difference between samples, and infinity where
// one is longer by more than a hundredth of a second.
func difference(a, b []byte) float64 {
	if d := len(a) - len(b); d > rate/100*frame || -d > rate/100*frame {
		return math.Inf(1)
	}
	worst := 0.0
	for i := 0; i+4 <= min(len(a), len(b)); i += 4 {
		worst = max(worst, math.Abs(float(a[i:])-float(b[i:])))
	}
	return worst
}

func float(b []byte) float64 {
	return float64(math.Float32frombits(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24))
}

func TestWhatIsHeard(t *testing.T) {
	for _, f := range []struct {
		name  string
		args  []string
		worst float64
	}{
		{"music.wav", nil, 1e-6},
		{"music.flac", nil, 1e-6},
		{"music.mp3", []string{"-b:a", "128k"}, 1e-4},
		{"music.m4a", []string{"-b:a", "160k"}, 2e-2}, // AAC makes noise up at random
	} {
		t.Run(f.name, func(t *testing.T) {
			src, tools := source(t, f.name, f.args...)
			p := New(func() (*ffmpeg.Tools, error) { return tools, nil })
			defer p.Close()
			span := timeline.Span{Start: 5*44100 + 77, End: 5*44100 + 77 + 17640} // 0.4 s: all of it is decoded before it begins
			news := play(t, p, src, span)
			if last := news[len(news)-1]; last.Err != nil || last.Playing || last.At != span.End {
				t.Errorf("the last news is %+v", last)
			}
			want, got := trim(decoded(t, src, span)), take(t)
			if d := difference(want, got); d > f.worst {
				t.Errorf("what is heard differs from ffmpeg's decode by %v: %d bytes, %d wanted", d, len(got), len(want))
			}
		})
	}
}

func TestPositionsFollowTheSpans(t *testing.T) {
	src, tools := source(t, "music.wav")
	p := New(func() (*ffmpeg.Tools, error) { return tools, nil })
	defer p.Close()
	spans := []timeline.Span{{Start: 44100, End: 3 * 44100}, {Start: 8 * 44100, End: 10 * 44100}}
	var news []News
	done, held := make(chan struct{}), true
	heard.held.Lock() // nothing is heard but a little at each news, until some are of the second span
	p.Play(src, func(n News) {
		news = append(news, n)
		switch {
		case !n.Playing:
			close(done)
		case held && n.At > spans[1].Start:
			held = false
			heard.held.Unlock()
		case held:
			hear(4 * 1024 * frame)
		}
	}, spans...)
	await(t, done)
	inside, last := [2]int{}, timeline.Position(0)
	for _, n := range news {
		if n.At < last {
			last = min(last, n.At+44100/50+1) // what was just read may not wait yet
		}
		if n.At < last {
			t.Errorf("it goes back from %d to %d", last, n.At)
		}
		last = n.At
		for i, s := range spans {
			if n.At >= s.Start && n.At <= s.End {
				inside[i]++
			}
		}
	}
	if inside[0] == 0 || inside[1] == 0 || inside[0]+inside[1] != len(news) {
		t.Errorf("of %d news %v are in the spans", len(news), inside)
	}
}

func TestAnotherTakesItsPlace(t *testing.T) {
	src, tools := source(t, "music.wav")
	p := New(func() (*ffmpeg.Tools, error) { return tools, nil })
	first := make(chan News, 10_000)
	heard.held.Lock() // it cannot come to its end
	p.Play(src, func(n News) { first <- n }, timeline.Span{End: src.Samples})
	if n := <-first; !n.Playing {
		t.Fatalf("the first ended with %v", n.Err)
	}
	p.SetVolume(0)
	second := make(chan struct{})
	p.Play(src, func(n News) {
		if !n.Playing {
			close(second)
		}
	}, timeline.Span{End: 4410})
	heard.held.Unlock()
	await(t, second)
	for len(first) > 0 {
		if n := <-first; !n.Playing {
			t.Errorf("what was taken the place of says %+v", n)
		}
	}
	p.Play(src, func(News) {}, timeline.Span{End: src.Samples})
	p.Stop()
	p.Close()
	take(t)
	p.SetVolume(0)
	play(t, p, src, timeline.Span{Start: 44100, End: 48510})
	if b := take(t); len(b) > 0 {
		t.Errorf("with no volume %d bytes are heard", len(b))
	}
}

func TestWhatCannotBePlayed(t *testing.T) {
	src, tools := source(t, "music.wav")
	missing := fault.New(fault.FFmpegMissing, "There is no ffmpeg.")
	p := New(func() (*ffmpeg.Tools, error) { return nil, missing })
	if news := play(t, p, src, timeline.Span{End: 100}); !errors.Is(news[len(news)-1].Err, missing) {
		t.Errorf("without ffmpeg the news is %+v", news)
	}
	p = New(func() (*ffmpeg.Tools, error) { return tools, nil })
	if err := os.WriteFile(src.Path, []byte("no audio any more"), 0o600); err != nil {
		t.Fatal(err)
	}
	if news := play(t, p, src, timeline.Span{End: 44100}); news[len(news)-1].Err == nil {
		t.Error("a file that is no audio any more plays")
	}
}

// TestWithoutADevice looks, in a process of its own, at what a machine without
// sound says.
func TestWithoutADevice(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), envChild+"="+os.DevNull, "ALSA_CONFIG_PATH="+os.DevNull)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil || !strings.Contains(string(out), "no sound device") || complaints.Len() > 0 {
		t.Errorf("it says %q and complains %q: %v", out, complaints.String(), err)
	}
}

// TestLateDevice has a device that does not answer until somebody listens.
func TestLateDevice(t *testing.T) {
	pipe, config, err := makeDevice(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envChild+"="+pipe, "ALSA_CONFIG_PATH="+config)
	out, err := cmd.Output()
	first, second, _ := strings.Cut(string(out), "\n")
	if err != nil || !strings.Contains(first, "no sound device") || second != "<nil>\n" {
		t.Errorf("it says %q, and later %q: %v", first, second, err)
	}
}

var _ io.Reader = (*spanReader)(nil)
