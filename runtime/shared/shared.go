package shared

import (
	"fmt"
	"time"

	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/watch"
	"interleave/runtime/internal/words"
)

// Guard says who may touch a value.
type Guard = watch.Guard

// The guards.
const (
	None    = watch.None
	Mutex   = watch.Mutex
	Atomic  = watch.Atomic
	Channel = watch.Channel
	Local   = watch.Local
)

// Stats is what happened to a value so far.
type Stats struct {
	Guard   Guard
	Loads   int64
	Updates int64 // that were made
	Lost    int64 // of these, overwritten by somebody who had not seen them
	Waits   int64 // for the lock or the channel
	Retries int64 // of Atomic, because others were faster
	Waited  time.Duration
	Longest time.Duration // wait
	Parts   int           // of Local: goroutines with a part
}

// String is one line.
func (s Stats) String() string {
	text := words.F("guard %s: %d updates, %d lost", words.T(s.Guard.String()), s.Updates, s.Lost)
	if s.Waits > 0 {
		text += words.F("; %d waits, %v in all, %v at most", s.Waits, s.Waited.Round(time.Microsecond), s.Longest.Round(time.Microsecond))
	}
	if s.Retries > 0 {
		text += words.F("; %d retries", s.Retries)
	}
	if s.Parts > 0 {
		text += words.F("; %d parts", s.Parts)
	}
	return text
}

func stats(v *watch.Value) Stats {
	c := v.Counts()
	return Stats{v.Guard(), c.Loads, c.Updates, c.Lost, c.Waits, c.Retries, c.Waited, c.Longest, c.Parts}
}

// Counter is a number that goroutines add to.
type Counter struct{ v *watch.Value }

// NewCounter makes a counter that begins at 0. It panics if there is no such
// guard.
func NewCounter(name string, g Guard) *Counter { return &Counter{newNumber(name, g, 0)} }

func newNumber(name string, g Guard, initial int64) *watch.Value {
	return watch.New(name, g, initial, int64(0), func(a, b any) any { return a.(int64) + b.(int64) })
}

// Add adds n.
func (c *Counter) Add(n int64) {
	c.v.Update(func(old any) (any, bool) { return old.(int64) + n, true })
}

// Value is the number now.
func (c *Counter) Value() int64 { return c.v.Load().(int64) }

// Stats is what happened so far.
func (c *Counter) Stats() Stats { return stats(c.v) }

// String is the counter's value and its Stats.
func (c *Counter) String() string {
	return fmt.Sprintf("%s = %d; %v", c.v.Name, c.Value(), c.Stats())
}

// Figure is the contention: which goroutine waited when, and how much.
func (c *Counter) Figure() chart.Figure { return contention(c.v) }

// HTML is String, and the figure if anybody waited.
func (c *Counter) HTML() string { return page(c.String(), c.v) }

// Account is an amount of money that must not become negative.
type Account struct {
	v *watch.Value
}

// NewAccount makes an account. It panics if there is no such guard, with Local,
// since a balance can't be checked in parts, or with a negative balance.
func NewAccount(name string, g Guard, balance int64) *Account {
	if g == Local {
		panic("shared: an Account can't be Local: a part of the balance does not say whether there is enough")
	}
	if balance < 0 {
		panic(fmt.Sprintf("shared: NewAccount with a balance of %d: expected 0 or more", balance))
	}
	return &Account{newNumber(name, g, balance)}
}

// Deposit adds amount. It panics if that is negative.
func (a *Account) Deposit(amount int64) {
	positive("Deposit", amount)
	a.v.Update(func(old any) (any, bool) { return old.(int64) + amount, true })
}

// Withdraw takes amount if there is enough, and says whether there was. It panics
// if amount is negative.
func (a *Account) Withdraw(amount int64) (ok bool) {
	positive("Withdraw", amount)
	a.v.Update(func(old any) (any, bool) {
		ok = old.(int64) >= amount
		return old.(int64) - amount, ok
	})
	return ok
}

func positive(what string, amount int64) {
	if amount < 0 {
		panic(fmt.Sprintf("shared: %s(%d): expected 0 or more", what, amount))
	}
}

// Balance is what is there now.
func (a *Account) Balance() int64 { return a.v.Load().(int64) }

// Stats is what happened so far.
func (a *Account) Stats() Stats { return stats(a.v) }

// String is the balance and the Stats.
func (a *Account) String() string {
	return fmt.Sprintf("%s = %d; %v", a.v.Name, a.Balance(), a.Stats())
}

// Figure is the contention, as of a Counter.
func (a *Account) Figure() chart.Figure { return contention(a.v) }

// HTML is String, and the figure if anybody waited.
func (a *Account) HTML() string { return page(a.String(), a.v) }

// Transfer moves amount from one account to another if there is enough, and says
// whether there was. Each account is guarded by itself: between the two steps
// the money is in neither.
func Transfer(from, to *Account, amount int64) bool {
	if !from.Withdraw(amount) {
		return false
	}
	to.Deposit(amount)
	return true
}
