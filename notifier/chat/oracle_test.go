package chat

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"audiospliter/engine"
)

// The libraries that Microsoft and Discord's users build messages with accept
// ours, whatever the names are. They are those that make test installs.
func TestLibrariesAcceptTheMessages(t *testing.T) {
	t.Parallel()
	type sent struct {
		Service string          `json:"service"`
		Body    json.RawMessage `json:"body"`
	}
	var input bytes.Buffer
	var all []sent
	add := func(e engine.Event) {
		for _, name := range []string{"teams", "discord"} {
			r, _ := services[name].Write(e, Options{Folder: true})
			s := sent{name, r.Body}
			if err := json.NewEncoder(&input).Encode(s); err != nil {
				t.Fatal(err)
			}
			all = append(all, s)
		}
	}
	for _, h := range hostile {
		add(engine.Event{Kind: engine.JobCompleted, Job: job(h, h, "")})
		add(engine.Event{Kind: engine.JobFailed, Job: failure(h, h)})
	}
	add(engine.Event{Kind: engine.JobProgress, Job: engine.Job{Progress: 0.25}})
	add(engine.Event{Kind: engine.JobCompleted, Job: job("empty.mp3")})
	draw := rapid.Custom(drawEvent)
	for seed := range 100 {
		add(draw.Example(seed))
	}
	// A card that is wrong shows that the others are judged.
	wrong := `{"service":"teams","body":{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.4","body":[{"type":"Nothing"}]}}]}}
{"service":"discord","body":{"embeds":[{"title":"` + strings.Repeat("x", 300) + `","color":1,"fields":[]}]}}
`
	input.WriteString(wrong)

	cmd := exec.Command("node", "chat.mjs")
	cmd.Dir = filepath.Join("..", "testdata", "receivers")
	cmd.Stdin = &input
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v (make test installs what this needs)\n%s", err, stderr.String())
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(all)+2 {
		t.Fatalf("%d answers to %d messages", len(lines), len(all)+2)
	}
	for i, s := range all {
		if lines[i] != "" {
			t.Errorf("%s: %s\n%s", s.Service, lines[i], s.Body)
		}
	}
	for _, line := range lines[len(all):] {
		if line == "" {
			t.Error("a wrong message is accepted")
		}
	}
}
