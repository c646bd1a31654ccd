package check

import (
	"errors"
	"strings"
	"testing"
	"time"

	"interleave/runtime/explore"
	"interleave/runtime/vtime"
)

// fails checks that a check fails with those words.
func fails(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("error %v, want one with %q", err, w)
		}
	}
}

func passes(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func TestPrograms(t *testing.T) {
	locks := func() {
		var a, b explore.Mutex
		x := explore.NewVar("x", 0)
		both := func(first, second *explore.Mutex) {
			first.Lock()
			defer first.Unlock()
			second.Lock()
			defer second.Unlock()
			x.Store(1)
		}
		explore.Go(func() { both(&b, &a) })
		both(&a, &b)
	}
	fails(t, AllInterleavings(locks), "schedules", "schedule ")
	race := func() {
		x := explore.NewVar("x", 0)
		explore.Go(func() { x.Store(1) })
		explore.Println(x.Load())
	}
	fails(t, NoRace(race), "1 data race", "expected none", "x")
	fails(t, NoRace(func() { panic("not implemented") }), "1 of 1 schedules end in a panic", "not implemented")
	passes(t, AllInterleavings(race, "0\n", "1"))
	fails(t, AllInterleavings(race, "0"), `print "1"`, `expected "0"`)
	fails(t, AllInterleavings(race, "0", "2"), `one of "0", "2"`)
}

func TestVirtual(t *testing.T) {
	stuck := func() { <-make(chan int) }
	leaves := func() { go stuck() }
	var d *vtime.DeadlockError
	if err := NoDeadlock(stuck); !errors.As(err, &d) {
		t.Error(err)
	}
	passes(t, NoDeadlock(leaves))
	fails(t, NoLeak(leaves), "has not ended", "chan receive")
	passes(t, VirtualTime(time.Second, func() { time.Sleep(time.Second); leaves() }))
	fails(t, VirtualTime(time.Second, stuck), "deadlock")
	fails(t, VirtualTime(time.Second, func() { panic("on purpose") }), "on purpose")
	fails(t, VirtualSpeedup(2, 1, func(int) {}), "no virtual time")
	fails(t, VirtualSpeedup(2, 1, func(int) { stuck() }), "with 1 worker", "deadlock")
	passes(t, VirtualSpeedup(2, 100, func(n int) {
		if n == 1 {
			time.Sleep(time.Nanosecond)
		}
	}))
	fails(t, MaxInFlight(2, func(func()) {}), "never done")
	fails(t, MaxInFlight(2, func(work func()) { go work(); stuck() }), "deadlock")
	passes(t, MaxInFlight(1, func(work func()) { work(); work() }))
	fails(t, CalledOnce(func(func()) {}), "called never; expected once")
	passes(t, CalledOnce(func(f func()) {
		go func() { time.Sleep(time.Hour); f() }()
	}))
}

func TestKillsOfTestsThatPanicOrHang(t *testing.T) {
	test := func(f func() int) error {
		if f() < 0 {
			panic("negative")
		}
		return nil
	}
	passes(t, Kills(test, func() int { return 1 }, func() int { return -1 }))
	fails(t, Kills(test, func() int { return -1 }), "the right implementation does not pass", "negative")
}

func TestMentions(t *testing.T) {
	for text, want := range map[string][]string{
		"func f() { go g(); var mu sync.Mutex; mu.Lock() }":           {"go", "g", "sync.Mutex", "mu.Lock", "Lock"},
		"type T struct{ c chan int }\n\nfunc (t T) m() { select {} }": {"chan", "select"},
		"x = make(chan int)":                          {"make", "chan"},
		"func f() { for range 3 { defer close(c) } }": {"for", "defer", "close"},
	} {
		found, err := mentions(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		for _, w := range want {
			if !found[w] {
				t.Errorf("%s: %q is not found in %v", text, w, found)
			}
		}
	}
	if _, err := mentions("func ("); err == nil {
		t.Error("broken text")
	}
}

func TestSheetIsSafeHTML(t *testing.T) {
	s := NewSheet("<b>")
	s.Check(1, "a<b", func() error { return errors.New("x<y") })
	for _, want := range []string{"&lt;b&gt;", "a&lt;b", "x&lt;y", "0 of 1"} {
		if !strings.Contains(s.HTML(), want) {
			t.Errorf("%q is not in %s", want, s.HTML())
		}
	}
}

func TestMisuse(t *testing.T) {
	for want, f := range map[string]func(){
		"points from 0 on": func() { NewSheet("").Check(-1, "x", func() error { return nil }) },
		"and a function":   func() { NewSheet("").Check(1, "x", nil) },
		"needs some time":  func() { NewSheet("").Limit(0) },
	} {
		func() {
			defer func() {
				if r, ok := recover().(string); !ok || !strings.Contains(r, want) {
					t.Errorf("panic %v, want %q", r, want)
				}
			}()
			f()
		}()
	}
}
