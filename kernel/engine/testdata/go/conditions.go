// Every kind of expression as a condition of if, for, switch and the logical
// operators, true and false.
package main

import "fmt"

type B bool
type S struct {
	b  bool
	p  *bool
	m  map[string]bool
	f  func() bool
	in *S
}

func (s S) M() bool   { return s.b }
func (s *S) P() bool  { return s.b }
func id[T any](x T) T { return x }

type I interface{ M() bool }

func pick(n int, t, f bool) bool { return []bool{t, f}[n] }

func main() {
	for _, v := range []bool{true, false} {
		x := any(v)
		bb := B(v)
		s := S{b: v, p: &v, m: map[string]bool{"k": v}, f: func() bool { return v }}
		s.in = &s
		ps := &s
		var i I = s
		c := make(chan bool, 40)
		for range 40 {
			c <- v
		}
		arr := [2]bool{v, !v}
		pa := &arr
		sl := arr[:]
		fs := []func() bool{s.f}
		mm := s.M
		mp := map[int]S{1: s}
		var out []string
		add := func(s string) { out = append(out, s) }
		if x.(bool) {
			add("assert")
		}
		if bb {
			add("named")
		}
		if bool(bb) {
			add("conv")
		}
		if s.b {
			add("field")
		}
		if ps.b {
			add("pfield")
		}
		if s.in.in.b {
			add("deep")
		}
		if *s.p {
			add("deref")
		}
		if *ps.in.p {
			add("deref2")
		}
		if s.m["k"] {
			add("map")
		}
		if s.m["none"] {
			add("mapnone")
		}
		if s.f() {
			add("call field")
		}
		if s.M() {
			add("method")
		}
		if ps.P() {
			add("pmethod")
		}
		if i.M() {
			add("imethod")
		}
		if i.(S).b {
			add("assert field")
		}
		if i.(S).M() {
			add("assert method")
		}
		if <-c {
			add("recv")
		}
		if arr[0] {
			add("array")
		}
		if pa[0] {
			add("parray")
		}
		if sl[0] {
			add("slice")
		}
		if (*pa)[0] {
			add("deref array")
		}
		if fs[0]() {
			add("call index")
		}
		if mm() {
			add("method value")
		}
		if S.M(s) {
			add("method expr")
		}
		if (*S).P(ps) {
			add("ptr method expr")
		}
		if mp[1].b {
			add("map field")
		}
		if mp[1].M() {
			add("map method")
		}
		if id(v) {
			add("generic")
		}
		if id[bool](v) {
			add("generic inst")
		}
		if func() bool { return v }() {
			add("lit call")
		}
		if pick(0, v, !v) {
			add("pick")
		}
		if v {
			add("paren")
		}
		if !!v {
			add("notnot")
		}
		if !x.(bool) {
			add("!assert")
		}
		if !<-c {
			add("!recv")
		}
		if !s.m["k"] {
			add("!map")
		}
		if v == true {
			add("eqtrue")
		}
		if [1]bool{v}[0] {
			add("lit index")
		}
		if []bool{v}[0] {
			add("lit slice")
		}
		if map[int]bool{1: v}[1] {
			add("lit map")
		}
		if (S{b: v}).b {
			add("lit field")
		}
		if (&S{b: v}).b {
			add("&lit field")
		}
		if x.(bool) && x.(bool) {
			add("and")
		}
		if !v || x.(bool) {
			add("or")
		}
		if s.m["k"] && <-c && *s.p {
			add("and3")
		}
		if any(bb).(B) {
			add("assert named")
		}
		if ok := x.(bool); ok {
			add("init")
		}
		if _, ok := x.(bool); ok {
			add("commaok")
		}
		for n := 0; x.(bool) && n < 1; n++ {
			add("for")
		}
		for <-c {
			add("for recv")
			break
		}
		for *s.p {
			add("for deref")
			break
		}
		for x.(bool) {
			add("for assert")
			break
		}
		for s.m["k"] {
			add("for map")
			break
		}
		switch {
		case x.(bool):
			add("case assert")
		case <-c:
			add("case recv")
		default:
			add("case default")
		}
		switch {
		case *s.p:
			add("case deref")
		default:
			add("case default")
		}
		switch {
		case s.m["k"]:
			add("case map")
		default:
			add("case default")
		}
		switch {
		case bool(bb):
			add("case conv")
		default:
			add("case default")
		}
		switch {
		case i.(S).b:
			add("case af")
		default:
			add("case default")
		}
		switch x.(bool) {
		case true:
			add("tag true")
		case false:
			add("tag false")
		}
		switch <-c {
		case true:
			add("tagc true")
		case false:
			add("tagc false")
		}
		switch v {
		case x.(bool):
			add("tag self")
		default:
			add("tag not self")
		}
		fmt.Println(v, len(out))
		for _, o := range out {
			fmt.Println("  ", o)
		}
		r1, r2 := x.(bool) && s.m["k"], x.(bool) || <-c
		r3 := !x.(bool)
		r4 := *s.p && *s.p
		r5 := bool(bb) && arr[0]
		fmt.Println(r1, r2, r3, r4, r5, x.(bool) && v, v && x.(bool), <-c && v, v || <-c, !*s.p, !arr[0], !s.m["k"])
		fmt.Println(any(bool(bb) || false).(bool))
	}
}
