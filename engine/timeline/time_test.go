package timeline

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text string
		want string // exact seconds, "" where it must be refused
	}{
		{"0", "0"},
		{"90", "90"},
		{"90.5", "90.5"},
		{"90,5", "90.5"},
		{"1:30", "90"},
		{"01:30:00.250", "5400.25"},
		{"100:00", "6000"},
		{"10m", "600"},
		{"1h30m", "5400"},
		{"1h 30m", "5400"},
		{"250ms", "0.25"},
		{"1.5h", "5400"},
		{"1/75", "1/75"},
		{"00:00:00.000000001", "0.000000001"},
		{"", ""},
		{"-5", ""},
		{"1e9", ""},
		{"1:2:3:4", ""},
		{"1:75", ""},
		{"1.5:00", ""},
		{"m", ""},
		{"10x", ""},
		{"1/0", ""},
		{"99999999999", ""},
		{".", ""},
		{":", ""},
	}
	for _, test := range tests {
		got, err := Parse(test.text)
		switch {
		case test.want == "" && err == nil:
			t.Errorf("Parse(%q) = %v, want an error", test.text, got)
		case test.want != "" && err != nil:
			t.Errorf("Parse(%q): %v", test.text, err)
		case test.want != "" && got.String() != test.want:
			t.Errorf("Parse(%q) = %v, want %s", test.text, got, test.want)
		}
	}
}

func TestPositionRoundsToNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num := rapid.Int64Range(0, 1<<40).Draw(t, "num")
		den := rapid.Int64Range(1, 1_000_000_000).Draw(t, "den")
		rate := Rate(rapid.SampledFrom([]int{8000, 11025, 44100, 48000, 192000, 705600}).Draw(t, "rate"))
		exact := new(big.Rat).Mul(big.NewRat(num, den), big.NewRat(int64(rate), 1))
		exact.Add(exact, big.NewRat(1, 2))
		want := new(big.Int).Div(exact.Num(), exact.Denom()) // floor(x + 1/2)
		if got := rate.Position(Ratio(num, den)); int64(got) != want.Int64() {
			t.Fatalf("%d/%d s at %d Hz = %d, want %s", num, den, rate, got, want)
		}
	})
}

func TestPositionSurvivesItsTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Position(rapid.Int64Range(0, 1<<45).Draw(t, "position"))
		rate := Rate(rapid.IntRange(1, 768000).Draw(t, "rate"))
		if got := rate.Position(rate.Time(p)); got != p {
			t.Fatalf("%d at %d Hz came back as %d", p, rate, got)
		}
		var back Time
		text, _ := rate.Time(p).MarshalText()
		if rate.Seconds(p) > MaxTime {
			return // beyond what a time is read as
		}
		if err := back.UnmarshalText(text); err != nil || back.Cmp(rate.Time(p)) != 0 {
			t.Fatalf("%s came back as %v, %v", text, back, err)
		}
	})
}

func TestCmpIsRational(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-3, 3))
		den := rapid.OneOf(rapid.Int64Range(1, math.MaxInt64), rapid.Int64Range(1, 3))
		a, b := Ratio(num.Draw(t, "a"), den.Draw(t, "a den")), Ratio(num.Draw(t, "b"), den.Draw(t, "b den"))
		if got, want := a.Cmp(b), a.rat().Cmp(b.rat()); got != want {
			t.Fatalf("%v against %v = %d, want %d", a, b, got, want)
		}
	})
}

func TestScaleSaturates(t *testing.T) {
	if got := Rate(math.MaxInt32).Position(Seconds(math.MaxInt64 / 2)); got != math.MaxInt64 {
		t.Errorf("got %d, want the largest position", got)
	}
}

func TestSmallestInteger(t *testing.T) {
	t.Parallel()
	for _, d := range []int64{1, 2, 3, 5, math.MaxInt64} {
		v := Ratio(math.MinInt64, d)
		if v.num >= 0 || v.den <= 0 || v.rat().Cmp(big.NewRat(math.MinInt64, d)) != 0 {
			t.Errorf("MinInt64/%d = %d/%d", d, v.num, v.den)
		}
		if (Time{}).Cmp(v) != 1 || v.Cmp(Time{}) != -1 || v.Cmp(v) != 0 {
			t.Errorf("MinInt64/%d is not before 0", d)
		}
	}
	if got := Ratio(math.MinInt64, math.MinInt64); got.Cmp(Seconds(1)) != 0 {
		t.Errorf("a number over itself is %v", got)
	}
	if got := Ratio(5, math.MinInt64+1); got.Cmp(Ratio(-5, math.MaxInt64)) != 0 {
		t.Errorf("5/-MaxInt64 is %v", got)
	}
	if got := Seconds(math.MinInt64).scale(1); got != -math.MaxInt64 {
		t.Errorf("MinInt64 s at 1 Hz is sample %d", got)
	}
	if got := Seconds(1).scale(math.MinInt64); got != -math.MaxInt64 {
		t.Errorf("1 s at MinInt64 Hz is sample %d", got)
	}
	if got := Ratio(math.MinInt64, 1<<62).scale(3); got != -6 {
		t.Errorf("-2 s at 3 Hz is sample %d", got)
	}
}

func TestClock(t *testing.T) {
	for text, want := range map[string]string{
		"0":         "00:00:00.000",
		"5400.25":   "01:30:00.250",
		"0.9996":    "00:00:01.000",
		"360000.01": "100:00:00.010",
	} {
		v, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Clock(); got != want {
			t.Errorf("Clock of %s = %s, want %s", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"90", "1:30", "1h30m", "1/75", "00:00:00.123456789", "9.9.9", "1h1h"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := Parse(s)
		if err != nil {
			return
		}
		again, err := Parse(v.String())
		if err != nil || again.Cmp(v) != 0 {
			t.Fatalf("%q read as %s, which reads as %s, %v", s, v, again, err)
		}
	})
}
