package window

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"audiospliter/engine"
	"audiospliter/notifier"
	"audiospliter/presets"
)

// TestDraftsSayWhatIsWrongAndWhere blames the field that a person has to mend.
func TestDraftsSayWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	type change = func(*draft)
	set := func(name field, text string) change { return func(d *draft) { d.text[name] = text } }
	format := func(f notifier.Format) change { return func(d *draft) { d.setFormat(f) } }
	for _, c := range []struct {
		about   string
		at      field // "" if nothing is wrong
		changes []change
	}{
		{"a good one", "", nil},
		{"no name", fieldEndName, []change{set(fieldEndName, " ")}},
		{"no URL", fieldEndURL, []change{set(fieldEndURL, "")}},
		{"no scheme", fieldEndURL, []change{set(fieldEndURL, "example.com")}},
		{"http outside", fieldEndURL, []change{set(fieldEndURL, "http://example.com/")}},
		{"http inside", "", []change{set(fieldEndURL, "http://192.168.1.20/"), func(d *draft) { d.local = true }}},
		{"no secret", fieldEndSecret, []change{set(fieldEndSecret, "")}},
		{"a secret that is no key", fieldEndSecret, []change{format(notifier.Standard), set(fieldEndSecret, "whsec_no")}},
		{"no events", fieldEndEvents, []change{func(d *draft) { d.events = nil }}},
		{"a header of ours", fieldEndHeaders, []change{set(fieldEndHeaders, "Content-Type: text/plain")}},
		{"a header without a colon", fieldEndHeaders, []change{set(fieldEndHeaders, "hello")}},
		{"an extra header", "", []change{set(fieldEndHeaders, "Authorization: Bearer x\n\nX-Two: 2")}},
		{"a base of no kind", fieldEndBase, []change{set(fieldEndBase, "files")}},
		{"a template", "", []change{format(notifier.Template)}},
		{"a template that gives no JSON", fieldEndTemplate, []change{format(notifier.Template), set(fieldEndTemplate, "{{.event}}")}},
		{"a template that cannot be read", fieldEndTemplate, []change{format(notifier.Template), set(fieldEndTemplate, "{{")}},
		{"ntfy without a topic", fieldEndTo, []change{format(notifier.Ntfy)}},
		{"Telegram", "", []change{format(notifier.Telegram), set(fieldEndTo, "@us")}},
		{"Matrix without a token", fieldEndSecret, []change{format(notifier.Matrix), set(fieldEndTo, "!a:b")}},
		{"Slack", "", []change{format(notifier.Slack)}},
		{"Converso", "", []change{format(notifier.Converso)}},
		{"a header that cannot be", fieldEndHeader, []change{format(notifier.Converso), set(fieldEndHeader, "a b")}},
		{"a date of no kind", fieldEndUntil, []change{format(notifier.Standard), func(d *draft) { d.previous = notifier.NewSecret() }, set(fieldEndUntil, "soon")}},
	} {
		d := newDraft()
		d.text[fieldEndName], d.text[fieldEndURL] = "Us", "https://example.com/hook"
		for _, change := range c.changes {
			change(&d)
		}
		e, wrong := d.endpoint()
		if c.at == "" && len(wrong) == 0 {
			if err := e.Validate(); err != nil {
				t.Errorf("%s: it is not valid: %v", c.about, err)
			}
			continue
		}
		if len(wrong) != 1 || wrong[c.at] == "" {
			t.Errorf("%s: wrong is %v, want %s", c.about, wrong, c.at)
		}
	}
}

// TestDraftsKeepWhatIsNotShown changes nothing when nothing is changed.
func TestDraftsKeepWhatIsNotShown(t *testing.T) {
	t.Parallel()
	e := notifier.Endpoint{
		ID: "ep_1", Name: "Us", Format: notifier.Standard, URL: "https://example.com/", Secret: notifier.NewSecret(), Active: true,
		Headers: map[string]string{"Authorization": "Bearer x"}, NamesOnly: true, BaseURL: "https://files.example.com/", Events: []engine.Kind{engine.JobFailed},
	}
	d := draftOf(e)
	for name, text := range d.text {
		if strings.Contains(text, "Bearer") {
			t.Errorf("%s shows the value of a header", name)
		}
	}
	got, wrong := d.endpoint()
	if len(wrong) > 0 || got.Headers["Authorization"] != "Bearer x" || got.Secret != e.Secret || !got.NamesOnly || !slices.Equal(got.Events, e.Events) {
		t.Errorf("it became %+v, wrong %v", got, wrong)
	}
	now := time.Date(2026, 3, 29, 10, 0, 0, 0, time.Local)
	d.rotate(now)
	got, wrong = d.endpoint()
	if len(wrong) > 0 || got.Previous != e.Secret || got.Secret == e.Secret || !got.PreviousUntil.After(now.AddDate(0, 0, 6)) {
		t.Errorf("after a new secret it is %+v, wrong %v", got, wrong)
	}
	again, _ := draftOf(got).endpoint()
	if !again.PreviousUntil.Equal(got.PreviousUntil) {
		t.Errorf("the end of the old secret moves from %v to %v", got.PreviousUntil, again.PreviousUntil)
	}
}

func newNotifier(t *testing.T) *notifier.Notifier {
	home := t.TempDir()
	n := notifier.New(notifier.Options{Config: home, Data: home})
	t.Cleanup(func() { n.Close(t.Context()) })
	return n
}

