package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
)

// victimEnv makes the test binary run a queue until it is killed; its value is
// the folder that holds the journal and requests.json.
const victimEnv = "ENGINE_TEST_VICTIM"

func TestMain(m *testing.M) {
	if folder := os.Getenv(victimEnv); folder != "" {
		victim(folder)
		return
	}
	os.Exit(m.Run())
}

// victim goes on with what is unfinished, or begins with the requests if nobody
// has. It notes the ends it is told to record.
func victim(folder string) {
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	tools, err := ffmpeg.Find("")
	check(err)
	j, err := journal.Open(filepath.Join(folder, "data"), journal.Options{Failed: func(err error) { panic(err) }})
	check(err)
	notes, err := os.OpenFile(filepath.Join(folder, "ends"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	check(err)
	e := New(Options{Tools: tools, Journal: j, Workers: 2, Backoff: slices.Repeat([]time.Duration{time.Millisecond}, 5), Record: func(event Event) {
		_, err := fmt.Fprintf(notes, "%s\n", event.Key)
		check(err)
	}})
	fmt.Println("ready")
	all, err := e.CountPast(Query{})
	check(err)
	if all == 0 {
		text, err := os.ReadFile(filepath.Join(folder, "requests.json"))
		check(err)
		var requests []Request
		check(json.Unmarshal(text, &requests))
		e.Add(requests...)
	} else {
		_, err = e.Continue()
		check(err)
	}
	check(e.Wait(context.Background()))
	e.Close()
	check(j.Close())
}
