package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// stalledSubscriber makes a subscriber that has its welcome and reads no more: to the kernel it is like a stopped process.
func (k *kernel) stalledSubscriber(t *testing.T) rawPeer {
	t.Helper()
	p := k.raw(t, "iopub")
	p.Conn.(*net.TCPConn).SetReadBuffer(64 << 10) // else the system takes megabytes for it
	p.shake(t, "iopub", "")
	p.frames(t, []byte("\x01"))
	for range 7 {
		p.read(t)
	}
	return p
}

// publishNumbered publishes streams of 16 KiB, each beginning with its number.
func (k *kernel) publishNumbered(t *testing.T, n int) {
	ctx := testContext(t)
	pad := strings.Repeat("x", 16<<10)
	for i := range n {
		if err := k.IOPub.Wait(ctx); err != nil {
			t.Errorf("back-pressure at message %d: %v", i, err)
			return
		}
		k.publish("stream", nil, Stream{"stdout", fmt.Sprintf("%d %s", i, pad)})
	}
	k.publish("status", nil, Status{"idle"})
}

func number(t *testing.T, m *Message) (n int) {
	t.Helper()
	var s Stream
	if err := m.Decode(&s); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(s.Text, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestStalledSubscriberDelaysNobodyAndIsCutOff(t *testing.T) {
	k := startKernel(t, Options{SoftQueue: 512 << 10, MaxQueue: 2 << 20})
	healthy := k.client(t)
	stalled := k.stalledSubscriber(t)
	const messages = 1000
	go k.publishNumbered(t, messages)
	ctx := testContext(t)
	for i := 0; i < messages; {
		m, err := healthy.IOPub.Recv(ctx)
		if err != nil {
			t.Fatalf("after %d messages: %v\n%s", i, err, k.log)
		}
		if m.Header.MsgType != "stream" {
			continue
		}
		if got := number(t, m); got != i {
			t.Fatalf("the healthy subscriber got message %d, expected %d", got, i)
		}
		i++
	}
	eventually(t, "the stalled subscriber is cut off", func() bool { return len(k.IOPub.listener.list()) == 1 })
	if !strings.Contains(k.log.String(), errStalled.Error()) && !strings.Contains(k.log.String(), errFull.Error()) {
		t.Errorf("the log does not say why:\n%s", k.log)
	}
	// What it finds when it wakes up has an end, and no holes before it.
	last := readNumbered(stalled, k)
	if last < 0 || last >= messages-1 {
		t.Errorf("the stalled subscriber found messages up to %d of %d", last, messages)
	}
	served(t, k, healthy)
}

// readNumbered reads to the end of the stream, checks the order, and returns the last number; a cut message does not count.
func readNumbered(p rawPeer, k *kernel) (last int) {
	last = -1
	p.SetReadDeadline(time.Now().Add(patience))
	for {
		var frames [][]byte
		for more := true; more; {
			var h header
			if err := h.read(p); err != nil {
				return last
			}
			body := make([]byte, h.size)
			if _, err := io.ReadFull(p, body); err != nil {
				return last
			}
			frames = append(frames, body)
			more = h.more()
		}
		m, err := (&inspector{signer: k.Shell.inspector.signer}).open(frames)
		if err != nil {
			panic(fmt.Sprintf("a broken message: %v", err))
		}
		var s Stream
		var n int
		if m.Header.MsgType != "stream" || m.Decode(&s) != nil {
			continue
		}
		fmt.Sscan(s.Text, &n)
		if n != last+1 {
			panic(fmt.Sprintf("message %d follows %d", n, last))
		}
		last = n
	}
}

func TestSlowReaderGetsEverything(t *testing.T) {
	k := startKernel(t, Options{SoftQueue: 256 << 10, MaxQueue: 512 << 10})
	slow := k.stalledSubscriber(t)
	const messages = 120
	go func() {
		k.publishNumbered(t, messages)
		k.Flush(patience)
		k.Close()
	}()
	if last := readNumbered(rawPeer{slowConn(slow)}, k); last != messages-1 {
		t.Errorf("a slow reader got messages up to %d, expected all %d\n%s", last, messages, k.log)
	}
}

func TestPeerThatSendsAndNeverReads(t *testing.T) {
	for _, channel := range []string{"shell", "control", "stdin", "heartbeat"} {
		t.Run(channel, func(t *testing.T) {
			t.Parallel()
			k := startKernel(t, Options{MaxQueue: 1 << 20, StallTimeout: time.Second})
			healthy := k.client(t)
			p := k.raw(t, channel)
			p.shake(t, channel, "deaf")
			wrote := make(chan struct{})
			go func() {
				defer close(wrote)
				pad := bytes.Repeat([]byte("x"), 128<<10)
				s := NewSession("deaf")
				for {
					m, _ := s.New("echo_request", nil, nil)
					m.Buffers = [][]byte{pad}
					var b []byte
					for _, c := range encode(m.frames(k.Shell.inspector.signer)...).chunks {
						b = append(b, c...)
					}
					if _, err := p.Conn.Write(b); err != nil {
						return
					}
				}
			}()
			served(t, k, healthy)
			select {
			case <-wrote: // cut off
			case <-time.After(patience):
				t.Errorf("the peer is still there\n%s", k.log)
				p.Close()
				<-wrote
			}
			served(t, k, healthy)
		})
	}
}

func TestFlushAndCloseDoNotHangOnAStalledPeer(t *testing.T) {
	k := startKernel(t, Options{})
	stalled := k.stalledSubscriber(t)
	pad := strings.Repeat("x", 1<<20)
	for range 20 {
		k.publish("stream", nil, Stream{"stdout", pad})
	}
	eventually(t, "the subscriber is behind", func() bool { return k.IOPub.Backlog() > 1<<20 })
	if err := k.Flush(50 * time.Millisecond); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Flush gives %v, expected it to say that messages are left", err)
	}
	start := time.Now()
	if err := k.Close(); err != nil {
		t.Error(err)
	}
	if d := time.Since(start); d > patience/2 {
		t.Errorf("Close took %v", d)
	}
	stalled.Close()
}

func TestWaitHoldsTheProducerBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const soft = 2 * progressStep
		o := Options{SoftQueue: soft}.withDefaults()
		g := newGroup("iopub", &o, &reporter{})
		p := &peer{group: g, out: newOutbox(o.MaxQueue, false)}
		g.peers[p] = struct{}{}
		other := &peer{group: g, out: newOutbox(o.MaxQueue, false)}
		pub := &Publisher{listener: &listener{group: g}}
		wait := func() <-chan error {
			done := make(chan error, 1)
			go func() { done <- pub.Wait(t.Context()) }()
			return done
		}

		p.out.add(outgoing{size: 2 * soft, chunks: [][]byte{make([]byte, 2*soft)}})
		behind := wait()
		time.Sleep(readsStill / 2)
		select {
		case err := <-behind:
			t.Errorf("the subscriber is %d bytes behind and reads, and Wait gives %v", pub.Backlog(), err)
		default:
		}
		p.out.took(soft, o.StallTimeout)
		g.changed.broadcast()
		if err := <-behind; err != nil {
			t.Errorf("the subscriber has caught up: %v", err)
		}

		p.out.add(outgoing{size: soft, chunks: [][]byte{make([]byte, soft)}})
		alone := wait()
		time.Sleep(o.StallTimeout - time.Second)
		select {
		case err := <-alone:
			t.Errorf("the only subscriber has stopped reading, and Wait gives %v", err)
		default:
		}
		g.mu.Lock()
		g.peers[other] = struct{}{}
		g.mu.Unlock()
		if err := <-alone; err != nil {
			t.Errorf("a subscriber that has stopped reading is waited for while another keeps up: %v", err)
		}

		p.out.took(progressStep, o.StallTimeout)
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := pub.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Wait gives %v, expected the context's error", err)
		}
	})
}

