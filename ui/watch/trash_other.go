//go:build windows || darwin

package watch

import "errors"

const canTrash = false

func trash(string) error { return errors.ErrUnsupported }
