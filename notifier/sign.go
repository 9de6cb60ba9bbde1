package notifier

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"audiospliter/engine/fault"
)

// Names of the headers that carry signatures.
const (
	headerSignature = "X-AudioSpliter-Signature"
	headerEvent     = "X-AudioSpliter-Event"
	headerDelivery  = "X-AudioSpliter-Delivery"

	headerID        = "Webhook-Id"
	headerTimestamp = "Webhook-Timestamp"
	headerStandard  = "Webhook-Signature"

	headerGitHub = "X-Hub-Signature-256"
)

// secretPrefix begins the secrets made here, and those of Standard Webhooks.
const secretPrefix = "whsec_"

// NewSecret returns a fresh secret: whsec_ and 32 random bytes in base64.
func NewSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return secretPrefix + base64.StdEncoding.EncodeToString(b[:])
}

// Sign returns the lower-case hexadecimal HMAC-SHA256 of the body, keyed with
// the secret as it is written. It is the native signature.
func Sign(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// standardKey returns the key that a secret stands for under Standard Webhooks
// (specification 1.0.0, "Signature scheme"): what follows whsec_, decoded from
// base64; 24 to 64 bytes.
func standardKey(secret string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil || len(key) < 24 || len(key) > 64 {
		return nil, fault.New(fault.InvalidParams, "Standard Webhooks needs a secret of 24 to 64 bytes in base64, such as a generated one.").In("secret")
	}
	return key, nil
}

// signStandard returns the entry v1 of Standard Webhooks for the id of the
// delivery and the time of the attempt.
func signStandard(secret, id string, at time.Time, body []byte) (string, error) {
	key, err := standardKey(secret)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + unix(at) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// unix writes a time as Standard Webhooks does.
func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

// Verify reports whether one of the signatures in the headers of a webhook is
// that of the body under the secret: the native one, GitHub's or that of
// Standard Webhooks. Signatures are compared in constant time; how old a
// timestamp is, is for the caller to judge.
func Verify(secret string, header http.Header, body []byte) bool {
	if sent := header.Get(headerSignature); sent != "" {
		return equal(sent, Sign(secret, body))
	}
	if sent := header.Get(headerGitHub); sent != "" {
		return equal(sent, "sha256="+Sign(secret, body))
	}
	seconds, err := strconv.ParseInt(header.Get(headerTimestamp), 10, 64)
	if err != nil {
		return false
	}
	want, err := signStandard(secret, header.Get(headerID), time.Unix(seconds, 0), body)
	if err != nil {
		return false
	}
	for sent := range strings.FieldsSeq(header.Get(headerStandard)) {
		if equal(sent, want) {
			return true
		}
	}
	return false
}

func equal(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }
