package chat

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
)

var services = map[string]Service{
	"slack": Slack, "discord": Discord, "teams": Teams, "mattermost": Mattermost,
	"googlechat": GoogleChat, "ntfy": Ntfy, "matrix": Matrix, "telegram": Telegram,
}

// job is a finished job with segments of these titles.
func job(name string, titles ...string) engine.Job {
	began := time.Date(2026, 3, 29, 10, 0, 0, 0, time.UTC)
	j := engine.Job{ID: "job_0123456789abcdef", State: engine.Completed, Started: began, Ended: began.Add(42 * time.Second)}
	j.Path = "/in/" + name
	j.Result.Folder = "/out/" + name
	for i, title := range titles {
		j.Result.Outputs = append(j.Result.Outputs, cut.Result{
			Segment: engine.Segment{Index: i, Title: title}, Rate: 1000, Samples: 83_000, Size: 1000,
			Path: filepath.Join(j.Result.Folder, fmt.Sprintf("%d.mp3", i)),
		})
	}
	return j
}

func failure(name, message string) engine.Job {
	j := engine.Job{ID: "job_fedcba9876543210", State: engine.Failed, Err: fault.New(fault.CorruptFile, "%s", message)}
	j.Path = "/in/" + name
	return j
}

// texts returns every text in a body, in the order of its JSON.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, e := range v {
			all = append(all, texts(e)...)
		}
		return all
	case map[string]any:
		var all []string
		for _, k := range slices.Sorted(maps.Keys(v)) {
			all = append(all, texts(v[k])...)
		}
		return all
	}
	return nil
}

func decode(t rapid.TB, r Request) map[string]any {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal(r.Body, &body); err != nil {
		t.Fatalf("%v: %s", err, r.Body)
	}
	return body
}

func TestSegmentsThatWereThereAreToldApart(t *testing.T) {
	j := job("set.mp3", "One", "Two", "Three")
	j.Result.Outputs[1].Skipped = true
	if n := completed(j, Options{}); len(n.items) != 2 || n.summary != "2 segments, 2:46 in all, split in 42.0 s, 1 more there already" {
		t.Errorf("%d items, %q", len(n.items), n.summary)
	}
	j.Result.Outputs[0].Skipped, j.Result.Outputs[2].Skipped = true, true
	if n := completed(j, Options{}); len(n.items) != 0 || n.summary != "Nothing to write: 3 segments there already" {
		t.Errorf("%d items, %q", len(n.items), n.summary)
	}
}

