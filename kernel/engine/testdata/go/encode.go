// The standard library with values of the program.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

func parse(lines []string) (int, error) {
	sum := 0
	for i, l := range lines {
		n, err := strconv.Atoi(strings.TrimSpace(l))
		if err != nil {
			return 0, fmt.Errorf("line %d: %w", i+1, err)
		}
		sum += n
	}
	return sum, nil
}

func main() {
	fmt.Println(parse([]string{"1", " 2 "}))
	_, err := parse([]string{"1", "x"})
	fmt.Println(err, errors.Is(err, strconv.ErrSyntax))
	var numErr *strconv.NumError
	fmt.Println(errors.As(err, &numErr), numErr.Func)
	out, _ := json.Marshal(map[string]any{"list": []int{1, 2}, "ok": true, "none": nil})
	fmt.Println(string(out))
	var in map[string]any
	fmt.Println(json.Unmarshal([]byte(`{"a": [1, "x"], "b": {"c": 2.5}}`), &in), in["b"], len(in))
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, '.', tabwriter.AlignRight)
	fmt.Fprintln(w, "a\tbbb\t")
	fmt.Fprintln(w, "cccc\td\t")
	w.Flush()
	var buf bytes.Buffer
	io.Copy(&buf, io.LimitReader(strings.NewReader("abcdefgh"), 5))
	fmt.Println(buf.String(), buf.Len())
	day := time.Date(2024, time.February, 28, 23, 0, 0, 0, time.UTC).Add(26 * time.Hour)
	fmt.Println(day.Format(time.DateOnly), day.Weekday(), 90*time.Minute)
}
