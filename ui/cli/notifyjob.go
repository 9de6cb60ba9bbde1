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
		err := g.withLedger(func(l *engine.Ledger) error {
			for i, arg := range args {
				d, err := l.Details(arg)
				if err != nil {
					return err
				}
				if d.State.Final() {
					return fault.New(fault.InvalidParams, "%s is %s: it notifies nobody any more.", d.ID, d.State)
				}
				args[i] = d.ID
			}
			return nil
		})
		if err != nil {
			return err
		}
		hook, names, err := webhook.open(nil)
		if err != nil {
			return err
		}
		if len(names) == 0 {
			return fault.New(fault.InvalidParams, "Name an endpoint with --notify, or give a URL with --webhook.")
		}
		for _, name := range names {
			if err := hook.notifier.Endpoints.AddJobs(name, args...); err != nil {
				return err
			}
		}
		g.say("%s %s notified, too.", english.Plural(len(names), "endpoint", ""), english.PluralWord(len(names), "is", "are"))
		return nil
	}
	return cmd
}
