package engine

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/journal"
)

// Splitting a folder twice does not split what came of it: the journal knows that,
// and where the folder was moved, the manifest. Files that are named are wanted.
func TestExpandLeavesOutSegments(t *testing.T) {
	t.Parallel()
	j, err := journal.Open(t.TempDir(), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	e := New(Options{Tools: mediatest.Tools(t), Journal: j})
	folder := t.TempDir()
	source := filepath.Join(folder, "a.wav")
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "sine=d=4", source)
	r := Request{Path: source, Recipe: DefaultRecipe()}
	r.Recipe.Split.Mode, r.Recipe.Split.Parts = "parts", 2
	r.Recipe.Output.Name = "{name}/{index}"
	for _, manifest := range []bool{false, true} {
		r.Recipe.Output.Manifest, r.Recipe.Output.OnConflict = manifest, cut.Overwrite
		e.Add(r)
		if err := e.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Flush(); err != nil {
		t.Fatal(err)
	}
	files, _, own, err := e.Expand(t.Context(), []string{folder})
	if err != nil || !slices.Equal(files, []string{source}) || own != 2 {
		t.Errorf("%q, %d, %v", files, own, err)
	}
	segment := filepath.Join(folder, "a", "a", "0.wav")
	if files, _, own, err = e.Expand(t.Context(), []string{segment}); err != nil || len(files) != 1 || own != 0 {
		t.Errorf("named: %q, %d, %v", files, own, err)
	}
	moved := folder + " moved"
	if err := os.Rename(folder, moved); err != nil {
		t.Fatal(err)
	}
	if files, _, own, err = e.Expand(t.Context(), []string{moved}); err != nil || len(files) != 1 || own != 2 {
		t.Errorf("moved: %q, %d, %v", files, own, err)
	}
}

// Sources of one batch, split at once, do not get each other's names. Those of another
// batch do once it is over, and nothing is left of what is forgotten.
func TestSourcesKeepTheirNamesFromEachOther(t *testing.T) {
	t.Parallel()
	e := newEngine(t, 4)
	folder := t.TempDir()
	var requests []Request
	for _, name := range []string{"a.wav", "b.wav", "c.wav", "d.wav"} {
		r := Request{Path: filepath.Join(folder, name), Recipe: everySeconds(1)}
		mediatest.FFmpeg(t, "-f", "lavfi", "-i", "sine=d=5", r.Path)
		r.Recipe.Output = cut.Output{Folder: filepath.Join(folder, "out"), Name: "{index}", OnConflict: cut.Overwrite, Verify: true}
		requests = append(requests, r)
	}
	for range 2 {
		batch := e.Add(requests...)
		if err := e.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		completed := 0
		for _, j := range batch.Jobs {
			j, _ := e.Job(j.ID)
			switch {
			case j.State == Completed:
				completed++
			case j.Err == nil || j.Err.Code != fault.OutputExists || len(j.Result.Outputs) > 0:
				t.Errorf("%s: %s, %v, %d written", j.Path, j.State, j.Err, len(j.Result.Outputs))
			}
			e.Remove(j.ID)
		}
		if completed != 1 {
			t.Errorf("%d completed", completed)
		}
		if len(e.jobs.owners) > 0 {
			t.Errorf("%d names are kept", len(e.jobs.owners))
		}
	}
}
