package engine

import (
	"context"
	"path/filepath"
	"testing"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
	"audiospliter/engine/plan"
)

// BenchmarkPrompts splits 1,000 prompts of speech in two, with a journal.
func BenchmarkPrompts(b *testing.B) {
	tools, err := ffmpeg.Find("")
	if err != nil {
		b.Fatal(err)
	}
	all, err := filepath.Glob("/usr/share/asterisk/sounds/en_US_f_Allison/*.wav")
	if err != nil || len(all) == 0 {
		b.Fatalf("no prompts: %v", err)
	}
	for b.Loop() {
		j, err := journal.Open(b.TempDir(), journal.Options{})
		if err != nil {
			b.Fatal(err)
		}
		out := b.TempDir()
		e := New(Options{Tools: tools, Journal: j})
		var requests []Request
		for i := range 1000 {
			r := DefaultRecipe()
			r.Split.Mode, r.Split.Parts = plan.Parts, 2
			r.Output.Folder, r.Output.Name = out, "{meta.n} {name}_{index}"
			requests = append(requests, Request{Path: all[i%len(all)], Recipe: r, Metadata: map[string]string{"n": newID("")}})
		}
		e.Add(requests...)
		if err := e.Wait(context.Background()); err != nil {
			b.Fatal(err)
		}
		for _, job := range e.Jobs() {
			if job.State != Completed {
				b.Fatalf("%s: %v", job.Path, job.Err)
			}
		}
		e.Close()
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
