package window

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for anything to become true: far more than
// it takes, even where a slow machine draws by software.
const patience = 90 * time.Second

// A screen is a virtual display with a window manager and the program on it.
type screen struct {
	t       testing.TB
	env     []string
	window  string // the program's window, as xdotool knows it
	probe   string
	log     *lockedBuffer
	program *exec.Cmd
	began   time.Time     // when it was started
	ended   chan struct{} // closed when the program has ended
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// newScreen starts Xvfb, openbox and the program, and ends them with the test.
func newScreen(t testing.TB, size string, c childOptions) *screen {
	t.Helper()
	home := c.Home
	if home == "" {
		home = t.TempDir()
	}
	s := &screen{t: t, probe: filepath.Join(home, "probe.json"), log: &lockedBuffer{}, ended: make(chan struct{})}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	xvfb := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "-nolisten", "tcp", "-noreset")
	xvfb.ExtraFiles = []*os.File{w}
	s.background(xvfb)
	_ = w.Close()
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb does not start: %v", err)
	}
	if c.StateFile == "" {
		c.StateFile = filepath.Join(home, "window.json")
	}
	if c.Sample == "" {
		c.Sample = filepath.Join(home, "sample")
	}
	options, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	// Nothing of the desktop that the tests are started from has a part in them.
	s.env = append(os.Environ(),
		"DISPLAY=:"+strings.TrimSpace(number), "WAYLAND_DISPLAY=", "GDK_BACKEND=x11", "LIBGL_ALWAYS_SOFTWARE=1",
		"DBUS_SESSION_BUS_ADDRESS=disabled:", "SESSION_MANAGER=", "GTK_A11Y=none", "NO_AT_BRIDGE=1",
		"LANG=en_US.UTF-8", "LC_ALL=en_US.UTF-8", "LANGUAGE=", "FYNE_SCALE=", "FYNE_THEME=",
		"HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home,
		envProbe+"="+s.probe, envChild+"="+string(options))
	openbox := exec.Command("openbox")
	openbox.Env = s.env
	s.background(openbox)
	s.eventually("a window manager", func() bool {
		out, _ := s.try("xdotool", "get_num_desktops")
		return strings.TrimSpace(out) != ""
	})

	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s.program = exec.Command(self)
	s.program.Env, s.program.Stderr, s.program.Stdout = s.env, s.log, s.log
	_ = os.Remove(s.probe) // of a program before
	s.began = time.Now()
	if err := s.program.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(s.ended)
		_ = s.program.Wait()
	}()
	t.Cleanup(s.check)
	s.eventually("the program's window", func() bool {
		out, _ := s.try("xdotool", "search", "--onlyvisible", "--name", "^AudioSpliter$")
		s.window, _, _ = strings.Cut(strings.TrimSpace(out), "\n")
		return s.window != ""
	})
	s.eventually("the first look at the window", func() bool { return len(s.look().Controls) > 0 })
	s.raise()
	return s
}

