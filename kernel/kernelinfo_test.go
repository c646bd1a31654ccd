package kernel

import (
	"context"
	"testing"
)

type subscribers struct {
	asked int
	come  chan struct{}
}

func (s *subscribers) Subscribed(ctx context.Context) error {
	s.asked++
	select {
	case <-s.come:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestInfoWaitsForAListener: the reply waits for the first subscriber; without one it
// waits once.
func TestInfoWaitsForAListener(t *testing.T) {
	var a audience
	s := &subscribers{come: make(chan struct{})}
	over := make(chan struct{})
	go func() {
		defer close(over)
		a.await(t.Context(), s)
	}()
	close(s.come)
	<-over
	if a.await(t.Context(), s); s.asked != 2 || a.none.Load() {
		t.Errorf("asked %d times, nobody there: %v", s.asked, a.none.Load())
	}

	var alone audience
	never := &subscribers{}
	ended, end := context.WithCancel(t.Context())
	end()
	alone.await(ended, never)
	if alone.await(ended, never); never.asked != 1 {
		t.Errorf("without a subscriber it waited %d times", never.asked)
	}
}
