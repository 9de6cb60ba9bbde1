package window

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// A receiver notes the events that arrive.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	events []string
	answer int
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{answer: http.StatusOK}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		_, _ = io.Copy(io.Discard, q.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.events = append(r.events, q.Header.Get("X-AudioSpliter-Event"))
		w.WriteHeader(r.answer)
		fmt.Fprintln(w, "thank you")
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) got(want ...string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Equal(slices.Sorted(slices.Values(r.events)), want)
}

// TestHistoryAndEndpoints splits, adds an endpoint and sends it a test, splits
// again, and looks at what became of it: by mouse and keyboard.
func TestHistoryAndEndpoints(t *testing.T) {
	looks := []string{appearanceDark}
	if os.Getenv("AUDIOSPLITER_ARTIFACTS") != "" { // pictures are wanted of both
		looks = append(looks, appearanceLight)
	}
	for _, look := range looks {
		t.Run(look, func(t *testing.T) {
			dir, home := t.TempDir(), t.TempDir()
			song := encode(t, filepath.Join(dir, "Morning coffee.mp3"), music, 20)
			remembered := filepath.Join(home, "window.json")
			recipe := `"Recipe":{"split":{"mode":"duration","every":"5"},"output":{"format":"opus","onConflict":"overwrite"}}`
			if err := os.WriteFile(remembered, []byte(`{"Look":"`+look+`","Width":1024,"Height":640,`+recipe+`}`), 0o600); err != nil {
				t.Fatal(err)
			}
			to := newReceiver(t)
			s := newScreen(t, "1024x700", childOptions{StateFile: remembered, Files: []string{song}, Home: home})
			s.eventually("the file to be read", func() bool { return all(s.look().Phases, 1, "waiting") })

			s.press("ctrl+h")
			s.eventually("the history", func() bool { return s.look().Sheet })
			s.shoot("history-empty-" + look)
			s.press("Escape")
			s.eventually("the history to go", func() bool { return !s.look().Sheet })

			s.press("ctrl+shift+n")
			s.shoot("endpoints-empty-" + look)
			s.click("endpoints.add")
			s.click("endpoint.save")
			s.shoot("endpoint-wrong-" + look)
			s.click("endpoint.name")
			s.run("xdotool", "type", "--delay", "20", "Our server")
			s.click("endpoint.url")
			s.run("xdotool", "type", "--delay", "20", to.URL+"/hook")
			s.shoot("endpoint-http-" + look)
			s.click("endpoint.local")
			s.click("endpoint.try")
			s.eventually("the answer", func() bool { return strings.Contains(s.look().Sheets.Test, "200") })
			s.shoot("endpoint-tested-" + look)
			s.click("endpoint.save")
			s.eventually("the endpoint", func() bool { return slices.Equal(s.look().Sheets.Endpoints, []string{"Our server on"}) })
			s.click("endpoints.test.Our server")
			s.eventually("another test to arrive", func() bool { return to.got("job.completed", "job.completed") })
			s.shoot("endpoints-" + look)
			s.press("Escape")
			s.eventually("the endpoints to go", func() bool { return !s.look().Sheet })

			s.press("ctrl+Return")
			s.eventually("the file to be split", func() bool { return all(s.look().Phases, 1, "done") })
			s.eventually("everybody to be told", func() bool {
				return to.got("batch.completed", "job.completed", "job.completed", "job.completed")
			})
			s.press("ctrl+shift+d")
			s.eventually("the deliveries", func() bool {
				d := s.look().Sheets.Deliveries
				return len(d) == 2 && !slices.ContainsFunc(d, func(d string) bool { return !strings.HasSuffix(d, " delivered") })
			})
			s.shoot("deliveries-" + look)
			s.click("deliveries.resend")
			s.eventually("it to arrive again", func() bool { return len(s.look().Sheets.Deliveries) == 3 })
			s.press("Escape", "ctrl+h")
			s.eventually("the history", func() bool {
				return slices.Equal(s.look().Sheets.History, []string{"Morning coffee.mp3 completed 4"}) && s.look().Sheets.Tab == "4 files"
			})
			s.shoot("history-" + look)
			s.click("history.tab1")
			s.eventually("the commands", func() bool {
				return strings.HasSuffix(s.look().Sheets.Tab, " commands") && s.look().Sheets.Tab != "0 commands"
			})
			s.shoot("history-commands-" + look)
			s.click("history.tab2")
			s.eventually("who was told", func() bool { return s.look().Sheets.Tab == "3 deliveries" })
			s.shoot("history-told-" + look)
			s.click("history.search")
			s.run("xdotool", "type", "--delay", "20", "tea")
			s.eventually("none to be left", func() bool { return len(s.look().Sheets.History) == 0 })
			s.press("ctrl+a", "BackSpace")
			s.eventually("all to be back", func() bool { return len(s.look().Sheets.History) == 1 })
			s.click("history.again")
			const job, batch = "job.completed", "batch.completed"
			s.eventually("everybody to be told again", func() bool { return to.got(batch, batch, batch, job, job, job, job) })
			s.eventually("the file to be split again", func() bool { return !s.look().Sheet && all(s.look().Phases, 1, "done") })
			s.shoot("told-" + look)

			to.mu.Lock()
			to.answer = http.StatusGone
			to.mu.Unlock()
			if err := os.Remove(song); err != nil {
				t.Fatal(err)
			}
			s.press("ctrl+Return")
			s.eventually("the file to fail, and the endpoint to be switched off", func() bool {
				p := s.look()
				return all(p.Phases, 1, "failed") && p.Sheets.Undelivered != "" && slices.Equal(p.Sheets.Endpoints, []string{"Our server off"})
			})
			s.shoot("undelivered-" + look)
			s.press("ctrl+h")
			s.eventually("the history", func() bool { return len(s.look().Sheets.History) == 3 })
			s.shoot("history-failed-" + look)
			s.press("Escape")
			s.eventually("the history to go", func() bool { return !s.look().Sheet })
			s.click("undelivered")
			s.eventually("the deliveries", func() bool {
				return slices.ContainsFunc(s.look().Sheets.Deliveries, func(d string) bool { return strings.HasSuffix(d, " failed") })
			})
			s.shoot("deliveries-failed-" + look)
			s.press("Escape", "ctrl+comma")
			s.eventually("the settings", func() bool { return s.look().Sheet })
			s.scroll("settings.workers")
			s.click("settings.watch.add")
			s.shoot("watch-" + look)
			s.press("Escape")
			s.eventually("the sheet to go", func() bool { return !s.look().Sheet })
			s.press("ctrl+q")
			s.quits()
		})
	}
}

