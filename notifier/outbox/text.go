package outbox

import (
	"encoding/json"
	"reflect"

	"audiospliter/engine/message"
)

// encodeText returns what the two columns of a text hold: the English, and the
// JSON, which is "" where the English is all there is.
func encodeText(t message.Text) (english, encoded string) {
	english = t.String()
	if reflect.DeepEqual(t, message.Literal(english)) {
		return english, ""
	}
	b, err := json.Marshal(t)
	if err != nil {
		return english, ""
	}
	return english, string(b)
}
