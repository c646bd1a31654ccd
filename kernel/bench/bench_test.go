package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"interleave/install/testbin"
	"interleave/kernel/client"
)

const tenLines = `func collatz(n int) int {
	steps := 0
	for n != 1 {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		steps++
	}
	return steps
}
collatz(27)`

// start starts the real binary; the rate bucket of installed kernelspecs is off.
func start(b *testing.B) *client.Kernel {
	b.Helper()
	options := client.OwnAt(testbin.Path(b))
	options.Env = append(options.Env, "INTERLEAVE_RATE_LIMIT=0")
	k, err := client.Start(context.Background(), options)
	if err != nil {
		b.Fatal(err)
	}
	return k
}

func stop(b *testing.B, k *client.Kernel) {
	b.Helper()
	if err := k.Close(); err != nil {
		b.Error(err)
	}
}

// run executes one cell and returns its messages and the length of its streams.
func run(b *testing.B, k *client.Kernel, code string) (messages, length int) {
	b.Helper()
	reply, err := k.Execute(context.Background(), client.Request{Code: code, Output: func(kind string, content json.RawMessage) {
		if kind != "stream" {
			return
		}
		var stream struct{ Text string }
		if json.Unmarshal(content, &stream) == nil {
			messages++
			length += len(stream.Text)
		}
	}})
	if err != nil || reply.Status != "ok" {
		b.Fatalf("%s: %+v, %v", code, reply, err)
	}
	return messages, length
}

// BenchmarkStart is from the start of the process to the result of the first cell.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		k := start(b)
		run(b, k, "1 + 1")
		b.StopTimer()
		stop(b, k)
		b.StartTimer()
	}
}

func BenchmarkRoundTrip(b *testing.B) {
	for _, c := range []struct{ name, code string }{{"empty", ""}, {"one-plus-one", "1 + 1"}, {"ten-lines", tenLines}} {
		b.Run(c.name, func(b *testing.B) {
			k := start(b)
			defer stop(b, k)
			run(b, k, c.code)
			for b.Loop() {
				run(b, k, c.code)
			}
		})
	}
}

func BenchmarkLines(b *testing.B) {
	k := start(b)
	defer stop(b, k)
	for b.Loop() {
		messages, length := run(b, k, "for i := range 100000 { fmt.Println(i) }")
		if length != 588890 {
			b.Fatalf("%d bytes came, want 588890", length)
		}
		b.ReportMetric(float64(messages), "messages")
	}
}

func BenchmarkWrite50MB(b *testing.B) {
	k := start(b)
	defer stop(b, k)
	run(b, k, `big := strings.Repeat("x", 50_000_000)`)
	b.SetBytes(50_000_000)
	for b.Loop() {
		if _, length := run(b, k, "fmt.Print(big)"); length != 50_000_000 {
			b.Fatalf("%d bytes came, want 50000000", length)
		}
	}
}

func BenchmarkDisplay5MB(b *testing.B) {
	k := start(b)
	defer stop(b, k)
	run(b, k, `big := strings.Repeat("y", 5_000_000)`)
	b.SetBytes(5_000_000)
	for b.Loop() {
		run(b, k, "display.Text(big)")
	}
}

func BenchmarkComplete(b *testing.B) {
	k := start(b)
	defer stop(b, k)
	for b.Loop() {
		c, err := k.Complete(context.Background(), "strings.To", len("strings.To"))
		if err != nil || len(c.Matches) == 0 {
			b.Fatalf("%+v, %v", c, err)
		}
	}
}

// BenchmarkLongSession is 10 000 cells that declare a variable each. It reports
// how the median time of a cell grew from the second thousand to the last, and
// the memory (PSS of front, evaluator and spare) at the start, after 1000 and
// after all.
func BenchmarkLongSession(b *testing.B) {
	const cells = 10000
	for b.Loop() {
		k := start(b)
		run(b, k, "1 + 1")
		awaitSpare(k.PID())
		b.ReportMetric(float64(memory(k.PID()))/1024, "MB-start")
		times := make([]time.Duration, cells)
		for i := range times {
			began := time.Now()
			run(b, k, fmt.Sprintf("v%d := %d\nv%d * 2", i, i, i))
			times[i] = time.Since(began)
			if i == 1000 {
				b.ReportMetric(float64(memory(k.PID()))/1024, "MB-1000")
			}
		}
		b.ReportMetric(float64(memory(k.PID()))/1024, "MB-10000")
		b.ReportMetric(float64(median(times[cells-1000:]))/float64(median(times[1000:2000])), "growth")
		stop(b, k)
	}
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}

// awaitSpare waits until front, evaluator and spare are there and have stopped
// growing, so that memory is that of an idle kernel.
func awaitSpare(pid int) {
	before := 0
	for range 100 {
		time.Sleep(100 * time.Millisecond)
		now := memory(pid)
		if len(tree(pid)) >= 3 && now == before {
			return
		}
		before = now
	}
}

// memory is the proportional set size in KiB of a process and all below it.
func memory(pid int) (kib int) {
	for _, p := range tree(pid) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if f := strings.Fields(line); len(f) > 1 && f[0] == "Pss:" {
				n, _ := strconv.Atoi(f[1])
				kib += n
			}
		}
	}
	return kib
}

func tree(pid int) []int {
	all := []int{pid}
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue
		}
		for _, f := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(f); err == nil {
				all = append(all, tree(child)...)
			}
		}
	}
	return all
}
