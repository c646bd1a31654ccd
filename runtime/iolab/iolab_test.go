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
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"interleave/runtime/iolab"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestDeviceInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := iolab.NewDevice(iolab.Latency(100*time.Millisecond), iolab.Places(4))
		start := time.Now()
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if err := d.Do(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if e := time.Since(start); e != 300*time.Millisecond {
			t.Errorf("10 operations on 4 places of 100 ms took %v", e)
		}
		s := d.Stats()
		if s.Done != 10 || s.Max != 10 || s.Now != 0 || s.Elapsed != 300*time.Millisecond {
			t.Errorf("stats %+v", s)
		}
		// 10 in flight for 100 ms, 6 for 100 ms, 2 for 100 ms.
		if math.Abs(s.InFlight-6) > 1e-9 || math.Abs(s.Little()-s.InFlight) > 1e-6 {
			t.Errorf("in flight %v, by Little's law %v", s.InFlight, s.Little())
		}
		d.Reset()
		if s := d.Stats(); s.Done != 0 || s.Max != 0 {
			t.Errorf("after Reset %+v", s)
		}
	})
}

func TestDeviceFailsBySeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		outcomes := func(seed uint64) (list []bool) {
			d := iolab.NewDevice(iolab.FailRate(0.3), iolab.Latency(time.Second), iolab.Jitter(0.5), iolab.Seed(seed))
			for range 200 {
				start := time.Now()
				err := d.Do(t.Context())
				if err != nil && err != iolab.ErrFailed {
					t.Fatal(err)
				}
				if e := time.Since(start); e < time.Second/2 || e > 3*time.Second/2 {
					t.Errorf("latency %v", e)
				}
				list = append(list, err != nil)
			}
			return list
		}
		a, b, c := outcomes(1), outcomes(1), outcomes(2)
		if !slices.Equal(a, b) || slices.Equal(a, c) {
			t.Error("a seed has to repeat itself, and another one to differ")
		}
		failed := 0
		for _, f := range a {
			if f {
				failed++
			}
		}
		if failed < 40 || failed > 80 {
			t.Errorf("%d of 200 failed at a rate of 0.3", failed)
		}
	})
}

func TestDeviceStopsWithItsContext(t *testing.T) {
	d := iolab.NewDevice(iolab.Latency(time.Hour), iolab.Places(1))
	ctx, stop := context.WithCancelCause(t.Context())
	errs := make(chan error, 2)
	for range 2 { // one has the place, one waits for it
		go func() { errs <- d.Do(ctx) }()
	}
	why := errors.New("enough")
	stop(why)
	for range 2 {
		if err := <-errs; err != why {
			t.Errorf("got %v", err)
		}
	}
}

func server(t *testing.T, options ...iolab.Option) *iolab.Server {
	t.Helper()
	s, err := iolab.NewServer(options...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestServer(t *testing.T) {
	for name, options := range map[string][]iolab.Option{"loopback": nil, "in memory": {iolab.InMemory()}} {
		t.Run(name, func(t *testing.T) {
			s := server(t, options...)
			defer s.Close()
			if text, err := iolab.Get(t.Context(), s.URL()+"/echo?text=ol%C3%A1"); text != "olá" || err != nil {
				t.Errorf("echo: %q, %v", text, err)
			}
			if text, err := iolab.Get(t.Context(), s.URL()+"/price/tea"); !strings.Contains(text, `"item":"tea"`) || err != nil {
				t.Errorf("price: %q, %v", text, err)
			}
			_, err := iolab.Get(t.Context(), s.URL()+"/nowhere")
			var status *iolab.StatusError
			if !errors.As(err, &status) || status.Status != 404 || errors.Is(err, iolab.ErrFailed) {
				t.Errorf("nowhere: %v", err)
			}
			if _, err := iolab.Get(t.Context(), s.URL()+"/bytes/x"); err == nil || !strings.Contains(err.Error(), "a number from 0") {
				t.Errorf("bytes: %v", err)
			}
			s.Handle("GET /hello/{name}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, "hello %s", r.PathValue("name"))
			}))
			r, err := s.Client().Get(s.URL() + "/hello/ana")
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r.Body)
			_ = r.Body.Close()
			if string(text) != "hello ana" || err != nil {
				t.Errorf("hello: %q, %v", text, err)
			}
			if st := s.Stats(); st.Done != 5 || st.Failed != 0 {
				t.Errorf("stats %v", st)
			}
		})
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestServerInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := server(t, iolab.InMemory(), iolab.Latency(time.Minute), iolab.Places(5))
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				if text, err := iolab.Get(t.Context(), s.URL()+"/echo?text="+strconv.Itoa(i)); text != strconv.Itoa(i) || err != nil {
					t.Errorf("%q, %v", text, err)
				}
			})
		}
		wg.Wait()
		if e := time.Since(start); e != 4*time.Minute {
			t.Errorf("it took %v", e)
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if _, err := iolab.Get(ctx, s.URL()+"/echo"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a short deadline: %v", err)
		}
		s.Close()
	})
}

