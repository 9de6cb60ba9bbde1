package notifier

import (
	"net/http"
	"testing"
	"testing/synctest"

	"audiospliter/engine"
)

// TestJobsThatWaitNotifyWhatIsAdded adds an endpoint of one command to a job
// after it was queued; it is forgotten when that job is over.
func TestJobsThatWaitNotifyWhatIsAdded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 200 })
		if err := w.RemoveEndpoint("test"); err != nil {
			t.Fatal(err)
		}
		id, err := w.AddAdHoc(Endpoint{Name: "webhook", URL: "https://example.com" + secretPath, Secret: testSecret})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Endpoints.AddJobs(id, "a", "b", "a"); err != nil {
			t.Fatal(err)
		}
		saved, err := w.Endpoints.Save(Endpoint{Name: "saved", URL: "https://example.com", Secret: testSecret, Active: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Endpoints.AddJobs("saved", "a"); err != nil {
			t.Fatal(err)
		}
		over := event(engine.BatchCompleted, "batch")
		over.Batch.Jobs = []engine.Job{{ID: "a"}}
		w.emit(event(engine.JobCompleted, "a"), event(engine.JobCompleted, "c"), over)
		if e, err := w.Endpoints.Find(saved.ID); err != nil || len(e.Jobs) > 0 {
			t.Errorf("of jobs that are over is kept %q, %v", e.Jobs, err)
		}
		w.finish(t)
		if got := w.events(); len(got) != 4 { // the job and its batch, to two endpoints
			t.Errorf("posted %q", got)
		}
		if all, err := w.Endpoints.all(); err != nil || len(all) != 1 {
			t.Errorf("left are %+v, %v", all, err)
		}
	})
}
