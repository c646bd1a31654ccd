package engine

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"interleave/kernel/engine/hooks"
	"interleave/kernel/evaluator"
)

// stuck are the ways of a cell to go on for ever. Each prints "begun" when
// the interrupt may come.
var stuck = []struct{ name, code string }{
	{"empty loop", "begun()\nfor {\n}"},
	{"loop with body", "n := 0\nbegun()\nfor {\n\tn++\n}"},
	{"loop with condition", "begun()\nfor i := 0; i >= 0; {\n\ti = 1\n}"},
	{"goto", "begun()\nn := 0\nagain:\nn++\ngoto again"},
	{"select with default", "c := make(chan int)\nbegun()\nfor {\n\tselect {\n\tcase <-c:\n\tdefault:\n\t}\n}"},
	{"recursion", "begun()\nexplode(60)"},
	{"deferred loop", "begun()\ndefer func() {\n\tfor {\n\t}\n}()\npanic(1)"},
	{"loop around recover", "begun()\nfor {\n\tfunc() {\n\t\tdefer func() { recover() }()\n\t\tpanic(1)\n\t}()\n}"},
	{"receive", "begun()\n<-make(chan int)"},
	{"receive with ok", "begun()\nv, ok := <-make(chan int)\nfmt.Println(v, ok)"},
	{"receive from nil", "var c chan int\nbegun()\n<-c"},
	{"send", "begun()\nmake(chan int) <- 1"},
	{"range over channel", "begun()\nfor range make(chan int) {\n}"},
	{"select", "a, b := make(chan int), make(chan int)\nbegun()\nselect {\ncase <-a:\ncase b <- 1:\n}"},
	{"empty select", "begun()\nselect {}"},
	{"sleep", "begun()\ntime.Sleep(time.Hour)"},
	{"time.After", "begun()\n<-time.After(time.Hour)"},
	{"ticker", "t := time.NewTicker(time.Hour)\nbegun()\nfor range t.C {\n}"},
	{"context", "ctx, cancel := context.WithCancel(context.Background())\ndefer cancel()\nbegun()\n<-ctx.Done()"},
	{"mutex", "var mu sync.Mutex\nmu.Lock()\nbegun()\nmu.Lock()"},
	{"read lock", "var mu sync.RWMutex\nmu.Lock()\nbegun()\nmu.RLock()"},
	{"write lock", "var mu sync.RWMutex\nmu.RLock()\nbegun()\nmu.Lock()"},
	{"wait group", "var wg sync.WaitGroup\nwg.Add(1)\nbegun()\nwg.Wait()"},
	{"cond", "var mu sync.Mutex\nc := sync.NewCond(&mu)\nmu.Lock()\nbegun()\nc.Wait()"},
	{"once in once", "var o sync.Once\no.Do(func() {\n\tbegun()\n\to.Do(func() {})\n})"},
	{"loop in sort", "sort.Slice([]int{3, 1, 2}, func(i, j int) bool {\n\tbegun()\n\tfor {\n\t}\n})"},
	{"goroutines and main", "for i := 0; i < 10; i++ {\n\tgo func() { select {} }()\n\tgo func() {\n\t\tfor {\n\t\t}\n\t}()\n\tgo time.Sleep(time.Hour)\n}\nbegun()\nselect {}"},
	{"function of an earlier cell", "begun()\nspin()"},
	{"closure of an earlier cell", "begun()\nspinning()"},
	{"command", "begun()\nexec.Command(\"sleep\", \"3600\").Run()"},
	{"web request", "begun()\nhttp.Get(hanging.URL)"},
	{"input", "begun()\nvar s string\nfmt.Scan(&s)"},
	{"printing", "begun()\nfor {\n\tfmt.Fprint(io.Discard, \"x\")\n}"},
	{"parallel.Map", "parallel.Map(make([]int, 4), func(x int) int {\n\tbegun()\n\tfor {\n\t}\n})"},
	{"parallel.ForEach", "parallel.ForEach(make([]int, 4), func(int) {\n\tbegun()\n\tselect {}\n})"},
	{"parallel.First", "parallel.First(make([]int, 4), func(ctx context.Context, x int) (int, error) {\n\tbegun()\n\t<-ctx.Done()\n\treturn 0, ctx.Err()\n})"},
	{"parallel.MapReduce", "parallel.MapReduce(make([]int, 4), func(x int, emit func(int, int)) {\n\tbegun()\n\tselect {}\n}, func(k int, vs []int) int { return k })"},
	{"pool", "p := parallel.NewPool[int]()\np.Submit(func() int {\n\tbegun()\n\tselect {}\n})\np.Wait()"},
	{"pipeline", "parallel.Stage(\"s\", func(x int) int {\n\tbegun()\n\tselect {}\n}).Run(make([]int, 4))"},
	{"parallel.Speedup", "parallel.Speedup(func(int) {\n\tbegun()\n\tfor {\n\t}\n})"},
	{"future", "async.Go(func() (int, error) {\n\tbegun()\n\tselect {}\n}).Await()"},
	{"promise", "begun()\nasync.NewPromise[int]().Future().Await()"},
	{"async.After", "begun()\nasync.After(time.Hour, 1).Await()"},
	{"event loop", "loop := async.NewLoop()\nloop.Hold()\nloop.Post(begun)\nloop.Run()"},
	{"async.Scope", "async.Scope(context.Background(), func(g *async.Group) error {\n\tg.Go(func(ctx context.Context) error {\n\t\tbegun()\n\t\t<-ctx.Done()\n\t\treturn ctx.Err()\n\t})\n\treturn nil\n})"},
	{"device", "begun()\niolab.NewDevice(iolab.Latency(time.Hour)).Do(context.Background())"},
	{"explore", "explore.Run(func() {\n\tbegun()\n\tfor {\n\t}\n})"},
	{"gil", "vm := gil.New(gil.Python(\"3.11\"))\nvm.Thread(\"t\", func(t *gil.Thread) {\n\tbegun()\n\tfor {\n\t\tt.Bytecode(time.Hour)\n\t}\n})\nvm.Run()"},
	{"shared", "x := shared.NewVar(\"x\", shared.Mutex, 0)\nx.Update(func(int) int {\n\tbegun()\n\tselect {}\n})"},
	{"vtime, sleeping", "vtime.Run(func() {\n\tbegun()\n\tfor {\n\t\ttime.Sleep(time.Hour)\n\t}\n})"},
	{"vtime, computing", "vtime.Run(func() {\n\tbegun()\n\tfor {\n\t}\n})"},
	{"process.Run", "begun()\nprocess.Run(\"sleep\", \"3600\")"},
	{"child", "c, err := process.Start(\"cat\")\nbegun()\nc.Receive()"},
	{"check", "check.NewSheet(\"x\").Limit(time.Hour).Check(1, \"y\", func() error {\n\tbegun()\n\tselect {}\n})"},
	{"errgroup", "var g errgroup.Group\ng.Go(func() error { select {} })\nbegun()\ng.Wait()"},
}

