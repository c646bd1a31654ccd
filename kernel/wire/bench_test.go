package wire

import (
	"context"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// A request of 1 KiB on shell and its reply of the same size: two signatures made, two checked.
func BenchmarkRoundTrip(b *testing.B) {
	k := startKernel(b, Options{})
	cl := k.client(b)
	ctx := context.Background()
	s := NewSession("bench")
	content := map[string]string{"code": strings.Repeat("x", 1024)}
	b.ReportAllocs()
	b.SetBytes(2 * 1024)
	for b.Loop() {
		m, err := s.New("echo_request", nil, content)
		if err != nil {
			b.Fatal(err)
		}
		if err := cl.Control.Send(m); err != nil {
			b.Fatal(err)
		}
		if _, err := cl.Control.Recv(ctx); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPublish(b *testing.B) {
	for _, size := range []int{100, 1024, 64 << 10} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			k := startKernel(b, Options{})
			cl := k.client(b)
			ctx := context.Background()
			text := strings.Repeat("x", size)
			received := make(chan error, 1)
			go func() {
				for {
					m, err := cl.IOPub.Recv(ctx)
					if err != nil || m.Header.MsgType == "status" {
						received <- err
						return
					}
				}
			}()
			b.ReportAllocs()
			b.SetBytes(int64(size))
			for b.Loop() {
				if err := k.IOPub.Wait(ctx); err != nil {
					b.Fatal(err)
				}
				k.publish("stream", nil, Stream{"stdout", text})
			}
			k.publish("status", nil, Status{"idle"})
			if err := <-received; err != nil {
				b.Fatal(err)
			}
		})
	}
}

// What five idle sockets with a client on each cost.
func BenchmarkIdleServer(b *testing.B) {
	for b.Loop() {
		before := heap()
		k := startKernel(b, Options{})
		empty := heap()
		var peers []rawPeer
		for _, channel := range channels {
			p := k.raw(b, channel)
			p.shake(b, channel, "")
			peers = append(peers, p)
		}
		full := heap()
		b.ReportMetric((float64(empty) - float64(before))/1024, "KiB/server")
		b.ReportMetric((float64(full) - float64(empty))/1024/float64(len(peers)), "KiB/peer")
		b.ReportMetric(float64(runtime.NumGoroutine()), "goroutines")
		k.Close()
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}
