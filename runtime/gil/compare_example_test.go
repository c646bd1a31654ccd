package gil_test

import (
	"fmt"
	"strings"
	"time"

	"interleave/runtime/gil"
)

// small is a program for the examples.
var small = gil.Program{Name: "small", Threads: []gil.Actor{
	{Name: "A", Steps: []gil.Step{gil.Work(2 * time.Millisecond)}},
	{Name: "B", Steps: []gil.Step{gil.Work(2 * time.Millisecond)}},
}}

func ExampleProgram() {
	convoy := gil.Program{Name: "convoy", Threads: []gil.Actor{
		{Name: "server", Steps: []gil.Step{gil.Repeat(20, gil.Pause(time.Millisecond), gil.Work(10*time.Microsecond))}},
		{Name: "cpu", Steps: []gil.Step{gil.Work(time.Millisecond)}, Background: true},
	}}
	r := convoy.Simulate(gil.Python("3.11"))
	fmt.Println(r.Latency(50).Round(time.Millisecond))
	// Output:
	// 5ms
}

func ExampleProgram_Simulate() {
	for _, version := range []string{"3.11", "3.14t"} {
		fmt.Printf("%.1f cores\n", small.Simulate(gil.Python(version)).Parallelism())
	}
	// Output:
	// 1.0 cores
	// 2.0 cores
}

func ExampleProgram_Python() {
	_, program, _ := strings.Cut(small.Python(), "# small\n")
	fmt.Println(program)
	// Output:
	//
	// def thread_1(t):  # A
	//     t.work(0.002)
	//
	// def thread_2(t):  # B
	//     t.work(0.002)
	//
	// main([
	//     (thread_1, False),
	//     (thread_2, False),
	// ])
}

func ExampleStep_String() {
	fmt.Println(gil.Repeat(3, gil.Work(time.Millisecond), gil.Increment(5)))
	// Output:
	// 3 × (work 1ms, add 5)
}

// one is the simulated result of one thread with the steps.
func one(steps ...gil.Step) *gil.Result {
	return gil.Program{Threads: []gil.Actor{{Name: "A", Steps: steps}}}.Simulate(gil.Python("3.11"))
}

func ExampleWork() {
	fmt.Println(one(gil.Work(time.Millisecond)).Threads[0].Bytecode)
	// Output:
	// 1ms
}

func ExampleKeepGIL() {
	fmt.Println(one(gil.KeepGIL(time.Millisecond)).Threads[0].Native)
	// Output:
	// 1ms
}

func ExampleReleaseGIL() {
	fmt.Println(one(gil.ReleaseGIL(time.Millisecond)).Threads[0].NoGIL)
	// Output:
	// 1ms
}

func ExamplePause() {
	fmt.Println(one(gil.Pause(time.Millisecond)).Threads[0].WaitedDevice.Round(time.Millisecond))
	// Output:
	// 1ms
}

func ExampleRepeat() {
	fmt.Println(one(gil.Repeat(3, gil.KeepGIL(time.Millisecond))).Threads[0].Native)
	// Output:
	// 3ms
}

// lostBy counts in four threads and reports whether updates were lost.
func lostBy(version string, step gil.Step) bool {
	c := gil.Python(version)
	c.Tick = time.Microsecond // more switches in fewer steps
	a := gil.Actor{Steps: []gil.Step{step}}
	r := gil.Program{Threads: []gil.Actor{a, a, a, a}}.Simulate(c)
	return r.Vars[0].Lost > 0
}

func ExampleIncrement() {
	fmt.Println(lostBy("3.9", gil.Increment(3000)), lostBy("3.11", gil.Increment(3000)))
	// Output:
	// true false
}

func ExampleIncrementByCall() {
	fmt.Println(lostBy("3.11", gil.IncrementByCall(3000)))
	// Output:
	// true
}

func ExampleIncrementLocked() {
	fmt.Println(lostBy("3.9", gil.IncrementLocked(1000)), lostBy("3.14t", gil.IncrementLocked(1000)))
	// Output:
	// false false
}

