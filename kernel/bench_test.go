package kernel_test

import (
	"context"
	"testing"

	"interleave/kernel"
	"interleave/kernel/kerneltest"
	"interleave/kernel/wire"
)

// benchmarkCell measures from sending a cell to its idle, through the sockets
// and a real evaluator, without the checks of a kerneltest.Frontend.
func benchmarkCell(b *testing.B, code string) {
	k := kerneltest.Start(b, func(o *kernel.Options) { o.Log = nil })
	c, err := wire.ReadConnection(k.ConnectionFile)
	if err != nil {
		b.Fatal(err)
	}
	session := wire.NewSession("bench")
	client, err := wire.Dial(context.Background(), c, session, wire.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	messages := 0
	for b.Loop() {
		m, err := session.New("execute_request", nil, kerneltest.Cell{Code: code, StoreHistory: true})
		if err != nil {
			b.Fatal(err)
		}
		if err := client.Shell.Send(m); err != nil {
			b.Fatal(err)
		}
		for idle := false; !idle; messages++ {
			m, err := client.IOPub.Recv(context.Background())
			if err != nil {
				b.Fatal(err)
			}
			var s wire.Status
			idle = m.Header.MsgType == "status" && m.Decode(&s) == nil && s.ExecutionState == "idle"
		}
		if _, err := client.Shell.Recv(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(messages)/float64(b.N), "messages/op")
}

func BenchmarkEmptyCell(b *testing.B)            { benchmarkCell(b, "") }
func BenchmarkCellWithResult(b *testing.B)       { benchmarkCell(b, "print a\nresult 2") }
func BenchmarkHundredThousandLines(b *testing.B) { benchmarkCell(b, "lines 100000") }
func BenchmarkFiftyMegabytes(b *testing.B)       { benchmarkCell(b, "bytes 52428800") }
