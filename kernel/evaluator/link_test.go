package evaluator

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// frameBytes is one frame, right or wrong.
func frameBytes(length uint32, kind, flags byte, id, seq, head uint32, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, length)
	b = append(b, kind, flags, 0, 0)
	b = binary.BigEndian.AppendUint32(b, id)
	b = binary.BigEndian.AppendUint32(b, seq)
	b = binary.BigEndian.AppendUint32(b, head)
	return append(b, body...)
}

func written(t testing.TB, messages ...message) []byte {
	t.Helper()
	var b bytes.Buffer
	w := newLinkWriter(&b)
	for _, m := range messages {
		if err := w.write(m); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestMessagesComeBack(t *testing.T) {
	big := bytes.Repeat([]byte("0123456789"), 350000)
	for _, m := range []message{
		{kindHello, 0, []byte(`{}`), nil},
		{kindStream, 7, []byte(`{"c":1}`), []byte("text")},
		{kindDisplay, 1, []byte(`{}`), big},
		{kindExecute, 1, big, nil},
		{kindExecute, 1, big, big},
		{kindCancel, 1<<32 - 1, nil, nil},
		{kindDisplay, 1, big[:frameBody], []byte{}},
		{kindDisplay, 1, big[:frameBody-1], big[:2]},
	} {
		r := newLinkReader(bytes.NewReader(written(t, m, m)))
		for range 2 {
			got, err := r.read()
			if err != nil || got.kind != m.kind || got.id != m.id || !bytes.Equal(got.head, m.head) || !bytes.Equal(got.raw, m.raw) {
				t.Errorf("message of kind %d, head %d, raw %d came back as kind %d, head %d, raw %d, %v",
					m.kind, len(m.head), len(m.raw), got.kind, len(got.head), len(got.raw), err)
			}
		}
		if _, err := r.read(); err != io.EOF {
			t.Errorf("after the last message: %v, want EOF", err)
		}
	}
}

// TestMessagesInterleave: writers of big and small messages share a link.
func TestMessagesInterleave(t *testing.T) {
	pr, pw := io.Pipe()
	w := newLinkWriter(pw)
	const writers, each = 8, 5
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			body := bytes.Repeat([]byte{byte(i)}, i*800000)
			for range each {
				if err := w.write(message{kindDisplay, uint32(i), []byte(`"head"`), body}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	go func() { group.Wait(); pw.Close() }()
	r := newLinkReader(pr)
	count := map[uint32]int{}
	for {
		m, err := r.read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(m.raw) != int(m.id)*800000 || bytes.Count(m.raw, []byte{byte(m.id)}) != len(m.raw) || string(m.head) != `"head"` {
			t.Fatalf("message %d was mixed up: %d bytes", m.id, len(m.raw))
		}
		count[m.id]++
	}
	for i := range uint32(writers) {
		if count[i] != each {
			t.Errorf("%d messages of writer %d, want %d", count[i], i, each)
		}
	}
}

func TestBadFramesAreRefused(t *testing.T) {
	for name, b := range map[string][]byte{
		"length 0":            frameBytes(0, 1, 0, 0, 0, 0, nil),
		"length 2^32-1":       frameBytes(1<<32-1, 1, 0, 0, 0, 0, nil),
		"a little too long":   frameBytes(frameFixed+frameBody+1, 1, 0, 0, 0, 0, nil),
		"kind 0":              frameBytes(frameFixed, 0, 0, 0, 0, 0, nil),
		"unknown kind":        frameBytes(frameFixed, 200, 0, 0, 0, 0, nil),
		"unknown flag":        frameBytes(frameFixed, 1, 2, 0, 0, 0, nil),
		"head beyond message": frameBytes(frameFixed+1, 1, 0, 0, 0, 2, []byte("x")),
		"head of 2^31":        frameBytes(frameFixed, 1, 1, 0, 0, 1<<31, nil),
		"cut in the body":     frameBytes(frameFixed+10, 1, 0, 0, 0, 0, []byte("x")),
		"other kind goes on": append(frameBytes(frameFixed+1, 1, 1, 0, 9, 0, []byte("x")),
			frameBytes(frameFixed+1, 2, 0, 0, 9, 0, []byte("x"))...),
		"HTTP": []byte("GET / HTTP/1.1\r\nHost: nobody\r\n\r\n"),
	} {
		if m, err := newLinkReader(bytes.NewReader(b)).read(); !errors.Is(err, errFrame) {
			t.Errorf("%s: message %+v, error %v; want a bad frame", name, m, err)
		}
	}
}

func TestTooManyPartialsAreRefused(t *testing.T) {
	var b []byte
	for i := range uint32(maxPartials + 1) {
		b = append(b, frameBytes(frameFixed, 1, 1, 0, i, 0, nil)...)
	}
	if _, err := newLinkReader(bytes.NewReader(b)).read(); !errors.Is(err, errFrame) {
		t.Errorf("got %v, want a bad frame", err)
	}
}

func TestResultsComeBack(t *testing.T) {
	long := string(bytes.Repeat([]byte("é\x00"), 1000))
	for _, r := range []Result{
		{},
		{Declared: true, Error: &CellError{ErrorPanic, "boom", []string{"In[1]:1", "x"}}},
		{Value: &Display{Data: map[string]any{"text/plain": "42", "text/html": long, "image/png": []byte{0, 255}}, Metadata: map[string]any{"a": "b"}, ID: "x", Update: true},
			Notes:   &Display{Data: map[string]any{"text/plain": long}},
			Payload: []map[string]any{{"source": "page"}},
			Expressions: map[string]Expression{
				"a": {Display: &Display{Data: map[string]any{"text/plain": long}}},
				"b": {Error: &CellError{ErrorCompile, "no", nil}},
				"c": {Display: &Display{Data: map[string]any{"image/png": []byte{1}}}},
			}},
	} {
		m, err := packResult(5, r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := unpackResult(m)
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("got  %+v, %v\nwant %+v", got, err, r)
		}
	}
}

// TestPartsThatJSONCanNotHold arrive as a text that says so.
func TestPartsThatJSONCanNotHold(t *testing.T) {
	m, err := packResult(1, Result{Value: &Display{Data: map[string]any{"application/json": func() {}, "text/plain": "f"}}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := unpackResult(m)
	if err != nil || r.Value.Data["text/plain"] != "f" || r.Value.Data["application/json"] != "json: unsupported type: func()" {
		t.Errorf("got %+v, %v", r.Value, err)
	}
}

func TestAnotherBuildIsRefused(t *testing.T) {
	m, _ := packMessage(kindHello, 0, hello{Version: protocolVersion, Build: "yesterday's"}, nil)
	_, err := readHello(newLinkReader(bytes.NewReader(written(t, m))))
	if err == nil || !strings.Contains(err.Error(), "different builds") || !strings.Contains(err.Error(), "yesterday's") {
		t.Errorf("got %v", err)
	}
}

// FuzzLink: no bytes make the reader panic, hang or take memory that did not
// arrive, and what it accepts can be decoded or refused.
func FuzzLink(f *testing.F) {
	cell, _ := packMessage(kindExecute, 1, Cell{ID: 1, Number: 1, Code: "x := 1"}, nil)
	result, _ := packResult(1, Result{Value: &Display{Data: map[string]any{"text/plain": string(bytes.Repeat([]byte("x"), 1000))}}})
	comm, _ := packComm(3, CommMessage{Type: "comm_open", ID: "c", Buffers: [][]byte{{1, 2}, {3}}})
	f.Add(written(f, cell, result, comm))
	f.Add(frameBytes(frameFixed+2, byte(kindComm), 0, 1, 1, 2, []byte("{}")))
	f.Add(append(frameBytes(frameFixed+1, byte(kindAnswer), 1, 1, 1, 2, []byte("{")), frameBytes(frameFixed+1, byte(kindAnswer), 0, 1, 1, 0, []byte("}"))...))
	f.Add(frameBytes(1<<32-1, 1, 0, 0, 0, 0, nil))
	f.Add(frameBytes(frameFixed, 1, 1, 0, 0, 1<<30, nil))
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := newLinkReader(bytes.NewReader(b))
		total := 0
		for {
			m, err := r.read()
			if err != nil {
				if !linkEnded(err) && !errors.Is(err, errFrame) {
					t.Fatalf("unexpected kind of error: %v", err)
				}
				return
			}
			if total += m.size(); total > len(b) {
				t.Fatalf("%d bytes of messages out of %d", total, len(b))
			}
			decodeAny(m)
		}
	})
}

// decodeAny decodes m in every way; errors are fine.
func decodeAny(m message) {
	_, _ = unpackResult(m)
	_, _ = unpackComm(m)
	var h displayHead
	if unpackHead(m, &h) == nil {
		_, _, _ = unpackDisplay(&h, m.raw)
	}
	for _, v := range []any{new(hello), new(ready), new(Cell), new(streamHead), new(inputHead), new(inputAnswer)} {
		_ = unpackHead(m, v)
	}
}