func ExamplePythons() {
	for _, p := range gil.Pythons() {
		if p.Version == "" || p.Path == "" {
			fmt.Println("this can't be:", p)
		}
	}
	// Output:
}

func ExampleInstalled_String() {
	fmt.Println(gil.Installed{Version: "3.13.5t"})
	// Output:
	// CPython 3.13.5t
}

// some are the first Python of this machine, if there is one.
func some() []gil.Installed {
	all := gil.Pythons()
	return all[:min(len(all), 1)]
}

func ExampleCompare() {
	c := gil.Compare(small, some()...)
	// A cell that ends with c shows charts and a table; here it is only counted.
	fmt.Println(len(c.Runs) == len(some()), c.Err)
	// Output:
	// true <nil>
}

func ExampleVersus_Speedup() {
	for _, v := range gil.Compare(small, some()...).Runs {
		if simulated, real := v.Speedup(); simulated <= 0 || real < 0 {
			fmt.Println("this can't be:", simulated, real)
		}
	}
	// Output:
}

// nowhere is what Compare gives where there is no Python.
var nowhere = &gil.Comparison{Program: small}

func ExampleComparison_String() {
	fmt.Println(nowhere)
	// Output:
	// small: no Python was found on the PATH or in pyenv's folders; only the simulator can run here
}

func ExampleComparison_HTML() {
	fmt.Print(nowhere.HTML())
	// Output:
	// <p>small: no Python was found on the PATH or in pyenv&#39;s folders; only the simulator can run here</p>
}

func ExampleComparison_Table() {
	fmt.Println(nowhere.Table().Title)
	// Output:
	// small: simulated / measured
}

func ExampleComparison_Figure() {
	fmt.Println(nowhere.Figure().Title())
	// Output:
	// small: no Python was found
}

func ExampleComparison_Strip() {
	for _, p := range some() {
		c := gil.Compare(small, p)
		if strip := c.Strip(p.Version).SVG(); !strings.Contains(strip, "simulated") {
			fmt.Println("the simulated side is missing")
		}
	}
	// Output:
}

func ExampleComparison_StripBetween() {
	c := gil.Compare(small, some()...)
	fmt.Println(c.StripBetween(0, time.Millisecond).Title() != "")
	// Output:
	// true
}

func ExampleActor() {
	cpu := gil.Actor{Name: "cpu", Steps: []gil.Step{gil.Work(time.Millisecond)}, Background: true}
	server := gil.Actor{Name: "server", Steps: []gil.Step{gil.Pause(time.Millisecond)}}
	r := gil.Program{Threads: []gil.Actor{cpu, server}}.Simulate(gil.Python("3.11"))
	fmt.Println(r.Threads[0].Name, r.Threads[0].Ended)
	// Output:
	// cpu true
}

func ExampleStep() {
	request := []gil.Step{gil.Pause(time.Millisecond), gil.Work(10 * time.Microsecond), gil.ReleaseGIL(time.Millisecond)}
	fmt.Println(gil.Repeat(20, request...))
	// Output:
	// 20 × (pause 1ms, work 10µs, release 1ms)
}

func ExampleInstalled() {
	mine := gil.Installed{Version: "3.12.1", Path: "/no/such/python"}
	fmt.Println(gil.Compare(small, mine).Runs[0].Err != nil)
	// Output:
	// true
}

func ExampleComparison() {
	for _, v := range gil.Compare(small, some()...).Runs {
		if v.Err == nil && v.Real.Wall <= 0 {
			fmt.Println("this can't be:", v.Real)
		}
	}
	// Output:
}

func ExampleVersus() {
	for _, v := range gil.Compare(small, some()...).Runs {
		if v.Err == nil && v.Real.Threads[0].Name != v.Simulated.Threads[0].Name {
			fmt.Println("these are not the same program:", v)
		}
	}
	// Output:
}
