// Package iter is the generic source of package iter.
package iter

import (
	"iter"
	"sync"
)

// Pull turns a sequence into next and stop. A goroutine goes over it, one step
// for each call of next; it ends with the sequence or at stop.
func Pull[V any](seq iter.Seq[V]) (next func() (V, bool), stop func()) {
	next2, stop := iter.Pull2(func(yield func(V, bool) bool) {
		seq(func(v V) bool { return yield(v, true) })
	})
	next = func() (V, bool) {
		v, _, ok := next2()
		return v, ok
	}
	return next, stop
}

// Pull2 is Pull for pairs.
func Pull2[K, V any](seq iter.Seq2[K, V]) (next func() (K, V, bool), stop func()) {
	var mu sync.Mutex
	var k K
	var v V
	started, done, ended := false, false, false
	var failure any
	resume, yielded := make(chan bool), make(chan bool)
	run := func() {
		defer func() {
			if !ended { // the sequence panicked
				failure = recover()
			}
			done = true
			yielded <- false
		}()
		if <-resume {
			seq(func(k1 K, v1 V) bool {
				k, v = k1, v1
				yielded <- true
				return <-resume
			})
		}
		ended = true
	}
	step := func(more bool) bool {
		if !started {
			started = true
			go run()
		}
		resume <- more
		ok := <-yielded
		if failure != nil {
			f := failure
			failure = nil
			panic(f)
		}
		return ok
	}
	next = func() (K, V, bool) {
		mu.Lock()
		defer mu.Unlock()
		var k0 K
		var v0 V
		if done {
			return k0, v0, false
		}
		if !step(true) {
			return k0, v0, false
		}
		k1, v1 := k, v
		k, v = k0, v0
		return k1, v1, true
	}
	stop = func() {
		mu.Lock()
		defer mu.Unlock()
		if done {
			return
		}
		if !started {
			done = true
			return
		}
		step(false)
	}
	return next, stop
}
