package notifier

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"audiospliter/engine"
)

// BenchmarkTenThousandEvents tells a local receiver of ten thousand jobs of
// three segments each: how fast they are recorded and arrive, how much memory
// that takes, and how large the outbox is then.
func BenchmarkTenThousandEvents(b *testing.B) {
	const events = 10_000
	var arrived atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		arrived.Add(1)
	}))
	defer server.Close()
	for b.Loop() {
		arrived.Store(0)
		folder := b.TempDir()
		n := New(Options{Config: folder, Data: folder, Notice: func(n Notice) { b.Error(n.Err) }})
		_, err := n.Endpoints.Save(Endpoint{Name: "test", URL: server.URL, Secret: testSecret, Local: true, Active: true, Always: true})
		if err != nil {
			b.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		n.Start()
		e, began := Sample(engine.JobCompleted), time.Now()
		for i := range events {
			e.Job.ID = fmt.Sprintf("job_%016x", i)
			e.Key = e.Job.ID
			n.Record(e)
		}
		recorded := time.Since(began)
		if err := n.Flush(b.Context()); err != nil {
			b.Fatal(err)
		}
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		pending, err := n.Pending()
		if arrived.Load() != events || pending != 0 || err != nil {
			b.Errorf("%d of %d arrived, %d pending, %v", arrived.Load(), events, pending, err)
		}
		n.Close(b.Context())
		info, err := os.Stat(filepath.Join(folder, "outbox.db"))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(events/recorded.Seconds(), "recorded/s")
		b.ReportMetric(events/took.Seconds(), "arrived/s")
		b.ReportMetric(float64(after.Sys-before.Sys)/1e6, "more-MB")
		b.ReportMetric(float64(info.Size())/1e6, "outbox-MB")
	}
}