// Every stuck cell ends soon after an interrupt, and what earlier cells left
// running goes on untouched.
func TestInterrupt(t *testing.T) {
	s := newSession(t)
	s.must(`func begun() { fmt.Println("begun") }
func spin() {
	for {
	}
}
func explode(n int) int {
	if n == 0 {
		return 0
	}
	return explode(n-1) + explode(n-1)
}
spinning := func() { spin() }
calls := 0
call := func() int { calls++; return calls }
ask, answer := make(chan int), make(chan int)
go func() {
	sum := 0
	for n := range ask {
		sum += n
		answer <- sum
	}
}()
ticks := make(chan bool)
go func() {
	for {
		time.Sleep(time.Millisecond)
		ticks <- true
	}
}()
var busy atomic.Int64
go func() {
	for {
		busy.Add(1)
		runtime.Gosched()
	}
}()
hanging := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))`)
	for i, c := range stuck {
		s.interrupted(t, c.name, c.code)
		r := s.run("before := busy.Load()\n<-ticks\n<-ticks\nfor busy.Load() == before {\n\truntime.Gosched()\n}\nask <- 1\n[]int{<-answer, call()}")
		if want := fmt.Sprintf("[%d %d]", i+1, i+1); r.Error != nil || text(r) != want {
			t.Fatalf("after %s: got %s and %+v, want %s", c.name, text(r), r.Error, want)
		}
	}
	s.must("hanging.Close()")
}

// interrupted runs a cell, interrupts it when it has begun, and checks its end.
func (s *session) interrupted(t *testing.T, name, code string) {
	t.Helper()
	s.next++
	id := evaluator.CellID(s.next)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan evaluator.Result, 1)
	go func() {
		done <- s.e.Execute(ctx, evaluator.Cell{ID: id, Number: s.next, Code: code, AllowInput: true})
	}()
	if !s.out.wait(func() bool { return strings.HasPrefix(s.out.stream(id, "stdout"), "begun\n") || len(done) > 0 }) {
		t.Fatalf("%s: does not begin", name)
	}
	select {
	case r := <-done:
		t.Fatalf("%s: ended by itself: %+v", name, r.Error)
	default:
	}
	cancel()
	select {
	case r := <-done:
		if r.Error == nil || r.Error.Name != evaluator.ErrorInterrupted {
			t.Errorf("%s: ended with %+v", name, r.Error)
		}
	case <-time.After(*patience):
		t.Fatalf("%s: is not stopped", name)
	}
	deadline := time.Now().Add(*patience)
	for left := leftOf(id); len(left) > 0; left = leftOf(id) {
		if time.Now().After(deadline) {
			t.Errorf("%s: left behind: %+v", name, left)
			return
		}
		time.Sleep(time.Millisecond) // nobody tells when the last one ends
	}
}

// leftOf lists the goroutines of a cell that are in code of cells.
func leftOf(id evaluator.CellID) (left []hooks.Goroutine) {
	for _, g := range hooks.Dump() {
		if g.Cell == int64(id) {
			left = append(left, g)
		}
	}
	return left
}
