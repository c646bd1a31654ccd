//go:build !nohooks

package hooks

import "reflect"

// RunDeferred runs calls that the bodies of loops over functions deferred, last
// first. It is itself deferred by the function that the loops are in, and its
// calls are as if that function had deferred them.
func RunDeferred(calls []func()) {
	var list [][]reflect.Value
	for i := len(calls) - 1; i >= 0; i-- {
		list = append(list, []reflect.Value{reflect.ValueOf(calls[i])})
	}
	if u := currentPanic(); u != nil && u.armed {
		u.f.deferred = append(list, u.f.deferred...)
		return
	}
	u := &unwinding{f: &frame{deferred: list}, finished: true}
	defer u.forget()
	u.runRest()
	u.resume()
}

// Deferred is called first by a function literal that stands for the deferred
// call which it does next: recover is for what it calls.
func Deferred() {
	if u := currentPanic(); u != nil && u.claim != nil {
		u.armed, u.claim = true, nil
	}
}
