package journal

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

// claimerEnv makes the test binary claim what nobody has; its value is the
// journal's folder.
const claimerEnv = "JOURNAL_TEST_CLAIMER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(claimerEnv); folder != "" {
		claimer(folder)
		return
	}
	os.Exit(m.Run())
}

func open(t testing.TB, folder string) *Journal {
	t.Helper()
	j, err := Open(folder, Options{Failed: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func jobs(n int) []Job {
	all := make([]Job, n)
	for i := range all {
		all[i] = Job{
			ID: fmt.Sprintf("job_%016x", i), Batch: fmt.Sprintf("batch_%016x", i/100), Recipe: `{}`, Request: `{}`,
			Path: fmt.Sprintf("/srv/talks/Talk %d of the day.mp3", i), Preset: []string{"", "Podcast", "Audiobook"}[i%3],
			Added: time.UnixMilli(int64(1e12 + i)), State: Queued, Place: float64(i), Attempt: 1,
		}
	}
	return all
}

func add(t testing.TB, j *Journal, all []Job) {
	t.Helper()
	saved := make(chan error, 1)
	j.Add(slices.Values(all), func(err error) { saved <- err })
	if err := <-saved; err != nil {
		t.Fatal(err)
	}
}

func none(Job, []File) []File { return nil }

func TestWhatIsToldIsKept(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	j := open(t, folder)
	all := jobs(3)
	add(t, j, all)
	full := message.New("%s holds %s and is full.", "/out", message.Count(2, "%d file", "%d files"))
	job := all[1]
	job.State, job.Over, job.Ended, job.Started = "failed", true, time.Now().Truncate(time.Millisecond), time.UnixMilli(5)
	job.Source = Source{"mp3", 12.5, 1000, time.Unix(3, 4)}
	job.Folder, job.Segments, job.Written, job.Code, job.Message, job.Details = "/out", 3, 2, "DISK_FULL", full, "tail"
	if err := j.Publishing(job.ID, File{Number: 1, JSON: `{"a":1}`}); err != nil {
		t.Fatal(err)
	}
	j.Published(job.ID, 1)
	j.Ran(job.ID, Command{Attempt: 1, Program: "ffmpeg", Args: []string{"-i", "a b"}, Started: time.UnixMilli(7), Took: time.Second, Error: "no"})
	if err := j.Tried(job, Attempt{Attempt: 1, Try: 2, State: "failed", Started: job.Started, Ended: job.Ended, Code: "DISK_FULL", Message: full}); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}

	j = open(t, folder)
	defer j.Close()
	got, err := j.Get(job.ID)
	if err != nil || !reflect.DeepEqual(got, job) {
		t.Errorf("got\n%+v, want\n%+v, %v", got, job, err)
	}
	files, _ := j.Files(job.ID)
	if !slices.Equal(files, []File{{1, true, `{"a":1}`}}) {
		t.Errorf("files %v", files)
	}
	commands, _ := j.Commands(job.ID)
	if len(commands) != 1 || commands[0].Args[1] != "a b" || commands[0].Took != time.Second || commands[0].Error != "no" {
		t.Errorf("commands %+v", commands)
	}
	attempts, _ := j.Attempts(job.ID)
	if len(attempts) != 1 || attempts[0].Try != 2 || !attempts[0].Ended.Equal(job.Ended) || !reflect.DeepEqual(attempts[0].Message, full) {
		t.Errorf("attempts %+v", attempts)
	}
}

func TestQueriesChoose(t *testing.T) {
	t.Parallel()
	j := open(t, t.TempDir())
	defer j.Close()
	all := jobs(30)
	all[4].Path = `/srv/100% real_one\two.wav`
	add(t, j, all)
	for _, test := range []struct {
		query Query
		want  int
	}{
		{Query{}, 30},
		{Query{Limit: 7}, 7},
		{Query{Limit: 7, Offset: 28}, 2},
		{Query{Name: "TALK 1"}, 11},
		{Query{Name: "talk_1"}, 0},
		{Query{Name: "100%"}, 1},
		{Query{Name: `e\t`}, 1},
		{Query{States: []string{Queued, "failed"}}, 30},
		{Query{States: []string{"failed"}}, 0},
		{Query{Presets: []string{"Podcast"}}, 10},
		{Query{Since: time.UnixMilli(1e12 + 20)}, 10},
		{Query{Until: time.UnixMilli(1e12 + 20), Presets: []string{"Audiobook"}}, 6},
		{Query{Path: all[4].Path}, 1},
		{Query{ID: all[4].ID}, 1},
		{Query{Nobody: true}, 0},
	} {
		got, err := j.List(test.query)
		if err != nil || len(got) != test.want {
			t.Errorf("%+v: %d jobs, want %d, %v", test.query, len(got), test.want, err)
		}
		for i := 1; i < len(got); i++ {
			if got[i].Place >= got[i-1].Place {
				t.Errorf("%+v: not the newest first", test.query)
			}
		}
	}
	if _, err := j.Get("job_0"); fault.CodeOf(err) != fault.InvalidParams {
		t.Errorf("an ambiguous id: %v", err)
	}
	if job, err := j.Get("job_000000000000001a"); err != nil || job.ID != all[26].ID {
		t.Errorf("%+v, %v", job, err)
	}
}

func TestJobsAreNobodysWhenTheirProgramIsGone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	first := open(t, folder)
	all := jobs(4)
	add(t, first, all)
	all[0].Over, all[0].State, all[0].Ended = true, "completed", time.Now()
	if err := first.Tried(all[0], Attempt{Attempt: 1, Try: 1}); err != nil {
		t.Fatal(err)
	}
	second := open(t, folder)
	defer second.Close()
	if err := second.Recover(none); err != nil {
		t.Fatal(err)
	}
	ids := []string{all[0].ID, all[1].ID, all[2].ID, all[3].ID}
	if claimed, err := second.Claim(ids); err != nil || len(claimed) > 0 {
		t.Errorf("claimed %d jobs of a program that lives, %v", len(claimed), err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	claimed, err := second.Claim(ids)
	if err != nil || len(claimed) != 3 {
		t.Errorf("claimed %d jobs, %v", len(claimed), err)
	}
	if again, err := second.Claim(ids); err != nil || len(again) > 0 {
		t.Errorf("claimed %d jobs twice, %v", len(again), err)
	}
	if over, err := second.Claim(ids, "completed"); err != nil || len(over) != 1 || over[0].ID != ids[0] {
		t.Errorf("claimed %v, %v", over, err)
	}
}

// All that is asked of a job is done, each once and in its order, however
// quickly one wish follows another.
func TestWishesAreGrantedInOrder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	owner, other := open(t, folder), open(t, folder)
	defer other.Close()
	all := jobs(2)
	add(t, owner, all)
	ask := func(what ...string) {
		for _, what := range what {
			if err := other.Wish(all[1].ID, what); err != nil {
				t.Error(err)
			}
		}
	}
	ask("pause", "priority 3", "resume", "pause")
	var granted []string
	last := make(chan struct{})
	owner.Wishes(func(job, what string) {
		granted = append(granted, strings.TrimPrefix(job, all[1].ID)+what)
		switch what {
		case "priority 3": // others come while this one is granted
			ask("resume", "cancel")
		case "cancel":
			close(last)
		}
	})
	<-last
	if err := owner.Close(); err != nil {
		t.Fatal(err)
	}
	if want := []string{"pause", "priority 3", "resume", "pause", "resume", "cancel"}; !slices.Equal(granted, want) {
		t.Errorf("granted %q, want %q", granted, want)
	}
	var left int
	if err := other.readers.QueryRow(`SELECT count(*) FROM wishes`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d wishes are left, %v", left, err)
	}
}

// Those of a dead program that were begun are settled; all are queued again.
func TestBegunJobsAreSettled(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	dead := open(t, folder)
	defer dead.Close()
	all := jobs(300)
	for i := range all {
		if i%2 == 0 {
			all[i].Folder, all[i].State = "/out", "splitting"
		}
	}
	add(t, dead, all)
	if err := dead.Publishing(all[1].ID, File{Number: 0, JSON: `{}`}); err != nil {
		t.Fatal(err)
	}
	dead.unlock() // as the system does
	j := open(t, folder)
	defer j.Close()
	settled := map[string]bool{}
	if err := j.Recover(func(job Job, files []File) []File {
		if settled[job.ID] {
			t.Errorf("%s is settled twice", job.ID)
		}
		settled[job.ID] = true
		return files
	}); err != nil {
		t.Fatal(err)
	}
	if len(settled) != 151 || !settled[all[1].ID] {
		t.Errorf("%d jobs are settled", len(settled))
	}
	if n, err := j.Count(Query{Nobody: true, States: []string{Queued}}); err != nil || n != len(all) {
		t.Errorf("%d jobs wait, %v", n, err)
	}
	if files, err := j.Files(all[1].ID); err != nil || len(files) != 1 {
		t.Errorf("files %v, %v", files, err)
	}
}

func TestUselessFilesArePutAside(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(path string) error{
		"damaged": func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("no journal ", 1000)), 0o600) },
		"torn": func(path string) error {
			text, err := os.ReadFile(path)
			copy(text[4096:], strings.Repeat("\xff", len(text)))
			return os.WriteFile(path, text, errMode(err))
		},
		"newer": func(path string) error {
			db, err := sql.Open("sqlite", path)
			if err != nil {
				return err
			}
			defer db.Close()
			_, err = db.Exec(`PRAGMA user_version = 1000`)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			j := open(t, folder)
			add(t, j, jobs(50))
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(folder, FileName)
			if err := spoil(path); err != nil {
				t.Fatal(err)
			}
			spoiled, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			j = open(t, folder)
			defer j.Close()
			if !strings.Contains(j.Aside().String(), "kept as") {
				t.Errorf("it says %q", j.Aside())
			}
			kept, _ := filepath.Glob(path + ".*-*")
			kept = slices.DeleteFunc(kept, func(path string) bool { return strings.HasSuffix(path, "-wal") || strings.HasSuffix(path, "-shm") })
			if len(kept) != 1 {
				t.Fatalf("kept %v", kept)
			}
			if text, err := os.ReadFile(kept[0]); err != nil || string(text) != string(spoiled) {
				t.Error("what was kept is not what was there")
			}
			if n, err := j.Count(Query{}); err != nil || n != 0 {
				t.Errorf("%d jobs in a fresh journal, %v", n, err)
			}
			add(t, j, jobs(2))
		})
	}
}