func TestServerFailures(t *testing.T) {
	s := server(t, iolab.InMemory(), iolab.FailRate(1))
	defer s.Close()
	_, err := iolab.Get(t.Context(), s.URL()+"/echo")
	if !errors.Is(err, iolab.ErrFailed) || !strings.Contains(err.Error(), "503 Service Unavailable: the service is out of order") {
		t.Errorf("got %v", err)
	}
	if st := s.Stats(); st.Failed != 1 {
		t.Errorf("stats %v", st)
	}
}

func write(t *testing.T, n int) (path string, data []byte) {
	t.Helper()
	data = bytes.Repeat([]byte("interleave "), n/11+1)[:n]
	path = filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path, data
}

func same(t *testing.T, path string, want []byte) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s has %d bytes, want %d; %v", path, len(got), len(want), err)
	}
}

func TestCopy(t *testing.T) {
	from, data := write(t, 300_001)
	to := filepath.Join(t.TempDir(), "copy")
	for _, buffers := range []int{0, 1, 8} {
		var steps []int64
		tr, err := iolab.Copy(t.Context(), to, from, iolab.Chunk(1000), iolab.Buffers(buffers), iolab.Progress(func(done, total int64) {
			if total != 300_001 {
				t.Errorf("total %d", total)
			}
			steps = append(steps, done)
		}))
		if err != nil || tr.Bytes != 300_001 || len(steps) != 301 || !slices.IsSorted(steps) || steps[300] != tr.Bytes {
			t.Errorf("%v, %v, %d steps", tr, err, len(steps))
		}
		same(t, to, data)
	}
	if _, err := iolab.Copy(t.Context(), to, from+"-not-there"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no source: %v", err)
	}
	same(t, to, data)
}

func TestCopyThatIsStoppedLeavesNothing(t *testing.T) {
	from, _ := write(t, 10_000)
	dir := t.TempDir()
	to := filepath.Join(dir, "copy")
	if err := os.WriteFile(to, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	_, err := iolab.Copy(ctx, to, from, iolab.Chunk(100), iolab.Progress(func(done, _ int64) {
		if done >= 500 {
			stop()
		}
	}))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	same(t, to, []byte("old"))
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("left behind: %v", list)
	}
}

