package iolab_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"interleave/runtime/iolab"
)

var ctx = context.Background()

func ExampleNewDevice() {
	disk := iolab.NewDevice(iolab.Latency(time.Millisecond), iolab.Places(2))
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() { disk.Do(ctx) })
	}
	wg.Wait()
	fmt.Println(disk.Stats().Done, "operations, two at a time")
	// Output: 6 operations, two at a time
}

func ExampleDevice_Do() {
	broken := iolab.NewDevice(iolab.FailRate(1))
	fmt.Println(broken.Do(ctx))
	// Output: iolab: the device failed
}

func ExampleDevice_Stats() {
	d := iolab.NewDevice(iolab.Latency(time.Millisecond))
	for range 3 {
		d.Do(ctx)
	}
	s := d.Stats()
	fmt.Println(s.Done, s.Failed, s.Max, s.Time >= time.Millisecond)
	// Output: 3 0 1 true
}

func ExampleDevice_Reset() {
	d := iolab.NewDevice()
	d.Do(ctx)
	d.Reset()
	fmt.Println(d.Stats().Done)
	// Output: 0
}

func ExampleStats_Little() {
	d := iolab.NewDevice(iolab.Latency(2 * time.Millisecond))
	for range 5 {
		d.Do(ctx)
	}
	s := d.Stats() // one after the other: never more than one in flight
	fmt.Println(s.InFlight > 0, s.InFlight <= 1.001, math.Abs(s.InFlight-s.Little()) < 0.01)
	// Output: true true true
}

func ExampleLatency() {
	d := iolab.NewDevice(iolab.Latency(3 * time.Millisecond))
	start := time.Now()
	d.Do(ctx)
	fmt.Println(time.Since(start) >= 3*time.Millisecond)
	// Output: true
}

func ExampleJitter() {
	d := iolab.NewDevice(iolab.Latency(4*time.Millisecond), iolab.Jitter(0.5))
	start := time.Now()
	d.Do(ctx)
	fmt.Println(time.Since(start) >= 2*time.Millisecond)
	// Output: true
}

func ExampleFailRate() {
	d := iolab.NewDevice(iolab.FailRate(0.5))
	failed := 0
	for range 100 {
		if d.Do(ctx) != nil {
			failed++
		}
	}
	fmt.Println(failed > 30 && failed < 70)
	// Output: true
}

func ExampleSeed() {
	run := func(seed uint64) (failures []bool) {
		d := iolab.NewDevice(iolab.FailRate(0.5), iolab.Seed(seed))
		for range 50 {
			failures = append(failures, d.Do(ctx) != nil)
		}
		return failures
	}
	first, again, other := run(1), run(1), run(2)
	fmt.Println(slices.Equal(first, again), slices.Equal(first, other))
	// Output: true false
}

func ExamplePlaces() {
	d := iolab.NewDevice(iolab.Places(1), iolab.Latency(2*time.Millisecond))
	start := time.Now()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { d.Do(ctx) })
	}
	wg.Wait()
	fmt.Println(time.Since(start) >= 6*time.Millisecond)
	// Output: true
}

func ExampleNewServer() {
	server, err := iolab.NewServer(iolab.Latency(time.Millisecond))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	fmt.Println(iolab.Get(ctx, server.URL()+"/echo?text=hello"))
	// Output: hello <nil>
}

func ExampleInMemory() {
	server, _ := iolab.NewServer(iolab.InMemory())
	defer server.Close()
	fmt.Println(iolab.Get(ctx, server.URL()+"/echo?text=without+a+network"))
	// Output: without a network <nil>
}

func ExampleServer_Handle() {
	server, _ := iolab.NewServer(iolab.InMemory())
	defer server.Close()
	server.Handle("GET /double/{n}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.PathValue("n"))
		fmt.Fprint(w, 2*n)
	}))
	fmt.Println(iolab.Get(ctx, server.URL()+"/double/21"))
	// Output: 42 <nil>
}

func ExampleServer_URL() {
	server, _ := iolab.NewServer()
	defer server.Close()
	fmt.Println(strings.HasPrefix(server.URL(), "http://127.0.0.1:"))
	// Output: true
}

func ExampleServer_Client() {
	server, _ := iolab.NewServer(iolab.InMemory())
	defer server.Close()
	answer, err := server.Client().Get(server.URL() + "/bytes/5")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	fmt.Println(answer.Status, string(text))
	// Output: 200 OK abcde
}

func ExampleServer_Stats() {
	server, _ := iolab.NewServer(iolab.InMemory())
	iolab.Get(ctx, server.URL()+"/echo")
	iolab.Get(ctx, server.URL()+"/echo")
	server.Close()
	fmt.Println(server.Stats().Done)
	// Output: 2
}

