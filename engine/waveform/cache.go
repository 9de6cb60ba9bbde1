package waveform

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
)

// DefaultCacheSize is what a cache may take of the disk, in bytes.
const DefaultCacheSize = 2 << 30

// A Cache keeps envelopes in a folder. It is safe for use by several goroutines
// and by several programs at once: entries appear whole, under their final
// name. An entry that cannot be read counts as missing.
type Cache struct {
	folder string
	limit  int64

	mu    sync.Mutex
	scans map[string]*sharedScan // by entry: those that run
}

// NewCache returns the cache in a folder, which is made when something is
// stored. Beyond limit bytes the entries that were not used for longest go; a
// limit of 0 is DefaultCacheSize.
func NewCache(folder string, limit int64) *Cache {
	if limit <= 0 {
		limit = DefaultCacheSize
	}
	return &Cache{folder: folder, limit: limit, scans: map[string]*sharedScan{}}
}

// cacheSuffix ends the names of entries.
const cacheSuffix = ".envelope"

// Open returns the envelope of a source, from the cache where it is there, and
// otherwise from a scan that the cache then keeps. A cache that cannot be
// written to is no error. While a source is being scanned, others that ask for it
// follow that scan instead of starting their own. Where it is canceled, one of them
// scans: Live is called once more then.
func (c *Cache) Open(ctx context.Context, tools *ffmpeg.Tools, src media.Source, o Options) (*Envelope, error) {
	for {
		if e, ok := c.stored(src, &o); ok {
			return e, nil
		}
		s, end := c.begin(src)
		if end == nil {
			if err := s.follow(ctx, &o); err != nil {
				return nil, err
			}
			continue
		}
		defer end()
		// Another scan may have ended since the first look.
		if e, ok := c.stored(src, &o); ok {
			return e, nil
		}
		e, err := Scan(ctx, tools, src, s.callbacks(o))
		if err == nil {
			_ = c.Store(src, e) // the envelope is good without it
		}
		return e, err
	}
}

// stored is Load, and calls o's callbacks for what it finds.
func (c *Cache) stored(src media.Source, o *Options) (*Envelope, bool) {
	e, ok := c.Load(src)
	if ok {
		o.live(e)
		o.progress(e.Samples(), e.Samples())
	}
	return e, ok
}

// begin returns the scan of a source that another runs, or else a new one with the
// function that ends it.
func (c *Cache) begin(src media.Source) (s *sharedScan, end func()) {
	begun := newSharedScan()
	path, err := c.entry(src)
	if err != nil {
		return begun, func() {} // the scan will say why
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.scans[path]; ok {
		return s, nil
	}
	c.scans[path] = begun
	return begun, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.scans, path)
		close(begun.ended)
	}
}

// Load returns the envelope that was stored for a source, unless the file has
// changed since. A damaged entry is removed. Except on Windows the envelope reads
// its peaks from the entry, which stays open as long as the envelope is in use.
func (c *Cache) Load(src media.Source) (*Envelope, bool) {
	path, err := c.entry(src)
	if err != nil {
		return nil, false
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, false
	}
	e, err := readEnvelope(file, !peaksOnDisk)
	if err == nil && (e.Rate != src.Rate || e.Channels != src.Channels) {
		err = errEntry
	}
	if err == nil {
		err = e.dropPeaks(file)
	}
	if err != nil {
		_ = file.Close()
		_ = os.Remove(path)
		return nil, false
	}
	now := time.Now()
	_ = os.Chtimes(path, now, now) // how long ago it was used
	return e, true
}

// Store keeps the envelope of a source. Except on Windows the envelope then drops
// its peaks and reads them from the entry, as those of Load do.
func (c *Cache) Store(src media.Source, e *Envelope) (err error) {
	path, err := c.entry(src)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(c.folder, "*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	if err := writeEnvelope(file, e); err != nil {
		return err
	}
	if !peaksOnDisk {
		if err := file.Close(); err != nil {
			return err
		}
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	if peaksOnDisk && e.dropPeaks(file) != nil {
		_ = file.Close() // the peaks stay in memory
	}
	c.trim(filepath.Base(path))
	return nil
}

// Clear removes all entries.
func (c *Cache) Clear() error {
	var errs []error
	for _, f := range c.entries() {
		if isTemporary(f) && time.Since(f.ModTime()) < stale {
			continue // another program is writing it
		}
		if err := os.Remove(filepath.Join(c.folder, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Size returns how many bytes the entries take.
func (c *Cache) Size() int64 {
	total := int64(0)
	for _, f := range c.entries() {
		total += f.Size()
	}
	return total
}

// entries returns the files of the cache, those used last first. Another
// program may remove them at any time.
func (c *Cache) entries() []fs.FileInfo {
	names, _ := os.ReadDir(c.folder) // a folder that is not there is empty
	var files []fs.FileInfo
	for _, n := range names {
		if !strings.HasSuffix(n.Name(), cacheSuffix) && !strings.HasSuffix(n.Name(), ".tmp") {
			continue
		}
		if info, err := n.Info(); err == nil && info.Mode().IsRegular() {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	return files
}

func isTemporary(f fs.FileInfo) bool { return strings.HasSuffix(f.Name(), ".tmp") }

// stale is after how long a temporary file is one that a crash left.
const stale = time.Hour

// trim removes what is too much, but for the newest entry, and what crashes left.
func (c *Cache) trim(newest string) {
	total := int64(0)
	for _, f := range c.entries() {
		temporary := isTemporary(f)
		if !temporary {
			total += f.Size()
		}
		if temporary && time.Since(f.ModTime()) > stale || !temporary && total > c.limit && f.Name() != newest {
			_ = os.Remove(filepath.Join(c.folder, f.Name()))
		}
	}
}

// keyPart is how much of the first, middle and last of a file its key covers.
const keyPart = 64 << 10

// entry returns the path of a source's entry. Its name is a hash of the
// source's path, size, time, stream, and parts of its content.
func (c *Cache) entry(src media.Source) (string, error) {
	path, err := filepath.Abs(src.Path)
	if err != nil {
		return "", err
	}
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "%d\x00%s\x00%d\x00%d\x00%d\x00", cacheVersion, path, info.Size(), info.ModTime().UnixNano(), src.Stream)
	for _, at := range []int64{0, info.Size()/2 - keyPart/2, info.Size() - keyPart} {
		if _, err := io.Copy(hash, io.NewSectionReader(file, max(at, 0), keyPart)); err != nil {
			return "", err
		}
	}
	return filepath.Join(c.folder, hex.EncodeToString(hash.Sum(nil)[:16])+cacheSuffix), nil
}
