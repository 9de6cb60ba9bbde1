package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform/picture"
)

// isPeaks reports whether a file is audiowaveform's, by its name.
func isPeaks(path string) bool {
	return slices.Contains([]string{".dat", ".json"}, strings.ToLower(filepath.Ext(path)))
}

// drawPeaks returns what writes the picture of peaks, or them in another format.
func drawPeaks(_ context.Context, path string, f *waveformFlags) (func(io.Writer) error, error) {
	if f.silences != "" || f.split || f.resample {
		return nil, fault.New(fault.InvalidParams, "Peaks tell no more than they hold: give the audio itself for --silences, --split-channels and --samples-per-pixel.")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.Of(err)
	}
	defer file.Close()
	read := picture.ReadDat
	if strings.EqualFold(filepath.Ext(path), ".json") {
		read = picture.ReadJSON
	}
	peaks, err := read(file)
	if err != nil {
		return nil, err
	}
	if f.extension() != ".png" {
		return f.peaks(peaks), nil
	}
	options, err := f.picture(timeline.Rate(peaks.Rate))
	if err != nil {
		return nil, err
	}
	return func(w io.Writer) error { return picture.WritePNG(w, peaks.Shape(), options) }, nil
}

// peaks returns what writes peaks in the format and the bits that are asked for.
func (f *waveformFlags) peaks(peaks *picture.Peaks) func(io.Writer) error {
	if f.bits == 8 {
		peaks = peaks.In8Bits()
	}
	if f.extension() == ".dat" {
		return peaks.WriteDat
	}
	return peaks.WriteJSON
}
