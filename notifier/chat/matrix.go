package chat

import (
	"html"
	"net/http"
	"net/url"
	"strings"
)

// maxMatrix is the size of what we put into an event. The whole event has
// 65,536 bytes at most, with what the servers add
// (https://spec.matrix.org/latest/client-server-api/#size-limits).
const maxMatrix = 60_000

// matrix sends an m.room.message that mentions nobody. The transaction is the
// delivery: a repeated one is the same message to the server.
func matrix(n note, o Options) Request {
	plain := style{escape: same, bold: same}
	rich := style{escape: html.EscapeString, bold: func(text string) string { return "<strong>" + html.EscapeString(text) + "</strong>" }}
	build := func(items int) []byte {
		return encode(object{
			"msgtype":        "m.notice",
			"body":           n.lines(items, plain),
			"format":         "org.matrix.custom.html",
			"formatted_body": strings.ReplaceAll(n.lines(items, rich), "\n", "<br>"),
			"m.mentions":     object{},
		})
	}
	return Request{
		Method: http.MethodPut,
		Path:   "/_matrix/client/v3/rooms/" + url.PathEscape(o.To) + "/send/m.room.message/{id}",
		Body:   most(len(n.items), build, func(b []byte) bool { return len(b) <= maxMatrix }),
	}
}
