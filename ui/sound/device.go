//go:build cgo || windows || darwin

package sound

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/ebitengine/oto/v3"

	"audiospliter/engine/fault"
)

// patience is how long a device may take to answer; tests have more.
var patience = 3 * time.Second

// device is the one device of the process. A process can open one only, once.
var device struct {
	once    sync.Once
	opened  chan struct{} // closed when it has answered
	context *oto.Context
	err     error
}

// Ready opens the sound device, the first time it is called, and returns nil or
// a *fault.Error that says why nothing can be heard. It waits up to three
// seconds: a device that has not answered by then may have when Ready is called
// again.
func Ready() error {
	device.once.Do(func() {
		device.opened = make(chan struct{})
		go func() { // a device that is stuck must not keep anyone waiting
			defer close(device.opened)
			device.context, device.err = open()
		}()
	})
	select {
	case <-device.opened:
	case <-time.After(patience):
		return unheard(errors.New("the device does not answer"))
	}
	if device.err != nil {
		return unheard(device.err)
	}
	if err := device.context.Err(); err != nil {
		return unheard(err)
	}
	return nil
}

func unheard(err error) error {
	return fault.Wrap(err, fault.InvalidParams, "Nothing can be played: this computer has no sound device that answers.").WithDetails(err.Error())
}

// open opens the device, which rests until there is a voice.
func open() (c *oto.Context, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("opening the device: %v", r)
		}
	}()
	quiet()
	c, ready, err := oto.NewContext(&oto.NewContextOptions{SampleRate: rate, ChannelCount: 2, Format: oto.FormatFloat32LE})
	if err != nil {
		return nil, err
	}
	<-ready
	if err := c.Err(); err != nil {
		return nil, err
	}
	return c, c.Suspend()
}

// A voice is one stream to the device.
type voice struct{ player *oto.Player }

// speakers counts the voices: without one the device rests.
var speakers struct {
	sync.Mutex
	count int
}

// speak returns a voice that will play what r holds. Ready must have returned nil.
func speak(r io.Reader) (*voice, error) {
	speakers.Lock()
	defer speakers.Unlock()
	if speakers.count == 0 {
		if err := device.context.Resume(); err != nil {
			return nil, unheard(err)
		}
	}
	speakers.count++
	return &voice{device.context.NewPlayer(r)}, nil
}

func (v *voice) start() { v.player.Play() }

func (v *voice) setVolume(volume float64) { v.player.SetVolume(volume) }

// buffered returns how many bytes of r were read and not yet heard.
func (v *voice) buffered() int { return v.player.BufferedSize() }

// playing reports whether there is more to be heard, or why there cannot be.
func (v *voice) playing() (bool, error) {
	if err := v.player.Err(); err != nil {
		return false, fault.Of(err)
	}
	if err := device.context.Err(); err != nil {
		return false, unheard(err)
	}
	return v.player.IsPlaying(), nil
}

func (v *voice) close() {
	v.player.Pause()
	speakers.Lock()
	defer speakers.Unlock()
	if speakers.count--; speakers.count == 0 {
		_ = device.context.Suspend()
	}
}
