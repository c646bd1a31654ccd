package wire

import (
	"io"
	"testing"
)

// TestTheYoungerConnectionKeepsTheIdentity: a client that has connected anew under its
// identity is the one to be answered, also when the connection that it gave up comes
// through its handshake after the new one.
func TestTheYoungerConnectionKeepsTheIdentity(t *testing.T) {
	k := startKernel(t, Options{})
	old := k.raw(t, "heartbeat")
	var g [64]byte
	if _, err := io.ReadFull(old, g[:]); err != nil { // so it is accepted
		t.Fatal(err)
	}
	young := k.raw(t, "heartbeat")
	young.shake(t, "heartbeat", "same")
	if _, err := io.WriteString(old, rawGreeting+rawReady("Socket-Type", "REQ", "Identity", "same")); err != nil {
		t.Fatal(err)
	}
	if err := old.gone(); err != nil {
		t.Errorf("the old connection: %v", err)
	}
	young.frames(t, []byte{}, []byte("ping"))
	young.read(t)
	if body, _ := young.read(t); string(body) != "ping" {
		t.Errorf("the echo is %q", body)
	}

	// One that comes later takes over, and so does one when nobody has the identity.
	third := k.raw(t, "heartbeat")
	third.shake(t, "heartbeat", "same")
	if err := young.gone(); err != nil {
		t.Errorf("the one that was taken over: %v", err)
	}
	third.frames(t, []byte{}, []byte("pong"))
	third.read(t)
	if body, _ := third.read(t); string(body) != "pong" {
		t.Errorf("the echo is %q", body)
	}
}
