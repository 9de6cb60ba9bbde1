package chat

import "strings"

// slack writes Block Kit (https://docs.slack.dev/reference/block-kit/blocks):
// at most 50 blocks, a header of 150 characters, a section of 3000, 10 fields
// of 2000. Text from outside is plain_text, in which nothing is marked up; in
// the text of the notification the three characters of mrkdwn are escaped.
func slack(n note, _ Options) Request {
	plain := func(text string, limit int) object {
		return object{"type": "plain_text", "text": shorten(text, limit), "emoji": false}
	}
	section := func(text string) object { return object{"type": "section", "text": plain(text, 3000)} }
	blocks := []object{{"type": "header", "text": plain(n.outcome.mark()+" "+n.title, 150)}}
	for _, text := range []string{n.subject, n.summary} {
		if text != "" {
			blocks = append(blocks, section(text))
		}
	}
	for _, f := range n.facts {
		blocks = append(blocks, object{"type": "section", "fields": []object{plain(f.name, 2000), plain(f.value, 2000)}})
	}
	if len(n.items) > 0 {
		list := func(items int) string {
			var lines []string
			for _, i := range n.items[:items] {
				lines = append(lines, i.text(same))
			}
			return joinLines(append(lines, more(len(n.items), items))...)
		}
		blocks = append(blocks, section(most(len(n.items), list, func(text string) bool { return units(text) <= 3000 })))
	}
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace
	text := n.title
	if n.subject != "" {
		text += ": " + escape(n.subject)
	}
	return Request{Body: encode(object{"text": text, "blocks": blocks, "unfurl_links": false, "unfurl_media": false})}
}
