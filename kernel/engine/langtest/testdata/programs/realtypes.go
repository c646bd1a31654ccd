package main

import (
	"bytes"
	"container/heap"
	"context"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"sort"
	"strings"
	"sync"
	"text/template"
)

type Celsius float64

func (c Celsius) String() string { return fmt.Sprintf("%.1f degrees", float64(c)) }

type Weekday int

const (
	Sunday Weekday = iota
	Monday
)

func (d Weekday) String() string { return [...]string{"Sun", "Mon"}[d] }

func (d Weekday) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

type base struct {
	ID   int
	note string
}

func (b *base) Rename(n string) { b.note = n }
func (b base) Describe() string { return fmt.Sprint(b.ID, "/", b.note) }

type Report struct {
	base
	Name  string `json:"name" xml:"name,attr"`
	Day   Weekday
	temps []Celsius
	Links map[string]*Report `json:",omitempty" xml:"-"`
}

type NotFound struct{ key string }

func (e NotFound) Error() string { return "no " + e.key }

type Failed struct {
	op    string
	cause error
}

func (e *Failed) Error() string { return e.op + ": " + e.cause.Error() }
func (e *Failed) Unwrap() error { return e.cause }

func lookup(key string) error {
	switch key {
	case "":
		return nil
	case "typed":
		var f *Failed
		return f
	}
	return &Failed{"lookup", NotFound{key}}
}

type shape interface {
	Area() float64
	scale(by float64) shape
}

type square struct{ side float64 }

func (s square) Area() float64          { return s.side * s.side }
func (s square) scale(by float64) shape { s.side *= by; return s }

type circle struct{ r float64 }

func (c *circle) Area() float64          { return 3 * c.r * c.r }
func (c *circle) scale(by float64) shape { c.r *= by; return c }

type byArea []shape

func (s byArea) Len() int           { return len(s) }
func (s byArea) Less(i, j int) bool { return s[i].Area() < s[j].Area() }
func (s byArea) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

type queue []*Report

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].ID < q[j].ID }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(*Report)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

type (
	userKey  struct{}
	otherKey struct{}
)

type state func(*machine) state

type machine struct {
	steps int
	log   []string
}

func start(m *machine) state { m.log = append(m.log, "start"); return work }
func work(m *machine) state {
	m.steps++
	if m.steps == 3 {
		return nil
	}
	return work
}

type tree map[string]tree

func (t tree) size() int {
	n := 1
	for _, c := range t {
		n += c.size()
	}
	return n
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T)        { s.items = append(s.items, x) }
func (s stack[T]) String() string   { return fmt.Sprintf("%d items %v", len(s.items), s.items) }
func kind[T any](x any) (T, string) { v, ok := x.(T); return v, fmt.Sprintf("%T %v", v, ok) }

type hits struct {
	mu sync.Mutex
	n  map[string]int
}

func (h *hits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.n[r.URL.Path]++
	fmt.Fprint(w, h.n[r.URL.Path])
}

func what(x any) string {
	switch x := x.(type) {
	case nil:
		return "nil"
	case Weekday, Celsius:
		return fmt.Sprintf("named %v", x)
	case int:
		return fmt.Sprint("int ", x+1)
	case shape:
		return fmt.Sprint("shape ", x.Area())
	case error:
		return "error " + x.Error()
	case []Weekday:
		return fmt.Sprint("days ", len(x))
	case fmt.Stringer:
		return "stringer " + x.String()
	}
	return fmt.Sprintf("other %T", x)
}

func printing() {
	r := Report{base{1, "n"}, "first", Monday, []Celsius{36.6}, nil}
	fmt.Printf("%T\n%v\n%+v\n%#v\n", r, r, r, r)
	fmt.Println(Celsius(1), []Weekday{Sunday, Monday}, map[Weekday]Celsius{Monday: 2}, &r.base, struct{ d Weekday }{1})
	fmt.Printf("%d %s %x %q %T %T\n", Monday, Monday, Monday, Monday, &r, []*Report{})
	r.Rename("m")
	f, g := r.Describe, (*base).Rename
	g(&r.base, "later")
	fmt.Println(r.Describe(), f())
	t := reflect.TypeOf(r)
	fmt.Println(t.Name(), t.Kind(), t.NumField(), t.Field(0).Anonymous, t.Field(3).Name, t.NumMethod(), reflect.TypeOf(Monday).Kind())
}

