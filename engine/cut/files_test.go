package cut

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/media"
)

// conflictTask returns a task of two segments, of which the first has a name
// that a file already has.
func conflictTask(t *testing.T, policy Conflict) (Task, string) {
	t.Helper()
	src := probeMedia(t, makeMedia(t, "a.wav", 20_000, 44100, 1))
	job := task(t, src, parts(src, 9_000), Output{OnConflict: policy})
	taken := filepath.Join(job.Folder, job.Names[0])
	if err := os.MkdirAll(job.Folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	return job, taken
}

func TestConflicts(t *testing.T) {
	t.Parallel()
	mine := func(path string) bool {
		data, _ := os.ReadFile(path)
		return string(data) == "mine"
	}
	t.Run("rename", func(t *testing.T) {
		job, taken := conflictTask(t, Rename)
		results := write(t, job)
		if want := strings.TrimSuffix(taken, ".wav") + " (2).wav"; results[0].Path != want || !mine(taken) {
			t.Errorf("got %s, want %s beside the file that was there", results[0].Path, want)
		}
		again := write(t, job)
		if want := filepath.Join(job.Folder, "part_001 (2).wav"); again[1].Path != want {
			t.Errorf("got %s, want %s", again[1].Path, want)
		}
	})
	t.Run("overwrite", func(t *testing.T) {
		job, taken := conflictTask(t, Overwrite)
		if results := write(t, job); results[0].Path != taken || mine(taken) {
			t.Errorf("%s was not replaced", taken)
		}
	})
	t.Run("skip", func(t *testing.T) {
		job, taken := conflictTask(t, Skip)
		if results := write(t, job); !results[0].Skipped || results[1].Skipped || !mine(taken) {
			t.Errorf("got %+v", results)
		}
	})
	t.Run("fail", func(t *testing.T) {
		job, taken := conflictTask(t, Fail)
		results, err := Write(context.Background(), job)
		if fault.CodeOf(err) != fault.OutputExists || len(results) != 0 || !mine(taken) {
			t.Errorf("got %v, %v", results, err)
		}
	})
}

// Two writers that want one name both get one.
func TestManyWritersOneName(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	final := filepath.Join(folder, "a.wav")
	const writers = 20
	got := make(chan string, writers)
	for range writers {
		go func() {
			d, err := newDraft(folder)
			if err != nil {
				got <- err.Error()
				return
			}
			path, err := d.publish(final, Rename, func(string) bool { return true }, nil)
			if err != nil {
				path = err.Error()
			}
			got <- path
		}()
	}
	seen := map[string]bool{}
	for range writers {
		path := <-got
		if seen[path] {
			t.Errorf("%s was given twice", path)
		}
		seen[path] = true
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestSourceIsNeverOverwritten(t *testing.T) {
	t.Parallel()
	for _, policy := range Conflicts {
		src := probeMedia(t, makeMedia(t, "part_000.wav", 20_000, 44100, 1))
		before, _ := os.ReadFile(src.Path)
		job := task(t, src, parts(src, 9_000), Output{OnConflict: policy})
		job.Folder = filepath.Dir(src.Path)
		_, err := Write(context.Background(), job)
		if refuses := policy == Overwrite || policy == Fail; (fault.CodeOf(err) == fault.OutputExists) != refuses {
			t.Errorf("%s: %v", policy, err)
		}
		if after, _ := os.ReadFile(src.Path); !bytes.Equal(before, after) {
			t.Errorf("%s: the source was written to", policy)
		}
		noDrafts(t, job.Folder)
	}
}

func TestSourceThatChangesOrVanishes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(src media.Source) error
		code   fault.Code
	}{
		"grows":    {func(s media.Source) error { return os.WriteFile(s.Path, make([]byte, s.Size+1), 0o600) }, fault.IOFailed},
		"shrinks":  {func(s media.Source) error { return os.Truncate(s.Path, s.Size/3) }, fault.IOFailed},
		"vanishes": {func(s media.Source) error { return os.Remove(s.Path) }, fault.FileNotFound},
		"touched":  {func(s media.Source) error { return os.Chtimes(s.Path, time.Now(), time.Unix(1, 0)) }, fault.IOFailed},
	} {
		for _, format := range []Format{Keep, FLAC} {
			src := probeMedia(t, makeMedia(t, "a.wav", 60_000, 44100, 1))
			job := task(t, src, parts(src, evenly(src.Samples, 12)...), Output{Format: format})
			job.Workers = 1
			var done atomic.Bool
			job.Written = func(Result) {
				if !done.Swap(true) {
					if err := test.change(src); err != nil {
						t.Error(err)
					}
				}
			}
			results, err := Write(context.Background(), job)
			if fault.CodeOf(err) != test.code {
				t.Errorf("%s, %s: %v, want %s", name, format, err, test.code)
			}
			// Some were on their way to the disk.
			if n := len(results); n < 1 || n > 1+maxPublishing+1 {
				t.Errorf("%s, %s: %d results, want those that were whole before", name, format, n)
			}
			for i, got := range lengths(t, results, 1) {
				if s := results[i].Segment; got != s.Len() {
					t.Errorf("%s, %s: segment %d holds %d samples, want %d", name, format, s.Index, got, s.Len())
				}
			}
			noDrafts(t, job.Folder)
		}
	}
}

func TestCancelLeavesNoDrafts(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{Keep, MP3} {
		src := probeMedia(t, makeMedia(t, "a.wav", 600_000, 44100, 2))
		job := task(t, src, parts(src, 200_000, 400_000), Output{Format: format})
		ctx, cancel := context.WithCancel(context.Background())
		job.Progress = func(float64) { cancel() }
		_, err := Write(ctx, job)
		if fault.CodeOf(err) != fault.Canceled {
			t.Errorf("%s: got %v, want CANCELED", format, err)
		}
		noDrafts(t, job.Folder)
		cancel()
	}
}

func TestPlacesThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.wav", 20_000, 44100, 1))
	for name, test := range map[string]struct {
		change func(*Task)
		code   fault.Code
	}{
		"long name":        {func(j *Task) { j.Names[1] = strings.Repeat("x", 300) + ".wav" }, fault.InvalidParams},
		"outside":          {func(j *Task) { j.Names[1] = "../x.wav" }, fault.InvalidParams},
		"absolute":         {func(j *Task) { j.Names[1] = "/x.wav" }, fault.InvalidParams},
		"draft":            {func(j *Task) { j.Names[1] = ".audiospliter-0123456789abcdef.part" }, fault.InvalidParams},
		"twice":            {func(j *Task) { j.Names[1] = "PART_000.wav" }, fault.InvalidParams},
		"relative folder":  {func(j *Task) { j.Folder = "out" }, fault.InvalidParams},
		"file as folder":   {func(j *Task) { j.Folder = filepath.Join(src.Path, "out") }, fault.InvalidParams},
		"too few names":    {func(j *Task) { j.Names = j.Names[:1] }, fault.InvalidParams},
		"segment outside":  {func(j *Task) { j.Plan.Segments[1].End++ }, fault.InvalidParams},
		"no such channel":  {func(j *Task) { j.Plan.Segments[1].Channels = []int{1} }, fault.InvalidParams},
		"read-only folder": {func(j *Task) { j.Folder = "/proc/audiospliter" }, fault.FileNotFound},
	} {
		job := task(t, src, parts(src, 9_000), Output{})
		test.change(&job)
		if results, err := Write(context.Background(), job); fault.CodeOf(err) != test.code || len(results) != 0 {
			t.Errorf("%s: got %v, %v, want %s", name, results, err, test.code)
		}
	}
}

