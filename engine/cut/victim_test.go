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

// task returns the job's task, which writes into a folder below the given one.
func (v victimJob) task(found *ffmpeg.Tools, folder string) (Task, error) {
	p := parts(v.Source, evenly(v.Source.Samples, 4)...)
	c, err := Choose(found, v.Source, v.Output)
	if err != nil {
		return Task{}, err
	}
	t := Task{Choice: c, Plan: p, Folder: filepath.Join(folder, "out"), Workers: 2}
	for i := range p.Segments {
		t.Names = append(t.Names, fmt.Sprintf("%d%s", i, c.Extension()))
	}
	return t, nil
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
	t, err := job.task(found, folder)
	for {
		if err == nil {
			_, err = Write(context.Background(), t)
		}
		if err != nil {
			panic(err)
		}
	}
}