// background starts a program that ends with the test.
func (s *screen) background(cmd *exec.Cmd) {
	s.t.Helper()
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// check ends the program and looks at what it has written.
func (s *screen) check() {
	select {
	case <-s.ended:
	default:
		if s.t.Failed() {
			s.keep("failed")
		}
	}
	_ = s.program.Process.Kill()
	<-s.ended
	log := s.log.String()
	if strings.Contains(log, "Error in Fyne call thread") || strings.Contains(log, "panic:") || strings.Contains(log, "DATA RACE") {
		s.t.Errorf("the program complains:\n%s", log)
	}
	if s.t.Failed() {
		s.t.Logf("the program's log:\n%s\nits last probe: %+v", log, s.look())
	}
}

func (s *screen) try(name string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = s.env
	out, err := cmd.Output()
	return string(out), err
}

func (s *screen) run(name string, args ...string) string {
	s.t.Helper()
	out, err := s.try(name, args...)
	if err != nil {
		s.t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return out
}

// eventually waits until the condition holds.
func (s *screen) eventually(what string, holds func() bool) {
	s.t.Helper()
	for end := time.Now().Add(patience); !holds(); {
		select {
		case <-s.ended:
			s.t.Fatalf("the program ended while the test waited for %s:\n%s", what, s.log)
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(end) {
			s.t.Fatalf("waited in vain for %s; the window says %+v", what, s.look())
		}
	}
}

// quits waits until the program has ended of itself, and well.
func (s *screen) quits() {
	s.t.Helper()
	select {
	case <-s.ended:
		if !s.program.ProcessState.Success() {
			s.t.Errorf("the program ended with %v", s.program.ProcessState)
		}
	case <-time.After(patience):
		s.t.Fatal("waited in vain for the program to end")
	}
}

// look reads what the window last wrote about itself.
func (s *screen) look() probed {
	var p probed
	if data, err := os.ReadFile(s.probe); err == nil {
		_ = json.Unmarshal(data, &p)
	}
	return p
}

// middle moves the pointer to the middle of a control, once it is there, can be
// used and has stopped moving, and returns where that is on the screen.
func (s *screen) middle(control string) (x, y int) {
	s.t.Helper()
	var last [4]int
	number := s.look().Number
	s.eventually("the control "+control, func() bool {
		p := s.look()
		if p.Number == number {
			return false // nothing new: it may be about to move
		}
		r, ok := p.Controls[control]
		still := r == last
		last, number = r, p.Number
		return ok && still && !slices.Contains(p.Disabled, control)
	})
	// xdotool knows best where the window is: frames confuse what it tells.
	s.run("xdotool", "mousemove", "--window", s.window, strconv.Itoa(last[0]+last[2]/2), strconv.Itoa(last[1]+last[3]/2))
	for line := range strings.Lines(s.run("xdotool", "getmouselocation", "--shell")) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		n, _ := strconv.Atoi(value)
		switch name {
		case "X":
			x = n
		case "Y":
			y = n
		}
	}
	return x, y
}

func (s *screen) moveTo(x, y int) {
	s.t.Helper()
	s.run("xdotool", "mousemove", strconv.Itoa(x), strconv.Itoa(y))
}

func (s *screen) click(control string) {
	s.t.Helper()
	s.middle(control)
	s.run("xdotool", "click", "1")
}

// press types keys, one after the other, into the window with the focus.
func (s *screen) press(keys ...string) {
	s.t.Helper()
	s.run("xdotool", append([]string{"key", "--clearmodifiers", "--delay", "60"}, keys...)...)
}

// raise gives the program's window the keyboard.
func (s *screen) raise() {
	s.t.Helper()
	s.eventually("the keyboard", func() bool {
		_, _ = s.try("xdotool", "windowactivate", s.window)
		// What the window manager says of it may be old, what X says is not.
		out, _ := s.try("xdotool", "getwindowfocus")
		return strings.TrimSpace(out) == s.window
	})
}

// settle waits until the window has done what it was told before, even where a
// single click becomes one only when no second has followed.
func (s *screen) settle() {
	s.t.Helper()
	const writings = 6 // of the probe: 0.6 s
	goal := s.look().Number + writings
	s.eventually("the window to settle", func() bool { return s.look().Number >= goal })
}

// source starts another program that files can be dragged from, or that has
// filled the clipboard, and waits until it is ready.
func (s *screen) source(args ...string) (x, y int, said func(what string) func() bool) {
	s.t.Helper()
	cmd := exec.Command("/usr/bin/python3", append([]string{filepath.Join("testdata", "dragsource.py")}, args...)...)
	cmd.Env = s.env
	log := &lockedBuffer{}
	cmd.Stdout, cmd.Stderr = log, io.Discard
	s.background(cmd)
	s.eventually("the other program", func() bool {
		_, err := fmt.Sscanf(log.String(), "ready %d %d\n", &x, &y)
		return err == nil
	})
	return x, y, func(what string) func() bool {
		return func() bool { return strings.Contains(log.String(), what+"\n") }
	}
}

// drag takes the files of another program to a control of the window and lets
// them go there.
func (s *screen) drag(control string, files ...string) {
	s.t.Helper()
	s.carry(control, files...)()
}

// carry takes the files of another program to a control of the window and
// returns what lets them go there.
func (s *screen) carry(control string, files ...string) (drop func()) {
	s.t.Helper()
	toX, toY := s.middle(control)
	x, y, said := s.source(files...)
	s.moveTo(x, y)
	s.eventually("the other program to be under the pointer", said("entered"))
	s.run("xdotool", "mousedown", "1")
	for step := 1; step <= 12; step++ {
		s.moveTo(x+(toX-x)*step/12, y+(toY-y)*step/12)
	}
	// The two programs talk as the hand moves: it trembles until they agree.
	s.eventually("the window to take files", func() bool {
		s.moveTo(toX+1, toY)
		s.moveTo(toX, toY)
		return said("welcome")()
	})
	return func() {
		s.t.Helper()
		s.run("xdotool", "mouseup", "1")
		s.eventually("the drop to be taken", said("asked"))
		s.eventually("the drop to be over", said("ended"))
	}
}

// shoot keeps a picture of the window, once it has settled, if the environment
// says where.
func (s *screen) shoot(name string) {
	s.t.Helper()
	if pictured() {
		s.settle()
		s.keep(name)
	}
}

func (s *screen) keep(name string) {
	if !pictured() || s.window == "" {
		return
	}
	folder := os.Getenv("AUDIOSPLITER_ARTIFACTS")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		s.t.Fatal(err)
	}
	s.picture(filepath.Join(folder, name+".png"))
}

func (s *screen) picture(path string) {
	if _, err := s.try("import", "-window", s.window, path); err != nil {
		s.t.Errorf("no picture %s: %v", path, err)
	}
}
