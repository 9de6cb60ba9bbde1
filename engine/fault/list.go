package fault

import "strings"

// List lists names as a sentence does.
func List[S ~string](names []S) string {
	var list strings.Builder
	for i, name := range names {
		if i > 0 {
			list.WriteString(", ")
		}
		list.WriteString(string(name))
	}
	return list.String()
}