func ExampleServer_Close() {
	server, _ := iolab.NewServer(iolab.InMemory())
	url := server.URL()
	server.Close()
	_, err := iolab.Get(ctx, url+"/echo")
	fmt.Println(err != nil)
	// Output: true
}

func ExampleGet() {
	server, _ := iolab.NewServer(iolab.InMemory())
	defer server.Close()
	_, err := iolab.Get(ctx, server.URL()+"/nowhere")
	var status *iolab.StatusError
	fmt.Println(errors.As(err, &status) && status.Status == 404)
	// Output: true
}

// example makes a file in a folder for the time of an example.
func example(text string) (path string, remove func()) {
	dir, err := os.MkdirTemp("", "iolab-example-*")
	if err != nil {
		panic(err)
	}
	path = filepath.Join(dir, "file.txt")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		panic(err)
	}
	return path, func() { os.RemoveAll(dir) }
}

func ExampleCopy() {
	path, remove := example("some text")
	defer remove()
	t, err := iolab.Copy(ctx, path+".copy", path)
	fmt.Println(t.Bytes, err)
	// Output: 9 <nil>
}

func ExampleChunk() {
	path, remove := example("0123456789")
	defer remove()
	iolab.Copy(ctx, path+".copy", path, iolab.Chunk(4), iolab.Progress(func(done, total int64) {
		fmt.Println(done, "of", total)
	}))
	// Output:
	// 4 of 10
	// 8 of 10
	// 10 of 10
}

func ExampleProgress() {
	path, remove := example("all of it")
	defer remove()
	iolab.Copy(ctx, path+".copy", path, iolab.Progress(func(done, total int64) {
		fmt.Printf("%d %%\n", 100*done/total)
	}))
	// Output: 100 %
}

func ExampleBuffers() {
	path, remove := example("text")
	defer remove()
	_, err := iolab.Copy(ctx, path+".copy", path, iolab.Buffers(0)) // reader and writer go hand in hand
	fmt.Println(err)
	// Output: <nil>
}

func ExampleDownload() {
	server, _ := iolab.NewServer(iolab.InMemory())
	defer server.Close()
	path, remove := example("old")
	defer remove()
	t, err := iolab.Download(ctx, server.URL()+"/bytes/1000", path)
	fmt.Println(t.Bytes, err)
	// Output: 1000 <nil>
}

func ExampleUpload() {
	server, _ := iolab.NewServer(iolab.InMemory())
	defer server.Close()
	path, remove := example("to be sent")
	defer remove()
	t, err := iolab.Upload(ctx, server.URL()+"/upload", path)
	fmt.Println(t.Bytes, err)
	// Output: 10 <nil>
}

func ExampleTransfer_Rate() {
	t := iolab.Transfer{Bytes: 3000, Elapsed: 2 * time.Second}
	fmt.Println(t.Rate(), "bytes a second")
	// Output: 1500 bytes a second
}

func ExampleNewLink() {
	link := iolab.NewLink(iolab.Bandwidth(100_000))
	start := time.Now()
	io.Copy(io.Discard, link.Reader(ctx, strings.NewReader(strings.Repeat("x", 1000))))
	fmt.Println(time.Since(start) >= 9*time.Millisecond, link.Bytes())
	// Output: true 1000
}

func ExampleLink_Reader() {
	link := iolab.NewLink()
	text, err := io.ReadAll(link.Reader(ctx, strings.NewReader("abc")))
	fmt.Println(string(text), err, link.Bytes())
	// Output: abc <nil> 3
}

func ExampleLink_Writer() {
	link := iolab.NewLink()
	var b bytes.Buffer
	n, err := link.Writer(ctx, &b).Write([]byte("abc"))
	fmt.Println(n, err, b.String())
	// Output: 3 <nil> abc
}

func ExampleLink_Bytes() {
	link := iolab.NewLink()
	path, remove := example("four")
	defer remove()
	iolab.Copy(ctx, path+".1", path, iolab.Over(link))
	iolab.Copy(ctx, path+".2", path, iolab.Over(link))
	fmt.Println(link.Bytes())
	// Output: 8
}

func ExampleOver() {
	link := iolab.NewLink(iolab.Bandwidth(1 << 20)) // both share it
	path, remove := example("text")
	defer remove()
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() { iolab.Copy(ctx, path+strconv.Itoa(i), path, iolab.Over(link)) })
	}
	wg.Wait()
	fmt.Println(link.Bytes())
	// Output: 8
}

func ExampleBandwidth() {
	path, remove := example(strings.Repeat("x", 2000))
	defer remove()
	t, _ := iolab.Copy(ctx, path+".copy", path, iolab.Bandwidth(200_000))
	fmt.Println(t.Elapsed >= 9*time.Millisecond)
	// Output: true
}

