package presets

import (
	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// BuiltIn returns the presets that come with the program, in the order they
// are offered in.
func BuiltIn() []Preset {
	all := []Preset{
		{
			Name:        "Podcast chapters",
			Description: "One file a chapter, from the chapters in the episode or a list beside it.",
			Recipe:      recipe(plan.Spec{Mode: plan.Chapters}, cut.Output{Name: "{name} - {number:02} {title}"}),
		},
		{
			Name:        "Audiobook by chapter",
			Description: "One file a chapter, numbered, with the book's tags and cover on each.",
			Recipe: recipe(plan.Spec{Mode: plan.Chapters, MinSegment: timeline.Seconds(5)},
				cut.Output{Name: "{number:02} {title}", Playlist: true}),
		},
		{
			Name:        "Vinyl side by silence",
			Description: "One file a song of a recorded side: cut in the pauses, which are found even through surface noise.",
			Recipe: recipe(plan.Spec{
				Mode:       plan.Silence,
				Silence:    plan.SilenceSpec{Auto: true, Min: timeline.Millis(1500)},
				MinSegment: timeline.Seconds(45),
			}, cut.Output{Name: "{name} - {number:02}"}),
		},
		{
			Name:        "DJ set by cue",
			Description: "One file a track of a mix, from its cue sheet, with titles and artists as tags.",
			Recipe:      recipe(plan.Spec{Mode: plan.Cue}, cut.Output{Name: "{number:02} {artist} - {title}"}),
		},
		{
			Name:        "25 MB for transcription",
			Description: "Pieces below the 25 MB that transcription services take, cut in pauses so that no word is parted.",
			Recipe: recipe(plan.Spec{
				Mode: plan.Size, MaxSize: 25_000_000, Snap: timeline.Seconds(15), SnapQuietest: true,
			}, cut.Output{}),
		},
		{
			Name:        "Mail attachment 25 MB",
			Description: "Pieces small enough to mail: attachments grow by a third on their way.",
			Recipe:      recipe(plan.Spec{Mode: plan.Size, MaxSize: 18_000_000, Snap: timeline.Seconds(15)}, cut.Output{}),
		},
		{
			Name:        "Chat upload 8 MB",
			Description: "Pieces below the 8 MB that chat services take without an account.",
			Recipe:      recipe(plan.Spec{Mode: plan.Size, MaxSize: 8_000_000, Snap: timeline.Seconds(10)}, cut.Output{}),
		},
		{
			Name:        "Ten-minute pieces at pauses",
			Description: "Pieces of about ten minutes, each cut moved to the nearest good pause.",
			Recipe: recipe(plan.Spec{
				Mode: plan.Duration, Every: timeline.Seconds(600), Snap: timeline.Seconds(30),
				MinSegment: timeline.Seconds(60),
			}, cut.Output{}),
		},
		{
			Name:        "Language learning sentences",
			Description: "One file a sentence, with a little silence kept at each side.",
			Recipe: recipe(plan.Spec{
				Mode:       plan.Silence,
				Silence:    plan.SilenceSpec{Threshold: -35, Min: timeline.Millis(400), Remove: true, Pad: timeline.Millis(150)},
				MinSegment: timeline.Millis(800),
			}, cut.Output{Name: "{name}/{number:03}"}),
		},
		{
			Name:        "Stereo to two mono files",
			Description: "One file a channel, as for interviews with a microphone on each.",
			Recipe:      recipe(plan.Spec{Mode: plan.Channels}, cut.Output{Name: "{name} {title}"}),
		},
	}
	for i := range all {
		all[i].Schema, all[i].BuiltIn = schema, true
	}
	return all
}

// recipe fills in the defaults that a preset does not speak of.
func recipe(s plan.Spec, o cut.Output) engine.Recipe {
	d := plan.Defaults()
	if s.Silence.Threshold == 0 {
		s.Silence.Threshold = d.Silence.Threshold
	}
	if s.Silence.Min.IsZero() {
		s.Silence.Min = d.Silence.Min
	}
	return engine.Recipe{Split: s, Output: o}
}
