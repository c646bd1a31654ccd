// A bank: typed errors, wrapping, embedding, JSON, transfers by many goroutines.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
)

// Cents is an amount of money.
type Cents int64

func (c Cents) String() string {
	sign := ""
	if c < 0 {
		sign, c = "-", -c
	}
	return fmt.Sprintf("%s%d.%02d", sign, c/100, c%100)
}

func (c Cents) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func (c *Cents) UnmarshalText(text []byte) error {
	whole, part, ok := strings.Cut(string(text), ".")
	if !ok || len(part) != 2 {
		return fmt.Errorf("amount %q: want two digits behind a point", text)
	}
	var w, p int64
	if _, err := fmt.Sscan(whole, &w); err != nil {
		return fmt.Errorf("amount %q: %w", text, err)
	}
	if _, err := fmt.Sscan(part, &p); err != nil {
		return fmt.Errorf("amount %q: %w", text, err)
	}
	*c = Cents(w*100 + p)
	return nil
}

type Kind int

const (
	Checking Kind = iota + 1
	Savings
)

func (k Kind) String() string {
	switch k {
	case Checking:
		return "checking"
	case Savings:
		return "savings"
	}
	return fmt.Sprintf("Kind(%d)", int(k))
}

type Owner struct {
	Name string `json:"name"`
	City string `json:"city,omitempty"`
}

func (o *Owner) Greeting() string { return "Dear " + o.Name }

type Account struct {
	Owner
	ID      int   `json:"id"`
	Balance Cents `json:"balance"`
	Kind    Kind  `json:"kind"`
	mu      sync.Mutex
	history []Cents
}

// Errors of a bank.
type InsufficientFunds struct {
	Account   int
	Have, Ask Cents
}

func (e *InsufficientFunds) Error() string {
	return fmt.Sprintf("account %d has %v, asked for %v", e.Account, e.Have, e.Ask)
}

type NoAccount int

func (e NoAccount) Error() string { return fmt.Sprintf("no account %d", int(e)) }

var ErrFrozen = errors.New("bank is frozen")

type Bank struct {
	accounts map[int]*Account
	frozen   bool
	log      func(format string, args ...any)
}

func NewBank(accounts ...*Account) *Bank {
	b := &Bank{accounts: make(map[int]*Account), log: func(string, ...any) {}}
	for _, a := range accounts {
		b.accounts[a.ID] = a
	}
	return b
}

func (b *Bank) find(id int) (*Account, error) {
	if a, ok := b.accounts[id]; ok {
		return a, nil
	}
	return nil, NoAccount(id)
}

func (b *Bank) Transfer(from, to int, amount Cents) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("transfer of %v from %d to %d: %w", amount, from, to, err)
			b.log("failed: %v", err)
		}
	}()
	if b.frozen {
		return ErrFrozen
	}
	a, err := b.find(from)
	if err != nil {
		return err
	}
	c, err := b.find(to)
	if err != nil {
		return err
	}
	first, second := a, c
	if first.ID > second.ID {
		first, second = second, first
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	if second != first {
		second.mu.Lock()
		defer second.mu.Unlock()
	}
	if a.Balance < amount {
		return &InsufficientFunds{a.ID, a.Balance, amount}
	}
	a.Balance -= amount
	c.Balance += amount
	a.history, c.history = append(a.history, -amount), append(c.history, amount)
	return nil
}

func (b *Bank) Total() (sum Cents) {
	for _, a := range b.accounts {
		sum += a.Balance
	}
	return sum
}

func (b *Bank) Sorted() []*Account {
	var list []*Account
	for _, a := range b.accounts {
		list = append(list, a)
	}
	slices.SortFunc(list, func(x, y *Account) int { return x.ID - y.ID })
	return list
}

func main() {
	b := NewBank(
		&Account{Owner: Owner{"Ana", "Porto"}, ID: 1, Balance: 100_00, Kind: Checking},
		&Account{Owner: Owner{Name: "Rui"}, ID: 2, Balance: 50_05, Kind: Savings},
		&Account{Owner: Owner{"Eva", "Faro"}, ID: 3, Kind: Kind(7)},
	)
	var messages []string
	b.log = func(format string, args ...any) { messages = append(messages, fmt.Sprintf(format, args...)) }

	for _, t := range []struct {
		from, to int
		amount   Cents
	}{{1, 2, 25_50}, {2, 3, 500_00}, {1, 9, 1}, {3, 3, 0}} {
		err := b.Transfer(t.from, t.to, t.amount)
		var poor *InsufficientFunds
		var missing NoAccount
		switch {
		case err == nil:
			fmt.Println("ok:", t)
		case errors.As(err, &poor):
			fmt.Println("poor:", poor.Ask-poor.Have, "short;", err)
		case errors.As(err, &missing):
			fmt.Printf("missing %d: %v\n", missing, err)
		default:
			fmt.Println("other:", err)
		}
	}
	b.frozen = true
	err := b.Transfer(1, 2, 1)
	fmt.Println(errors.Is(err, ErrFrozen), errors.Unwrap(err) == ErrFrozen, len(messages), messages[len(messages)-1])
	b.frozen = false
	b.log = func(string, ...any) {}

	var wg sync.WaitGroup
	before := b.Total()
	for i := range 50 {
		wg.Go(func() {
			for j := range 20 {
				from := 1 + (i+j)%3
				_ = b.Transfer(from, 1+from%3, Cents(i+j))
			}
		})
	}
	wg.Wait()
	fmt.Println("kept:", b.Total() == before, before)

	*b.accounts[1] = Account{Owner: b.accounts[1].Owner, ID: 1, Balance: 12_34, Kind: Checking}
	text, err := json.MarshalIndent(b.accounts[1], "", "  ")
	fmt.Println(string(text), err)
	var back Account
	if err := json.Unmarshal(text, &back); err != nil {
		fmt.Println(err)
	}
	fmt.Println(back.Name, back.Balance, back.Kind, back.Greeting())
	err = json.Unmarshal([]byte(`{"balance": "12"}`), &back)
	fmt.Println(err)
	for _, a := range b.Sorted() {
		fmt.Fprintf(os.Stdout, "%-4s %-9v %T\n", a.Name, a.Kind, a.Kind)
	}
}