func ExampleOpenDB() {
	db, err := iolab.OpenDB("") // a temporary file
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	db.Put("capitals", "Portugal", "Lisboa")
	fmt.Println(db.Get("capitals", "Portugal"))
	// Output: Lisboa true <nil>
}

func ExampleNoSync() {
	db, _ := iolab.OpenDB("", iolab.NoSync()) // commits do not wait for the disk
	defer db.Close()
	fmt.Println(db.Put("t", "k", "v"))
	// Output: <nil>
}

func ExampleDB_Update() {
	db, _ := iolab.OpenDB("")
	defer db.Close()
	db.Put("accounts", "ana", "100")
	err := db.Update(ctx, func(tx *iolab.Tx) error {
		tx.Put("accounts", "ana", "0")
		return errors.New("the other account is closed")
	})
	fmt.Println(err)
	fmt.Println(db.Get("accounts", "ana")) // nothing has happened
	// Output:
	// the other account is closed
	// 100 true <nil>
}

func ExampleDB_View() {
	db, _ := iolab.OpenDB("")
	defer db.Close()
	err := db.View(ctx, func(tx *iolab.Tx) error { return tx.Put("t", "k", "v") })
	fmt.Println(err != nil) // a View can't write
	// Output: true
}

func ExampleDB_Get() {
	db, _ := iolab.OpenDB("")
	defer db.Close()
	_, ok, err := db.Get("accounts", "nobody")
	fmt.Println(ok, err)
	// Output: false <nil>
}

func ExampleDB_Put() {
	db, _ := iolab.OpenDB("")
	defer db.Close()
	fmt.Println(db.Put("t", "k", "v"))
	// Output: <nil>
}

func ExampleDB_Stats() {
	db, _ := iolab.OpenDB("")
	defer db.Close()
	db.Put("t", "k", "v")
	db.Get("t", "k")
	s := db.Stats()
	fmt.Println(s.Writes.Done, s.Reads.Done, s.Commit > 0)
	// Output: 1 1 true
}

func ExampleDB_Close() {
	db, _ := iolab.OpenDB("")
	fmt.Println(db.Close())
	// Output: <nil>
}

func ExampleTx_Get() {
	db, _ := iolab.OpenDB("")
	defer db.Close()
	db.Put("t", "a", "1")
	db.View(ctx, func(tx *iolab.Tx) error {
		v, ok := tx.Get("t", "a")
		fmt.Println(v, ok)
		return nil
	})
	// Output: 1 true
}

func ExampleTx_Put() {
	db, _ := iolab.OpenDB("")
	defer db.Close()
	db.Update(ctx, func(tx *iolab.Tx) error {
		fmt.Println(tx.Put("t", "", "v"))
		return nil
	})
	// Output: iolab: put key "" into table "t": key required
}

func ExampleTx_Delete() {
	db, _ := iolab.OpenDB("")
	defer db.Close()
	db.Put("t", "k", "v")
	db.Update(ctx, func(tx *iolab.Tx) error { return tx.Delete("t", "k") })
	_, ok, _ := db.Get("t", "k")
	fmt.Println(ok)
	// Output: false
}

func ExampleTx_All() {
	db, _ := iolab.OpenDB("")
	defer db.Close()
	db.Put("t", "b", "2")
	db.Put("t", "a", "1")
	db.View(ctx, func(tx *iolab.Tx) error {
		for k, v := range tx.All("t") {
			fmt.Println(k, v)
		}
		return nil
	})
	// Output:
	// a 1
	// b 2
}

func ExampleLadder() {
	rungs, err := iolab.Ladder(ctx)
	fmt.Println(len(rungs) > 0, err)
	// Output: true <nil>
}

func ExampleDevice_Figure() {
	d := iolab.NewDevice(iolab.Latency(time.Millisecond))
	for range 4 {
		d.Do(ctx)
	}
	fmt.Println(d.Figure().Title()) // as the last line of a cell the figure shows itself
	// Output: device: 4 in all, at most 1 in flight
}

func ExampleServer_Figure() {
	server, _ := iolab.NewServer(iolab.InMemory())
	iolab.Get(ctx, server.URL()+"/echo?text=x")
	server.Close()
	fmt.Println(server.Figure().Title())
	// Output: server: 1 in all, at most 1 in flight
}

func ExampleRungs_Figure() {
	rungs := iolab.Rungs{{Name: "memory", Time: 80 * time.Nanosecond}, {Name: "disk", Time: 2 * time.Millisecond}}
	fmt.Println(rungs.Figure())
	// Output:
	// how long it takes here
	//         value
	// memory  80 ns
	// disk    2 ms
}
