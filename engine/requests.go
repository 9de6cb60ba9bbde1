package engine

import (
	"strconv"
	"strings"
)

// What programs ask each other to do with jobs, as the journal passes it on.
const (
	cancelJob = "cancel"
	pauseJob  = "pause"
	resumeJob = "resume"

	priorityOfJob = "priority " // and the number
)

// handle does what another program asks of a job.
func (e *Engine) handle(job, command string) {
	switch command {
	case cancelJob:
		e.Cancel(job)
	case pauseJob:
		e.PauseJobs(job)
	case resumeJob:
		e.ResumeJobs(job)
	default:
		if n, ok := strings.CutPrefix(command, priorityOfJob); ok {
			if priority, err := strconv.Atoi(n); err == nil {
				e.SetPriority(priority, job)
			}
		}
	}
}

// AskCancel asks the program that has the job to cancel it. It waits for the
// disk, not for the other program.
func (l *Ledger) AskCancel(id string) error { return l.journal.SendRequest(id, cancelJob) }

// AskPause asks the program that has the job to pause it; AskResume undoes that.
func (l *Ledger) AskPause(id string) error { return l.journal.SendRequest(id, pauseJob) }

// AskResume asks the program that has the job to let it go on.
func (l *Ledger) AskResume(id string) error { return l.journal.SendRequest(id, resumeJob) }

// AskPriority asks the program that has the job to change its priority.
func (l *Ledger) AskPriority(id string, priority int) error {
	return l.journal.SendRequest(id, priorityOfJob+strconv.Itoa(priority))
}
