package plan

import (
	"fmt"
	"strings"

	"audiospliter/engine/message"
)

// layouts names the channels of ffmpeg's common layouts, in its order.
var layouts = map[string]string{
	"mono":       "Mono",
	"stereo":     "Left,Right",
	"downmix":    "Left,Right",
	"2.1":        "Left,Right,LFE",
	"3.0":        "Left,Right,Center",
	"3.1":        "Left,Right,Center,LFE",
	"4.0":        "Left,Right,Center,Back center",
	"quad":       "Left,Right,Back left,Back right",
	"quad(side)": "Left,Right,Side left,Side right",
	"5.0":        "Left,Right,Center,Back left,Back right",
	"5.0(side)":  "Left,Right,Center,Side left,Side right",
	"5.1":        "Left,Right,Center,LFE,Back left,Back right",
	"5.1(side)":  "Left,Right,Center,LFE,Side left,Side right",
	"6.1":        "Left,Right,Center,LFE,Back center,Side left,Side right",
	"7.1":        "Left,Right,Center,LFE,Back left,Back right,Side left,Side right",
}

// byChannels gives the whole source once a channel, or once a pair; an odd last
// channel is alone.
func (m *maker) byChannels() []piece {
	total := max(m.source.Channels, 1)
	width := 1
	if m.spec.Pairs {
		width = 2
	}
	if total <= width {
		m.warn("The source has %s: it is one segment.", message.Count(total, "%d channel", "%d channels"))
	}
	layout := m.source.Layout
	if layout == "" && total == 2 {
		layout = "stereo" // what two channels are unless a file says otherwise
	}
	names := strings.Split(layouts[layout], ",")
	if len(names) != total {
		names = nil
	}
	var pieces []piece
	for first := 0; first < total; first += width {
		p := piece{end: m.n}
		var titles []string
		for c := first; c < min(first+width, total); c++ {
			p.channels = append(p.channels, c)
			if names != nil {
				titles = append(titles, names[c])
			} else {
				titles = append(titles, fmt.Sprintf("Channel %d", c+1))
			}
		}
		p.title = strings.Join(titles, " and ")
		pieces = append(pieces, p)
	}
	return pieces
}
