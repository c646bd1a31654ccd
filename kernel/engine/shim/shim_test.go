package shim

import (
	"context"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"reflect"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"interleave/kernel/engine/hooks"
	"interleave/runtime/symbols"
)

// patience is how long something may take that must happen; only a failure
// takes so long.
const patience = 30 * time.Second

// TestReplacementsFit compares every replacement with what it replaces.
func TestReplacementsFit(t *testing.T) {
	for _, path := range Packages() {
		real, ok := symbols.Lookup(path)
		if !ok {
			t.Errorf("package %s is replaced but has no table", path)
			continue
		}
		for name, ours := range Symbols(path) {
			theirs, ok := real[name]
			switch {
			case !ok:
				t.Errorf("%s.%s replaces nothing", path, name)
			case isType(theirs):
				if a, b := methods(ours.Type()), methods(theirs.Type()); a != b {
					t.Errorf("%s.%s: methods %s, want %s", path, name, a, b)
				}
				if ours.Type().String() != theirs.Type().String() {
					t.Errorf("%s.%s is named %v", path, name, ours.Type())
				}
			case !sameText(ours.Type(), theirs.Type()):
				t.Errorf("%s.%s is a %v, want %v", path, name, ours.Type(), theirs.Type())
			case theirs.CanSet() != ours.CanSet():
				t.Errorf("%s.%s: one is a variable, the other is not", path, name)
			}
		}
	}
	if Symbols("strings") != nil {
		t.Error("something of package strings is replaced")
	}
}

func isType(v reflect.Value) bool {
	return v.Kind() == reflect.Pointer && v.IsNil() && !v.CanSet()
}

// sameText compares types by their texts, in which replaced types look like the
// real ones.
func sameText(a, b reflect.Type) bool { return a.String() == b.String() }

func methods(t reflect.Type) string {
	var b strings.Builder
	for m := range t.NumMethod() {
		s := t.Method(m).Type.String()
		b.WriteString(t.Method(m).Name + s + " ")
	}
	return b.String()
}

// call calls a replaced function.
func call(t *testing.T, path, name string, args ...any) []reflect.Value {
	t.Helper()
	in := make([]reflect.Value, len(args))
	f := Symbols(path)[name]
	for i, a := range args {
		if in[i] = reflect.ValueOf(a); a == nil {
			in[i] = reflect.Zero(f.Type().In(i))
		}
	}
	return f.Call(in)
}

// start runs f as part of c and closes the channel when its goroutine ends.
func start(c *hooks.Cell, f func()) <-chan struct{} {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer c.Enter()()
		f()
	}()
	return ended
}

func within(t *testing.T, what string, ch <-chan struct{}) {
	t.Helper()
	select {
	case <-ch:
	case <-time.After(patience):
		buf := make([]byte, 1<<20)
		t.Fatalf("%s did not happen\n%s", what, buf[:runtime.Stack(buf, true)])
	}
}

// needCells skips a test of what can't be had in the build without hooks, where
// goroutines don't know their cell.
func needCells(t *testing.T) {
	t.Helper()
	if err := hooks.Available(); err != nil {
		t.Skip(err)
	}
}

// stopped starts f in a new cell, waits until it is ready, stops the cell and
// waits for the goroutine's end.
func stopped(t *testing.T, f func(ready func())) {
	needCells(t)
	t.Helper()
	c := hooks.NewCell(1)
	ready := make(chan struct{})
	ended := start(c, func() { f(sync.OnceFunc(func() { close(ready) })) })
	within(t, "the start", ready)
	c.Stop(patience)
	within(t, "the end after Stop", ended)
}

func TestSleepIsInterrupted(t *testing.T) {
	stopped(t, func(ready func()) {
		ready()
		call(t, "time", "Sleep", time.Hour)
		t.Error("Sleep returned")
	})
}

func TestCallbacksBelongToTheirCell(t *testing.T) {
	needCells(t)
	c := hooks.NewCell(5)
	got := make(chan *hooks.Cell, 3)
	held := make(chan any, 1)
	c.OnPanic = func(p *hooks.Panic) { held <- p.Value }
	report := func() { got <- hooks.Current() }
	ctx, cancel := context.WithCancel(context.Background())
	<-start(c, func() {
		call(t, "time", "AfterFunc", time.Duration(0), report)
		call(t, "context", "AfterFunc", ctx, report)
		call(t, "time", "AfterFunc", time.Duration(0), func() { panic("late") })
	})
	cancel() // by a goroutine of no cell
	for range 2 {
		if cell := <-got; cell != c {
			t.Errorf("a callback ran in %v", cell)
		}
	}
	if v := <-held; v != "late" {
		t.Errorf("held %v, want late", v)
	}
}

