package async_test

import (
	"testing"

	"interleave/runtime/async"
)

// What a future costs, beside the goroutine and the channel that would do the
// same by hand.

func BenchmarkByHand(b *testing.B) {
	for b.Loop() {
		c := make(chan int, 1)
		go func() { c <- 1 }()
		<-c
	}
}

func BenchmarkGo(b *testing.B) {
	one := func() (int, error) { return 1, nil }
	for b.Loop() {
		_, _ = async.Go(one).Await()
	}
}

func BenchmarkPromise(b *testing.B) {
	for b.Loop() {
		p := async.NewPromise[int]()
		_ = p.Resolve(1)
		_, _ = p.Future().Await()
	}
}

func BenchmarkThen(b *testing.B) {
	next := func(n int) (int, error) { return n + 1, nil }
	for b.Loop() {
		_, _ = async.Then(async.Resolved(1), next).Await()
	}
}

func BenchmarkLoopTurn(b *testing.B) {
	loop := async.NewLoop()
	f := func() {}
	for b.Loop() {
		loop.Post(f)
		_ = loop.Run()
	}
}

func BenchmarkWorkers(b *testing.B) {
	w := async.NewWorkers(2)
	one := func() (int, error) { return 1, nil }
	for b.Loop() {
		_, _ = async.Submit(w, one).Await()
	}
}

// BenchmarkGoWithTimes is the last one: times are kept from then on.
func BenchmarkGoWithTimes(b *testing.B) {
	async.KeepTimes()
	BenchmarkGo(b)
}
