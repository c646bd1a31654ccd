package kernel

import (
	"testing"

	"interleave/kernel/evaluator"
	"interleave/kernel/wire"
)

func inputReply(client, parent string) *wire.Message {
	m := &wire.Message{Identities: [][]byte{[]byte(client)}, Parent: []byte("{}")}
	if parent != "" {
		m.Parent, _ = wire.Marshal(wire.Header{MsgID: parent})
	}
	return m
}

func TestWhichMessagesAnswerAQuestion(t *testing.T) {
	cell := cellRequest("the cell")
	cell.Identities = [][]byte{[]byte("client")}
	for _, c := range []struct {
		what           string
		client, parent string
		want           bool
	}{
		{"the question as parent (JupyterLab)", "client", "the question", true},
		{"the cell as parent", "client", "the cell", true},
		{"no parent (jupyter_client)", "client", "", true},
		{"another parent", "client", "an earlier question", false},
		{"another client", "somebody", "the question", false},
	} {
		s := newStdin()
		m := inputReply(c.client, c.parent)
		if s.answer(m, "x") {
			t.Errorf("%s: it answered when nothing was asked", c.what)
		}
		s.setOpen(&question{cell: &askingCell{parent: cell}, id: "the question", answer: make(chan string, 1)})
		if got := s.answer(m, "x"); got != c.want {
			t.Errorf("%s: it answered: %v, want %v", c.what, got, c.want)
		}
		if c.want && s.answer(m, "x") {
			t.Errorf("%s: it answered twice", c.what)
		}
	}
}

func TestWhoMayAsk(t *testing.T) {
	s := newStdin()
	if s.asker(evaluator.CellCurrent) != nil {
		t.Error("somebody may ask while nothing runs")
	}
	s.begin(3, cellRequest("a"), true)
	if s.asker(3) == nil || s.asker(evaluator.CellCurrent) == nil {
		t.Error("the running cell may not ask")
	}
	if s.asker(2) != nil {
		t.Error("a goroutine of an earlier cell may ask")
	}
	s.end()
	s.begin(4, cellRequest("b"), false)
	if s.asker(4) != nil {
		t.Error("a cell may ask whose request does not allow it")
	}
}
