package notifier

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The vectors are those that the makers of each scheme publish.
func TestSignaturesMatchPublishedVectors(t *testing.T) {
	t.Parallel()
	const want = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
	if got := Sign("It's a Secret to Everybody", []byte("Hello, World!")); got != want {
		t.Errorf("GitHub's: got %s, want %s", got, want)
	}
	for _, secret := range []string{"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"} {
		got, err := signStandard(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
		if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
			t.Errorf("Standard Webhooks', %s: got %s, %v, want %s", secret, got, err, want)
		}
	}
}

func TestStandardKey(t *testing.T) {
	t.Parallel()
	of := func(n int) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }
	for secret, valid := range map[string]bool{
		of(23): false, of(24): true, of(64): true, of(65): false,
		"whsec_" + of(32): true, "": false, "not base64!": false, "whsk_" + of(32): false, NewSecret(): true,
	} {
		if _, err := standardKey(secret); (err == nil) != valid {
			t.Errorf("%q: %v, want valid %v", secret, err, valid)
		}
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	secret, body := NewSecret(), []byte(`{"event":"job.completed"}`)
	standard := func(secret string) http.Header {
		at := time.Unix(1_700_000_000, 0)
		entry, err := signStandard(secret, "dlv_1", at, body)
		if err != nil {
			t.Fatal(err)
		}
		return http.Header{headerID: {"dlv_1"}, headerTimestamp: {unix(at)}, headerStandard: {entry}}
	}
	one := func(name, value string) http.Header {
		h := http.Header{}
		h.Set(name, value)
		return h
	}
	later := standard(secret)
	later.Set(headerTimestamp, "1700000001")
	rotating := standard(NewSecret())
	rotating.Set(headerStandard, rotating.Get(headerStandard)+" v1a,x "+standard(secret).Get(headerStandard))
	right := Sign(secret, body)
	for name, test := range map[string]struct {
		header http.Header
		valid  bool
	}{
		"native":                    {one(headerSignature, right), true},
		"native, another secret":    {one(headerSignature, Sign(NewSecret(), body)), false},
		"native, another body":      {one(headerSignature, Sign(secret, []byte("{}"))), false},
		"native, shouted":           {one(headerSignature, strings.ToUpper(right)), false},
		"native, with a prefix":     {one(headerSignature, "sha256="+right), false},
		"github":                    {one(headerGitHub, "sha256="+right), true},
		"github, without a prefix":  {one(headerGitHub, right), false},
		"standard":                  {standard(secret), true},
		"standard, another secret":  {standard(NewSecret()), false},
		"standard, another time":    {later, false},
		"standard, two secrets":     {rotating, true},
		"standard, no timestamp":    {one(headerStandard, standard(secret).Get(headerStandard)), false},
		"nothing":                   {http.Header{}, false},
		"an empty native signature": {one(headerSignature, ""), false},
	} {
		if got := Verify(secret, test.header, body); got != test.valid {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