// Names are data, whatever they look like.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	names := []string{
		"-i.mp3", "http:x.mp3", "%03d.mp3", "a 'b' \"c\" $(d) `e`.mp3", "[x]{y}.mp3", "concat:a|b.mp3",
		"sub folder/ünï ☃.mp3", "sub folder/deeper/#;=\\.mp3", "file:x.mp3", strings.Repeat("é", 125) + ".mp3",
	}
	folder := t.TempDir()
	for i, name := range []string{"-x.wav", "http:y %d.wav", "pipe:0.wav"} {
		source := makeMedia(t, "a.wav", 40_000, 44100, 1)
		path := filepath.Join(folder, name)
		if err := os.Rename(source, path); err != nil {
			t.Fatal(err)
		}
		src := probeMedia(t, path)
		n := len(names)
		if i > 0 { // all names of segments have been seen
			n = 2
		}
		job := task(t, src, parts(src, evenly(src.Samples, n)...), Output{Format: MP3})
		job.Names = names[:n]
		job.Plan.Segments[0].Title = "-y ; # = \\ \n\"'"
		results := write(t, job)
		for k, got := range lengths(t, results, 1) {
			if r := results[k]; got != r.Segment.Len() {
				t.Errorf("%d: %s holds %d samples, want %d", i, r.Path, got, r.Segment.Len())
			}
		}
	}
}

func TestNumberedNamesStayShort(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 125) + ".wav" // 254 bytes
	got := filepath.Base(numbered(filepath.Join("x", long), 12))
	if len(got) > maxName || !strings.HasSuffix(got, " (12).wav") {
		t.Errorf("got %d bytes: %s", len(got), got)
	}
	if got := numbered("a.b.wav", 2); got != "a.b (2).wav" {
		t.Errorf("got %s", got)
	}
}

func TestExplainKeepsCodes(t *testing.T) {
	t.Parallel()
	if got := fault.CodeOf(explain(&os.PathError{Op: "open", Path: "x", Err: os.ErrPermission}, "x")); got != fault.PermissionDenied {
		t.Errorf("got %s", got)
	}
	if explain(nil, "x") != nil || !errors.Is(explain(os.ErrNotExist, "x"), os.ErrNotExist) {
		t.Error("the cause is lost")
	}
}

// The folder that is named is the one that refuses, whatever was asked for.
func TestRefusedFolder(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ tried, path, want string }{
		{"par/ro/.draft", "par/ro", filepath.Join("par", "ro")},
		{"par/ro/new", "par/ro/new/deep", filepath.Join("par", "ro")},
		{"", "par/ro/a.mp3", filepath.Join("par", "ro")},
	} {
		err := error(fs.ErrPermission)
		if test.tried != "" {
			err = &fs.PathError{Op: "open", Path: test.tried, Err: fs.ErrPermission}
		}
		if got := explain(err, test.path).Error(); !strings.Contains(got, " to "+test.want+":") {
			t.Errorf("%s for %s: %s", test.tried, test.path, got)
		}
	}
}
