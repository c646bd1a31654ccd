package engine

import (
	"context"
	"fmt"
	"reflect"
	"runtime/debug"
	"strconv"
	"strings"

	"interleave/kernel/evaluator"
	"interleave/kernel/lang"
)

// Inspect describes the name at a byte offset: a magic, or something of Go
// with, for variables, its value now.
func (e *Engine) Inspect(_ context.Context, code string, cursor, detail int) (in evaluator.Inspection) {
	cursor = min(max(cursor, 0), len(code))
	if m := magicAt(code, cursor); m != nil {
		return evaluator.Inspection{Found: true, Data: map[string]any{"text/plain": m.describe()}}
	}
	var err error
	defer catch(&err) // of the front end: nothing is found
	return inspection(e.currentSession().Inspect(blankMagics(code), cursor, detail))
}

func inspection(in lang.Inspection) evaluator.Inspection {
	if !in.Found {
		return evaluator.Inspection{}
	}
	data := map[string]any{"text/plain": in.Text}
	if in.Markdown != "" {
		data["text/markdown"] = in.Markdown
	}
	return evaluator.Inspection{Found: true, Data: data}
}

// magicAt is the magic whose name the cursor is on.
func magicAt(code string, cursor int) *magic {
	start := strings.LastIndexByte(code[:cursor], '\n') + 1
	line, _, _ := strings.Cut(code[start:], "\n")
	text := strings.TrimLeft(line, " \t")
	if !strings.HasPrefix(text, "%") {
		return nil
	}
	name, _, _ := strings.Cut(strings.TrimLeft(text, "%"), " ")
	if end := start + len(line) - len(text) + strings.Index(text, name) + len(name); cursor > end {
		return nil
	}
	return magics[strings.TrimSpace(name)]
}

// currentSession is the session, which reset replaces.
func (e *Engine) currentSession() *lang.Session {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.session
}

// currentValue is a short text of a variable for Inspect and %who, "" while a
// cell runs: reading what a cell is changing could show halves or, for maps,
// end the process. lang calls it; e.mu is not held.
func (e *Engine) currentValue(emitted string) string {
	if e.running.Load() > 0 || !e.mu.TryLock() {
		return ""
	}
	defer e.mu.Unlock()
	return e.glance(emitted)
}

// glance reads a variable without calling methods or walking maps, since
// goroutines of earlier cells may be at work on it. What can still go wrong is
// a slice that is assigned at this moment: a fault in reading it is a panic
// here, and the value is left out.
func (e *Engine) glance(emitted string) (s string) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			s = ""
		}
	}()
	v, ok := e.machine.Global(emitted)
	if !ok {
		return ""
	}
	return brief(v, 0)
}

// briefLimit bounds the elements and characters that a glance shows.
const briefLimit = 8

func brief(v reflect.Value, depth int) string {
	v = unwrap(v)
	if !v.IsValid() {
		return "nil"
	}
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); len(s) > 10*briefLimit {
			return strconv.Quote(s[:10*briefLimit]) + "..."
		}
		return strconv.Quote(v.String())
	case reflect.Pointer:
		if v.IsNil() {
			return "nil"
		}
		if depth > 0 {
			return v.Type().String()
		}
		return "&" + brief(v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		return briefList(v, depth)
	case reflect.Map:
		return fmt.Sprintf("map of %d", v.Len())
	case reflect.Struct:
		return briefStruct(v, depth)
	case reflect.Chan:
		return fmt.Sprintf("chan (len %d, cap %d)", v.Len(), v.Cap())
	case reflect.Func, reflect.UnsafePointer:
		return v.Kind().String()
	}
	return scalar(v)
}

func briefList(v reflect.Value, depth int) string {
	if depth > 1 {
		return fmt.Sprintf("[%d elements]", v.Len())
	}
	var b strings.Builder
	for i := range v.Len() {
		if i == briefLimit {
			fmt.Fprintf(&b, " ... %d more", v.Len()-i)
			break
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(brief(v.Index(i), depth+1))
	}
	return "[" + b.String() + "]"
}

func briefStruct(v reflect.Value, depth int) string {
	if depth > 1 {
		return "{...}"
	}
	parts := make([]string, 0, v.NumField())
	for i := range v.NumField() {
		if i == briefLimit {
			parts = append(parts, "...")
			break
		}
		parts = append(parts, fieldName(v.Type(), i)+":"+brief(v.Field(i), depth+1))
	}
	return "{" + strings.Join(parts, " ") + "}"
}
