// Package chat writes messages about jobs for people, in the formats of chat
// services: one file per service.
//
// A service gets the body of one HTTP request; its caller sends it. Names
// and messages that come from files are hostile text: they come out as plain
// text, ping nobody and link nowhere. Every body is within the limits of its
// service, in the unit that the service counts in: a long list of segments
// loses its end, and says how many are left out.
//
// Functions keep nothing between calls and may be called from any goroutine.
package chat