func TestMessagesSayWhatHappened(t *testing.T) {
	t.Parallel()
	done := engine.Event{Kind: engine.JobCompleted, Job: job("talk one.mp3", "Intro", "Main part", "")}
	failed := engine.Event{Kind: engine.JobFailed, Job: failure("bad.wav", "The file ends in the middle of its header.")}
	all := engine.Event{Kind: engine.BatchCompleted, Batch: engine.Batch{Jobs: []engine.Job{done.Job, failed.Job}}}
	tests := []struct {
		event engine.Event
		want  []string
	}{
		{done, []string{"Audio Split Complete", "talk one.mp3", "3 segments, 4:09 in all, split in 42.0 s", "Segment 2", "Main part", "2.mp3", "1:23", "/out/talk one.mp3"}},
		{failed, []string{"Audio Split Failed", "bad.wav", "CORRUPT_FILE: The file ends in the middle of its header."}},
		{all, []string{"Batch Complete, With Failures", "1 of 2 files split, 1 failed: 3 segments, 4:09 in all", "bad.wav", "CORRUPT_FILE", "talk one.mp3"}},
		{engine.Event{Kind: engine.JobProgress, Job: engine.Job{Request: engine.Request{Path: "x.mp3"}, Progress: 0.5}}, []string{"Audio Split Running", "x.mp3", "50 % done"}},
	}
	for name, service := range services {
		for _, test := range tests {
			r, ok := service.Write(test.event, Options{To: "room", Folder: true})
			if !ok {
				t.Fatalf("%s says nothing of %s", name, test.event.Kind)
			}
			said := html.UnescapeString(strings.NewReplacer(`\`, "", gap, "").Replace(strings.Join(texts(decode(t, r)), "\n")))
			for _, want := range test.want {
				if !strings.Contains(said, want) {
					t.Errorf("%s does not say %q of %s:\n%s", name, want, test.event.Kind, said)
				}
			}
		}
		if _, ok := service.Write(engine.Event{Kind: engine.StateChanged}, Options{}); ok {
			t.Errorf("%s tells of what stays inside", name)
		}
		r, _ := service.Write(done, Options{To: "room"})
		if strings.Contains(string(r.Body), "/out") {
			t.Errorf("%s tells the folder unasked", name)
		}
	}
}

func TestFilesOfOneNameAreToldApart(t *testing.T) {
	t.Parallel()
	first, second, other := job("take.wav"), job("take.wav"), job("other.wav")
	first.Path, second.Path = "/in/cd1/take.wav", "/in/cd2/take.wav"
	e := engine.Event{Kind: engine.BatchCompleted, Batch: engine.Batch{Jobs: []engine.Job{first, second, other}}}
	for folder, want := range map[bool]string{true: "cd1/take.wav cd2/take.wav other.wav", false: "take.wav take.wav other.wav"} {
		n, _ := newNote(e, Options{Folder: folder})
		var labels []string
		for _, i := range n.items {
			labels = append(labels, filepath.ToSlash(i.label))
		}
		if got := strings.Join(labels, " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// hostile are names that would do something if a service read them.
var hostile = []string{
	"@everyone.mp3", "@here", "<!channel>.wav", "<@U123>", "<users/all>", "[x](http://y).mp3", "https://evil.example/a", "www.evil.example",
	"*bold* _it_ ~s~ `code` ||spoiler||", "# heading", "> quote", "<b>html</b>&amp;", "<script>alert(1)</script>",
	"line\nbreak\r\n@channel", "\u202egnp.exe", "\u2066iso\u2069", "nul\x00\x1b[31m", "\xff\xfe bad utf8", ":smile: ~town-square #tag", `back\slash`, "evil.example/x_y", "tel:+123", "{{7*7}}", "a\u2028b",
}

func TestHostileNamesArePlainText(t *testing.T) {
	t.Parallel()
	for name, service := range services {
		for _, h := range hostile {
			for _, e := range []engine.Event{
				{Kind: engine.JobCompleted, Job: job(h, h, "")},
				{Kind: engine.JobFailed, Job: failure(h, h)},
				{Kind: engine.BatchCompleted, Batch: engine.Batch{Jobs: []engine.Job{job(h, h), failure(h, h)}}},
			} {
				r, _ := service.Write(e, Options{To: "room", Folder: true})
				checkHarmless(t, name, r)
			}
		}
	}
}

// checkHarmless fails for a body with a mark that its service would act on.
func checkHarmless(t rapid.TB, name string, r Request) {
	t.Helper()
	body := decode(t, r)
	if name == "teams" {
		for _, a := range body["attachments"].([]any) {
			delete(a.(map[string]any)["content"].(map[string]any), "$schema")
		}
	}
	for _, text := range texts(body) {
		for _, bad := range []string{"@everyone", "@here", "@channel", "<!", "<@", "<users", "](", "://", "www.evil", "<script", "<b>", "\ufeff"} {
			if strings.Contains(text, bad) {
				t.Fatalf("%s says %q in %q", name, bad, text)
			}
		}
		if !utf8.ValidString(text) {
			t.Fatalf("%s says %q, which is not UTF-8", name, text)
		}
		for _, r := range text {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
				t.Fatalf("%s says %U in %q", name, r, text)
			}
		}
		for _, mark := range map[string][]string{
			"discord":    {"*", "_", "~", "`", "|", "[", "#"},
			"mattermost": {"_", "`", "["},
		}[name] {
			for i := range len(text) {
				if strings.HasPrefix(text[i:], mark) && (i == 0 || text[i-1] != '\\') && !strings.HasPrefix(text, "application/") {
					t.Fatalf("%s says a bare %q in %q", name, mark, text)
				}
			}
		}
	}
	if name == "mattermost" {
		// What its Markdown takes no backslash before would be shown with it.
		for i, text := range strings.Split(body["text"].(string), `\`) {
			if i > 0 && !strings.HasPrefix(text, gap) && !strings.ContainsAny(text[:1], "`*_[](){}+-!|>.") {
				t.Fatalf(`Mattermost shows the backslash of \%s`, text)
			}
		}
		for _, text := range []string{":smile", "~town", "www.", "evil.example"} {
			if strings.Contains(body["text"].(string), text) {
				t.Fatalf("Mattermost says %q in %q", text, body["text"])
			}
		}
	}
	if name == "discord" {
		if got := fmt.Sprint(body["allowed_mentions"]); got != "map[parse:[]]" {
			t.Fatalf("Discord may ping: %s", got)
		}
	}
	if name == "matrix" {
		if m, ok := body["m.mentions"].(map[string]any); !ok || len(m) != 0 {
			t.Fatalf("Matrix may ping: %v", body["m.mentions"])
		}
	}
}

var anyText = rapid.OneOf(
	rapid.SampledFrom(hostile),
	rapid.String(),
	rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 300), func(b []byte) string { return string(b) }),
	rapid.Map(rapid.SampledFrom([]string{"&", "<", "𝄞", "`", "ﷺ", "\\", "\"", "日本語", "@", "*"}), func(s string) string { return strings.Repeat(s, 400) }),
)