func TestUpAndDownload(t *testing.T) {
	s := server(t)
	defer s.Close()
	path := filepath.Join(t.TempDir(), "got")
	tr, err := iolab.Download(t.Context(), s.URL()+"/bytes/100000", path)
	if err != nil || tr.Bytes != 100_000 {
		t.Errorf("download: %v, %v", tr, err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 100_000 {
		t.Errorf("%v, %v", info, err)
	}
	tr, err = iolab.Upload(t.Context(), s.URL()+"/upload", path)
	if err != nil || tr.Bytes != 100_000 {
		t.Errorf("upload: %v, %v", tr, err)
	}
	var status *iolab.StatusError
	if _, err = iolab.Upload(t.Context(), s.URL()+"/nowhere", path); !errors.As(err, &status) {
		t.Errorf("upload to nowhere: %v", err)
	}
	if _, err = iolab.Download(t.Context(), s.URL()+"/nowhere", path+"2"); !errors.As(err, &status) {
		t.Errorf("download from nowhere: %v", err)
	}
	if _, err := os.Stat(path + "2"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a failed download left a file: %v", err)
	}
	http.DefaultClient.CloseIdleConnections()
}

// Two transfers over one link take as long as one of both their sizes.
func TestLinkIsShared(t *testing.T) {
	from, data := write(t, 50_000)
	synctest.Test(t, func(t *testing.T) {
		link := iolab.NewLink(iolab.Bandwidth(10_000))
		start := time.Now()
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() {
				r := link.Reader(t.Context(), bytes.NewReader(data))
				if n, err := io.Copy(io.Discard, r); n != 50_000 || err != nil {
					t.Errorf("%d, %v", n, err)
				}
			})
		}
		wg.Wait()
		if e := time.Since(start).Seconds(); math.Abs(e-10) > 0.1 {
			t.Errorf("100 000 bytes at 10 000 a second took %v s", e)
		}
		if link.Bytes() != 100_000 {
			t.Errorf("%d bytes", link.Bytes())
		}
	})
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		tr, err := iolab.Copy(t.Context(), from+"2", from, iolab.Bandwidth(10_000))
		if e := time.Since(start).Seconds(); err != nil || math.Abs(e-5) > 0.1 || tr.WriterWaited.Seconds() < 4.5 {
			t.Errorf("%v in %v s, %v", tr, e, err)
		}
	})
}

func database(t *testing.T, options ...iolab.Option) *iolab.DB {
	t.Helper()
	db, err := iolab.OpenDB(filepath.Join(t.TempDir(), "bank.db"), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestTransactionsAreAllOrNothing(t *testing.T) {
	db := database(t)
	if err := db.Put("accounts", "ana", "100"); err != nil {
		t.Fatal(err)
	}
	oops := errors.New("oops")
	if err := db.Update(t.Context(), func(tx *iolab.Tx) error {
		_ = tx.Put("accounts", "ana", "0")
		return oops
	}); err != oops {
		t.Errorf("got %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = db.Update(t.Context(), func(tx *iolab.Tx) error {
			_ = tx.Put("accounts", "ana", "0")
			panic("in the middle")
		})
	}()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = db.Update(t.Context(), func(tx *iolab.Tx) error {
			_ = tx.Put("accounts", "ana", "0")
			runtime.Goexit() // what an interrupt of a cell does
			return nil
		})
	}()
	<-ended
	if v, ok, err := db.Get("accounts", "ana"); v != "100" || !ok || err != nil {
		t.Errorf("ana has %q, %v, %v", v, ok, err)
	}
	if err := db.View(t.Context(), func(tx *iolab.Tx) error { return tx.Put("accounts", "ana", "1") }); err == nil {
		t.Error("a View may write")
	}
	if _, ok, _ := db.Get("nowhere", "x"); ok {
		t.Error("a value of a table that is not there")
	}
	if err := db.Put("accounts", "", "1"); err == nil || !strings.Contains(err.Error(), `key ""`) {
		t.Errorf("an empty key: %v", err)
	}
}

