package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

// exportFormats are what export writes.
var exportFormats = []string{"csv", "json"}

func newJobsExport(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Write the history to standard output, as CSV or JSON",
		Example: "  audiospliter jobs export --since 30d > jobs.csv\n  audiospliter jobs export --format json > jobs.json",
		Args:    cobra.NoArgs,
	}
	filter := addFilterFlags(cmd)
	format := cmd.Flags().String("format", "csv", "csv, or json for one array")
	complete(cmd, "format", exportFormats)
	cmd.RunE = func(*cobra.Command, []string) error {
		if g.json {
			*format = "json"
		}
		if !slices.Contains(exportFormats, *format) {
			return fault.New(fault.InvalidParams, "There is no format %q here: write csv or json.", *format)
		}
		q, err := filter.query()
		if err != nil {
			return err
		}
		return g.withLedger(func(l *engine.Ledger) error { return Export(g.app.Stdout, l, *format, q) })
	}
	return cmd
}

// Export writes the jobs that the query chooses as "csv", or as "json", one
// array.
func Export(to io.Writer, l *engine.Ledger, format string, q engine.Query) error {
	if format == "json" {
		return exportJSON(to, l, q)
	}
	w := csv.NewWriter(to)
	if err := w.Write(csvHeader); err != nil {
		return err
	}
	if err := l.EachPast(q, func(entry engine.Entry) error { return w.Write(csvRow(entry)) }); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

func exportJSON(to io.Writer, l *engine.Ledger, q engine.Query) error {
	before, end := "[\n", "[]\n"
	err := l.EachPast(q, func(entry engine.Entry) error {
		text, err := json.Marshal(jobJSON(entry))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(to, "%s%s", before, text)
		before, end = ",\n", "\n]\n"
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(to, end)
	return err
}
