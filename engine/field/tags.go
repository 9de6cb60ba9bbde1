package field

import (
	"maps"
	"slices"
	"strings"

	"audiospliter/engine/fault"
)

// Tags are names with values, a line each as KEY=VALUE. A line that begins with
// a space goes on with the value before.
func Tags(p *map[string]string) Value {
	v := of("tags", p, func(s string) (map[string]string, error) {
		var texts []string
		for line := range strings.SplitSeq(s, "\n") {
			if more, ok := strings.CutPrefix(line, " "); ok && texts != nil {
				texts[len(texts)-1] += "\n" + more
			} else {
				texts = append(texts, line)
			}
		}
		return ParseTags(texts...)
	}, func(tags map[string]string) string {
		lines := make([]string, 0, len(tags))
		for _, key := range slices.Sorted(maps.Keys(tags)) {
			lines = append(lines, key+"="+strings.ReplaceAll(tags[key], "\n", "\n "))
		}
		return strings.Join(lines, "\n")
	})
	v.add = func(text string) error {
		more, err := ParseTags(text)
		if *p == nil {
			*p = more
		}
		maps.Copy(*p, more)
		return err
	}
	return v
}

// ParseTags reads texts of the form KEY=VALUE; none gives nil.
func ParseTags(texts ...string) (tags map[string]string, err error) {
	for _, text := range texts {
		key, value, ok := strings.Cut(text, "=")
		if !ok || key == "" || strings.Contains(key, "\n") {
			return nil, fault.New(fault.InvalidParams, "Write a name, = and a value, such as artist=Ada.")
		}
		if tags == nil {
			tags = map[string]string{}
		}
		tags[key] = value
	}
	return tags, nil
}
