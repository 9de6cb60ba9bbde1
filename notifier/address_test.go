package notifier

import (
	"net/netip"
	"strings"
	"testing"

	"audiospliter/engine/fault"
)

func TestAllowed(t *testing.T) {
	t.Parallel()
	const (
		nowhere = iota // never
		atHome         // only with the switch
		abroad         // always, over https
	)
	for text, want := range map[string]int{
		"93.184.215.14": abroad, "2606:4700::1111": abroad, "::ffff:8.8.8.8": abroad, "64:ff9b::808:808": abroad,
		"192.0.1.1": abroad, "172.32.0.1": abroad, "11.0.0.1": abroad,

		"127.0.0.1": atHome, "127.255.0.3": atHome, "::1": atHome, "::ffff:127.0.0.1": atHome, "64:ff9b::7f00:1": atHome,
		"10.1.2.3": atHome, "172.16.0.1": atHome, "192.168.1.1": atHome, "fd00::1": atHome, "::ffff:10.0.0.1": atHome,
		"100.64.0.1": atHome, "192.0.0.1": atHome, "192.0.0.171": atHome, "::ffff:192.0.0.8": atHome, "64:ff9b::c000:1": atHome, "198.18.0.1": atHome, "fec0::1": atHome,

		"169.254.169.254": nowhere, "::ffff:169.254.169.254": nowhere, "64:ff9b::a9fe:a9fe": nowhere, "::169.254.169.254": nowhere,
		"64:ff9b:1::a9fe:a9fe": nowhere, "::ffff:0:a9fe:a9fe": nowhere, "::ffff:0:808:808": nowhere, "2002:a9fe:a9fe::1": nowhere, "2001:0:a9fe:a9fe::1": nowhere,
		"fe80::1": nowhere, "fe80::1%eth0": nowhere, "224.0.0.1": nowhere, "239.1.1.1": nowhere, "ff02::1": nowhere,
		"0.0.0.0": nowhere, "0.1.2.3": nowhere, "::": nowhere, "::ffff:0.0.0.0": nowhere, "255.255.255.255": nowhere, "240.0.0.1": nowhere,
	} {
		for _, https := range []bool{true, false} {
			for _, local := range []bool{true, false} {
				valid := want == abroad && https || want == atHome && local
				if err := allowed(netip.MustParseAddr(text), https, local); (err == nil) != valid {
					t.Errorf("%s, https %v, local %v: %v", text, https, local, err)
				}
			}
		}
	}
	if allowed(netip.Addr{}, true, true) == nil {
		t.Error("no address at all is allowed")
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	const secret = "whsec_c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0"
	for _, test := range []struct {
		url   string
		local bool
		want  fault.Code
	}{
		{"https://example.com/hook", false, ""},
		{"https://example.com:8443/hook?key=1", false, ""},
		{"http://example.com/hook", true, ""}, // a name of the local network, as far as one can tell
		{"http://127.0.0.1:8000", true, ""},
		{"https://[::1]/", true, ""},
		{"http://example.com/hook", false, fault.InvalidParams},
		{"http://8.8.8.8/", true, fault.PermissionDenied},
		{"https://127.0.0.1/", false, fault.PermissionDenied},
		{"https://169.254.169.254/", true, fault.PermissionDenied},
		{"https://[fe80::1%25eth0]/", true, fault.PermissionDenied},
		{"https://user:pass@example.com/private", false, fault.InvalidParams},
		{"ftp://example.com/private", false, fault.InvalidParams},
		{"file:///private", true, fault.InvalidParams},
		{"example.com/private", false, fault.InvalidParams},
		{"https:///private", false, fault.InvalidParams},
		{"https://:443/private", false, fault.InvalidParams},
		{"https://a b/private", false, fault.InvalidParams},
		{"https://example.com/private\n", false, fault.InvalidParams},
		{"", false, fault.InvalidParams},
	} {
		err := Endpoint{URL: test.url, Format: Standard, Secret: secret, Local: test.local}.Validate()
		if got := fault.CodeOf(err); got != test.want {
			t.Errorf("%s, local %v: %v, want %q", test.url, test.local, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), "private") {
			t.Errorf("%s: the error repeats the path: %v", test.url, err)
		}
	}
	for name, e := range map[string]Endpoint{
		"no secret":                 {URL: "https://example.com", Format: AudioSpliter},
		"no format":                 {URL: "https://example.com", Secret: secret},
		"no such format":            {URL: "https://example.com", Secret: secret, Format: "carrier pigeon"},
		"a secret not for standard": {URL: "https://example.com", Secret: "hunter2", Format: Standard},
	} {
		err := e.Validate()
		if fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error repeats the secret", name)
		}
	}
}

func TestHostNamesAreStoredAsDNSKnowsThem(t *testing.T) {
	t.Parallel()
	store := newEndpoints(t.TempDir(), nil)
	for typed, want := range map[string]string{
		"https://bücher.example/hook?a=%2F":   "https://xn--bcher-kva.example/hook?a=%2F",
		"https://BÜCHER.example:8443/ä":       "https://xn--bcher-kva.example:8443/%C3%A4",
		"https://b%C3%BCcher.example/a%2Fb":   "https://xn--bcher-kva.example/a%2Fb",
		"https://例え。テスト/":                     "https://xn--r8jz45g.xn--zckzah/",
		"https://xn--bcher-kva.example/ready": "https://xn--bcher-kva.example/ready",
		"https://ex_ample.com/plain":          "https://ex_ample.com/plain",
	} {
		e, err := store.Save(Endpoint{Name: typed, URL: typed, BaseURL: typed, Secret: testSecret})
		if err != nil || e.URL != want || e.BaseURL != want {
			t.Errorf("%s: %q, %q, %v, want %q", typed, e.URL, e.BaseURL, err, want)
		}
	}
	for _, refused := range []string{"https://１２７.0.0.1/", "https://①27.0.0.1/"} {
		e := Endpoint{Name: "n", URL: refused, Secret: testSecret}.WithDefaults()
		if err := fault.Of(e.Validate()); err == nil || err.Field != "url" {
			t.Errorf("%s is taken: %v", refused, err)
		}
	}
}
