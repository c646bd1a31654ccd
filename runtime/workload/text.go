package workload

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"unicode"
)

// syllables are what words are made of.
var syllables = strings.Fields("ba ce di fo gu la me ni po ru sa te vi xo zu ra le mi no tu")

// vocabulary is n words, by seed.
func vocabulary(n int, r *rand.Rand) []string {
	words := make([]string, n)
	for i := range words {
		var b strings.Builder
		for range 1 + r.IntN(4) {
			b.WriteString(syllables[r.IntN(len(syllables))])
		}
		words[i] = b.String()
	}
	return words
}

// Corpus is documents of words, each with as many words, made by seed. A few words
// are frequent and many are rare, as in a language: the k-th word comes about k
// times less often than the first. It panics when a number is negative.
func Corpus(documents, words int, seed uint64) []string {
	if documents < 0 || words < 0 {
		panic(fmt.Sprintf("workload: Corpus(%d, %d): numbers from 0 on are needed", documents, words))
	}
	const vocabularySize = 5000
	r := rand.New(rand.NewPCG(seed, 1))
	list := vocabulary(vocabularySize, r)
	zipf := rand.NewZipf(r, 1.1, 4, vocabularySize-1)
	out := make([]string, documents)
	for i := range out {
		var b strings.Builder
		for w := range words {
			switch {
			case w == 0:
			case w%12 == 0:
				b.WriteString(".\n")
			default:
				b.WriteByte(' ')
			}
			b.WriteString(list[zipf.Uint64()])
		}
		out[i] = b.String()
	}
	return out
}

// CountWords counts the words of a text, without regard to upper and lower case. A
// word is letters and digits in a row.
func CountWords(text string) map[string]int {
	counts := map[string]int{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		counts[w]++
	}
	return counts
}

// Merge is the sum of counts, which it leaves as they are.
func Merge(counts ...map[string]int) map[string]int {
	sum := map[string]int{}
	if len(counts) > 0 {
		sum = maps.Clone(counts[0])
		if sum == nil {
			sum = map[string]int{}
		}
	}
	for _, c := range counts[min(1, len(counts)):] {
		for w, n := range c {
			sum[w] += n
		}
	}
	return sum
}

// EditDistance is how many characters have to be put in, taken out or replaced to
// make b of a (Levenshtein's distance). It takes time in proportion to the product
// of their lengths.
func EditDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
