package rt

import "testing"

// TestLibraries: what encoding packages and templates find by reflection.
func TestLibraries(t *testing.T) {
	// Only once: gob's registry of names is the process's.
	func(t *testing.T, s *session) {
		s.check(`
			import "encoding/json"
			type Color int
			func (c Color) MarshalText() ([]byte, error)
			func (c *Color) UnmarshalText(b []byte) error
			type Item struct { Name string; Price float64; hidden int; Colors []Color ` + "`json:\"colors\" xml:\"color\"`" + ` }
			func (i Item) Total(n int) float64
			func (i *Item) Label() string
			type Cart struct { Items []*Item; Owner struct { First, Last string } }
			func (c Cart) Len() int
			type Shape interface { Area() float64 }
			type Sq struct { S float64 }
			func (s Sq) Area() float64
			var _ json.Marshaler`)
		got := s.run(lowered{
			imports: "bytes encoding/gob encoding/json encoding/xml fmt text/template reflect errors log/slog flag",
			decls: `
				func ColorǃMarshalText(c int) ([]byte, error) { return []byte([]string{"red", "green"}[c]), nil }
				func ColorǃUnmarshalText(c *int, b []byte) error { if string(b) == "green" { *c = 1; return nil }; if string(b) == "red" { *c = 0; return nil }; return errors.New("no color " + string(b)) }
				type Item struct { Name string; Price float64; hidden int; Colors []int ` + "`json:\"colors\" xml:\"color\"`" + ` }
				func ItemǃTotal(i Item, n int) float64 { return i.Price * float64(n) }
				func ItemǃLabel(i *Item) string { return "label of " + i.Name }
				type Cart struct { Items []*Item; Owner struct { First, Last string } }
				func CartǃLen(c Cart) int { return len(c.Items) }
				type Sq struct { S float64 }
				func SqǃArea(s Sq) float64 { return s.S * s.S }`,
			stmts: `
				i := &Item{Name: "pen", Price: 1.5, Colors: []int{1, 0}}
				b, err := json.Marshal({{box "*Item" "any"}}(i))
				out.Print(string(b), err)
				var back Item
				err = json.Unmarshal(b, {{box "*Item" "any"}}(&back))
				out.Print(back.Name, back.Colors, err, json.Unmarshal([]byte("{\"colors\":[\"blue\"]}"), {{box "*Item" "any"}}(&back)))
				b, err = xml.Marshal({{box "Item" "any"}}(*i))
				out.Print(string(b), err)
				b, err = json.Marshal({{box "map[Color]int" "any"}}(map[int]int{1: 2, 0: 1}))
				out.Print(string(b), err)
				var buf bytes.Buffer
				gob.Register({{box "Sq" "any"}}(Sq{}))
				shapes := []{{type "Shape"}}{ {{box "Sq" "Shape"}}(Sq{3}) }
				err = gob.NewEncoder(&buf).Encode({{box "*[]Shape" "any"}}(&shapes))
				var decoded []{{type "Shape"}}
				err2 := gob.NewDecoder(&buf).Decode({{box "*[]Shape" "any"}}(&decoded))
				out.Print(err, err2, len(decoded), decoded[0].Area(), {{equal}}(decoded[0], shapes[0]))
				c := Cart{Items: []*Item{i, &Item{Name: "ink", Price: 2}}}
				c.Owner.First = "Ada"
				tm, err := template.New("t").Parse("{{"{{"}}.Owner.First{{"}}"}} has {{"{{"}}.Len{{"}}"}}: {{"{{"}}range .Items{{"}}"}}{{"{{"}}.Label{{"}}"}} {{"{{"}}.Total 2{{"}}"}} {{"{{"}}.Colors{{"}}"}}; {{"{{"}}end{{"}}"}}")
				out.Print(err)
				buf.Reset()
				out.Print(tm.Execute(&buf, {{box "Cart" "any"}}(c)), buf.String())
				err = tm.Execute(&buf, {{box "Item" "any"}}(*i))
				out.Print(err)
				r := reflect.TypeOf({{box "*Item" "any"}}(i))
				m, _ := r.MethodByName("Total")
				out.Print(r, r.Elem().NumMethod(), r.NumMethod(), m.Type, reflect.ValueOf({{box "Item" "any"}}(*i)).MethodByName("Total").Call([]reflect.Value{reflect.ValueOf(4)})[0], r.Elem().Field(2).PkgPath)
				f := reflect.ValueOf({{box "*Item" "any"}}(i)).Elem().Field(0)
				f.SetString("set")
				out.Print(i.Name, f.CanSet(), reflect.ValueOf({{box "*Item" "any"}}(i)).Elem().Field(2).CanSet(), reflect.DeepEqual({{box "Item" "any"}}(*i), {{box "Item" "any"}}(*i)))
				buf.Reset()
				slog.New(slog.NewTextHandler(&buf, &slog.HandlerOptions{ReplaceAttr: func(g []string, a slog.Attr) slog.Attr { if a.Key == "time" { return slog.Attr{} }; return a }})).Info("m", "color", {{box "Color" "any"}}(1))
				out.Print(buf.String() == "level=INFO msg=m color=green\n")`,
		})
		expect(t, got, `{"Name":"pen","Price":1.5,"colors":["green","red"]} <nil>
pen [1 0] <nil> no color blue
<Item><Name>pen</Name><Price>1.5</Price><color>green</color><color>red</color></Item> <nil>
{"green":2,"red":1} <nil>
<nil> <nil> 1 9 true
<nil>
<nil> Ada has 2: label of pen 3 [1 0]; label of ink 4 []; 
template: t:1:8: executing "t" at <.Owner.First>: can't evaluate field Owner in type main.Item
*main.Item 1 2 func(*main.Item, int) float64 6 main
set true false true
true`)
	}(t, newSession(t, false))
}