// endpointAt is one that a receiver of the test is behind.
func endpointAt(name, url string, always bool) notifier.Endpoint {
	return notifier.Endpoint{Name: name, URL: url, Secret: notifier.NewSecret(), Local: true, Active: true, Always: always}
}

// TestEndpointsAreAddedTestedAndRemoved works on the list with real requests.
func TestEndpointsAreAddedTestedAndRemoved(t *testing.T) {
	to := newReceiver(t)
	b := newBench(t, Options{Notifier: newNotifier(t)})
	b.showEndpoints()
	b.editEndpoint(newDraft())
	input := func(name field) *entry { return b.sheetControls[string(name)].(*entry) }
	test.Tap(b.sheetControls["endpoint.save"].(*button))
	if len(b.configured) > 0 || b.endpoints.sheet == b.sheet {
		t.Fatal("an endpoint without a name is saved")
	}
	input(fieldEndName).SetText("Us")
	input(fieldEndURL).SetText(to.URL)
	b.sheetControls["endpoint.local"].(*checkbox).SetChecked(true)
	test.Tap(b.sheetControls["endpoint.try"].(*button))
	b.until("an answer", func() bool { return strings.Contains(b.tested, "200") && strings.Contains(b.tested, "thank you") })
	to.answer = http.StatusTeapot
	test.Tap(b.sheetControls["endpoint.try"].(*button))
	b.until("another answer", func() bool { return strings.Contains(b.tested, "418") })
	test.Tap(b.sheetControls["endpoint.save"].(*button))
	b.until("the list", func() bool { return len(b.configured) == 1 && b.endpoints.sheet == b.sheet })

	b.editEndpoint(newDraft())
	input(fieldEndName).SetText("us")
	input(fieldEndURL).SetText("https://example.com")
	edit := b.sheet
	test.Tap(b.sheetControls["endpoint.save"].(*button))
	b.until("the name to be refused", func() bool { return strings.Contains(b.tellWrong(), "already") })
	if b.sheet != edit {
		t.Error("the sheet is gone")
	}
	b.showEndpoints()
	b.sheetControls["endpoints.on.Us"].(*checkbox).SetChecked(false)
	b.until("it to be off", func() bool { return !b.configured[0].Active })
	test.Tap(b.sheetControls["endpoints.remove.Us"].(*button))
	test.Tap(b.askedButtons["yes"])
	b.until("it to be gone", func() bool { return len(b.configured) == 0 })
}

// tellWrong returns what an endpoint's sheet says beneath the name.
func (b *bench) tellWrong() string { return b.editor.inputs[fieldEndName].wrong.Text }

// TestWhoIsToldOfAFile chooses endpoints for files, and keeps that in a preset.
func TestWhoIsToldOfAFile(t *testing.T) {
	n := newNotifier(t)
	for _, e := range []notifier.Endpoint{endpointAt("Always", "http://localhost/", true), endpointAt("Sometimes", "http://localhost/", false)} {
		if _, err := n.Endpoints.Save(e); err != nil {
			t.Fatal(err)
		}
	}
	b := newBench(t, Options{Notifier: n, Presets: presets.NewStore(filepath.Join(t.TempDir(), "presets"))})
	b.until("the endpoints", func() bool { return len(b.configured) == 2 })
	always, sometimes := b.notifyBoxes["Always"].(*checkbox), b.notifyBoxes["Sometimes"].(*checkbox)
	if !always.Checked || !always.Disabled() || sometimes.Checked || sometimes.Disabled() {
		t.Error("the choice is not as the endpoints say")
	}
	b.tools = nil
	b.drop("a.mp3")
	b.until("the file", func() bool { return len(b.queue.in(waiting)) == 1 })
	b.notifyBoxes["Sometimes"].(*checkbox).SetChecked(true)
	b.split()
	if got := b.engine.jobs[0].Notify; !slices.Equal(got, []string{"Sometimes"}) {
		t.Errorf("the job tells %q", got)
	}
	b.savePreset("Told", "")
	b.until("the preset", func() bool {
		p, ok := b.presets.get("Told")
		return ok && slices.Equal(p.Notify, []string{"Sometimes"})
	})
	b.choosePreset(slices.IndexFunc(b.presets.all, func(p presets.Preset) bool { return p.BuiltIn }))
	if b.notifyBoxes["Sometimes"].(*checkbox).Checked {
		t.Error("another preset tells the same")
	}
	told := slices.IndexFunc(b.presets.all, func(p presets.Preset) bool { return p.Name == "Told" })
	b.choosePreset(told)
	if !b.notifyBoxes["Sometimes"].(*checkbox).Checked || b.modified(b.general) {
		t.Error("the preset does not bring its endpoints")
	}
	b.notifyBoxes["Sometimes"].(*checkbox).SetChecked(false)
	if !b.modified(b.general) {
		t.Error("the preset is not shown as modified")
	}
	b.choosePreset(told)
	b.renamedEndpoint("Sometimes", "Now and then")
	b.showEndpointChoice()
	if c, ok := b.notifyBoxes["Now and then"].(*checkbox); !ok || !strings.Contains(c.Text, "gone") {
		t.Error("an endpoint that is not there is not shown as gone")
	}
	if p, _ := b.presets.get("Told"); !slices.Equal(p.Notify, []string{"Sometimes"}) {
		t.Errorf("the preset was changed in passing: %q", p.Notify)
	}
}
