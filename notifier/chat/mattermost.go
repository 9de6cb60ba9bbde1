package chat

import "unicode/utf8"

// maxMattermost is the length of a post, in characters
// (https://docs.mattermost.com/integrations-guide/faq.html).
const maxMattermost = 16_383

// escapeMattermost escapes what Mattermost's Markdown takes a backslash before
// (https://github.com/mattermost/marked, inline.escape): among it the dot, or
// a host with a path is a link. Before the rest a backslash would be shown, or,
// before a tilde, be gone when names of channels are looked for; a colon makes
// emoji, and links of any scheme. Pings and tags are broken by inert.
var escapeMattermost = escaper("`*_[](){}+-!|>.", `\~:`)

// mattermost writes Markdown.
func mattermost(n note, _ Options) Request {
	s := style{escape: escapeMattermost, bold: func(text string) string { return "**" + text + "**" }}
	text := most(len(n.items), func(items int) string { return n.lines(items, s) },
		func(text string) bool { return utf8.RuneCountInString(text) <= maxMattermost })
	return Request{Body: encode(object{"text": text})}
}
