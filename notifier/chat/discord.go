package chat

import (
	"cmp"
	"strings"
)

var escapeDiscord = escaper("\\*_~`|>#-[]():!", "")

// Limits of a message of Discord
// (https://discord.com/developers/docs/resources/message#embed-object-embed-limits);
// they are kept in UTF-16 code units, of which there are never fewer than
// characters.
const (
	discordDescription = 4096
	discordName        = 256
	discordValue       = 1024
	discordEmbed       = 6000
)

// discord writes an embed that mentions nobody, with a field for each item, of which it
// has 25 at most.
func discord(n note, _ Options) Request {
	color := [...]int{succeeded: 0x00ff00, failed: 0xff0000, running: 0x0080ff}[n.outcome]
	summary := n.summary
	if n.job != "" {
		summary = strings.TrimSuffix("Job "+escapeDiscord(n.job)+": "+n.summary, ": ")
	}
	description := joinLines(escapeDiscord(n.subject), summary)
	for _, f := range n.facts {
		description = joinLines(description, f.name+": "+escapeDiscord(f.value))
	}
	build := func(items int) discordCard {
		card := discordCard{Title: n.title, Description: shorten(description, discordDescription), Color: color, Fields: []discordField{}}
		for _, i := range n.items[:items] {
			f := discordField{Name: i.name, Value: escapeDiscord(i.label)}
			if i.name == "" {
				f.Name, f.Value = escapeDiscord(i.label), ""
			}
			link := i.link
			if link != "" {
				link = "<" + link + ">"
			}
			f.Value = cmp.Or(joinLines(f.Value, escapeDiscord(i.detail), link), gap)
			f.Name, f.Value = shorten(f.Name, discordName), shorten(f.Value, discordValue)
			card.Fields = append(card.Fields, f)
		}
		if rest := more(len(n.items), items); rest != "" {
			card.Footer = &discordFooter{rest}
		}
		return card
	}
	card := most(len(n.items), build, func(c discordCard) bool { return c.size() <= discordEmbed })
	return Request{Path: "?wait=true", Body: encode(object{
		"content":          "",
		"embeds":           []discordCard{card},
		"allowed_mentions": object{"parse": []string{}},
	})}
}

type discordCard struct {
	Title       string         `json:"title"`
	Description string         `json:"description"`
	Color       int            `json:"color"`
	Fields      []discordField `json:"fields"`
	Footer      *discordFooter `json:"footer,omitempty"`
}

type discordField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type discordFooter struct {
	Text string `json:"text"`
}

func (c discordCard) size() int {
	n := units(c.Title) + units(c.Description)
	for _, f := range c.Fields {
		n += units(f.Name) + units(f.Value)
	}
	if c.Footer != nil {
		n += units(c.Footer.Text)
	}
	return n
}