// scroll turns the wheel down over a control.
func (s *screen) scroll(control string) {
	s.t.Helper()
	s.middle(control)
	s.run("xdotool", "click", "--repeat", "8", "--delay", "30", "5")
}

// heldTools returns a folder of ffmpeg that comes to no end with encoding Opus
// before goOn is called.
func heldTools(t *testing.T) (folder string, goOn func()) {
	t.Helper()
	folder = t.TempDir()
	find := func(name string) string {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	script := "#!/bin/sh\ncase \"$*\" in *libopus*) [ -e \"$0.goOn\" ] || exec sleep 3600 ;; esac\nexec " + find("ffmpeg") + " \"$@\"\n"
	// A child that another test is just starting has the files that are open: no
	// file can be run that somebody may still write.
	syscall.ForkLock.RLock()
	err := os.WriteFile(filepath.Join(folder, "ffmpeg"), []byte(script), 0o755)
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(find("ffprobe"), filepath.Join(folder, "ffprobe")); err != nil {
		t.Fatal(err)
	}
	return folder, func() {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, "ffmpeg.goOn"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestGoesOnTheNextDay pauses, quits, and goes on after a new start; a watched
// folder goes on by itself.
func TestGoesOnTheNextDay(t *testing.T) {
	dir, home, incoming := t.TempDir(), t.TempDir(), t.TempDir()
	files := []string{encode(t, filepath.Join(dir, "One.wav"), music, 300), encode(t, filepath.Join(dir, "Two.wav"), speech, 300)}
	tools, goOn := heldTools(t)
	state := filepath.Join(home, "window.json")
	recipe := `"Workers":1,"Recipe":{"split":{"mode":"duration","every":"2:00"},"output":{"format":"opus"}}`
	watched := `"Watched":[{"Folder":"` + incoming + `","Preset":"Chat upload 8 MB","After":"move","On":true}]`
	if err := os.WriteFile(state, []byte(`{"Width":1024,"Height":640,"FFmpeg":"`+tools+`",`+recipe+`,`+watched+`}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newScreen(t, "1024x700", childOptions{StateFile: state, Files: files, Home: home})
	s.eventually("the files to be read", func() bool { return all(s.look().Phases, 2, "waiting") })
	s.press("ctrl+Return", "ctrl+p")
	s.press("ctrl+q")
	s.eventually("whether to stop", func() bool { return s.look().Sheet })
	s.shoot("quit")
	s.click("yes")
	s.quits()

	goOn()
	s = newScreen(t, "1024x700", childOptions{StateFile: state, Home: home})
	s.eventually("the question", func() bool { return s.look().Sheet })
	s.shoot("unfinished")
	s.click("goOn")
	s.eventually("all to be split", func() bool {
		p := s.look().Phases
		return len(p) > 0 && all(p, len(p), "done")
	})
	if err := os.Rename(encode(t, filepath.Join(t.TempDir(), "Three.wav"), speech, 8), filepath.Join(incoming, "Three.wav")); err != nil {
		t.Fatal(err)
	}
	s.press("ctrl+h")
	s.eventually("the watched folder's file", func() bool {
		h := s.look().Sheets.History
		return len(h) == 3 && strings.HasPrefix(h[0], "Three.wav completed")
	})
	s.shoot("history-watched")
	s.eventually("its source to be put away", func() bool {
		_, err := os.Stat(filepath.Join(incoming, "done", "Three.wav"))
		return err == nil
	})
	wantLengths(t, filepath.Join(dir, "One"), 120, 120, 60)
	wantLengths(t, filepath.Join(dir, "Two"), 120, 120, 60)
}
