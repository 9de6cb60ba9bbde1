package native

import (
	"slices"
	"testing"

	"audiospliter/engine/media/id3"
	"audiospliter/engine/timeline"
)

func TestComments(t *testing.T) {
	t.Parallel()
	source := []string{
		"ARTIST=One", "artist=Two", "Title=Whole", "TRACKNUMBER=7", "TRACKTOTAL=9", "Description=old", "COMMENT=old", "ALBUMARTIST=x",
		"REPLAYGAIN_TRACK_GAIN=-3 dB", "CHAPTER000=00:00:00.000", "METADATA_BLOCK_PICTURE=abc", "OWN=kept", "ISRC=x",
	}
	tags := Tags{
		Title: "Part", Track: 2, Tracks: 4, Fields: map[string]string{"comment": "new", "album_artist": "", "mood": "a\xFFb"},
		Chapters: []id3.Chapter{{Start: timeline.Millis(1500), Title: "c"}, {Start: timeline.Seconds(3600)}},
	}
	want := []string{
		"ARTIST=One", "artist=Two", "METADATA_BLOCK_PICTURE=abc", "OWN=kept",
		"DESCRIPTION=new", "MOOD=a\uFFFDb", "TITLE=Part", "TRACKNUMBER=2", "TRACKTOTAL=4",
		"CHAPTER000=00:00:01.500", "CHAPTER000NAME=c", "CHAPTER001=01:00:00.000",
	}
	if got := tags.Comments(source); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := (Tags{}).Comments(source[:4]); !slices.Equal(got, source[:3]) {
		t.Errorf("%q, want %q", got, source[:3])
	}
}
