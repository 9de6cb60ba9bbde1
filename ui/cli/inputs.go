package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/dustin/go-humanize/english"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/journal"
)

// maxPath bounds a path on standard input.
const maxPath = 64 << 10

// inputs returns the files that args mean: files as they are, the audio files
// in folders, and for "-" the paths on standard input. Files named twice are
// taken once.
func (g *globals) inputs(ctx context.Context, args []string, nul bool) ([]string, error) {
	var paths []string
	for _, arg := range args {
		switch {
		case arg == "-":
			listed, err := g.readList(ctx, nul)
			if err != nil {
				return nil, err
			}
			paths = append(paths, listed...)
		case runtime.GOOS == "windows" && strings.ContainsAny(arg, "*?"):
			matches, err := filepath.Glob(arg) // the shells there leave it to programs
			if err != nil {
				return nil, fault.New(fault.InvalidParams, "%q is not a pattern.", arg)
			}
			paths = append(paths, matches...)
		default:
			paths = append(paths, arg)
		}
	}
	var j *journal.Journal // without one the manifests alone tell what earlier runs wrote
	if slices.ContainsFunc(paths, isFolder) {
		j, _ = g.app.Journal(g.journalFailed)
		defer j.Close()
		g.saySetAside(j)
	}
	files, skipped, own, err := engine.NewLedger(j).Expand(ctx, paths)
	if err != nil {
		if len(files) == 0 || ctx.Err() != nil {
			return nil, err
		}
		g.report("audiospliter", err)
		g.unread = true
	}
	if skipped > 0 {
		g.say("%s skipped: not audio.", english.Plural(skipped, "file", ""))
	}
	if own > 0 {
		g.say("%s skipped: earlier runs wrote them. Name them to split them.", english.Plural(own, "file", ""))
	}
	if len(files) == 0 {
		return nil, fault.New(fault.InvalidParams, "There is no audio file to work on.")
	}
	return files, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// readList reads the paths on standard input, until an interrupt: a list that is
// typed may have no end.
func (g *globals) readList(ctx context.Context, nul bool) ([]string, error) {
	type list struct {
		paths []string
		err   error
	}
	read := make(chan list, 1)
	go func() {
		paths, err := readList(g.app.Stdin, nul)
		read <- list{paths, err}
	}()
	select {
	case l := <-read:
		return l.paths, l.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// decoded returns a text as UTF-8 without a byte order mark, which Windows PowerShell
// puts before what it writes into pipes and files.
func decoded(r io.Reader) io.Reader {
	return transform.NewReader(r, unicode.BOMOverride(transform.Nop))
}

func readList(r io.Reader, nul bool) (paths []string, err error) {
	end, ending := byte('\n'), "\r\n"
	if nul {
		end, ending = 0, "\x00"
	}
	for in := bufio.NewReaderSize(decoded(r), maxPath); err == nil; {
		var path []byte
		path, err = in.ReadSlice(end)
		if path = bytes.TrimRight(path, ending); len(path) > 0 {
			paths = append(paths, string(path))
		}
	}
	if !errors.Is(err, io.EOF) {
		return nil, fault.Wrap(err, fault.InvalidParams, "The list of paths on standard input cannot be read.")
	}
	return paths, nil
}
