package wire

import (
	"encoding/json"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"
)

type inner struct {
	A int `json:"a"`
}

type sample struct {
	inner
	Name  string            `json:"name"`
	Skip  string            `json:"-"`
	Empty string            `json:"empty,omitempty"`
	Zero  time.Time         `json:"zero,omitzero"`
	Map   map[string]string `json:"map"`
	List  []int             `json:"list"`
	Raw   json.RawMessage   `json:"raw"`
	Ptr   *inner            `json:"ptr"`
	Any   any               `json:"any"`
	Plain bool
	//lint:ignore U1000 must not be encoded
	hidden int
}

func TestMarshal(t *testing.T) {
	for _, c := range []struct {
		name string
		v    any
		want string
	}{
		{"nil map in struct", sample{}, `{"a":0,"name":"","map":{},"list":[],"raw":{},"ptr":null,"any":null,"Plain":false}`},
		{"nil slice in any", map[string]any{"x": []string(nil), "y": map[int]bool(nil)}, `{"x":[],"y":{}}`},
		{"no HTML escapes", "<a href='x'>&</a>", `"<a href='x'>&</a>"`},
		{"controls", "a\"\\\n\r\t\x00\x1b[0m\x7f", `"a\"\\\n\r\t\u0000\u001b[0m` + "\x7f" + `"`},
		{"invalid UTF-8", "a\xffb\xe4\xb8", `"a` + "\ufffd" + `b` + "\ufffd\ufffd" + `"`},
		{"runes", "é世😀\u2028", `"é世😀` + "\u2028" + `"`},
		{"NaN", []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1.5, 1e-7, 1e21, 0}, `[null,null,null,1.5,1e-07,1e+21,0]`},
		{"float32", float32(0.1), `0.1`},
		{"bytes", []byte{0, 1, 255}, `"AAH/"`},
		{"raw", json.RawMessage(` { "a" : [ 1 , 2 ] } `), `{"a":[1,2]}`},
		{"number", json.Number("12.50"), `12.50`},
		{"keys in order", map[string]int{"b": 1, "a": 2}, `{"a":2,"b":1}`},
		{"int keys", map[int]string{2: "x"}, `{"2":"x"}`},
		{"text keys", map[netip.Addr]int{netip.MustParseAddr("::1"): 1}, `{"::1":1}`},
		{"marshaler", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), `"2026-01-02T03:04:05Z"`},
		{"text marshaler", netip.MustParseAddr("127.0.0.1"), `"127.0.0.1"`},
		{"pointer", &inner{3}, `{"a":3}`},
		{"array", [2]bool{true, false}, `[true,false]`},
		{"nil", nil, `null`},
		{"unsigned", uint64(math.MaxUint64), `18446744073709551615`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Marshal(c.v)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if !json.Valid(got) {
				t.Errorf("%s is not valid JSON", got)
			}
		})
	}
}

func TestMarshalErrorsSayWhere(t *testing.T) {
	loop := map[string]any{}
	loop["self"] = loop
	for want, v := range map[string]any{
		`"a": [1]: a value of type func()`: map[string]any{"a": []any{1, func() {}}},
		"contain itself":                   loop,
		"raw JSON":                         json.RawMessage(`{"a":`),
		"keys of type struct":              map[struct{}]int{{}: 1},
		"type chan int":                    make(chan int),
	} {
		_, err := Marshal(v)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %.200v, expected one with %q", err, want)
		}
	}
}

// FuzzMarshalString compares strings with what encoding/json reads back.
func FuzzMarshalString(f *testing.F) {
	for _, s := range []string{"", "a\"b", "\xff\xfe", "\u2028<>&", "\x00\x1f", "😀\xf0\x9f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var back string
		if err := json.Unmarshal(got, &back); err != nil {
			t.Fatalf("%q was written as %s: %v", s, got, err)
		}
		if want := repair([]byte(s)); back != want {
			t.Errorf("%q was written as %s and read as %q, expected %q", s, got, back, want)
		}
	})
}
