// os.Exit does not run deferred calls.
package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("never")
	fmt.Println("before")
	func() {
		defer fmt.Println("never either")
		os.Exit(3)
	}()
}
