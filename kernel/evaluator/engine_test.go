//go:build unix

package evaluator

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// childVariable makes the test binary be an evaluator with a scripted engine.
const childVariable = "EVALUATOR_TEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childVariable) {
	case "":
		os.Exit(m.Run())
	case "front":
		beFront()
	case "nostart":
		fmt.Fprintln(os.Stderr, "no engine today")
		os.Exit(7)
	case "noengine":
		_ = Serve(context.Background(), func(Output) (Engine, error) { return nil, fmt.Errorf("no engine in the box") })
		os.Exit(1)
	default:
		debug.SetMaxStack(1 << 20)
		if err := Serve(context.Background(), newScripted); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// scripted is an engine whose cells are lines of "command argument".
type scripted struct {
	out      Output
	recorder *Recorder
	mu       sync.Mutex // guards what follows
	ran      []string
	replayed []string
}

func newScripted(out Output) (Engine, error) {
	return &scripted{out: out, recorder: RecorderOf(out)}, nil
}

func (s *scripted) Execute(ctx context.Context, cell Cell) Result {
	s.mu.Lock()
	s.ran = append(s.ran, strconv.Itoa(cell.Number))
	s.mu.Unlock()
	var r Result
	for i, line := range strings.Split(cell.Code, "\n") {
		command, argument, _ := strings.Cut(line, " ")
		s.recorder.Record(int32(cell.Number), int32(i+1))
		s.do(ctx, cell, command, argument, &r)
		if r.Error != nil {
			break
		}
	}
	return r
}

func (s *scripted) do(ctx context.Context, cell Cell, command, argument string, r *Result) {
	switch command {
	case "print":
		s.out.Stream(cell.ID, "stdout", []byte(argument+"\n"))
	case "eprint":
		s.out.Stream(cell.ID, "stderr", []byte(argument+"\n"))
	case "lines":
		n, _ := strconv.Atoi(argument)
		for i := range n {
			s.out.Stream(cell.ID, "stdout", fmt.Appendf(nil, "line %d\n", i))
		}
	case "bytes":
		n, _ := strconv.Atoi(argument)
		s.out.Stream(cell.ID, "stdout", []byte(strings.Repeat("0123456789abcdef", n/16)))
	case "fd1":
		fmt.Fprintln(os.Stdout, argument)
	case "fd2":
		fmt.Fprintln(os.Stderr, argument)
	case "value":
		r.Value = &Display{Data: map[string]any{"text/plain": argument}}
	case "display":
		n, _ := strconv.Atoi(argument)
		s.out.Display(cell.ID, Display{Data: map[string]any{
			"image/png": []byte(strings.Repeat("\x00\xff", n/2)), "text/plain": "picture",
			"application/json": map[string]any{"n": int64(9007199254740993)},
		}, ID: "d1"})
	case "clear":
		s.out.ClearOutput(cell.ID, true)
	case "comm":
		s.out.Comm(CommMessage{Cell: cell.ID, Type: "comm_msg", ID: argument, Data: map[string]any{"a": "b"}, Buffers: [][]byte{{1}, {}, {2, 3}}})
	case "declare":
		r.Declared = true
	case "state":
		s.mu.Lock()
		r.Value = &Display{Data: map[string]any{"text/plain": "ran " + strings.Join(s.ran, ",") + " replayed " + strings.Join(s.replayed, ",")}}
		s.mu.Unlock()
	case "pid":
		r.Value = &Display{Data: map[string]any{"text/plain": strconv.Itoa(os.Getpid())}}
	case "input":
		text, err := s.out.Input(ctx, cell.ID, argument, false)
		r.Value = &Display{Data: map[string]any{"text/plain": fmt.Sprintf("%q %v", text, err)}}
	case "sleep":
		<-ctx.Done()
		r.Error = &CellError{Name: ErrorInterrupted, Value: "interrupted"}
	case "late":
		go func() {
			time.Sleep(20 * time.Millisecond)
			s.out.Stream(cell.ID, "stdout", []byte(argument+"\n"))
		}()
	default:
		s.harm(ctx, command, argument)
	}
}

