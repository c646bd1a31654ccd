package main

import (
	"strconv"
	"strings"
)

func run() int {
	var b strings.Builder
	for i := 0; i < 40000; i++ {
		b.WriteString(strconv.Itoa(i % 1000))
		b.WriteByte(' ')
	}
	words := strings.Fields(b.String())
	total := 0
	for _, w := range words {
		u := strings.ToUpper("w" + w)
		if strings.HasPrefix(u, "W1") {
			total += len(u)
		}
		for i := 0; i < len(w); i++ {
			if w[i] == '7' {
				total++
			}
		}
	}
	return total
}
