// Command gen makes the bundled sample: five short tunes with a pause between
// each two, as an MP3 file with tags, a cover and a chapter for each tune.
//
// Run it with "go generate ./assets"; it needs ffmpeg. The tunes are the same
// on every run; the bytes of the file depend on ffmpeg's version.
package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"log"
	"math"
	"os"

	"audiospliter/engine/ffmpeg"
)

const (
	rate  = 24000 // samples a second
	pause = 1.6   // seconds of digital silence between two tunes
	fade  = 0.4   // seconds in which the last notes of a tune die
)

// A tune is a row of plucked notes: semitones above its root.
type tune struct {
	title string
	root  float64 // Hz
	beat  float64 // seconds from one note to the next
	notes []int
}

var tunes = []tune{
	{"Morning", 261.63, 0.36, []int{0, 4, 7, 12, 11, 7, 9, 5, 0, 5, 9, 12, 11, 7, 2, 5, 4, 0, -3, 0, 4, 7, 5, 2, -1, 2, 7, 5, 4, 2, 0, 0}},
	{"Market", 293.66, 0.24, []int{0, 0, 7, 5, 4, 5, 7, 9, 12, 9, 7, 5, 4, 2, 0, 2, 4, 4, 11, 9, 7, 9, 11, 12, 14, 12, 9, 7, 5, 4, 2, 5, 4, 7, 0, 7, 4, 7, 2, 7, 0, 4, 2, -1, 0, 0}},
	{"Rain", 220.00, 0.30, []int{0, 7, 12, 15, 12, 7, -2, 5, 10, 14, 10, 5, -4, 3, 8, 12, 8, 3, -5, 2, 7, 11, 7, 2, 0, 7, 12, 15, 14, 12, 11, 7, 8, 3, 2, 0, 0, 0}},
	{"Lantern", 196.00, 0.45, []int{0, 7, 16, 14, 12, 7, 9, 4, -3, 4, 12, 11, 9, 5, 7, 2, -5, 2, 11, 9, 7, 5, 4, 0, 0}},
	{"Home", 261.63, 0.32, []int{7, 4, 0, 4, 7, 12, 9, 5, 0, 5, 9, 12, 11, 7, 2, 7, 11, 14, 12, 7, 4, 7, 12, 16, 14, 9, 5, 9, 7, 5, 2, -1, 0, 4, 7, 12, 12}},
}

func main() {
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	tools, err := ffmpeg.Find("")
	if err != nil {
		return err
	}
	sound, chapters := perform()
	list, err := os.CreateTemp("", "chapters-*.txt")
	if err != nil {
		return err
	}
	defer os.Remove(list.Name())
	if _, err := list.Write(chapters); err != nil {
		return err
	}
	if err := list.Close(); err != nil {
		return err
	}
	return tools.Run(ctx, ffmpeg.Command{
		Stdin: bytes.NewReader(sound),
		Args: []string{
			"-hide_banner", "-v", "error", "-y",
			"-f", "f32le", "-ar", fmt.Sprint(rate), "-ac", "1", "-i", "pipe:0",
			"-f", "ffmetadata", "-i", list.Name(),
			"-i", "icon.png",
			"-map", "0:a", "-map", "2:v", "-map_metadata", "1", "-map_chapters", "1",
			"-c:a", "libmp3lame", "-b:a", "32k", "-c:v", "copy", "-disposition:v", "attached_pic",
			"-id3v2_version", "3", "sample.mp3",
		},
	})
}

// perform returns all tunes as mono 32-bit float samples, little endian, and
// their tags and chapters in ffmpeg's metadata format.
func perform() (sound, chapters []byte) {
	var samples []float32
	text := bytes.NewBufferString(";FFMETADATA1\ntitle=Five short tunes\nartist=AudioSpliter\nalbum=Samples\ngenre=Instrumental\ndate=2026\n")
	for i, t := range tunes {
		if i > 0 {
			samples = append(samples, make([]float32, int(pause*rate))...)
		}
		start := len(samples)
		samples = append(samples, t.play()...)
		fmt.Fprintf(text, "[CHAPTER]\nTIMEBASE=1/%d\nSTART=%d\nEND=%d\ntitle=%s\n", rate, start, len(samples), t.title)
	}
	var raw bytes.Buffer
	// A bytes.Buffer takes every write.
	_ = binary.Write(&raw, binary.LittleEndian, samples)
	return raw.Bytes(), text.Bytes()
}

// play returns the samples of t, which fade to zero at the end.
func (t tune) play() []float32 {
	step := int(t.beat * rate)
	out := make([]float32, step*len(t.notes)+int(fade*rate))
	for i, note := range t.notes {
		pluck(out[i*step:], t.root*math.Exp2(float64(note)/12), 0.22)
		if i%4 == 0 {
			pluck(out[i*step:], t.root/2*math.Exp2(float64(t.notes[i-i%8])/12), 0.18)
		}
	}
	tail := out[len(out)-2*int(fade*rate):]
	for i := range tail {
		tail[i] *= float32(len(tail)-1-i) / float32(len(tail)-1)
	}
	return out
}

// pluck adds a string of the given frequency in Hz, plucked at the first
// sample: harmonics that die the faster the higher they are.
func pluck(out []float32, frequency, level float64) {
	for harmonic := 1.0; harmonic <= 6; harmonic++ {
		if frequency*harmonic > rate/2.2 {
			break
		}
		amplitude := level / math.Pow(harmonic, 1.4)
		for i := range min(len(out), 3*rate) {
			at := float64(i) / rate
			attack := min(1, at/0.004)
			out[i] += float32(amplitude * attack * math.Exp(-at*(1.1+0.9*harmonic)) * math.Sin(2*math.Pi*frequency*harmonic*at))
		}
	}
}
