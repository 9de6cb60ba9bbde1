package cli

import "github.com/spf13/cobra"

// endpointNames completes the name of an endpoint.
func endpointNames(g *globals) ([]string, cobra.ShellCompDirective) {
	var names []string
	list, _ := g.newNotifier(nil).Endpoints.List()
	for _, e := range list {
		names = append(names, e.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
