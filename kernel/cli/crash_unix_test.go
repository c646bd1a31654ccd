//go:build unix

package cli_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"interleave/install/testbin"
	"interleave/kernel/client"
)

// nativeLoop is one call into compiled code that takes minutes, little memory,
// and knows of no interrupt.
const nativeLoop = `exponent := new(big.Int).Lsh(big.NewInt(1), 1_000_000)
exponent.Sub(exponent, big.NewInt(1))
modulus := new(big.Int).Add(exponent, big.NewInt(6))
fmt.Println("counting")
new(big.Int).Exp(big.NewInt(3), exponent, modulus)`

// TestCrashTable: whatever a cell does, the next one answers in the same front.
// Where the evaluator had to be replaced, functions are there again and lost
// variables are named; where not, the variables are there.
func TestCrashTable(t *testing.T) {
	for _, c := range []struct {
		name, code string
		ename      string
		says       []string // all of these are in the error's value or traceback
		kept       bool     // the variables survive
		needs      string   // a program that the cell starts
	}{
		{name: "concurrent map writes", ename: "fatal error", says: []string{"concurrent map", "In[3]:5", "variables of In[1]"},
			code: "m := map[int]int{}\nfor range 4 {\n\tgo func() {\n\t\tfor i := 0; ; i++ {\n\t\t\tm[i%8] = i\n\t\t}\n\t}()\n}\nselect {}"},
		{name: "out of memory", ename: "fatal error", says: []string{"out of memory", "256 MiB"},
			code: "var hoard [][]byte\nfor {\n\tb := make([]byte, 16<<20)\n\tfor i := 0; i < len(b); i += 4096 {\n\t\tb[i] = 1\n\t}\n\thoard = append(hoard, b)\n}"},
		{name: "kill -9", ename: "fatal error", says: []string{"killed", "variables of In[1]"}, needs: "sh",
			code: `exec.Command("sh", "-c", "kill -9 $PPID").Run()` + "\nselect {}"},
		{name: "native loop that ignores the interrupt", ename: "interrupted", says: []string{"evaluator", "variables of In[1]"},
			code: "interrupt"},
		{name: "stack overflow", ename: "fatal error", says: []string{"stack overflow", "In[3]:1"}, kept: true,
			code: "func deep(n int) int { return deep(n+1) + 1 }\ndeep(0)"},
		{name: "panic", ename: "panic", says: []string{"index out of range [5] with length 2", "In[3]:2:1"}, kept: true,
			code: "two := []int{1, 2}\ntwo[x]"},
		{name: "panic in a goroutine", ename: "panic", says: []string{"invalid memory address", "In[3]:4"}, kept: true,
			code: "done := make(chan int)\ngo func() {\n\tvar p *int\n\t*p = 1\n}()\n<-done"},
		{name: "exit", ename: "exit", says: []string{"exit status 3"}, kept: true, code: "os.Exit(3)"},
		{name: "log.Fatal", ename: "exit", says: []string{"exit status 1"}, kept: true, code: `log.Fatal("no")`},
		{name: "deadlock of locks, interrupted", ename: "interrupted", kept: true, code: "interrupt lock"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := exec.LookPath(c.needs); c.needs != "" && err != nil {
				t.Skipf("there is no program %s", c.needs)
			}
			k := startCrashKernel(t)
			front := k.PID()
			answer(t, k, "x := 5", "")
			answer(t, k, "func twice(n int) int { return 2 * n }", "")

			var reply client.Reply
			switch c.code {
			case "interrupt":
				reply = interrupted(t, k, nativeLoop, "counting")
			case "interrupt lock":
				reply = interrupted(t, k, "var mu sync.Mutex\nmu.Lock()\nfmt.Println(\"locking\")\nmu.Lock()", "locking")
			default:
				reply, _ = k.Execute(t.Context(), client.Request{Code: c.code})
			}
			if reply.Status != "error" || reply.Ename != c.ename {
				t.Fatalf("reply %+v, want the error %q", reply, c.ename)
			}
			text := reply.Evalue + "\n" + strings.Join(reply.Traceback, "\n")
			for _, want := range c.says {
				if !strings.Contains(plain(text), want) {
					t.Errorf("the error does not say %q:\n%s", want, text)
				}
			}

			answer(t, k, "twice(21)", "42")
			if c.kept {
				answer(t, k, "x", "5")
			} else if reply, err := k.Execute(t.Context(), client.Request{Code: "x"}); err != nil || !strings.Contains(plain(reply.Evalue+strings.Join(reply.Traceback, "\n")), "run In[1] again") {
				t.Errorf("the lost variable: %+v, %v; want a hint to run In[1] again", reply, err)
			}
			if k.PID() != front || !k.Alive() {
				t.Errorf("the front was process %d and is %d, alive: %v", front, k.PID(), k.Alive())
			}
		})
	}
}

func startCrashKernel(t *testing.T) *client.Kernel {
	t.Helper()
	o := client.OwnAt(testbin.Path(t), "--memory", "256MiB")
	o.Env = []string{"INTERLEAVE_HISTORY=off"}
	k, err := client.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.Close(); err != nil {
			t.Error(err)
		}
	})
	return k
}

// answer executes a cell that has to succeed with the given plain-text result.
func answer(t *testing.T, k *client.Kernel, code, want string) {
	t.Helper()
	var got string
	reply, err := k.Execute(t.Context(), client.Request{Code: code, Output: func(kind string, content json.RawMessage) {
		var result struct{ Data map[string]any }
		if kind == "execute_result" && json.Unmarshal(content, &result) == nil {
			got, _ = result.Data["text/plain"].(string)
		}
	}})
	if err != nil || reply.Status != "ok" || got != want {
		t.Fatalf("%s: %+v, %v; result %q, want %q", code, reply, err, got, want)
	}
}

// interrupted executes a cell and interrupts it when it has printed word.
func interrupted(t *testing.T, k *client.Kernel, code, word string) client.Reply {
	t.Helper()
	printed := make(chan struct{}, 100)
	over := make(chan client.Reply, 1)
	go func() {
		reply, err := k.Execute(t.Context(), client.Request{Code: code, Output: func(kind string, content json.RawMessage) {
			if kind == "stream" && strings.Contains(string(content), word) {
				printed <- struct{}{}
			}
		}})
		if err != nil {
			reply.Evalue = err.Error()
		}
		over <- reply
	}()
	select {
	case <-printed:
	case reply := <-over:
		t.Fatalf("the cell ended before it printed %q: %+v", word, reply)
	}
	if err := k.Interrupt(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case reply := <-over:
		return reply
	case <-time.After(time.Minute):
		t.Fatal("the interrupt did not end the cell within a minute")
	}
	return client.Reply{}
}

// plain is a text without the escape sequences of its colours.
func plain(s string) string {
	parts := strings.Split(s, "\x1b[")
	for i := range parts[1:] {
		_, parts[i+1], _ = strings.Cut(parts[i+1], "m")
	}
	return strings.Join(slices.Clip(parts), "")
}
