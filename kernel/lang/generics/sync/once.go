// Package sync is the generic source of package sync.
package sync

import "sync"

// OnceValue returns a function that calls f once and returns what it returned.
// When f panics, every call panics with the same value.
func OnceValue[T any](f func() T) func() T {
	var once sync.Once
	var valid bool
	var failure any
	var result T
	run := func() {
		defer func() {
			failure = recover()
			if !valid {
				panic(failure)
			}
		}()
		result = f()
		valid = true
	}
	return func() T {
		once.Do(run)
		if !valid {
			panic(failure)
		}
		return result
	}
}

// OnceValues is OnceValue for two results.
func OnceValues[T1, T2 any](f func() (T1, T2)) func() (T1, T2) {
	var once sync.Once
	var valid bool
	var failure any
	var r1 T1
	var r2 T2
	run := func() {
		defer func() {
			failure = recover()
			if !valid {
				panic(failure)
			}
		}()
		r1, r2 = f()
		valid = true
	}
	return func() (T1, T2) {
		once.Do(run)
		if !valid {
			panic(failure)
		}
		return r1, r2
	}
}
