package host

import "testing"

// What a program compiled by Go 1.26 prints.
func TestPrintedLikeTheRuntime(t *testing.T) {
	type id string
	for _, c := range []struct {
		value any
		want  string
	}{
		{true, "true"},
		{-5, "-5"},
		{uint8(200), "200"},
		{'a', "97"},
		{1.5, "1.5"},
		{1e100, "1e+100"},
		{100000.0, "100000"},
		{123456789.0, "1.23456789e+08"},
		{-2.5e-7, "-2.5e-07"},
		{float32(1.1), "1.1"},
		{complex(1, -2), "(1-2i)"},
		{complex64(complex(1.1, 2.2)), "(1.1+2.2i)"},
		{"x\n", "x\n"},
		{id("named"), "named"},
		{(*int)(nil), "0x0"},
		{[]int(nil), "[0/0]0x0"},
		{nil, "(0x0,0x0)"},
	} {
		if got := string(appendPrinted(nil, c.value)); got != c.want {
			t.Errorf("%#v: got %q, want %q", c.value, got, c.want)
		}
	}
}
