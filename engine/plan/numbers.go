package plan

import "strconv"

// trackNumber returns the number that tags give a track; -1 if they give none.
func trackNumber(tags map[string]string) int {
	n, err := strconv.Atoi(tags["track"])
	if err != nil || n < 0 || n > maxSegments {
		return -1
	}
	return n
}

// numbered gives each segment the number people know it by: that of the cut
// list, with one less for what lies before its first track, else its place among
// the segments.
func (m *maker) numbered(pieces []piece) []int {
	numbers := make([]int, len(pieces))
	first := -1
	for i, p := range pieces {
		if numbers[i] = p.number; p.number == 0 {
			numbers[i] = trackNumber(p.tags)
		}
		if first < 0 && numbers[i] >= 0 {
			first = i
		}
	}
	ok := first == 0 || first == 1 && numbers[1] > 0
	if first == 1 {
		numbers[0] = numbers[1] - 1
	}
	for i := 1; ok && i < len(numbers); i++ {
		if numbers[i] < 0 && i == len(numbers)-1 {
			numbers[i] = numbers[i-1] + 1
		}
		ok = numbers[i] > numbers[i-1]
	}
	if ok {
		m.plan.Tracks = max(m.plan.Tracks, numbers[len(numbers)-1])
	} else {
		m.plan.Tracks = 0
		for i := range numbers {
			numbers[i] = i + 1
		}
	}
	return numbers
}

// total returns the highest number of a track in the list.
func (m *maker) total() int {
	most := 0
	if m.list != nil {
		most, _ = strconv.Atoi(m.list.Album["tracktotal"])
		for _, t := range m.list.Tracks {
			most = max(most, trackNumber(t.Tags))
		}
	}
	return most
}
