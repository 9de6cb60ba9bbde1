package cut

import (
	"strings"
	"testing"
)

// What is refused is named, and so is what there is to choose from.
func TestUnknownNamesAreToldTheirChoices(t *testing.T) {
	t.Parallel()
	for want, output := range map[string]Output{
		`"mp4": choose one of keep, mp3, wav, `:               {Format: "mp4"},
		`"ask": choose one of rename, overwrite, skip, fail.`: {OnConflict: "ask"},
		`"itunes": choose one of cue, `:                       {WriteCuts: "itunes"},
	} {
		if err := output.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