// harm does what ends an evaluator, or tries to.
func (s *scripted) harm(ctx context.Context, command, argument string) {
	switch command {
	case "maprace":
		mapRace()
	case "gopanic":
		go panic(argument)
		select {}
	case "overflow":
		depth = overflow(1)
	case "oom":
		hog()
	case "exit":
		n, _ := strconv.Atoi(argument)
		os.Exit(n)
	case "kill9":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "cutlink":
		_ = syscall.Close(fdLink)
		select {}
	case "garbage":
		_, _ = syscall.Write(fdLink, []byte("GET / HTTP/1.1\r\nHost: nobody\r\n\r\n"))
		select {}
	case "hang":
		for ctx.Err() == nil || argument == "" {
			runtime.Gosched()
		}
	case "stop":
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	case "note":
		s.recorder.Note(argument)
	case "enginepanic":
		panic(argument)
	case "goexit":
		runtime.Goexit()
	case "children":
		_ = exec.Command("sh", "-c", "sleep 1000 & sleep 1000 & wait").Start()
	case "daemon": // a grandchild that leaves the group and loses its parent
		_ = exec.Command("sh", "-c", "setsid sh -c 'sleep 1000 & sleep 1000' &").Run()
	case "stopsoon":
		time.AfterFunc(20*time.Millisecond, func() { _ = syscall.Kill(os.Getpid(), syscall.SIGSTOP) })
	case "spin":
		go func() {
			//lint:ignore SA5002 spinning is what it is for
			for {
			}
		}()
	case "orphan":
		_ = exec.Command("sh", "-c", "sleep 0.01 & sleep 0.02 &").Run()
	case "wait": // a child of the cell, waited for without looking at ctx
		_ = exec.Command("sleep", "1000").Run()
	case "waitdeaf": // the same with a child that ignores SIGINT
		_ = exec.Command("sh", "-c", "trap '' INT; exec sleep 1000").Run()
	case "idlecrash":
		time.AfterFunc(10*time.Millisecond, func() { panic(argument) })
	default:
		panic("unknown command of the scripted engine: " + command)
	}
}

//lint:ignore SA5007 without end is what it is for
func overflow(n int) int { return overflow(n+1) + n }

var (
	depth int
	sink  [][]byte
)

func hog() {
	for {
		b := make([]byte, 16<<20)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		sink = append(sink, b)
	}
}

func mapRace() {
	m := map[int]int{}
	for range 4 {
		go func() {
			for i := 0; ; i++ {
				m[i&1023] = i
			}
		}()
	}
	select {}
}

func (s *scripted) Replay(_ context.Context, cells []Cell) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range cells {
		if strings.Contains(c.Code, "replaybomb") {
			os.Exit(9)
		}
		if strings.Contains(c.Code, "slowreplay") {
			time.Sleep(500 * time.Millisecond)
		}
		s.replayed = append(s.replayed, strconv.Itoa(c.Number))
	}
}

func (s *scripted) Complete(_ context.Context, code string, cursor int) Completion {
	if code == "panic" {
		panic("completion")
	}
	return Completion{Start: 0, End: cursor, Matches: []Match{{Text: code + "!"}}}
}

func (s *scripted) Inspect(_ context.Context, code string, _, detail int) Inspection {
	return Inspection{Found: true, Data: map[string]any{"text/plain": fmt.Sprint(code, detail)}}
}

func (s *scripted) IsComplete(context.Context, string) Completeness {
	return Completeness{Status: "complete"}
}

func (s *scripted) Comm(_ context.Context, m CommMessage) {
	m.Data["echo"] = true
	s.out.Comm(m)
}

func (s *scripted) Close() error { return nil }
