package field

import (
	"math"
	"strconv"
	"strings"
)

// plain returns s without space around it, with the minus and the spaces of a
// keyboard in place of those of a typesetter.
func plain(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\u2212", "-", "\u2013", "-", "\u00a0", " ", "\u202f", " ", "\u2009", " ").Replace(s))
}

// decimal returns s with a point in place of its decimal comma. A comma before
// three digits may part thousands: it stays, unless a zero is before it.
func decimal(s string) string {
	whole, rest, found := strings.Cut(s, ",")
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	zero := strings.TrimLeft(whole, "+-") == "0"
	if !found || digits == 0 || digits == 3 && !zero || strings.ContainsAny(rest, ",.") || strings.Contains(whole, ".") {
		return s
	}
	return whole + "." + rest
}

// cutUnit returns s without the unit at its end, whichever case that has.
func cutUnit(s string, units ...string) string {
	for _, unit := range units {
		if n := len(s) - len(unit); n >= 0 && strings.EqualFold(s[n:], unit) {
			return strings.TrimSpace(s[:n])
		}
	}
	return s
}

// number reads a finite number that may have a unit behind it.
func number(s string, units ...string) (float64, bool) {
	n, err := strconv.ParseFloat(decimal(cutUnit(plain(s), units...)), 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}

func printNumber(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// Count is a whole number; 0 is written "".
func Count(p *int) Value {
	return of("count", p, parseCount, func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	})
}

func parseCount(s string) (int, error) {
	n, err := strconv.Atoi(plain(s))
	if err != nil {
		hex, other := strconv.ParseInt(plain(s), 0, 0)
		n, err = int(hex), other
	}
	return n, Unless(err == nil, "Write a whole number, such as 4.")
}

// Counts is a list of whole numbers, between commas or spaces.
func Counts(p *[]int) Value {
	v := of("counts", p, func(s string) (list []int, err error) {
		for _, word := range strings.FieldsFunc(plain(s), func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) }) {
			n, err := parseCount(word)
			if err != nil {
				return nil, err
			}
			list = append(list, n)
		}
		return list, nil
	}, func(list []int) string {
		texts := make([]string, len(list))
		for i, n := range list {
			texts[i] = strconv.Itoa(n)
		}
		return strings.Join(texts, ",")
	})
	v.add = func(text string) error {
		var more []int
		err := Counts(&more).Set(text)
		*p = append(*p, more...)
		return err
	}
	return v
}

// Number is a number that need not be given.
func Number(p **float64) Value {
	return optional("number", p, func(s string) (float64, error) {
		n, ok := number(s)
		return n, Unless(ok, "Write a number, such as 4.5.")
	}, printNumber)
}

// Part is a place in a whole from 0, its start, to 1, its end, which need not be
// given.
func Part(p **float64) Value {
	places := map[string]float64{"start": 0, "middle": 0.5, "end": 1}
	v := optional("number", p, func(s string) (float64, error) {
		if n, named := places[strings.ToLower(plain(s))]; named {
			return n, nil
		}
		n, ok := number(s)
		return n, Unless(ok, "Write start, middle, end or a number from 0 to 1.")
	}, func(n float64) string {
		for name, place := range places {
			if n == place {
				return name
			}
		}
		return printNumber(n)
	})
	v.Choices = []string{"start", "middle", "end"}
	return v
}

// Loudness is in LUFS and need not be given.
func Loudness(p **float64) Value {
	return optional("level", p, func(s string) (float64, error) {
		n, ok := number(s, "LUFS", "LU")
		return n, Unless(ok, "Write a loudness, such as -16 LUFS.")
	}, printNumber)
}

// Level is in dB below full scale. The word "auto" switches auto on and leaves
// the level as it is; a level switches it off.
func Level(p *float64, auto *bool) Value {
	v := of("level", p, ParseLevel, printNumber)
	level := v.Set
	v.Set = func(s string) error {
		if strings.EqualFold(strings.TrimSpace(s), "auto") {
			*auto = true
			return nil
		}
		err := level(s)
		*auto = *auto && err != nil
		return err
	}
	return v
}

// ParseLevel reads a level in dB, with or without its unit.
func ParseLevel(s string) (float64, error) {
	n, ok := number(s, "dBFS", "dB")
	return n, Unless(ok, "Write a level below 0 dB, such as -40.")
}
