package gotest

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"interleave/kernel/client"
)

// Class says how a program ended as a cell, from best to worst.
type Class int

const (
	Passed        Class = iota
	NotCounted          // the compiled program is no measure
	Refused             // nothing ran: the kernel says what it can't run
	Interpreter         // the interpreter failed and said so
	Panicked            // a runtime panic that the compiled program doesn't have
	TimedOut            // out of CPU time
	Hung                // waits and does nothing
	WrongResult         // the program's own check found a wrong value
	Crashed             // the evaluator or the kernel died
	OutputDiffers       // silently wrong
)

var classNames = [...]string{"passed", "not counted", "refused", "interpreter error", "panic", "timeout", "hang", "wrong result", "crash", "output differs"}

func (c Class) String() string { return classNames[c] }

// MarshalText is the name of the class.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the name of a class.
func (c *Class) UnmarshalText(text []byte) error {
	for i, name := range classNames {
		if name == string(text) {
			*c = Class(i)
			return nil
		}
	}
	return fmt.Errorf("unknown class %q; expected one of %s", text, strings.Join(classNames[:], ", "))
}

// Outcome is how a program ended as a cell.
type Outcome struct {
	Class  Class
	Detail string        // one line
	CPU    time.Duration `json:"-"` // of the kernel and its evaluator
}

// judge compares a cell that has ended with the compiled program.
func judge(reply client.Reply, output, want string) Outcome {
	value := oneLine(withoutPosition(reply.Evalue))
	if reply.Ename == "exit" && value == "exit status 0" {
		reply = client.Reply{Status: "ok"}
	}
	switch reply.Ename {
	case "":
		if reply.Status != "ok" {
			return Outcome{Class: Crashed, Detail: "the kernel answers with status " + reply.Status}
		}
		if got, want := comparable(output), comparable(want); got != want {
			return Outcome{Class: OutputDiffers, Detail: difference(got, want)}
		}
		return Outcome{}
	case "compile error":
		return Outcome{Class: Refused, Detail: value}
	case "exit":
		return Outcome{Class: WrongResult, Detail: joined(value, lastLine(output))}
	case "panic":
		if runtimePanic.MatchString(value) {
			return Outcome{Class: Panicked, Detail: value}
		}
		return Outcome{Class: WrongResult, Detail: joined("panic: "+value, lastLine(output))}
	case "interpreter error", "internal error":
		return Outcome{Class: Interpreter, Detail: joined(reply.Ename, value)}
	}
	return Outcome{Class: Crashed, Detail: joined(reply.Ename, value)}
}

// runtimePanic matches panics of the Go runtime and of package reflect, on which
// the interpreter stands. Others are the program's own.
var runtimePanic = regexp.MustCompile(`^(runtime error|reflect|interface conversion|invalid memory|send on|close of|all goroutines|value method|nil |assignment to entry|sync:|unsafe)|\breflect\b`)

// comparable is text as it is after a way through JSON.
func comparable(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

// difference shows the first line that differs.
func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	i := 0
	for i < len(g) && i < len(w) && g[i] == w[i] {
		i++
	}
	at := func(lines []string) string {
		if i >= len(lines) || i == len(lines)-1 && lines[i] == "" {
			return "nothing"
		}
		return fmt.Sprintf("%q", shortened(steady(lines[i]), 60))
	}
	return fmt.Sprintf("line %d is %s instead of %s", i+1, at(g), at(w))
}

var position = regexp.MustCompile(`In\[\d+\]:`)

// withoutPosition leaves line and column: the number of the cell depends on
// what ran before.
func withoutPosition(text string) string { return position.ReplaceAllString(text, "") }

// oneLine is the first line of text that says something, not too long.
func oneLine(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return shortened(steady(first), 180)
}

// lastLine is the last line of text that says something.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return shortened(steady(lines[len(lines)-1]), 100)
}

// steady is a line without what is different on each machine or at each time.
func steady(line string) string {
	line = strings.ReplaceAll(strings.TrimSpace(line), "\t", " ")
	line = times.ReplaceAllString(line, "")
	line = folders.ReplaceAllString(line, "$1")
	return addresses.ReplaceAllString(line, "0x...")
}

var (
	folders   = regexp.MustCompile(`(^|[^\w.])/(?:[\w.@+-]+/)+`)
	addresses = regexp.MustCompile(`\b0x[0-9a-f]{6,}`)
	times     = regexp.MustCompile(`\b\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `) // of package log
)

func joined(a, b string) string {
	if b == "" {
		return a
	}
	return a + ": " + b
}

func shortened(text string, limit int) string {
	runes := []rune(strings.ToValidUTF8(text, "\uFFFD"))
	if len(runes) > limit {
		return string(runes[:limit]) + "..."
	}
	return string(runes)
}
