package chat

// maxTelegram is the length of a message, in UTF-16 code units
// (https://core.telegram.org/bots/api#sendmessage).
const maxTelegram = 4096

// telegram sends a message whose marks are entities beside the text, so that
// nothing has to be escaped. Names are code: in the rest of a text Telegram
// finds links and mentions by itself.
func telegram(n note, o Options) Request {
	build := func(items int) telegramText {
		var t telegramText
		t.add(n.outcome.mark()+" ", "")
		t.add(n.title, "bold")
		if n.subject != "" {
			t.add("\n", "")
			t.add(n.subject, "code")
		}
		if n.summary != "" {
			t.add("\n"+n.summary, "")
		}
		for _, f := range n.facts {
			t.add("\n"+f.name+": ", "")
			t.add(f.value, "code")
		}
		for _, i := range n.items[:items] {
			t.add("\n• ", "")
			if i.name != "" {
				t.add(i.name+": ", "")
			}
			t.add(i.label, "code")
			if i.detail != "" {
				t.add(" ", "")
				t.add(i.detail, "code")
			}
		}
		if rest := more(len(n.items), items); rest != "" {
			t.add("\n"+rest, "")
		}
		return t
	}
	// Telegram takes at most 100 entities of a message.
	t := most(len(n.items), build, func(t telegramText) bool { return t.length <= maxTelegram && len(t.entities) <= 100 })
	return Request{Path: "/sendMessage", Body: encode(object{
		"chat_id":              o.To,
		"text":                 t.text,
		"entities":             t.entities,
		"link_preview_options": object{"is_disabled": true},
	})}
}

// A telegramText is a text with its entities.
type telegramText struct {
	text     string
	length   int // UTF-16 code units
	entities []telegramEntity
}

type telegramEntity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"` // UTF-16 code units
	Length int    `json:"length"`
}

func (t *telegramText) add(s, kind string) {
	n := units(s)
	if kind != "" && n > 0 {
		t.entities = append(t.entities, telegramEntity{kind, t.length, n})
	}
	t.text += s
	t.length += n
}