func TestFinalizerRunsInItsCell(t *testing.T) {
	needCells(t)
	c := hooks.NewCell(6)
	got := make(chan *hooks.Cell, 1)
	<-start(c, func() {
		p := new([64]int)
		f := func(*[64]int) { got <- hooks.Current() }
		call(t, "runtime", "SetFinalizer", p, f)
		call(t, "runtime", "SetFinalizer", p, f) // a fatal error in Go
	})
	for deadline := time.Now().Add(patience); ; {
		runtime.GC()
		select {
		case cell := <-got:
			if cell != c {
				t.Errorf("the finalizer ran in %v", cell)
			}
			return
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal("the finalizer did not run")
		}
		runtime.Gosched()
	}
}

func TestFinalizerMisusePanics(t *testing.T) {
	for want, args := range map[string][2]any{
		"runtime.SetFinalizer: first argument is int, not pointer":                   {1, nil},
		"runtime.SetFinalizer: second argument is int, not a function":               {new(int), 2},
		"runtime.SetFinalizer: cannot pass *int to finalizer func(*string)":          {new(int), func(*string) {}},
		"runtime.SetFinalizer: pointer is nil":                                       {(*int)(nil), nil},
		"runtime.SetFinalizer: first argument is nil, not pointer":                   {nil, nil},
		"runtime.SetFinalizer: cannot pass *int to finalizer func(*int, ...float64)": {new(int), func(*int, ...float64) {}},
	} {
		func() {
			defer func() {
				if r := recover(); r != want {
					t.Errorf("panic %v, want %s", r, want)
				}
			}()
			setFinalizer(args[0], args[1])
		}()
	}
}

func TestLabelsKeepTheCell(t *testing.T) {
	needCells(t)
	c := hooks.NewCell(8)
	<-start(c, func() {
		labels := pprof.Labels("key", "value")
		call(t, "runtime/pprof", "Do", context.Background(), labels, func(ctx context.Context) {
			if v, _ := pprof.Label(ctx, "key"); v != "value" || hooks.Current() != c {
				t.Errorf("label %q in %v", v, hooks.Current())
			}
		})
		call(t, "runtime/pprof", "SetGoroutineLabels", pprof.WithLabels(context.Background(), labels))
		if hooks.Current() != c {
			t.Errorf("after SetGoroutineLabels the goroutine is of %v", hooks.Current())
		}
	})
}

// TestCommandsAreKilledWithTheirCell runs shells whose children outlive them
// and hold the pipe of their output.
func TestCommandsAreKilledWithTheirCell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh in PATH")
	}
	// The children end when the test closes their input.
	const script = "exec 3<&0; echo started >&2; cat <&3 & wait; exit 0"
	for name, args := range map[string][]any{
		"Command":        {sh, "-c", script},
		"CommandContext": {context.Background(), sh, "-c", script},
	} {
		t.Run(name, func(t *testing.T) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			defer w.Close()
			stopped(t, func(ready func()) {
				cmd := call(t, "os/exec", name, args...)[0].Interface().(*exec.Cmd)
				cmd.Stdin = r
				cmd.Stderr = onWrite(ready)
				if _, err := cmd.Output(); err == nil {
					t.Error("the command ended well")
				}
			})
		})
	}
}

// onWrite calls f when something is written.
type onWrite func()

func (f onWrite) Write(p []byte) (int, error) { f(); return len(p), nil }

func TestSignalsOfTheEvaluatorStay(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals to send")
	}
	evaluator := make(chan os.Signal, 8)
	signal.Notify(evaluator, syscall.SIGINT)
	defer signal.Stop(evaluator)
	cell := make(chan os.Signal, 8)
	call(t, "os/signal", "Notify", (chan<- os.Signal)(cell), os.Signal(syscall.SIGINT))
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	send := func() {
		t.Helper()
		if err := self.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		select {
		case <-evaluator:
		case <-time.After(patience):
			t.Fatal("the evaluator did not get its signal")
		}
	}
	send()
	<-cell
	call(t, "os/signal", "Reset")
	send()
	call(t, "os/signal", "Ignore", os.Signal(syscall.SIGINT))
	send()
	select {
	case s := <-cell:
		t.Errorf("the cell got %v after Reset", s)
	default:
	}
}

func TestResetTakesOnlyTheNamedSignals(t *testing.T) {
	c := make(chan os.Signal, 1)
	notify(c, syscall.SIGINT, syscall.SIGTERM)
	resetSignals(syscall.SIGTERM)
	asked.Lock()
	left := asked.by[c]
	asked.Unlock()
	if len(left) != 1 || left[0] != syscall.SIGINT {
		t.Errorf("left are %v, want SIGINT", left)
	}
	stopNotify(c)
	if len(asked.by) != 0 {
		t.Errorf("after Stop there is %v", asked.by)
	}
}