func drawEvent(t *rapid.T) engine.Event {
	titles := rapid.SliceOfN(anyText, 0, 40).Draw(t, "titles")
	j := job(anyText.Draw(t, "name"), titles...)
	switch rapid.IntRange(0, 2).Draw(t, "kind") {
	case 0:
		return engine.Event{Kind: engine.JobCompleted, Job: j}
	case 1:
		return engine.Event{Kind: engine.JobFailed, Job: failure(anyText.Draw(t, "bad name"), anyText.Draw(t, "message"))}
	}
	b := engine.Batch{Jobs: []engine.Job{j}}
	for _, title := range titles {
		b.Jobs = append(b.Jobs, failure(title, title))
	}
	return engine.Event{Kind: engine.BatchCompleted, Batch: b}
}

func utf16Length(s string) int { return len(utf16.Encode([]rune(s))) }

// Each limit is counted as the service counts, from the body alone.
func TestMessagesKeepTheLimits(t *testing.T) {
	t.Parallel()
	link := func(path string) string { return "https://files.example/" + filepath.Base(path) }
	rapid.Check(t, func(t *rapid.T) {
		e := drawEvent(t)
		for name, service := range services {
			r, ok := service.Write(e, Options{To: "room", Folder: true, Link: link})
			if !ok {
				t.Fatalf("%s says nothing", name)
			}
			checkLimits(t, name, r)
			r, _ = service.Write(e, Options{To: "room", Folder: true})
			checkHarmless(t, name, r)
		}
	})
}

