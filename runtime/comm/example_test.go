package comm_test

import (
	"fmt"

	"interleave/runtime/comm"
)

// A script in the page opens the target "echo" and gets back what it sends.
func ExampleRegister() {
	comm.Register("echo", func(c *comm.Comm, opening comm.Message) {
		c.OnMessage(func(m comm.Message) {
			if err := c.Send(m.Data, m.Buffers...); err != nil {
				fmt.Println(err)
			}
		})
	})
	fmt.Println(comm.Targets())
	// Output: [echo]
}

func ExampleOpen() {
	_, err := comm.Open("plot", map[string]any{"points": []int{1, 4, 9}})
	fmt.Println(err)
	// Output: opening comm "plot": comms need a notebook frontend; this program runs without one
}
