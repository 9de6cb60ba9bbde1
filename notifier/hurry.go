package notifier

// Hurry has everything tried now that waits for its next attempt, but for what
// a receiver asked to be left alone with. Settle waits for it.
func (n *Notifier) Hurry() error {
	box, err := n.outbox(false)
	if err != nil || box == nil {
		return err
	}
	if err := box.Hurry(n.now()); err != nil {
		return err
	}
	n.changed()
	return nil
}
