package cut

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// ManifestName is the file that lists the segments of a folder.
const ManifestName = "manifest.json"

// A Manifest says what was written and how, so that it can be checked later and
// elsewhere. Its JSON names are a contract.
type Manifest struct {
	Version  int               `json:"version"` // 1
	Source   ManifestSource    `json:"source"`
	Segments []ManifestSegment `json:"segments"`
}

// A ManifestSource is the file that was split.
type ManifestSource struct {
	Name       string            `json:"name"` // without its folder
	Size       int64             `json:"size"`
	Format     string            `json:"format"`
	Codec      string            `json:"codec"`
	Track      int               `json:"track,omitzero"` // of several, from 1
	SampleRate timeline.Rate     `json:"sampleRate"`
	Channels   int               `json:"channels"`
	Samples    timeline.Position `json:"samples"`
}

// A ManifestSegment is one file beside the manifest.
type ManifestSegment struct {
	Index       int               `json:"index"`
	File        string            `json:"file"` // relative to the manifest, with slashes
	Title       string            `json:"title,omitzero"`
	StartSample timeline.Position `json:"startSample"` // of the source
	EndSample   timeline.Position `json:"endSample"`
	Start       float64           `json:"start"` // seconds
	End         float64           `json:"end"`
	Channels    []int             `json:"channels,omitempty"` // of the source; none is all
	SampleRate  timeline.Rate     `json:"sampleRate"`         // of the file
	Samples     timeline.Position `json:"samples"`            // in the file, at its rate
	Size        int64             `json:"size"`
	SHA256      string            `json:"sha256"`
	Method      Method            `json:"way"`
	Exactness   string            `json:"exactness"` // sample or packet
	Lossless    bool              `json:"lossless"`  // decoded, it is the source's range sample for sample
	Verified    bool              `json:"verified"`  // and that was checked
}

// hash fills in the checksums of what was written.
func (j *job) hash(ctx context.Context) error {
	for _, r := range j.results {
		sum, err := sha256File(ctx, r.Path)
		if err != nil {
			return err
		}
		r.SHA256 = sum
	}
	return nil
}

func (j *job) manifest() Manifest {
	src := j.Source
	m := Manifest{
		Version: 1,
		Source: ManifestSource{
			Name: filepath.Base(src.Path), Size: src.Size, Format: src.Container, Codec: src.Codec,
			SampleRate: src.Rate, Channels: src.Channels, Samples: src.Samples,
		},
	}
	if src.Streams > 1 {
		m.Source.Track = src.Stream + 1
	}
	for _, r := range j.results {
		s := r.Segment
		file, err := filepath.Rel(j.Folder, r.Path)
		if err != nil {
			file = r.Path
		}
		m.Segments = append(m.Segments, ManifestSegment{
			Index: s.Index, File: filepath.ToSlash(file), Title: s.Title,
			StartSample: s.Start, EndSample: s.End, Start: src.Rate.Seconds(s.Start), End: src.Rate.Seconds(s.End),
			Channels: s.Channels, SampleRate: r.Rate, Samples: r.Samples, Size: r.Size, SHA256: r.SHA256,
			Method: r.Method, Exactness: j.choice.Exactness, Verified: r.Verified,
			Lossless: !r.Skipped && !partial(src, s) && j.choice.identical(),
		})
	}
	return m
}

// playlist returns the segments as an extended M3U, in UTF-8.
func (j *job) playlist() []byte {
	var b strings.Builder
	b.WriteString("#EXTM3U\n")
	for _, r := range j.results {
		file, err := filepath.Rel(j.Folder, r.Path)
		if err != nil {
			continue
		}
		title := cmp.Or(r.Segment.Title, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)))
		title = strings.Join(strings.Fields(title), " ") // on one line
		fmt.Fprintf(&b, "#EXTINF:%.3f,%s\n%s\n", j.Source.Rate.Seconds(r.Segment.Len()), title, filepath.ToSlash(file))
	}
	return []byte(b.String())
}

// writeBeside writes a small file into the output folder. Replace is as for publish.
func (j *job) writeBeside(name string, data []byte, policy Conflict, replace func(path string) bool) error {
	d, err := newDraft(j.Folder)
	if err != nil {
		return err
	}
	_, err = d.file.Write(data)
	if err == nil {
		err = d.file.Sync()
	}
	if err != nil {
		d.discard()
		return err
	}
	if policy != Overwrite {
		j.announce(d, Publication{Index: CutListIndex})
	}
	_, err = d.publish(filepath.Join(j.Folder, name), policy, j.claim, replace)
	return err
}

