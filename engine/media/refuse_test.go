package media

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	at := func(name string) string { return filepath.Join(dir, name) }
	encode(t, dir, "-i music.wav -c:a aac x.m4a")
	m4a := mediatest.Read(t, at("x.m4a"))

	wantCode(t, write(t, at("text.mp3"), []byte("Dear diary, this is no audio.\n")), fault.UnsupportedFormat, "not audio")
	wantCode(t, write(t, at("long.mp3"), []byte(strings.Repeat("1234567890\n", 20000))), fault.UnsupportedFormat, "not audio")
	wantCode(t, write(t, at("zeros.wav"), make([]byte, 100000)), fault.UnsupportedFormat, "not audio")
	wantCode(t, write(t, at("empty.mp3"), nil), fault.CorruptFile, "empty")
	wantCode(t, write(t, at("riff.wav"), []byte("RIFF\x00\x00\x00\x00WAVE")), fault.CorruptFile, "damaged")
	wantCode(t, write(t, at("cut.m4a"), m4a[:len(m4a)/2]), fault.CorruptFile, "never finished")
	wantCode(t, write(t, at("subtitle.srt"), []byte("1\n00:00:01,000 --> 00:00:02,000\nHello\n")), fault.UnsupportedFormat, "")
	for _, bitrate := range []string{"200", "400"} {
		if out, err := exec.Command("lame", "--quiet", "--freeformat", "-b", bitrate, at("music.wav"), at("free.mp3")).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		wantCode(t, at("free.mp3"), fault.UnsupportedFormat, "free format")
	}
	wantCode(t, dir, fault.InvalidParams, "folder")
	wantCode(t, at("missing.mp3"), fault.FileNotFound, "no such file")
	wantCode(t, at("music.wav/inside.mp3"), fault.IOFailed, "")
	wantCode(t, "", fault.InvalidParams, "not a file name")
	wantCode(t, "a\x00b", fault.InvalidParams, "not a file name")
	wantCode(t, os.DevNull, fault.UnsupportedFormat, "device or a pipe")

	encode(t, dir, "-i music.wav -t 0 -f wav nothing.wav")
	wantCode(t, at("nothing.wav"), fault.DurationTooShort, "0 seconds")
}

func TestLinks(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	for link, target := range map[string]string{"good": "music.wav", "dangling": "gone.wav", "loop": "loop"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	probed(t, filepath.Join(dir, "good"))
	wantCode(t, filepath.Join(dir, "dangling"), fault.FileNotFound, "link to a file that is not there")
	wantCode(t, filepath.Join(dir, "loop"), fault.IOFailed, "cannot be opened")
}

// TestScriptsAreNotFollowed checks that nothing behind the name of audio makes
// ffprobe read another file or use the network.
func TestScriptsAreNotFollowed(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	encode(t, dir, "-i music.wav -c:a aac other.aac")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	var calls atomic.Int32
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			calls.Add(1)
			conn.Close()
		}
	}()
	url := "http://" + listener.Addr().String() + "/x.aac"
	for name, text := range map[string]string{
		"hls":    "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXT-X-VERSION:3\n#EXTINF:5,\nother.aac\n#EXT-X-ENDLIST\n",
		"web":    "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXT-X-VERSION:3\n#EXTINF:5,\n" + url + "\n#EXT-X-ENDLIST\n",
		"m3u":    "#EXTM3U\nother.aac\n",
		"concat": "ffconcat version 1.0\nfile other.aac\n",
		"sdp":    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
		"dash":   `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" type="static" mediaPresentationDuration="PT5S"><Period><AdaptationSet contentType="audio"><Representation id="1" bandwidth="1"><BaseURL>` + url + `</BaseURL></Representation></AdaptationSet></Period></MPD>`,
	} {
		for _, extension := range []string{".mp3", ".m3u8", ".mpd"} {
			wantCode(t, write(t, filepath.Join(dir, name+extension), []byte(text)), fault.UnsupportedFormat, "")
		}
	}
	// Calls are answered in turn: when ours is, all before it are counted.
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = conn.Read(make([]byte, 1))
	if n := calls.Load() - 1; n != 0 {
		t.Errorf("ffprobe used the network %d times", n)
	}
}

func TestProbeIsCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Probe(ctx, mediatest.Tools(t), filepath.Join(sources(t), "music.wav")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
