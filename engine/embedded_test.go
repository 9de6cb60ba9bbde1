package engine

import (
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/plan"
)

// withChunks appends chunks to a WAV file and mends the size in its header.
func withChunks(t *testing.T, path string, chunks ...string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(chunks); i += 2 {
		b = append(b, chunks[i]...)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(chunks[i+1])))
		b = append(b, chunks[i+1]...)
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// number is n in four bytes, as chunks have it.
func number(n uint32) string { return string(binary.LittleEndian.AppendUint32(nil, n)) }

// cuePoint is a point of a cue chunk at a sample.
func cuePoint(id, at uint32) string {
	return number(id) + number(0) + "data" + number(0) + number(0) + number(at)
}

func TestEmbeddedCutLists(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := newEngine(t, 1)
	sheet := filepath.Join(dir, "sheet.txt")
	text := "FILE \"x.flac\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 00 00:01:00\nINDEX 01 00:01:33\n"
	if err := os.WriteFile(sheet, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	flac := func(name string) string {
		path := encode(t, filepath.Join(dir, name), "4", "-ar", "44100")
		if out, err := exec.Command("metaflac", "--import-cuesheet-from="+sheet, path).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return path
	}
	tagged := flac("tagged.flac")
	b, err := os.ReadFile(flac("id3.flac"))
	if err != nil {
		t.Fatal(err)
	}
	id3 := filepath.Join(dir, "id3.flac")
	if err := os.WriteFile(id3, append([]byte("ID3\x04\x00\x00\x00\x00\x01\x00"+string(make([]byte, 128))), b...), 0o600); err != nil {
		t.Fatal(err)
	}
	named := encode(t, filepath.Join(dir, "named.flac"), "4", "-ar", "44100", "-metadata", "CUESHEET="+text+"TITLE Größe\n")
	wav := func(name string) string { return encode(t, filepath.Join(dir, name), "4") }
	points := number(2) + cuePoint(1, 18000) + cuePoint(2, 26000)
	labels := "adtl" + "labl" + number(10) + number(2) + "Coda\x00\x00"
	tests := []struct {
		name, path, want string // the starts of the segments and their titles
		code             fault.Code
	}{
		{name: "FLAC block", path: tagged, want: "0  63504 "},
		{name: "FLAC block behind ID3", path: id3, want: "0  63504 "},
		{name: "tag", path: named, want: "0  63504 Größe"},
		{name: "WAV points", path: withChunks(t, wav("points.wav"), "cue ", points), want: "0  18000  26000 "},
		{name: "WAV labels", path: withChunks(t, wav("labels.wav"), "LIST", labels, "cue ", points), want: "0  18000  26000 Coda"},
		{name: "cut short", path: withChunks(t, wav("short.wav"), "cue ", points[:40]), code: fault.InvalidParams},
		{name: "too large", path: withChunks(t, wav("large.wav"), "cue ", string(make([]byte, maxEmbedded+2))), code: fault.InvalidParams},
		{name: "no points", path: withChunks(t, wav("empty.wav"), "cue ", number(0)), code: fault.NoCutsFound},
		{name: "none", path: wav("none.wav"), code: fault.NoCutsFound},
	}
	for _, test := range tests {
		for _, mode := range []plan.Mode{plan.Cue, plan.Chapters} {
			t.Run(test.name+" by "+string(mode), func(t *testing.T) {
				t.Parallel()
				recipe := DefaultRecipe()
				recipe.Split.Mode, recipe.Split.Charset = mode, "windows-1251" // of the lists beside files
				p, err := e.Preview(t.Context(), Request{Path: test.path, Recipe: recipe}, nil)
				if code := fault.CodeOf(err); code != test.code {
					t.Fatalf("%v, want %q", err, test.code)
				}
				got := ""
				for i, s := range p.Plan.Segments {
					if i > 0 {
						got += " "
					}
					got += fmt.Sprintf("%d %s", s.Start, s.Title)
				}
				if got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
			})
		}
	}
}
