package lang

import "testing"

// The words are those of the Go 1.26 compiler for the same text in a function
// body (or a file, for declarations).
func TestSyntaxErrorsInTheCompilersWords(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"fmt.Println(\"a\"\n", "1:16: syntax error: unexpected newline in argument list; possibly missing comma or )"},
		{"x := [\n1", "2:2: syntax error: unexpected newline, expected ]"},
		{"if x {\n", "2:1: syntax error: unexpected EOF, expected }"},
		{`fmt.Println("a" "b")`, `1:17: syntax error: unexpected literal "b" in argument list; possibly missing comma or )`},
		{"x = = 3", "1:5: syntax error: unexpected =, expected expression"},
		{"func f( {}", "1:9: syntax error: unexpected {, expected )"},
		{"x := 5 y", "1:8: syntax error: unexpected name y at end of statement"},
		{"if x == 3\n{\n}", "1:10: syntax error: unexpected newline, expected { after if clause"},
		{"a := []int{1,2\n}", "1:15: syntax error: unexpected newline in composite literal; possibly missing comma or }"},
		{"var x int = ", "1:13: syntax error: unexpected EOF, expected expression"},
		{`x := "abc`, "1:10: newline in string"},
		{"c := 'ab'", "1:6: more than one character in rune literal"},
		{"}", "1:1: syntax error: non-declaration statement outside function body"},
		{"f(1,\n2\n)", "2:2: syntax error: unexpected newline in argument list; possibly missing comma or )"},
		{"switch x {\ncase 1\n}", "2:7: syntax error: unexpected newline, expected :"},
		{"fnc f() {}", "1:5: syntax error: unexpected name f at end of statement"},
		{"import fmt", "1:11: missing import path"},
		{"type T strct {}", "1:14: syntax error: unexpected { after top level declaration"},
		{"a b c", "1:3: syntax error: unexpected name b at end of statement"},
		{"x := 3 +", "1:9: syntax error: unexpected EOF, expected expression"},
		{"for {", "1:6: syntax error: unexpected EOF, expected }"},
		{"go f", "1:4: expression in go must be function call"},
		{"defer 3", "1:7: expression in defer must be function call"},
		{"return return", "1:8: syntax error: unexpected keyword return, expected expression"},
		{"if x := 3 {}", "1:6: syntax error: cannot use x := 3 as value"},
		{"x := @", "1:6: invalid character U+0040 '@'"},
		{"/* abc", "1:1: comment not terminated"},
		{"`abc", "1:1: string not terminated"},
		{"var 3 = 4", "1:5: syntax error: unexpected literal 3, expected name"},
		{"x.3", "1:2: syntax error: unexpected literal .3 at end of statement"},
		{`map[string]int{"a" 1}`, "1:20: syntax error: unexpected literal 1 in composite literal; possibly missing comma or }"},
		{"if (x) {", "1:9: syntax error: unexpected EOF, expected }"},
		{"a.", "1:3: syntax error: unexpected EOF, expected name or ("},
		{"x := (1 + 2", "1:12: syntax error: unexpected newline, expected )"},
	} {
		_, err := NewSession(Options{}).Compile(Cell{1, c.code})
		got := "nil"
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.code, got, c.want)
		}
	}
}
