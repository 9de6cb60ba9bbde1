//go:build !cgo && !windows && !darwin

package sound

import (
	"io"

	"audiospliter/engine/fault"
)

// Ready returns why nothing can be heard: ALSA is reached through cgo only.
func Ready() error {
	return fault.New(fault.InvalidParams, "Nothing can be played: this build of the program has no sound.")
}

type voice struct{}

func speak(io.Reader) (*voice, error) { return nil, Ready() }
func (*voice) start()                 {}
func (*voice) setVolume(float64)      {}
func (*voice) buffered() int          { return 0 }
func (*voice) playing() (bool, error) { return false, nil }
func (*voice) close()                 {}
