package chat

import "html"

// maxGoogleChat is the size of a message, in bytes
// (https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages).
const maxGoogleChat = 32_000

// googleChat writes a card, whose text is a small HTML: escaped, a name can
// neither ping nor link. A card has at most 100 widgets.
func googleChat(n note, _ Options) Request {
	label := func(top, text string) object {
		l := object{"text": html.EscapeString(text), "wrapText": true}
		if top != "" {
			l["topLabel"] = top
		}
		return object{"decoratedText": l}
	}
	build := func(items int) []byte {
		var widgets []object
		for _, row := range n.rows(items) {
			widgets = append(widgets, label(row.name, row.value))
		}
		header := object{"title": n.outcome.mark() + " " + n.title}
		if n.subject != "" {
			header["subtitle"] = n.subject
		}
		card := object{"header": header}
		if len(widgets) > 0 {
			card["sections"] = []object{{"widgets": widgets}}
		}
		return encode(object{"cardsV2": []object{{"cardId": "audiospliter", "card": card}}})
	}
	return Request{Body: most(len(n.items), build, func(b []byte) bool { return len(b) <= maxGoogleChat })}
}