// slowConn reads in small pieces with pauses.
type slowConn struct{ net.Conn }

func (c slowConn) Read(b []byte) (int, error) {
	time.Sleep(50 * time.Microsecond)
	return c.Conn.Read(b[:min(len(b), 16<<10)])
}

func TestOutboxLimits(t *testing.T) {
	const limit = 2 * progressStep
	message := outgoing{size: limit * 3 / 5, chunks: [][]byte{make([]byte, limit*3/5)}}
	synctest.Test(t, func(t *testing.T) {
		o := newOutbox(limit, false)
		for i := range 2 { // the limit is looked at before a message, so that one large message can always pass
			if err := o.add(message); err != nil {
				t.Fatalf("message %d: %v", i, err)
			}
		}
		if err := o.add(message); err != nil {
			t.Errorf("a peer that began to lag just now: %v", err)
		}
		time.Sleep(2 * readsStill)
		if err := o.add(message); !errors.Is(err, errFull) {
			t.Errorf("a peer that reads no more has a full queue: %v, expected %v", err, errFull)
		}
		if err := o.took(progressStep, time.Minute); err != nil {
			t.Error(err)
		}
		for o.bytes < burst*limit {
			if err := o.add(message); err != nil {
				t.Fatalf("a peer that reads, with %d bytes waiting: %v", o.bytes, err)
			}
		}
		if err := o.add(message); !errors.Is(err, errFull) {
			t.Errorf("with %d bytes waiting: %v, expected %v", o.bytes, err, errFull)
		}
	})
}

func TestOutboxStalls(t *testing.T) {
	message := outgoing{size: 2 * progressStep, chunks: [][]byte{make([]byte, 2*progressStep)}}
	synctest.Test(t, func(t *testing.T) {
		o := newOutbox(1<<20, false)
		time.Sleep(time.Hour) // an idle peer is not a stalled one
		o.add(message)
		if err := o.took(0, time.Minute); err != nil {
			t.Errorf("right after the first message: %v", err)
		}
		time.Sleep(time.Minute)
		if err := o.took(progressStep, time.Minute); err != nil {
			t.Errorf("it reads: %v", err)
		}
		time.Sleep(time.Minute + 1)
		if err := o.took(1, time.Minute); !errors.Is(err, errStalled) {
			t.Errorf("after a minute with one byte taken: %v, expected %v", err, errStalled)
		}
		o.close(time.Now().Add(time.Second))
		if err := o.add(message); !errors.Is(err, errGone) {
			t.Errorf("closing: %v, expected %v", err, errGone)
		}
		if o.kill() != outboxClosing || o.take() != nil || o.add(message) == nil {
			t.Error("a dead outbox still gives or takes")
		}
	})
}
