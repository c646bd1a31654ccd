package input_test

import (
	"fmt"
	"strconv"

	"interleave/runtime/input"
)

func ExampleLine() {
	text, err := input.Line("How many workers? ")
	if err != nil {
		fmt.Println(err)
		return
	}
	n, err := strconv.Atoi(text)
	fmt.Println(n, err)
}
