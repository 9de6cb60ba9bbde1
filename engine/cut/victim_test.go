package cut

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
)

// victimEnv makes the test binary write segments until it is killed; its value
// is a folder with the job.
const victimEnv = "CUT_TEST_VICTIM"

type victimJob struct {
	Source media.Source
	Output Output
}

// victim writes the same segments again and again, under new names.
func victim(folder string) {
	data, err := os.ReadFile(filepath.Join(folder, "job.json"))
	if err != nil {
		panic(err)
	}
	var job victimJob
	if err := json.Unmarshal(data, &job); err != nil {
		panic(err)
	}
	found, err := ffmpeg.Find("")
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	for {
		p := parts(job.Source, 30_000, 60_000, 90_000)
		t := Task{Tools: found, Source: job.Source, Plan: p, Output: job.Output, Folder: filepath.Join(folder, "out"), Workers: 2}
		for i := range p.Segments {
			t.Names = append(t.Names, fmt.Sprintf("%d.wav", i))
		}
		if _, err := Write(context.Background(), t); err != nil {
			panic(err)
		}
	}
}
