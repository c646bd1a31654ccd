package process_test

import (
	"fmt"
	"io"
	"os"

	"interleave/runtime/process"
)

func ExampleRun() {
	out, err := process.Run("echo", "hello")
	fmt.Printf("%q %v\n", out, err)
	_, err = process.Run("sh", "-c", "echo no such thing >&2; exit 3")
	fmt.Println(err)
	// Output:
	// "hello\n" <nil>
	// process: sh: exit status 3: no such thing
}

func ExampleStart() {
	x := "ours"
	child, err := process.Start("sh", "-c", "x=$1; read x; echo changed to $x", "sh", x)
	if err != nil {
		fmt.Println(err)
		return
	}
	child.Send("theirs")
	line, _ := child.Receive()
	fmt.Println(line, "- and here it is", x, child.Wait())
	// Output: changed to theirs - and here it is ours <nil>
}

func ExampleChild_Send() {
	echo, _ := process.Start("cat")
	echo.Send("a line")
	fmt.Println(echo.Receive())
	echo.Wait()
	// Output: a line <nil>
}

func ExampleChild_Receive() {
	child, _ := process.Start("echo", "one line")
	fmt.Println(child.Receive())
	_, err := child.Receive()
	fmt.Println(err == io.EOF)
	// Output:
	// one line <nil>
	// true
}

func ExampleChild_Close() {
	child, _ := process.Start("wc", "-c")
	child.Send("1234")
	child.Close()
	fmt.Println(child.Receive())
	// Output: 5 <nil>
}

func ExampleChild_Wait() {
	child, _ := process.Start("sh", "-c", "read line; exit 7")
	err := child.Wait() // ends its input
	fmt.Println(err)
	// Output: process: sh: exit status 7
}

func ExampleChild_Kill() {
	child, _ := process.Start("sleep", "1000")
	child.Kill()
	fmt.Println(child.Wait())
	// Output: process: sleep: signal: killed
}

func ExampleError() {
	_, err := process.Run("sh", "-c", "exit 2")
	fmt.Println(err.(*process.Error).Code)
	// Output: 2
}

func ExampleTree() {
	child, _ := process.Start("cat")
	tree, err := process.Tree()
	self := tree.Find(os.Getpid())
	fmt.Println(self.Self, self.Parent == os.Getppid(), self.NThreads > 1, self.Find(child.PID).Name, err)
	child.Wait()
	// Output: true true true cat <nil>
}

func ExampleOf() {
	_, err := process.Of(1 << 30)
	fmt.Println(err != nil)
	// Output: true
}

func ExampleInfo_All() {
	in := &process.Info{Name: "a", Children: []*process.Info{{Name: "b"}, {Name: "c"}}}
	for p := range in.All() {
		fmt.Print(p.Name, " ")
	}
	// Output: a b c
}

func ExampleInfo_Find() {
	in := &process.Info{PID: 1, Children: []*process.Info{{PID: 2, Name: "b"}}}
	fmt.Println(in.Find(2).Name, in.Find(3))
	// Output: b <nil>
}

func ExampleBirths() {
	table, err := process.Births()
	goroutine, thread, child := table[0], table[1], table[2]
	fmt.Println(goroutine.Median < thread.Median, thread.Median < child.Median, err)
	// Output: true true <nil>
}

func ExampleThis() {
	m := process.This()
	fmt.Println(m.Cores >= 1, m.GOMAXPROCS >= 1, m.Memory > m.Free)
	// Output: true true true
}
