package wire

import (
	"context"
	"testing"
	"time"
)

func TestSmoke(t *testing.T) {
	c, err := NewConnection("tcp", "")
	if err != nil {
		t.Fatal(err)
	}
	srv, err := Listen(&c, NewSession("kernel"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cl, err := Dial(ctx, c, NewSession("client"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(cl.IOPub.Welcomed())
	if err := cl.Heartbeat.Ping(ctx); err != nil {
		t.Fatal(err)
	}
	if err := srv.Flush(time.Second); err != nil {
		t.Fatal(err)
	}
	if err := cl.Close(); err != nil {
		t.Fatal(err)
	}
	if err := srv.Close(); err != nil {
		t.Fatal(err)
	}
}
