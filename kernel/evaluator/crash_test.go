//go:build unix

package evaluator

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestCrashTable: whatever a cell does to its evaluator, it ends with an error
// that names the cause, the next cell answers, and the front is the same.
func TestCrashTable(t *testing.T) {
	for _, c := range []struct {
		name  string
		cell  string
		cause string // in the error's value
		trace string // in its traceback
	}{
		{"map race", "print a\nmaprace", "concurrent map writes in In[3]:3; evaluator restarted; variables of In[1]-In[3] are gone", "In[3]:3\n    maprace\nfatal error: concurrent map writes (while In[3] ran)\n"},
		{"panic in a goroutine", "gopanic boom", "panic in a goroutine: boom; evaluator restarted", ""},
		{"stack overflow", "overflow", "stack overflow (a goroutine's stack may have 1048576 bytes)", ""},
		{"out of memory", "oom", "out of memory (the evaluator's limit is 512 MiB)", ""},
		{"exit", "exit 3", "exit status 3; evaluator restarted", ""},
		{"kill -9", "kill9", "killed from outside (signal: killed)", ""},
		{"link cut", "cutlink", "the evaluator closed its link", ""},
		{"garbage", "clear\ngarbage", "the link to the evaluator broke: bad frame", ""},
		{"note", "note the engine gave up\nexit 1", "the engine gave up;", ""},
		{"children", "children\nexit 1", "exit status 1", ""},
		{"daemon", "daemon\nexit 1", "exit status 1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.cell == "oom" && raceEnabled {
				t.Skip("the race detector needs more memory than the limit")
			}
			k := startKernel(t, func(o *Options) {
				o.Spare, o.SpareDelay = true, time.Nanosecond
				if !raceEnabled {
					o.Memory = 512 << 20
				}
			})
			k.run("declare")
			k.run("print before")
			r := k.run("print last", c.cell)
			if r.Error == nil || r.Error.Name != ErrorFatal || !strings.Contains(r.Error.Value, c.cause) {
				t.Fatalf("got %+v\nwant a fatal error with %q\nheard:\n%s", r.Error, c.cause, k.heard.allText())
			}
			all := strings.Join(r.Error.Traceback, "\n")
			if !strings.Contains(all, c.trace) || !strings.Contains(all, "functions, types and imports were declared again") {
				t.Errorf("traceback:\n%s", all)
			}
			if got := k.heard.got("3 stdout"); !strings.HasPrefix(got, "last\n") {
				t.Errorf("printed before the crash: %q", got)
			}
			if got := k.heard.got("0 stderr"); got != "" && !(raceEnabled && c.name == "map race") {
				t.Errorf("the crash text reached the user: %.500q", got)
			}
			if got := k.value("state"); got != "ran 4 replayed 1" {
				t.Errorf("next cell: %q", got)
			}
			if len(k.heard.restarts) != 1 || k.heard.restarts[0].Cell != 3 {
				t.Errorf("Restarted was called with %+v, want once with cell 3", k.heard.restarts)
			}
			k.Close()
			eventually(t, "no process of the evaluators is left", func() bool { return noneLeft(t) })
		})
	}
}

func TestIdleCrashIsReported(t *testing.T) {
	k := startKernel(t)
	k.run("idlecrash boom")
	select {
	case c := <-k.heard.restarted:
		if c.Cell != 0 || c.Cause != "panic in a goroutine: boom" || c.Lost != "variables of In[1] are gone" || !strings.Contains(c.Words, "goroutine ") {
			t.Errorf("crash: %+v", c)
		}
	case <-time.After(patience):
		t.Fatal("Restarted was not called")
	}
	if got := k.value("state"); got != "ran 2 replayed " {
		t.Errorf("next cell: %q", got)
	}
}

func TestCrashingReplayIsDropped(t *testing.T) {
	k := startKernel(t)
	k.run("declare replaybomb")
	k.run("exit 3")
	var c Crash
	for c.Exit != "exit status 9" {
		select {
		case c = <-k.heard.restarted:
		case <-time.After(patience):
			t.Fatal("the crash in Replay was not reported")
		}
	}
	if !strings.Contains(c.Lost, "declaring functions, types and imports again ended the evaluator too") {
		t.Errorf("lost: %s", c.Lost)
	}
	if got := k.value("state"); got != "ran 3 replayed " {
		t.Errorf("next cell: %q", got)
	}
}

func TestSpareTakesOverAndIsReplaced(t *testing.T) {
	k := startKernel(t, func(o *Options) { o.Spare = true })
	pid := k.value("pid")
	spare := func() int {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.spare == nil || !k.spare.isReady() {
			return 0
		}
		return k.spare.pid
	}
	eventually(t, "spare is ready", func() bool { return spare() != 0 })
	first := spare()
	p, _ := os.FindProcess(first)
	_ = p.Kill()
	eventually(t, "another spare is ready", func() bool { return spare() != 0 && spare() != first })
	if got := k.value("pid"); got != pid {
		t.Errorf("the evaluator at work changed: %s, was %s", got, pid)
	}
	second := spare()
	k.run("exit 1")
	if got := k.value("pid"); got != strconv.Itoa(second) {
		t.Errorf("after a crash evaluator %s is at work, want the spare %d", got, second)
	}
	eventually(t, "a third spare is ready", func() bool { return spare() != 0 && spare() != second })
}

// TestTextThatOnlyLooksLikeACrash: what a cell prints to descriptor 2 arrives
// even when it reads like the runtime's last words.
func TestTextThatOnlyLooksLikeACrash(t *testing.T) {
	k := startKernel(t)
	k.run("fd2 panic: just kidding")
	if got := k.heard.got("0 stderr"); got != "panic: just kidding\n" {
		t.Errorf("got %q", got)
	}
}

func TestCauseOfWords(t *testing.T) {
	for _, c := range []struct{ words, cause string }{
		{"fatal error: concurrent map read and map write\n\ngoroutine 1", "concurrent map read and map write"},
		{"fatal error: runtime: cannot allocate memory\n", "out of memory"},
		{"runtime: out of memory: cannot allocate 4194304-byte block (4194304 in use)\nfatal error: out of memory\n", "out of memory"},
		{"runtime: failed to create new OS thread (have 5 already; errno=11)\nfatal error: newosproc\n", "out of memory"},
		{"panic: a\n\tpanic: b\n\ngoroutine 7", "panic in a goroutine: a"},
		{"SIGSEGV: segmentation violation\nPC=0x0 m=0 sigcode=0\n", "SIGSEGV: segmentation violation"},
		{"fatal error: sync: unlock of unlocked mutex\n", "sync: unlock of unlocked mutex"},
		{"something else", ""},
	} {
		if got := causeOfWords(c.words, 0); got != c.cause {
			t.Errorf("causeOfWords(%q) = %q, want %q", c.words, got, c.cause)
		}
	}
}

func TestCellRanges(t *testing.T) {
	for _, c := range []struct {
		n    []int
		want string
	}{
		{[]int{1}, "In[1]"},
		{[]int{1, 2, 3}, "In[1]-In[3]"},
		{[]int{1, 3, 4, 9}, "In[1], In[3]-In[4], In[9]"},
		{[]int{2, 2, 3}, "In[2]-In[3]"},
	} {
		if got := cellRanges(c.n); got != c.want {
			t.Errorf("cellRanges(%v) = %s, want %s", c.n, got, c.want)
		}
	}
}