// list writes the lists that were asked for. The manifest and the playlist
// replace those of an earlier run, unless these list other files that are there.
func (j *job) list(ctx context.Context) error {
	if j.Output.Manifest {
		if err := j.hash(ctx); err != nil {
			return err
		}
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(j.manifest()); err != nil {
			return err
		}
		if err := j.writeBeside(ManifestName, b.Bytes(), Overwrite, j.replacesManifest); err != nil {
			return err
		}
	}
	if j.Output.Playlist {
		name := strings.TrimSuffix(filepath.Base(j.Source.Path), filepath.Ext(j.Source.Path)) + ".m3u8"
		if err := j.writeBeside(name, j.playlist(), Overwrite, j.replacesPlaylist); err != nil {
			return err
		}
	}
	if j.cuts != nil {
		last := j.results[len(j.results)-1]
		last.Note = message.Join(last.Note, j.cuts.loss)
		if j.cutsWritten {
			return nil
		}
		return j.writeBeside(j.cuts.name, j.cuts.text, j.Output.policy(), j.replaceable)
	}
	return nil
}

func (j *job) replacesManifest(path string) bool {
	m, _, err := ReadManifest(path)
	var files []string
	for _, s := range m.Segments {
		files = append(files, s.File)
	}
	return err == nil && j.outdates(files)
}

func (j *job) replacesPlaylist(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxManifest))
	files := slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool { return line == "" || line[0] == '#' })
	return err == nil && j.outdates(files)
}

// outdates reports whether an older list of these files, relative to the output
// folder, is of no use any more: this job wrote one of them, or none is there.
func (j *job) outdates(files []string) bool {
	written := map[string]bool{}
	for _, r := range j.results {
		written[r.Path] = true
	}
	there := false
	for _, file := range files {
		path := filepath.Join(j.Folder, filepath.FromSlash(file))
		if written[path] {
			return true
		}
		_, missing := os.Lstat(path)
		there = there || missing == nil
	}
	return !there
}

// maxManifest bounds what is read as a manifest.
const maxManifest = 64 << 20

// Manifests returns the paths of the manifests at path, a folder or one of them. A folder
// has several where several sources were split into it.
func Manifests(path string) []string {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return []string{path}
	}
	first := filepath.Join(path, ManifestName)
	all := []string{first}
	for n := 2; ; n++ {
		next := numbered(first, n)
		if _, err := os.Lstat(next); err != nil {
			return all
		}
		all = append(all, next)
	}
}

// ReadManifest reads the manifest at path, which is the file or its folder.
func ReadManifest(path string) (Manifest, string, error) {
	var m Manifest
	path = Manifests(path)[0]
	file, err := os.Open(path)
	if err != nil {
		return m, path, fault.Of(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxManifest+1))
	if err != nil {
		return m, path, fault.Of(err)
	}
	if len(data) > maxManifest {
		return m, path, fault.New(fault.CorruptFile, "This manifest is far larger than any manifest is.")
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, path, fault.Wrap(err, fault.CorruptFile, "This is no manifest, or it is damaged.")
	}
	if m.Version == 0 {
		return m, path, fault.New(fault.UnsupportedFormat, "This is a manifest of another program.")
	}
	if m.Version != 1 {
		return m, path, fault.New(fault.UnsupportedFormat, "This manifest has version %d: a newer AudioSpliter wrote it.", m.Version)
	}
	for _, s := range m.Segments {
		if !filepath.IsLocal(filepath.FromSlash(s.File)) {
			return m, path, fault.New(fault.CorruptFile, "The manifest names %q, which is not beside it.", s.File)
		}
	}
	return m, path, nil
}

// A Check is what verifying found of one segment.
type Check struct {
	Segment  ManifestSegment
	Compared bool         // its samples and those of the source are equal
	Alike    bool         // they are not, but resemble each other as much as its method promises
	Err      *fault.Error // what is wrong; nil if nothing is
}

