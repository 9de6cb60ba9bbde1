package chat

import "unicode/utf8"

// maxMattermost is the length of a post, in characters
// (https://docs.mattermost.com/integrations-guide/faq.html).
const maxMattermost = 16_383

// mattermost writes Markdown. Pings and tags are broken by inert; a channel's
// name is one behind a tilde, and an emoji's between colons, so these are
// escaped, too.
func mattermost(n note, _ Options) Request {
	s := style{escape: escaper("\\`*_~[]()+-!|>:<"), bold: func(text string) string { return "**" + text + "**" }}
	text := most(len(n.items), maxItems, func(items int) string { return n.lines(items, s) },
		func(text string) bool { return utf8.RuneCountInString(text) <= maxMattermost })
	return Request{Body: encode(object{"text": text})}
}
