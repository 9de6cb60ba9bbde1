package notifier

import (
	"net/netip"
	"net/url"
	"syscall"

	"audiospliter/engine/fault"
)

// Where deliveries may go is decided twice: checkURL looks at what a person
// typed, and guard at each address that is dialled, after the name was
// resolved, so that a name cannot change its mind in between.

// checkURL refuses URLs that can never be delivered to.
func checkURL(text string, local bool) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "":
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
		return u, allowed(ip, u.Scheme == "https", local)
	}
	return u, nil
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

var (
	thisNetwork = netip.MustParsePrefix("0.0.0.0/8")
	shared      = netip.MustParsePrefix("100.64.0.0/10") // RFC 6598, carriers' own
	broadcastV4 = netip.MustParseAddr("255.255.255.255")
	nat64       = netip.MustParsePrefix("64:ff9b::/96")   // RFC 6052
	nat64Local  = netip.MustParsePrefix("64:ff9b:1::/48") // RFC 8215
	sixToFour   = netip.MustParsePrefix("2002::/16")      // RFC 3056
	teredo      = netip.MustParsePrefix("2001::/32")      // RFC 4380
)

// allowed says whether a delivery may go to ip: never to addresses of one
// link, many hosts or none, in whatever form they are written; to loopback and
// private ones only if the endpoint's user said so.
func allowed(ip netip.Addr, https, local bool) error {
	ip = plain(ip)
	switch {
	case !ip.IsValid(), ip.IsUnspecified(), ip.IsLinkLocalUnicast(), ip.IsMulticast(),
		thisNetwork.Contains(ip), ip == broadcastV4,
		nat64Local.Contains(ip), sixToFour.Contains(ip), teredo.Contains(ip):
		return fault.New(fault.PermissionDenied, "Deliveries never go to %s.", ip)
	case ip.IsLoopback(), ip.IsPrivate(), shared.Contains(ip):
		if !local {
			return fault.New(fault.PermissionDenied, "%s is on the local network: switch that on for this endpoint if you mean it.", ip)
		}
		return nil
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