// VerifyManifest checks the segments that a manifest lists: that each is there,
// whole and unchanged, and, where sourcePath is not "" and the segment was not
// encoded with loss, nor cut at packets, that it decodes to the source's samples,
// or to what resembles them where its codec allows no more. The path is the
// manifest or its folder, all of whose manifests are checked, with a source those of
// that; tools may be nil without one. It returns a check a segment, in the manifest's
// order; the error is VERIFY_FAILED if any segment failed, otherwise that of reading
// the manifest or the source.
func VerifyManifest(ctx context.Context, tools *ffmpeg.Tools, path, sourcePath string) ([]Check, error) {
	var checks []Check
	failed, known := 0, sourcePath == ""
	paths := Manifests(path)
	for _, path := range paths {
		m, path, err := ReadManifest(path)
		if fault.CodeOf(err) == fault.UnsupportedFormat && m.Version == 0 && len(paths) > 1 {
			continue // that was there before
		}
		if err != nil {
			return checks, err
		}
		var src media.Source
		if sourcePath != "" {
			if src, err = media.ProbeTrack(ctx, tools, sourcePath, m.Source.Track); err != nil {
				return checks, fault.Of(err)
			}
			same, err := m.Source.isOf(ctx, tools, src)
			if err != nil {
				return checks, fault.Of(err)
			}
			if !same {
				continue
			}
		}
		known = true
		more, bad, err := m.check(ctx, tools, filepath.Dir(path), src)
		checks, failed = append(checks, more...), failed+bad
		if err != nil {
			return checks, err
		}
	}
	switch {
	case !known:
		return nil, fault.New(fault.VerifyFailed, "%s is not the source of these segments: its length or its format is another.", sourcePath)
	case failed > 0:
		return checks, fault.New(fault.VerifyFailed, "%d of %d segments are not what they were.", failed, len(checks))
	}
	return checks, nil
}

// check checks the segments in a folder, and compares them with the source unless it
// is zero. It counts those that failed.
func (m Manifest) check(ctx context.Context, tools *ffmpeg.Tools, folder string, src media.Source) (checks []Check, failed int, _ error) {
	source := decode.NewRanges(tools, src, decode.FormatOf(src))
	defer source.Close()
	for _, s := range m.Segments {
		c := Check{Segment: s}
		file := filepath.Join(folder, filepath.FromSlash(s.File))
		err := checkFile(ctx, file, s)
		if how := comparisonOf(s.Method, src.Codec, s.Lossless); err == nil && src.Path != "" && how.kind != notCompared {
			segment := plan.Segment{Index: s.Index, Start: s.StartSample, End: s.EndSample}
			c.Compared, err = how.check(ctx, source, Result{Segment: segment, Path: file}, func(timeline.Position) {})
			c.Alike = err == nil && !c.Compared
		}
		if ctx.Err() != nil {
			return checks, failed, fault.Of(ctx.Err())
		}
		if c.Err = fault.Of(err); c.Err != nil {
			failed++
		}
		checks = append(checks, c)
	}
	return checks, failed, nil
}

// isOf reports whether s can be what a manifest says of src. Where the length is only
// estimated, that of s may have been counted.
func (s ManifestSource) isOf(ctx context.Context, tools *ffmpeg.Tools, src media.Source) (bool, error) {
	if src.Rate != s.SampleRate || src.Channels != s.Channels {
		return false, nil
	}
	near := func(n timeline.Position) bool { return max(n-s.Samples, s.Samples-n) < timeline.Position(src.Rate)/10 }
	if src.Exact {
		return src.Samples == s.Samples, nil
	}
	if near(src.Samples) {
		return true, nil
	}
	f := decode.NewRanges(tools, src, decode.FormatOf(src))
	defer f.Close()
	end, err := f.Reach(ctx, 1<<62/timeline.Position(f.Frame()))
	return near(end), err
}

// checkFile compares a file with its manifest.
func checkFile(ctx context.Context, path string, s ManifestSegment) error {
	segment := plan.Segment{Index: s.Index}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fault.New(fault.FileNotFound, "%s is missing.", s.File)
	case err != nil:
		return err
	case info.Size() != s.Size:
		return differs(segment, "it has %d bytes instead of %d", info.Size(), s.Size)
	}
	sum, err := sha256File(ctx, path)
	if err == nil && sum != s.SHA256 {
		err = differs(segment, "its checksum is another")
	}
	return err
}