// Read and write in one transaction lose nothing; in two they may.
func TestOneWriter(t *testing.T) {
	db := database(t, iolab.NoSync())
	_ = db.Put("n", "n", "0")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 25 {
				if err := db.Update(t.Context(), func(tx *iolab.Tx) error {
					v, _ := tx.Get("n", "n")
					n, _ := strconv.Atoi(v)
					return tx.Put("n", "n", strconv.Itoa(n+1))
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if v, _, _ := db.Get("n", "n"); v != "200" {
		t.Errorf("n is %s", v)
	}
	if s := db.Stats(); s.Writes.Done != 201 || s.Writes.Failed != 0 || s.Reads.Done != 1 || s.Commit <= 0 {
		t.Errorf("stats %+v", s)
	}
}

func TestReadersSeeTheirBeginning(t *testing.T) {
	db := database(t)
	_ = db.Put("t", "k", "old")
	err := db.View(t.Context(), func(tx *iolab.Tx) error {
		done := make(chan error)
		go func() { done <- db.Put("t", "k", "new") }()
		if err := <-done; err != nil {
			return err
		}
		if v, _ := tx.Get("t", "k"); v != "old" {
			t.Errorf("the reader sees %q", v)
		}
		return nil
	})
	if v, _, _ := db.Get("t", "k"); v != "new" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
}

// A file that grows must not wait, for a lock that virtual time does not see, for
// readers that wait for time to pass.
func TestGrowthBesideReadersInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, err := iolab.OpenDB("", iolab.Latency(time.Second), iolab.NoSync())
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		start := time.Now()
		for i := range 4 {
			wg.Go(func() { _ = db.Put("t", strconv.Itoa(i), strings.Repeat("x", 1<<20)) })
			wg.Go(func() {
				for range 5 {
					_, _, _ = db.Get("t", "0")
				}
			})
		}
		wg.Wait()
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("4 writers and 4 readers of 5 times a second took %v", took)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestTablesInOrder(t *testing.T) {
	db := database(t)
	err := db.Update(t.Context(), func(tx *iolab.Tx) error {
		for _, k := range []string{"c", "a", "b"} {
			if err := tx.Put("t", k, strings.ToUpper(k)); err != nil {
				return err
			}
		}
		return tx.Delete("t", "b")
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	_ = db.View(t.Context(), func(tx *iolab.Tx) error {
		for k, v := range tx.All("t") {
			got = append(got, k+v)
		}
		for range tx.All("nowhere") {
			t.Error("something in no table")
		}
		return nil
	})
	if !slices.Equal(got, []string{"aA", "cC"}) {
		t.Errorf("got %v", got)
	}
}

func TestDBInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, err := iolab.OpenDB("", iolab.Latency(time.Second), iolab.Places(2))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() { _ = db.Put("t", strconv.Itoa(i), "x") })
		}
		wg.Wait()
		writes := time.Since(start)
		for i := range 4 {
			wg.Go(func() { _, _, _ = db.Get("t", strconv.Itoa(i)) })
		}
		wg.Wait()
		if reads := time.Since(start) - writes; writes != 3*time.Second || reads != 2*time.Second {
			t.Errorf("3 writes took %v, 4 reads on 2 places %v", writes, reads)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestOpenTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	db, err := iolab.OpenDB(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := iolab.OpenDB(path); err == nil || !strings.Contains(err.Error(), "has it open") {
		t.Errorf("got %v", err)
	}
	if _, err := iolab.OpenDB(t.TempDir()); err == nil {
		t.Error("a folder is a database")
	}
}

func TestLadder(t *testing.T) {
	rungs, err := iolab.Ladder(t.Context())
	if err != nil || len(rungs) < 4 {
		t.Fatalf("%v, %v", rungs, err)
	}
	for _, r := range rungs {
		if r.Time <= 0 || r.Name == "" {
			t.Errorf("rung %+v", r)
		}
	}
}

func TestMisuse(t *testing.T) {
	for want, f := range map[string]func(){
		"no use for Bandwidth":     func() { iolab.NewDevice(iolab.Bandwidth(1)) },
		"a share from 0 to 1":      func() { iolab.FailRate(math.NaN()) },
		"can't be negative":        func() { iolab.Latency(-1) },
		"one or more":              func() { iolab.Places(0) },
		"the link is nil":          func() { iolab.Over(nil) },
		"Update of a nil function": func() { _ = (&iolab.DB{}).Update(context.Background(), nil) },
		"an empty option":          func() { iolab.NewLink(iolab.Option{}) },
	} {
		func() {
			defer func() {
				if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), want) {
					t.Errorf("want a panic with %q, got %v", want, r)
				}
			}()
			f()
		}()
	}
}
