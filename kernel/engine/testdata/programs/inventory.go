// A store: interfaces, embedded structs, XML, templates, sorting, a heap, times and
// text tables.
package main

import (
	"bytes"
	"container/heap"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"text/tabwriter"
	"text/template"
	"time"
)

type Money float64

func (m Money) Format(f fmt.State, verb rune) {
	if verb != 'v' && verb != 's' {
		fmt.Fprintf(f, "%%!%c(Money)", verb)
		return
	}
	if f.Flag('+') {
		io.WriteString(f, "EUR ")
	}
	fmt.Fprintf(f, "%.2f", float64(m))
}

type Item struct {
	XMLName xml.Name `xml:"item"`
	SKU     string   `xml:"sku,attr"`
	Name    string   `xml:"name"`
	Price   Money    `xml:"price"`
	Tags    []string `xml:"tags>tag"`
}

type Stocked struct {
	*Item
	Count int
	Since time.Time
}

func (s Stocked) Value() Money { return s.Price * Money(s.Count) }

type Valued interface{ Value() Money }

type Gift struct {
	Stocked
	For string
}

func (g Gift) Value() Money { return 0 }

type byValue []Valued

func (b byValue) Len() int           { return len(b) }
func (b byValue) Less(i, j int) bool { return b[i].Value() < b[j].Value() }
func (b byValue) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

// Order is served by its urgency.
type Order struct {
	urgency, index int
	what           string
}

type queue []*Order

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].urgency > q[j].urgency }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i]; q[i].index, q[j].index = i, j }
func (q *queue) Push(x any)        { o := x.(*Order); o.index = len(*q); *q = append(*q, o) }
func (q *queue) Pop() (x any) {
	old := *q
	x, *q = old[len(old)-1], old[:len(old)-1]
	return
}

type Weekday struct{ time.Weekday }

func (d Weekday) Open() bool { return d.Weekday != time.Sunday }

const report = `{{define "tags"}}{{range $i, $t := .}}{{if $i}}, {{end}}{{$t}}{{else}}none{{end}}{{end -}}
{{range .}}{{printf "%-8s" .Name}}|{{.Count}}|{{.Value}}|{{template "tags" .Tags}}
{{end}}`

type upper struct{ w io.Writer }

func (u upper) Write(p []byte) (int, error) { return u.w.Write(bytes.ToUpper(p)) }

func main() {
	day := time.Date(2026, time.March, 1, 9, 30, 0, 0, time.UTC)
	shop := []Stocked{
		{&Item{SKU: "a1", Name: "lamp", Price: 19.99, Tags: []string{"light", "home"}}, 3, day},
		{&Item{SKU: "b2", Name: "rope", Price: 0.5}, 200, day.AddDate(0, 0, 6)},
		{&Item{SKU: "c3", Name: "chair", Price: 45}, 1, day.Add(36 * time.Hour)},
	}
	var values byValue
	for _, s := range shop {
		values = append(values, s)
	}
	values = append(values, Gift{shop[0], "Ana"}, &Gift{Stocked: shop[2]})
	sort.Sort(sort.Reverse(values))
	for _, v := range values {
		switch v := v.(type) {
		case Stocked:
			fmt.Printf("%s %v %+v %d\n", v.Name, v.Value(), v.Price, v.Price)
		case Gift:
			fmt.Printf("gift for %s: %s\n", v.For, v.Name)
		case *Gift:
			fmt.Printf("%T of %s, %v\n", v, v.Item.Name, v.Value())
		}
	}

	text, err := xml.MarshalIndent(shop[0].Item, "", " ")
	fmt.Println(string(text), err)
	var back Item
	if err := xml.Unmarshal(text, &back); err != nil {
		fmt.Println(err)
	}
	fmt.Println(back.SKU, back.Name, back.Price, back.Tags)

	t := template.Must(template.New("report").Parse(report))
	if err := t.Execute(upper{os.Stdout}, shop); err != nil {
		fmt.Println(err)
	}
	err = template.Must(template.New("bad").Parse("{{.Missing}}")).Execute(io.Discard, shop[0])
	fmt.Println(err != nil && strings.Contains(err.Error(), "Missing"))

	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight|tabwriter.Debug)
	for _, s := range shop {
		d := Weekday{s.Since.Weekday()}
		fmt.Fprintf(w, "%s\t%s\t%v\t%v\t\n", s.SKU, s.Since.Format("02 Jan 15:04"), d, d.Open())
	}
	w.Flush()

	q := &queue{}
	heap.Init(q)
	var first *Order
	for i, what := range []string{"box", "pen", "ink", "map"} {
		o := &Order{urgency: (i * 7) % 5, what: what}
		if i == 0 {
			first = o
		}
		heap.Push(q, o)
	}
	first.urgency = 9
	heap.Fix(q, first.index)
	for q.Len() > 0 {
		o := heap.Pop(q).(*Order)
		fmt.Print(o.what, ":", o.urgency, " ")
	}
	fmt.Println()

	r := csv.NewReader(strings.NewReader("sku,count\na1,2\nb2,x\n\"c,3\",4\n"))
	rows, err := r.ReadAll()
	fmt.Println(rows, err)
	total := 0
	for _, row := range rows[1:] {
		var n int
		if _, err := fmt.Sscanf(row[1], "%d", &n); err != nil {
			fmt.Println(row[0], "has no number:", row[1])
			continue
		}
		total += n
	}
	fmt.Println(total, time.Duration(total)*time.Minute+30*time.Second, day.Sub(shop[1].Since))
}
