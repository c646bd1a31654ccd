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

// What five idle sockets with a client on each cost, heap and stacks, as a mean over some servers.
func BenchmarkIdleServer(b *testing.B) {
	const servers = 20
	for b.Loop() {
		var kernels []*kernel
		before := heap()
		for range servers {
			kernels = append(kernels, startKernel(b, Options{}))
		}
		empty := heap()
		goroutines := runtime.NumGoroutine()
		for _, k := range kernels {
			for _, channel := range channels {
				k.raw(b, channel).shake(b, channel, "")
			}
		}
		full := heap()
		b.ReportMetric((empty-before)/servers, "KiB/server")
		b.ReportMetric((full-empty)/servers/float64(len(channels)), "KiB/peer")
		b.ReportMetric(float64(goroutines)/servers, "goroutines/server")
		for _, k := range kernels {
			k.Close()
		}
	}
}

func heap() (kib float64) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc+m.StackInuse) / 1024
}
