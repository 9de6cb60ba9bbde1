package cutlist

import (
	"strings"
	"testing"

	"audiospliter/engine/timeline"
)

// programLists are lists as other programs write them.
var programLists = []struct {
	name   string
	format Format // what it is recognised as
	o      Options
	text   string
	want   string
	warns  int
}{
	{
		name: "yt-dlp", format: JSON, text: `{"title":"Mix","uploader":"U","chapters":[{"start_time":0,"end_time":9,"title":"A"},{"start_time":9.0,"end_time":20,"title":"B"}]}`,
		want: "0 9 A\n9 20 B\n",
	},
	{
		name: "ffprobe", format: JSON,
		text: `{"chapters":[{"id":0,"time_base":"1/1000","start":0,"start_time":"0.000000","end":9000,"end_time":"9.000000","tags":{"title":"A"}}]}`,
		want: "0 9 A\n",
	},
	{
		name: "Podlove's player", format: JSON, text: "[{\"start\":\"00:00:00.000\",\"title\":\"A\",\"href\":\"u\"},\n{\"start\":\"00:01:30.500\",\"title\":\"B\",\"image\":\"i\"}]",
		want: "0 - A url=u\n90.5 - B img=i\n",
	},
	{
		name: "plan --json", format: JSON,
		text: `{"source":{"path":"/s.flac"},"mode":"timestamps","segments":[{"index":0,"start":0,"end":10,"startSample":0,"title":"","fileName":"s_000.flac"},{"index":1,"start":10,"end":20,"title":"B","fileName":"s_001.flac"}],"warnings":[]}`,
		want: "0 10 \n10 20 B\n",
	},
	{
		name: "LosslessCut", format: LosslessCut,
		text: "{\n  version: 1,\n  mediaFileName: 'it\\'s.mp4', // the source\n  cutSegments: [\n    {\n      end: 10.5,\n      name: 'A \"b\"',\n    },\n    {\n      start: 20,\n      name: '',\n      tags: {\n        artist: 'X',\n      },\n    },\n    { start: 30, end: 31, name: 'no', selected: false },\n  ],\n}\n",
		want: "0 10.5 A \"b\"\n20 -  artist=X\n", warns: 1,
	},
	{
		name: "Whisper", format: Whisper,
		text: `{"text":"Hello there. And you?","segments":[{"id":0,"start":0.0,"end":2.5,"text":" Hello"},{"id":1,"start":2.5,"end":4.0,"text":" there."},{"id":2,"start":5.0,"end":6.0,"text":" And you?"}],"language":"en"}`,
		want: "0 4 Hello there.\n5 6 And you?\n",
	},
	{
		name: "whisper.cpp", format: Whisper,
		text: `{"result":{"language":"ja"},"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:02,500"},"offsets":{"from":0,"to":2500},"text":"甲"},{"offsets":{"from":2500,"to":4000},"text":"乙。"}]}`,
		want: "0 4 甲 乙。\n",
	},
	{
		name: "Whisper's subtitles", format: SRT, o: Options{Format: Whisper},
		text: "1\n00:00:00,000 --> 00:00:02,000\nHello\n\n2\n00:00:02,000 --> 00:00:04,000\nthere.\n\n3\n00:00:06,000 --> 00:00:08,000\nYou?\n",
		want: "0 4 Hello there.\n6 8 You?\n",
	},
	{
		name: "FCPXML", format: FCPXML,
		text: "<?xml version=\"1.0\"?><fcpxml version=\"1.10\"><library><event><project><sequence tcStart=\"3600s\" duration=\"100s\"><spine>\n" +
			"<asset-clip offset=\"3600s\" start=\"5s\" duration=\"50s\"><marker start=\"15s\" duration=\"1/25s\" value=\"A\" note=\"n\"/></asset-clip>\n" +
			"<gap offset=\"3650s\" start=\"3600s\" duration=\"50s\"><chapter-marker start=\"90250/25s\" duration=\"1/25s\" value=\"B\"/></gap></spine></sequence></project></event></library></fcpxml>",
		want: "10 * A comment=n\n60 * B\n",
	},
	{
		name: "FCPXML without markers", format: FCPXML,
		text: "<fcpxml version=\"1.9\"><sequence tcStart=\"3600/1s\"><spine><asset-clip name=\"a\" start=\"0s\" duration=\"346/25s\" offset=\"3600/1s\"/>\n" +
			"<gap duration=\"1s\" offset=\"90346/25s\"/><asset-clip name=\"b\" start=\"346/25s\" duration=\"10s\" offset=\"90371/25s\"/></spine></sequence></fcpxml>",
		want: "0 13.84 a\n14.84 24.84 b\n",
	},
	{
		name: "OTIO markers", format: OTIO,
		text: `{"OTIO_SCHEMA":"Timeline.1","tracks":{"OTIO_SCHEMA":"Stack.1","children":[{"OTIO_SCHEMA":"Track.1","children":[` +
			`{"OTIO_SCHEMA":"Gap.1","source_range":{"start_time":{"rate":24,"value":0},"duration":{"rate":24,"value":240}}},` +
			`{"OTIO_SCHEMA":"Clip.1","name":"c","source_range":{"start_time":{"rate":24,"value":48},"duration":{"rate":24,"value":240}},"markers":[{"OTIO_SCHEMA":"Marker.2","name":"m","marked_range":{"start_time":{"rate":24,"value":72},"duration":{"rate":24,"value":0}}}]}]}]}}`,
		want: "11 * m\n",
	},
	{
		name: "OTIO clips", format: OTIO,
		text: `{"OTIO_SCHEMA":"Timeline.1","tracks":{"OTIO_SCHEMA":"Stack.1","children":[{"OTIO_SCHEMA":"Track.1","children":[` +
			`{"OTIO_SCHEMA":"Clip.1","name":"a","source_range":{"start_time":{"rate":25,"value":0},"duration":{"rate":25,"value":250}}},` +
			`{"OTIO_SCHEMA":"Clip.1","name":"b","source_range":{"start_time":{"rate":25,"value":50},"duration":{"rate":25,"value":25}}}]}]}}`,
		want: "0 10 a\n10 11 b\n",
	},
	{
		name: "Traktor", format: Traktor,
		text: "<?xml version=\"1.0\"?><NML VERSION=\"19\"><COLLECTION><ENTRY TITLE=\"One\" ARTIST=\"X\"><LOCATION DIR=\"/:m/:\" FILE=\"1.mp3\" VOLUME=\"HD\"/></ENTRY></COLLECTION><PLAYLISTS>\n" +
			"<ENTRY><PRIMARYKEY TYPE=\"TRACK\" KEY=\"HD/:m/:1.mp3\"/><EXTENDEDDATA DURATION=\"200\" PLAYEDPUBLIC=\"1\" STARTTIME=\"86300\"/></ENTRY>\n" +
			"<ENTRY><PRIMARYKEY TYPE=\"TRACK\" KEY=\"HD/:m/:p.mp3\"/><EXTENDEDDATA PLAYEDPUBLIC=\"0\" STARTTIME=\"86350\"/></ENTRY>\n" +
			"<ENTRY><PRIMARYKEY TYPE=\"TRACK\" KEY=\"HD/:m/:2.mp3\"/><EXTENDEDDATA PLAYEDPUBLIC=\"1\" STARTTIME=\"100\"/></ENTRY></PLAYLISTS></NML>",
		want: "0 - One artist=X\n200 - 2.mp3\n",
	},
	{
		name: "rekordbox", format: Rekordbox,
		text: "\uFEFF#\tArtwork\tTrack Title\tArtist\tAlbum\tGenre\tBPM\tRating\tTime\tKey\tDate Added\r\n1\t\tOne\tX\t\tHouse\t124.00\t\t05:10\t8A\t2026-01-01\r\n2\t\tTwo\tY\t\t\t\t\t04:00\t\t\r\n",
		want: "0 - One artist=X genre=House\n310 - Two artist=Y\n", warns: 1,
	},
	{
		name: "Premiere", format: TSV, o: Options{FrameRate: FrameRate{25, 1}},
		text: "Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type\nA\tnote\t00:00:10:05\t00:00:10:05\t00:00:00:00\tComment\nB\t\t00:01:00:00\t00:01:10:00\t00:00:10:00\tComment\n",
		want: "10.2 * A comment=note\n60 70 B\n",
	},
	{
		name: "Resolve", format: CSV, o: Options{FrameRate: FrameRate{24, 1}},
		text: "#,Reel,Match,V,C,Dur,Record In,Record Out,Name,Notes\n1,,,V1,,00:00:00:01,01:00:10:12,01:00:10:13,Marker 1,first\n2,,,V1,,00:00:00:01,01:02:00:00,01:02:00:01,Marker 2,\n",
		want: "10.5 253/24 Marker 1 comment=first\n120 2881/24 Marker 2\n", warns: 1,
	},
	{
		name: "headings twice", format: CSV, text: "Start,End,Name\n0,1,A\nStart,End,Name\n2,3,B\n", want: "0 1 A\n2 3 B\n",
	},
	{
		name: "an edit list that skips the intro", format: EDL, text: "0 60 0\n", want: "60 - \n",
	},
	{
		name: "an edit list with a scene that has no end", format: EDL, text: "5.3 7.1 0\n720.1 2\n", want: "0 5.3 \n7.1 720.1 \n720.1 - \n",
	},
	{
		name: "an edit list of Kodi in frames", format: EDL, o: Options{FrameRate: FrameRate{25, 1}}, text: "## Kodi\n#0 #1500 3\n#3000 #3250 0\n", want: "60 120 \n130 - \n",
	},
	{
		name: "subtitles without empty lines", format: VTT,
		text: "WEBVTT\n\n00:00.000 --> 00:02.000\nA\n00:02.000 --> 00:04.000\nB\n\n00:06.000 --> 00:08.000\nC\n", want: "0 2 A\n2 4 B\n6 8 C\n",
	},
	{
		name: "SubRip without empty lines", format: SRT,
		text: "1\n00:00:00,000 --> 00:00:02,000\nA\n2\n00:00:02,000 --> 00:00:04,000\n3\n00:00:06,000 --> 00:00:08,000\n2001\nmore\n", want: "0 2 A\n2 4 \n6 8 2001\n",
	},
}

func TestListsOfOtherPrograms(t *testing.T) {
	t.Parallel()
	for _, test := range programLists {
		if got := detect(normalise(test.text), ""); got != test.format {
			t.Errorf("%s is recognised as %q", test.name, got)
		}
		l, err := Read(strings.NewReader(test.text), test.o)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		} else if got := dump(l); got != test.want || len(l.Warnings) != test.warns {
			t.Errorf("%s: %q\n%swant\n%s", test.name, l.Warnings, got, test.want)
		}
	}
}

// What is no JSON comes to an end, and comes out as none.
func FuzzPlainJSON(f *testing.F) {
	for _, s := range []string{"{a: 'b', /* c", "{'a': [1, 2, ], // x\n}", "'\\", "\"\\'", ",,}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if l, err := Read(strings.NewReader(text), Options{Format: LosslessCut, Length: timeline.Seconds(100)}); err == nil && len(l.Tracks) == 0 {
			t.Error("nothing was read")
		}
	})
}
