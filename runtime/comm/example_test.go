package comm_test

import (
	"fmt"
	"slices"

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
	fmt.Println(slices.Contains(comm.Targets(), "echo"))
	// Output: true
}

func ExampleOpen() {
	_, err := comm.Open("plot", map[string]any{"points": []int{1, 4, 9}})
	fmt.Println(err)
	// Output: opening comm "plot": comms need a notebook frontend; this program runs without one
}

func ExampleOpenWith() {
	_, err := comm.OpenWith("widget", comm.Message{Metadata: map[string]any{"version": "2.1.0"}})
	fmt.Println(err)
	// Output: opening comm "widget": comms need a notebook frontend; this program runs without one
}

func ExampleTargets() {
	comm.Register("targets", func(*comm.Comm, comm.Message) {})
	defer comm.Unregister("targets")
	fmt.Println(slices.Contains(comm.Targets(), "targets"))
	// Output: true
}