func failing() {
	err := fmt.Errorf("outer: %w", lookup("x"))
	var nf NotFound
	var f *Failed
	fmt.Println(errors.As(err, &nf), nf.key, errors.As(err, &f), f.op, errors.Is(err, NotFound{"x"}), errors.Is(err, NotFound{"y"}))
	fmt.Println(lookup("") == nil, lookup("typed") == nil, err)
	defer func() {
		r := recover()
		e, ok := r.(error)
		fmt.Printf("%T %v %v\n", r, ok, e)
	}()
	panic(NotFound{"panic"})
}

func encoding() {
	r := &Report{base{7, "secret"}, "r", Monday, nil, map[string]*Report{"a": {Name: "inner"}}}
	b, err := json.Marshal(r)
	fmt.Println(string(b), err)
	var back struct {
		base
		Name  string `json:"name"`
		Extra any
	}
	fmt.Println(json.Unmarshal([]byte(`{"ID": 9, "name": "x", "note": "no", "Extra": [1]}`), &back), back.ID, back.Name, back.note, back.Extra)
	b, err = xml.Marshal(struct {
		XMLName xml.Name `xml:"list"`
		R       []Celsius
		D       Weekday `xml:"day,attr"`
	}{R: []Celsius{1, 2}, D: Monday})
	fmt.Println(string(b), err)
	var buf bytes.Buffer
	type point struct{ X, Y int }
	fmt.Println(gob.NewEncoder(&buf).Encode(map[string]point{"p": {1, 2}}))
	var points map[string]point
	fmt.Println(gob.NewDecoder(&buf).Decode(&points), points)
	t := template.Must(template.New("t").Parse("{{.Name}} {{.Describe}} {{.Day}} {{range .Links}}{{.Name}}{{end}}\n"))
	fmt.Println(t.Execute(os.Stdout, r))
}

func interfaces() {
	shapes := []shape{square{3}, &circle{1}, square{1}}
	sort.Sort(byArea(shapes))
	for _, s := range shapes {
		fmt.Print(s.Area(), " ", s.scale(2).Area(), "; ")
	}
	fmt.Println(shapes[0] == shape(square{1}), shapes[0] == shapes[2])
	q := &queue{}
	for _, id := range []int{3, 1, 2} {
		heap.Push(q, &Report{base: base{ID: id}})
	}
	for q.Len() > 0 {
		fmt.Print(heap.Pop(q).(*Report).ID, " ")
	}
	fmt.Println()
	for _, x := range []any{nil, Monday, Celsius(3), 4, square{2}, NotFound{"n"}, []Weekday{1}, []int{1}, stack[int]{}, lookup("k")} {
		fmt.Println(what(x))
	}
	ctx := context.WithValue(context.Background(), userKey{}, Monday)
	fmt.Println(ctx.Value(userKey{}), ctx.Value(otherKey{}))
	m := map[any]string{userKey{}: "user", otherKey{}: "other", Monday: "day", 1: "int"}
	fmt.Println(len(m), m[userKey{}], m[Weekday(1)], m[1], m[Celsius(1)] == "")
	var x any = Monday
	_, isInt := x.(int)
	_, isDay := x.(Weekday)
	fmt.Println(isInt, isDay)
}

func recursion() {
	m := &machine{}
	for f := state(start); f != nil; {
		f = f(m)
	}
	fmt.Println(m.steps, m.log)
	fmt.Println(tree{"a": {"b": nil}, "c": {}}.size())
	s := &stack[Weekday]{}
	s.push(Monday)
	fmt.Printf("%v %T\n", s, *s)
	fmt.Println(kind[Weekday](any(Monday)))
	fmt.Println(kind[fmt.Stringer](any(1)))
}

func concurrently() {
	h := &hits{n: map[string]int{}}
	var handler http.Handler = h
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var s shape = &circle{float64(i)}
			for range 20 {
				handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/"+strings.Repeat("x", i%2), nil))
				_ = s.Area()
			}
		}()
	}
	wg.Wait()
	fmt.Println(h.n["/"], h.n["/x"])
}

func main() {
	printing()
	failing()
	encoding()
	interfaces()
	recursion()
	concurrently()
}
