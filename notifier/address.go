package notifier

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"unicode"

	"golang.org/x/net/idna"

	"audiospliter/engine/fault"
)

// Where deliveries may go is decided twice: checkURL looks at what a person
// typed, and guard at each address that is dialled, after the name was
// resolved: a name may resolve to another address each time.

// checkURL refuses URLs that can never be delivered to.
func checkURL(text string, local bool) (*url.URL, error) {
	u, wrong := parseURL(text, local)
	if wrong != nil {
		return nil, wrong.In("url")
	}
	return u, nil
}

func parseURL(text string, local bool) (*url.URL, *fault.Error) {
	u, err := url.Parse(asciiHost(text))
	switch {
	case err != nil || u.Hostname() == "" || !isASCII(u.Hostname()):
		// The text itself may be a secret: it is not repeated.
		return nil, fault.New(fault.InvalidParams, "This is not a URL: write https://host/path.")
	case u.User != nil:
		return nil, fault.New(fault.InvalidParams, "Leave the user and the password out of the URL: use a header for them.")
	case u.Scheme == "https":
	case u.Scheme != "http":
		return nil, fault.New(fault.InvalidParams, "The URL must begin with https://.")
	case !local:
		return nil, fault.New(fault.InvalidParams, "http:// is for the local network only: switch that on for this endpoint, or use https://.")
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		return u, fault.Of(allowed(ip, u.Scheme == "https", local))
	}
	return u, nil
}

// asciiHost returns a URL with its host name in the form that DNS knows (RFC
// 5891). A text that is no URL, or whose host is none, is returned as it is.
func asciiHost(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return text
	}
	host, port := u.Hostname(), u.Port()
	if isASCII(host) {
		return text
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil {
		return text
	}
	if u.Host = ascii; port != "" {
		u.Host = net.JoinHostPort(ascii, port)
	}
	return u.String()
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

// guard is a net.Dialer's Control function: it sees the address that is about
// to be connected to.
func guard(https, local bool) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return fault.New(fault.PermissionDenied, "Deliveries go to network addresses only.")
		}
		return allowed(to.Addr(), https, local)
	}
}

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

var (
	nat64 = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052

	// never are ranges that no receiver has, or that carry an IPv4 address.
	never = prefixes(
		"0.0.0.0/8",       // this network, RFC 791
		"240.0.0.0/4",     // reserved, and broadcast, RFC 1112
		"::/96",           // IPv4-compatible, RFC 4291; loopback is judged before
		"::ffff:0:0:0/96", // IPv4-translated, RFC 2765
		"64:ff9b:1::/48",  // local NAT64, RFC 8215
		"2001::/32",       // Teredo, RFC 4380
		"2002::/16",       // 6to4, RFC 3056
	)

	// internal are ranges of local networks beside the private ones.
	internal = prefixes(
		"100.64.0.0/10", // carriers' own, RFC 6598
		"192.0.0.0/24",  // translation between IPv4 and IPv6 in a network, RFC 6890
		"198.18.0.0/15", // benchmarks, RFC 2544
		"fec0::/10",     // site-local, RFC 3879
	)
)

func within(all []netip.Prefix, ip netip.Addr) bool {
	return slices.ContainsFunc(all, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// allowed says whether a delivery may go to ip: never to addresses of one
// link, many hosts or none, in whatever form they are written; to loopback and
// private ones only if the endpoint's user said so.
func allowed(ip netip.Addr, https, local bool) error {
	ip = plain(ip)
	switch {
	case ip.IsLoopback(), ip.IsPrivate(), within(internal, ip):
		if !local {
			return fault.New(fault.PermissionDenied, "%s is on the local network: switch that on for this endpoint if you mean it.", ip)
		}
		return nil
	case !ip.IsValid(), ip.IsLinkLocalUnicast(), ip.IsMulticast(), within(never, ip):
		return fault.New(fault.PermissionDenied, "Deliveries never go to %s.", ip)
	case !https:
		return fault.New(fault.PermissionDenied, "%s is not on the local network: use https://.", ip)
	}
	return nil
}

// plain takes an address out of the forms that carry an IPv4 address in an
// IPv6 one, and drops its zone.
func plain(ip netip.Addr) netip.Addr {
	ip = ip.Unmap().WithZone("")
	if nat64.Contains(ip) {
		b := ip.As16()
		return netip.AddrFrom4([4]byte(b[12:]))
	}
	return ip
}
