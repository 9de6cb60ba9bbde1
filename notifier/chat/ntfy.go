package chat

import "strings"

// maxNtfy is the size of ntfy's message, in bytes: a longer one becomes an
// attachment (https://docs.ntfy.sh/publish/#limitations).
const maxNtfy = 4096

// ntfy publishes as JSON to the server's root, the topic beside the message
// (https://docs.ntfy.sh/publish/#publish-as-json).
func ntfy(n note, o Options) Request {
	title := n.title
	if n.subject != "" {
		title += ": " + n.subject
	}
	text := func(items int) string {
		var lines []string
		for _, row := range n.rows(items) {
			lines = append(lines, strings.TrimPrefix(row.name+": "+row.value, ": "))
		}
		return joinLines(lines...)
	}
	body := object{
		"topic":   o.To,
		"title":   shorten(title, 250),
		"message": most(len(n.items), text, func(s string) bool { return len(s) <= maxNtfy }),
		"tags":    []string{[...]string{succeeded: "white_check_mark", failed: "x", running: "hourglass"}[n.outcome]},
	}
	if n.outcome == failed {
		body["priority"] = 4
	}
	if len(n.items) > 0 && n.items[0].link != "" {
		body["click"] = n.items[0].link
	}
	return Request{Body: encode(body)}
}
