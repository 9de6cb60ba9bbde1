package outbox

import (
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/message"
)

// TestTextsAreKeptWithTheirArguments reads back formats, and English where that
// is all a text has.
func TestTextsAreKeptWithTheirArguments(t *testing.T) {
	t.Parallel()
	o := openTest(t)
	why := message.New("The receiver answered %s.", "503 Service Unavailable")
	d := delivery("e", "a", "1")
	d.Title, d.Reason = message.New("%d files", 12), message.Join(why, message.New("It is over."))
	mustAdd(t, o, d, delivery("e", "b", "1"), delivery("e", "c", "1"))
	claim(t, o, "me", 3, start)
	if _, _, err := o.RecordAttempt(delivery("e", "b", "1"), "me", Attempt{At: start, Error: why}, Pending, later); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.RecordAttempt(delivery("e", "c", "1"), "me", Attempt{At: start, Error: message.Literal("50% lost")}, Pending, later); err != nil {
		t.Fatal(err)
	}
	list, err := o.List(Filter{})
	if err != nil || len(list) != 3 {
		t.Fatalf("%+v, %v", list, err)
	}
	for _, c := range []struct{ got, want message.Text }{
		{list[2].Title, d.Title},
		{list[2].Reason, d.Reason},
		{list[1].Title, message.Literal("a.mp3")},
		{list[1].Reason, nil},
		{list[1].Last.Error, why},
		{list[0].Last.Error, message.Literal("50% lost")},
	} {
		if !slices.Equal(formats(c.got), formats(c.want)) || c.got.String() != c.want.String() {
			t.Errorf("%#v came back as %#v", c.want, c.got)
		}
	}
	var english, encoded string
	if err := o.db.QueryRow(`SELECT reason, reason_text FROM deliveries WHERE id = ?`, d.ID).Scan(&english, &encoded); err != nil {
		t.Fatal(err)
	}
	if want := "The receiver answered 503 Service Unavailable. It is over."; english != want || encoded == "" {
		t.Errorf("kept as %q and %q", english, encoded)
	}
}

func formats(t message.Text) (all []string) {
	for _, s := range t {
		all = append(all, s.Format)
	}
	return all
}

// TestTextsOfOlderProgramsAreTheirEnglish opens a file of each version before.
func TestTextsOfOlderProgramsAreTheirEnglish(t *testing.T) {
	t.Parallel()
	for version := 1; version < len(migrations); version++ {
		path := filepath.Join(t.TempDir(), "outbox.db")
		writeOld(t, path, version, `INSERT INTO deliveries (id, endpoint, name, subject, title, event, method, path, content_type, body, state, created, due, attempts, reason)
			VALUES ('old', 'e', '', '', '2 files', '', '', '', '', '', 'failed', 1, 1, 1, 'It was 50% so.');
			INSERT INTO attempts (delivery, number, at, duration, status, answer, error) VALUES ('old', 1, 1, 1, 0, '', 'Nobody answered.')`)
		o, aside, err := Open(path)
		if err != nil || aside != "" {
			t.Fatal(version, aside, err)
		}
		list, err := o.List(Filter{})
		o.Close()
		if err != nil || len(list) != 1 || list[0].Title.String() != "2 files" || list[0].Reason.String() != "It was 50% so." ||
			list[0].Last.Error.String() != "Nobody answered." {
			t.Errorf("version %d: %+v, %v", version, list, err)
		}
	}
}