func errMode(err error) os.FileMode {
	if err != nil {
		return 0
	}
	return 0o600
}

// From every version there has been, jobs come into this one, and what was
// asked of them.
func TestMigrations(t *testing.T) {
	t.Parallel()
	for version := 1; version <= len(migrations); version++ {
		folder := t.TempDir()
		db, err := sql.Open("sqlite", filepath.Join(folder, FileName))
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range migrations[:version] {
			if _, err := db.Exec(step); err != nil {
				t.Fatal(err)
			}
		}
		_, err = db.Exec(fmt.Sprintf(`PRAGMA user_version = %d; INSERT INTO recipes (json) VALUES ('{"old":1}');
			INSERT INTO jobs (seq, id, batch, recipe, request, path, name, preset, owner, added, state, over, held, priority, place,
				attempt, try, due, started, ended, format, duration, size, modified, folder, segments, written, code, message, details)
			VALUES (1, 'job_1', 'batch_1', 1, '{}', '/a/b.mp3', 'b.mp3', '', '', 5, 'completed', 1, 0, 0, 1, 1, 1, 0, 6, %d,
				'mp3', 1.5, 10, 20, '/out', 3, 3, 'IO_FAILED', 'It was 100%% so.', '');`, version, time.Now().UnixMilli()))
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		if version >= 2 {
			asked = 1
			if _, err := db.Exec(`INSERT INTO wishes (job, what) VALUES ('job_1', 'pause')`); err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		j := open(t, folder)
		wishes := 0
		if err := j.readers.QueryRow(`SELECT count(*) FROM wishes WHERE job = 'job_1' AND what = 'pause'`).Scan(&wishes); err != nil || wishes != asked {
			t.Errorf("version %d: %d wishes, want %d, %v", version, wishes, asked, err)
		}
		job, err := j.Get("job_1")
		if err != nil || len(j.Aside()) > 0 || job.Recipe != `{"old":1}` || job.Segments != 3 || job.Source.Duration != 1.5 || job.Message.String() != "It was 100% so." {
			t.Errorf("version %d: %+v, %q, %v", version, job, j.Aside(), err)
		}
		add(t, j, jobs(1))
		if err := j.SetKeep(time.Hour); err != nil {
			t.Error(err)
		}
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOldJobsAreForgotten(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	j := open(t, folder)
	all := jobs(3)
	add(t, j, all)
	for i, age := range []time.Duration{10 * 24 * time.Hour, 100 * 24 * time.Hour} {
		all[i].Over, all[i].Ended = true, time.Now().Add(-age)
		if err := j.Tried(all[i], Attempt{Attempt: 1, Try: 1}); err != nil {
			t.Fatal(err)
		}
	}
	left := func(want int) {
		t.Helper()
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		j = open(t, folder)
		if n, err := j.Count(Query{}); err != nil || n != want {
			t.Errorf("%d jobs, want %d, %v", n, want, err)
		}
	}
	left(2) // 90 days
	if err := j.SetKeep(24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	left(1)
	defer j.Close()
	if n, err := j.Clear(Query{}); err != nil || n != 1 {
		t.Errorf("cleared %d, %v", n, err)
	}
}

// claimer claims all it can and prints what it got, then is gone without a word.
func claimer(folder string) {
	j, err := Open(folder, Options{})
	if err != nil {
		panic(err)
	}
	if err := j.Recover(none); err != nil {
		panic(err)
	}
	wait := func() { _, _ = os.Stdin.Read(make([]byte, 1)) }
	wait() // until all are ready
	unfinished, err := j.List(Query{Nobody: true})
	if err != nil {
		panic(err)
	}
	var ids []string
	for _, job := range unfinished {
		ids = append(ids, job.ID)
	}
	claimed, err := j.Claim(ids)
	if err != nil {
		panic(err)
	}
	for _, job := range claimed {
		fmt.Println(job.ID)
	}
	fmt.Println("done")
	wait() // until all are done
}

// Programs that start at the same moment on one folder share the jobs: each job
// has one of them, and none is lost.
func TestStartedTogether(t *testing.T) {
	t.Parallel()
	rounds := 5
	if n, err := strconv.Atoi(os.Getenv("JOURNAL_TEST_STARTS")); err == nil {
		rounds = n
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for round := range rounds {
		folder := t.TempDir()
		all := jobs(40)
		// The program that had them died: its lock is free.
		first := open(t, folder)
		add(t, first, all)
		if err := first.now(func(tx *sql.Tx) error {
			_, err := tx.Exec(`INSERT INTO owners VALUES ('dead', 1, 0); UPDATE jobs SET owner = 'dead', state = 'splitting'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		var programs []*exec.Cmd
		var ins []io.WriteCloser
		var outs []*bufio.Scanner
		for range 2 {
			cmd := exec.Command(self)
			cmd.Env = append(os.Environ(), claimerEnv+"="+folder)
			cmd.Stderr = os.Stderr
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			programs, ins, outs = append(programs, cmd), append(ins, in), append(outs, bufio.NewScanner(out))
		}
		for _, in := range ins {
			_, _ = in.Write([]byte("g"))
		}
		got := map[string]int{}
		for _, out := range outs {
			for out.Scan() && out.Text() != "done" {
				got[out.Text()]++
			}
		}
		for i, cmd := range programs {
			_ = ins[i].Close()
			if err := cmd.Wait(); err != nil {
				t.Fatal(err)
			}
		}
		for _, job := range all {
			if got[job.ID] > 1 {
				t.Errorf("round %d: %s was claimed %d times", round, job.ID, got[job.ID])
			}
		}
		// What neither got, because the other was just putting it back, waits.
		j := open(t, folder)
		if err := j.Recover(none); err != nil {
			t.Fatal(err)
		}
		if n, err := j.Count(Query{Nobody: true}); err != nil || n != len(all) {
			t.Errorf("round %d: %d jobs wait after both programs died, %v", round, n, err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// large is a journal of 100,000 jobs.
func large(b *testing.B) string {
	b.Helper()
	folder := b.TempDir()
	j := open(b, folder)
	all := jobs(100_000)
	for i := range all {
		all[i].State, all[i].Over, all[i].Ended = []string{"completed", "failed"}[i%10/9], true, time.Now()
	}
	add(b, j, all)
	if err := j.Close(); err != nil {
		b.Fatal(err)
	}
	return folder
}

func BenchmarkOpen100000(b *testing.B) {
	folder := large(b)
	for b.Loop() {
		j := open(b, folder)
		if err := j.Recover(none); err != nil {
			b.Fatal(err)
		}
		if _, err := j.List(Query{Nobody: true}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		_ = j.Close()
		b.StartTimer()
	}
}

// A program that died had all of them, and had begun some.
func BenchmarkRecover100000(b *testing.B) {
	folder := b.TempDir()
	first := open(b, folder)
	defer first.Close()
	all := jobs(100_000)
	for i := range all[:100] {
		all[i].Folder = folder
	}
	add(b, first, all)
	for b.Loop() {
		b.StopTimer()
		if err := first.now(func(tx *sql.Tx) error {
			_, err := tx.Exec(`INSERT INTO owners VALUES ('dead', 1, 0); UPDATE jobs SET owner = 'dead'`)
			return err
		}); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		j := open(b, folder)
		if err := j.Recover(none); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if n, err := j.Count(Query{Nobody: true}); err != nil || n != len(all) {
			b.Fatal(n, err)
		}
		_ = j.Close()
		b.StartTimer()
	}
}

func BenchmarkList100000(b *testing.B) {
	j := open(b, large(b))
	defer j.Close()
	for name, q := range map[string]Query{
		"newest": {Limit: 50},
		"name":   {Name: "talk 99999", Limit: 50},
		"none":   {Name: "no such name", Limit: 50},
		"many":   {Name: "talk", Limit: 50},
		"state":  {States: []string{"failed"}, Limit: 50},
		"preset": {Presets: []string{"Podcast"}, States: []string{"failed"}, Limit: 50},
		"time":   {Since: time.UnixMilli(1e12 + 50_000), Limit: 50},
		"deep":   {Limit: 50, Offset: 90_000},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := j.List(q); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/count", func(b *testing.B) {
			for b.Loop() {
				if _, err := j.Count(q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/1e6, "MB-heap")
}
