package event

import (
	"sync"
	"testing"
	"time"
)

func TestRecordersGetEventsUntilTheyStop(t *testing.T) {
	if On() {
		t.Fatal("somebody records already")
	}
	Moment("nobody", Plain, "is lost")
	var mu sync.Mutex
	var a, b []Event
	stopA := Record(func(e Event) { mu.Lock(); a = append(a, e); mu.Unlock() })
	stopB := Record(func(e Event) { mu.Lock(); b = append(b, e); mu.Unlock() })
	began := time.Now()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { Span("worker", Blocked, "lock", began) })
	}
	wg.Wait()
	stopB()
	stopB() // a second time does nothing
	Message("worker", "main", "result", began)
	stopA()
	Moment("main", Failed, "too late")
	if On() || len(a) != 9 || len(b) != 8 {
		t.Fatalf("on %v, %d and %d events; want false, 9 and 8", On(), len(a), len(b))
	}
	e := a[8]
	if e.Kind != MessageKind || e.Lane != "worker" || e.To != "main" || e.Label != "result" || !e.From.Equal(began) || e.At.Before(began) {
		t.Errorf("the message is %+v", e)
	}
	if s := b[0]; s.Kind != SpanKind || s.State != Blocked || s.At.Before(s.From) {
		t.Errorf("the span is %+v", s)
	}
}

func TestNothingIsAllocatedWhenNobodyRecords(t *testing.T) {
	began := time.Now()
	if n := testing.AllocsPerRun(100, func() {
		if On() {
			t.Error("somebody records")
		}
		Span("lane", Running, "label", began)
		Message("a", "b", "", began)
		Moment("a", Plain, "")
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func BenchmarkOff(b *testing.B) {
	for b.Loop() {
		if On() {
			b.Fatal("somebody records")
		}
	}
}
