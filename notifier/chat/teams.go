package chat

// maxTeams is the size of a message to Teams, in bytes. Its limit is 28 KB, of the card
// as it is kept: in a JSON string of its own. A larger one is answered 202 and never
// shown, so less is sent.
const maxTeams = 26 << 10

// teams writes an Adaptive Card 1.4 for a Workflows webhook
// (https://adaptivecards.io/explorer/RichTextBlock.html): text from outside is
// in text runs, in which no Markdown is read.
func teams(n note, _ Options) Request {
	run := func(text string) object { return object{"type": "TextRun", "text": text} }
	strong := func(text string) object { return object{"type": "TextRun", "text": text, "weight": "Bolder"} }
	rich := func(runs ...object) object { return object{"type": "RichTextBlock", "inlines": runs} }
	color := [...]string{succeeded: "Good", failed: "Attention", running: "Accent"}[n.outcome]
	build := func(items int) []byte {
		body := []object{{"type": "TextBlock", "text": n.outcome.mark() + " " + n.title, "size": "Medium", "weight": "Bolder", "color": color, "wrap": true}}
		if n.subject != "" {
			body = append(body, rich(strong(n.subject)))
		}
		for _, row := range n.rows(items) {
			if row.name == "" {
				body = append(body, rich(run(row.value)))
			} else {
				body = append(body, rich(strong(row.name+": "), run(row.value)))
			}
		}
		return encode(object{"type": "message", "attachments": []object{{
			"contentType": "application/vnd.microsoft.card.adaptive",
			"contentUrl":  nil,
			"content": object{
				"$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
				"type":    "AdaptiveCard", "version": "1.4", "body": body,
			},
		}}})
	}
	return Request{Body: most(len(n.items), build, func(b []byte) bool { return len(encode(string(b))) <= maxTeams })}
}
