// Command licenses gathers the licences of what the program is built from into
// one text, compressed. It reads a module a line (path, version and folder, as
// "go list" writes them) and writes, for each text, the modules that come under
// it. The licences of what is not a module lie beside it, as text files that
// are named after what they are for.
//
// Run it with "go generate ./assets".
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	log.SetFlags(0)
	out, _ := gzip.NewWriterLevel(os.Stdout, gzip.BestCompression)
	if err := gather(os.Stdin, out); err != nil {
		log.Fatal(err)
	}
	if err := out.Close(); err != nil {
		log.Fatal(err)
	}
}

// gather is the whole program. Modules without a licence are an error: what is
// not licensed cannot be shipped.
func gather(in io.Reader, out io.Writer) error {
	under := map[string][]string{} // the modules of each text
	for lines := bufio.NewScanner(in); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) != 3 {
			continue // the standard library, or the program itself
		}
		paths, err := texts(fields[2])
		if err != nil {
			return err
		}
		if len(paths) == 0 {
			return fmt.Errorf("%s has no licence in %s", fields[0], fields[2])
		}
		for name, text := range paths {
			who := fields[0]
			if name != "" {
				who += " (" + name + ")"
			}
			if !slices.Contains(under[text], who) {
				under[text] = append(under[text], who)
			}
		}
	}
	others, err := filepath.Glob("gen/licenses/*.txt")
	if err != nil {
		return err
	}
	for _, path := range others {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		under[strings.TrimSpace(string(text))] = []string{strings.TrimSuffix(filepath.Base(path), ".txt")}
	}
	order := slices.Collect(maps.Keys(under))
	for _, text := range order {
		slices.Sort(under[text])
	}
	slices.SortFunc(order, func(a, b string) int { return strings.Compare(under[a][0], under[b][0]) })
	for _, text := range order {
		if _, err := fmt.Fprintf(out, "%s\n%s: %s\n\n%s\n\n", strings.Repeat("=", 72), kind(text), strings.Join(under[text], ", "), text); err != nil {
			return err
		}
	}
	return nil
}

// texts returns the licences of a module, by the folder they are in: "" for the
// module's own.
func texts(folder string) (map[string]string, error) {
	found := map[string]string{}
	for _, inside := range []string{"", "theme/font"} {
		files, err := os.ReadDir(filepath.Join(folder, inside))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			name := strings.ToUpper(f.Name())
			if f.IsDir() || !slices.ContainsFunc([]string{"LICENSE", "LICENCE", "UNLICENSE", "COPYING"}, func(start string) bool {
				return strings.HasPrefix(name, start)
			}) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(folder, inside, f.Name()))
			if err != nil {
				return nil, err
			}
			key := ""
			if inside != "" {
				key = strings.TrimSpace("fonts " + strings.Trim(strings.TrimSuffix(f.Name(), ".txt")[len("LICENSE"):], "_"))
			} else if _, taken := found[""]; taken {
				key = f.Name()
			}
			text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r"), nil), []byte("\t"), []byte("    "))
			found[key] = strings.TrimSpace(string(text))
		}
	}
	return found, nil
}

// kind names a licence as SPDX does.
func kind(text string) string {
	flat := strings.Join(strings.Fields(text), " ")
	for _, k := range []struct{ id, phrase string }{
		{"Apache-2.0", "Apache License Version 2.0"},
		{"MPL-2.0", "Mozilla Public License Version 2.0"},
		{"OFL-1.1", "SIL OPEN FONT LICENSE"},
		{"BSD-3-Clause", "may be used to endorse or promote products"},
		{"BSD-2-Clause", "Redistributions in binary form must reproduce"},
		{"MIT", "Permission is hereby granted, free of charge"},
		{"Unlicense", "This is free and unencumbered software"},
		{"ISC", "Permission to use, copy, modify, and/or distribute"},
	} {
		if strings.Contains(flat, k.phrase) {
			return k.id
		}
	}
	return "Licence"
}