func checkLimits(t *rapid.T, name string, r Request) {
	body := decode(t, r)
	limit := func(what, text string, length, least, most int) {
		if length < least || length > most {
			t.Fatalf("%s: %s has length %d, not %d to %d: %q", name, what, length, least, most, text)
		}
	}
	switch name {
	case "slack":
		blocks := body["blocks"].([]any)
		limit("blocks", "", len(blocks), 1, 50)
		for _, b := range blocks {
			b := b.(map[string]any)
			if text, ok := b["text"].(map[string]any); ok {
				s := text["text"].(string)
				limit(b["type"].(string), s, utf16Length(s), 1, map[string]int{"header": 150, "section": 3000}[b["type"].(string)])
			}
			if fields, ok := b["fields"].([]any); ok {
				limit("fields", "", len(fields), 1, 10)
				for _, f := range fields {
					s := f.(map[string]any)["text"].(string)
					limit("field", s, utf16Length(s), 1, 2000)
				}
			}
		}
	case "discord":
		embeds := body["embeds"].([]any)
		limit("embeds", "", len(embeds), 1, 10)
		total := 0
		for _, e := range embeds {
			e := e.(map[string]any)
			title, description := e["title"].(string), e["description"].(string)
			limit("title", title, utf16Length(title), 1, 256)
			limit("description", description, utf16Length(description), 0, 4096)
			total += utf16Length(title) + utf16Length(description)
			fields := e["fields"].([]any)
			limit("fields", "", len(fields), 0, 25)
			for _, f := range fields {
				name, value := f.(map[string]any)["name"].(string), f.(map[string]any)["value"].(string)
				limit("name", name, utf16Length(name), 1, 256)
				limit("value", value, utf16Length(value), 1, 1024)
				total += utf16Length(name) + utf16Length(value)
			}
			if f, ok := e["footer"].(map[string]any); ok {
				total += utf16Length(f["text"].(string))
			}
		}
		limit("embeds", "", total, 1, 6000)
	case "teams":
		kept, err := json.Marshal(string(r.Body)) // Teams counts the card as a JSON string
		if err != nil {
			t.Fatal(err)
		}
		limit("body", "", len(kept), 1, 26<<10)
	case "mattermost":
		s := body["text"].(string)
		limit("text", s, utf8.RuneCountInString(s), 1, 16_383)
	case "googlechat":
		limit("body", "", len(r.Body), 1, 32_000)
	case "ntfy":
		limit("message", "", len(body["message"].(string)), 0, 4096)
		limit("title", "", len(body["title"].(string)), 1, 1024)
	case "matrix":
		limit("body", "", len(r.Body), 1, 64<<10)
	case "telegram":
		s := body["text"].(string)
		length := utf16Length(s)
		limit("text", s, length, 1, 4096)
		entities := body["entities"].([]any)
		limit("entities", "", len(entities), 1, 100)
		for _, e := range entities {
			e := e.(map[string]any)
			from, n := int(e["offset"].(float64)), int(e["length"].(float64))
			if n < 1 || from < 0 || from+n > length {
				t.Fatalf("an entity of %d at %d in a text of %d", n, from, length)
			}
		}
	}
}

func TestLongListsSayHowManyAreLeftOut(t *testing.T) {
	t.Parallel()
	e := engine.Event{Kind: engine.JobCompleted, Job: job("x.mp3", make([]string, 100)...)}
	for name, service := range services {
		r, _ := service.Write(e, Options{To: "room"})
		if said := strings.Join(texts(decode(t, r)), "\n"); !strings.Contains(said, "and 76 more") {
			t.Errorf("%s: %s", name, said)
		}
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	e := engine.Event{Kind: engine.JobCompleted, Job: job("x.mp3", "a")}
	r, _ := Matrix.Write(e, Options{To: "!room/x:example.org"})
	if r.Method != "PUT" || r.Path != "/_matrix/client/v3/rooms/%21room%2Fx:example.org/send/m.room.message/{id}" {
		t.Errorf("Matrix: %s %s", r.Method, r.Path)
	}
	r, _ = Telegram.Write(e, Options{To: "-100123"})
	if r.Path != "/sendMessage" || decode(t, r)["chat_id"] != "-100123" {
		t.Errorf("Telegram: %s %s", r.Path, r.Body)
	}
	r, _ = Ntfy.Write(e, Options{To: "splits", Link: func(string) string { return "https://files.example/a.mp3" }})
	if body := decode(t, r); body["topic"] != "splits" || body["click"] != "https://files.example/a.mp3" {
		t.Errorf("ntfy: %s", r.Body)
	}
	r, _ = Discord.Write(e, Options{})
	if got := decode(t, r)["embeds"].([]any)[0].(map[string]any)["description"].(string); !strings.Contains(got, `Job job\_0123456789abcdef: 1 segment, `) {
		t.Errorf("Discord does not name the job: %q", got)
	}
	r, _ = Discord.Write(e, Options{Link: func(string) string { return "https://files.example/a.mp3" }})
	if !strings.Contains(strings.Join(texts(decode(t, r)), "\n"), "<https://files.example/a.mp3>") || r.Path != "?wait=true" {
		t.Errorf("Discord: %s %s", r.Path, r.Body)
	}
}
