package cli

import (
	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

func newNotifyJob(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "job ID ... {--notify NAME|--webhook URL}",
		Short: "Have jobs that are not over notify an endpoint, too",
		Long: `Have jobs that are not over notify an endpoint, too, whichever program has them:
what happens to them from now on is sent there.`,
		Example: `  audiospliter notify job job_0123 --notify hook
  audiospliter notify job job_0123 --webhook https://example.org/hook`,
		Args: cobra.MinimumNArgs(1),
	}
	webhook := addWebhookFlags(cmd, g)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		e, done, err := g.archive()
		if err != nil {
			return err
		}
		defer done()
		for i, arg := range args {
			d, err := e.Details(arg)
			if err != nil {
				return err
			}
			if d.State.Final() {
				return fault.New(fault.InvalidParams, "%s is %s: it notifies nobody any more.", d.ID, d.State)
			}
			args[i] = d.ID
		}
		var request engine.Request
		hook, err := webhook.open(g, &request)
		if err != nil {
			return err
		}
		if len(request.Notify) == 0 {
			return fault.New(fault.InvalidParams, "Name an endpoint with --notify, or give a URL with --webhook.")
		}
		for _, name := range request.Notify {
			if err := hook.notifier.Endpoints.AddJobs(name, args...); err != nil {
				return err
			}
		}
		g.say("%s %s notified, too.", english.Plural(len(request.Notify), "endpoint", ""), english.PluralWord(len(request.Notify), "is", "are"))
		return nil
	}
	return cmd
}
