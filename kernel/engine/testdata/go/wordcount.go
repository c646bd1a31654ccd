// Text: maps, runes, builders, sorting.
package main

import (
	"bufio"
	"fmt"
	"sort"
	"strings"
	"unicode"
)

const text = `the quick brown fox
jumps over the lazy dog;
the DOG barks, ação e emoção.`

type entry struct {
	word  string
	count int
}

func count(s string) map[string]int {
	out := make(map[string]int)
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		out[w]++
	}
	return out
}

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func main() {
	var entries []entry
	for w, n := range count(text) {
		entries = append(entries, entry{w, n})
	}
	sort.Slice(entries, func(i, j int) bool {
		if entries[i].count != entries[j].count {
			return entries[i].count > entries[j].count
		}
		return entries[i].word < entries[j].word
	})
	for _, e := range entries[:4] {
		fmt.Printf("%-6s%2d\n", e.word, e.count)
	}
	sc := bufio.NewScanner(strings.NewReader(text))
	for n := 1; sc.Scan(); n++ {
		fmt.Println(n, reverse(sc.Text()))
	}
	var b strings.Builder
	for i := 'a'; i <= 'e'; i++ {
		b.WriteRune(i)
		fmt.Fprintf(&b, "%d", i-'a')
	}
	fmt.Println(b.String(), b.Len(), strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, b.String()))
	for i, c := range []byte("hé") {
		fmt.Print(i, "=", c, " ")
	}
	fmt.Printf("%q %x %v %t %08.3f|%+d|%5s|%-5s|\n", "q", "hex", []string{"a"}, true, 3.14159, 5, "r", "l")
}