func TestServersEndWithTheirCell(t *testing.T) {
	t.Run("Serve", func(t *testing.T) {
		stopped(t, func(ready func()) {
			l := call(t, "net", "Listen", "tcp", "127.0.0.1:0")[0].Interface().(net.Listener)
			go func() { // a goroutine of the cell that knows that the server serves
				resp, err := http.Get("http://" + l.Addr().String())
				if err == nil {
					resp.Body.Close()
				}
				ready()
			}()
			call(t, "net/http", "Serve", l, http.NotFoundHandler())
			t.Error("Serve returned")
		})
	})
	t.Run("ListenAndServe", func(t *testing.T) {
		stopped(t, func(ready func()) {
			ready()
			call(t, "net/http", "ListenAndServe", "127.0.0.1:0", nil)
			t.Error("ListenAndServe returned")
		})
	})
	t.Run("Accept", func(t *testing.T) {
		stopped(t, func(ready func()) {
			l := call(t, "net", "Listen", "tcp", "127.0.0.1:0")[0].Interface().(net.Listener)
			ready()
			if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
				t.Errorf("Accept: %v, want net.ErrClosed", err)
			}
		})
	})
}

func TestRequestsEndWithTheirCell(t *testing.T) {
	needCells(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	inHandler, leave := make(chan struct{}, 2), make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/quick" {
			_, _ = io.WriteString(w, "quick")
			return
		}
		inHandler <- struct{}{}
		<-leave
	})}
	go server.Serve(l)
	defer server.Close()
	defer close(leave)
	url := "http://" + l.Addr().String()

	out := call(t, "net/http", "Get", url+"/quick")
	resp := out[0].Interface().(*http.Response)
	if body, err := io.ReadAll(resp.Body); string(body) != "quick" || err != nil {
		t.Errorf("got %q, %v", body, err)
	}
	resp.Body.Close()

	stopped(t, func(ready func()) {
		go func() { <-inHandler; ready() }()
		if err, _ := call(t, "net/http", "Get", url+"/slow")[1].Interface().(error); !errors.Is(err, context.Canceled) {
			t.Errorf("Get: %v, want context.Canceled", err)
		}
	})
}

func TestHandlersCanBeRegisteredAgain(t *testing.T) {
	old := http.DefaultServeMux
	http.DefaultServeMux = http.NewServeMux()
	defer func() { http.DefaultServeMux = old }()
	for _, want := range []string{"one", "two"} {
		call(t, "net/http", "HandleFunc", "/x", func(w http.ResponseWriter, q *http.Request) { _, _ = io.WriteString(w, want) })
		w := &recorder{header: http.Header{}}
		q, _ := http.NewRequest("GET", "/x", nil)
		http.DefaultServeMux.ServeHTTP(w, q)
		if w.String() != want {
			t.Errorf("the handler wrote %q, want %q", w.String(), want)
		}
	}
	defer func() {
		if r := recover(); r == nil {
			t.Error("two patterns that conflict did not panic")
		}
		handle("/y", http.NotFoundHandler()) // the lock was given back
	}()
	handle("GET /{a}/b", http.NotFoundHandler())
	handle("GET /a/{b}", http.NotFoundHandler())
}

type recorder struct {
	strings.Builder
	header http.Header
}

func (r *recorder) Header() http.Header { return r.header }
func (r *recorder) WriteHeader(int)     {}

func TestFlagsCanBeDefinedAgain(t *testing.T) {
	defer func(old *flag.FlagSet) { flag.CommandLine = old }(flag.CommandLine)
	flag.CommandLine = flag.NewFlagSet("test", flag.ContinueOnError)
	table := Symbols("flag")
	defer func(old []string) { args = old }(args)

	one := table["Int"].Call([]reflect.Value{reflect.ValueOf("n"), reflect.ValueOf(1), reflect.ValueOf("a number")})[0].Interface().(*int)
	other := table["String"].Call([]reflect.Value{reflect.ValueOf("s"), reflect.ValueOf("x"), reflect.ValueOf("a text")})[0].Interface().(*string)
	two := table["Int"].Call([]reflect.Value{reflect.ValueOf("n"), reflect.ValueOf(2), reflect.ValueOf("a number")})[0].Interface().(*int)
	args = []string{"cell", "-n=5", "-s=y"}
	table["Parse"].Call(nil)
	if *one != 1 || *two != 5 || *other != "y" {
		t.Errorf("the flags are %d, %d, %q; want 1, 5, y", *one, *two, *other)
	}
	if f := flag.CommandLine.Lookup("s"); f.DefValue != "x" {
		t.Errorf("the default of -s became %q", f.DefValue)
	}
}
