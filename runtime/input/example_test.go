package input_test

import (
	"fmt"
	"strconv"

	"interleave/runtime/input"
)

func ExampleLine() {
	workers := 2
	if text, err := input.Line(""); err == nil { // nobody is there: the default stays
		workers, _ = strconv.Atoi(text)
	}
	fmt.Println(workers)
	// Output: 2
}

func ExamplePassword() {
	_, err := input.Password("") // nobody is there
	fmt.Println(err != nil)
	// Output: true
}
