package schedule

import "time"

// A disk is what copying has shown of how fast the disks are.
type disk struct{ speed float64 } // bytes a second, all jobs together; 0 if unknown

// Sources below this size say more about the start of a job than about a disk.
const minMeasured = 8 << 20

// observe learns from a copying job that ran beside others, itself counted.
func (d *disk) observe(size int64, took time.Duration, beside int) {
	if size < minMeasured || took <= 0 {
		return
	}
	speed := float64(size) / took.Seconds() * float64(beside)
	if d.speed == 0 {
		d.speed = speed
	}
	d.speed += (speed - d.speed) / 4
}

// limit returns how many jobs should copy at once: a slow disk or a share is
// best left to a few, a fast one waits for us rather than we for it.
func (d *disk) limit() int {
	switch {
	case d.speed > 0 && d.speed < 40e6:
		return 2
	case d.speed > 400e6:
		return min(2*cores(), 16)
	}
	return max(2, cores())
}
