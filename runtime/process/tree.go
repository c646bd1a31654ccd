package process

import (
	"cmp"
	"fmt"
	"html"
	"iter"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/shirou/gopsutil/v4/mem"
	"github.com/shirou/gopsutil/v4/process"

	"interleave/runtime/internal/chart"
	"interleave/runtime/internal/words"
)

// Info is a process as it was when it was looked at.
type Info struct {
	PID      int
	Parent   int
	Name     string
	Command  string // with its arguments, as far as the system tells
	Threads  []int  // their numbers where the system tells them, else empty
	NThreads int    // how many threads
	Memory   uint64 // bytes that are in memory now
	Self     bool   // it is the process that looked
	Children []*Info
}

// Tree is this process, what it started and what they started, below the process
// that started it. The error says what the system does not tell.
func Tree() (*Info, error) {
	self, err := Of(os.Getpid())
	if err != nil {
		return nil, err
	}
	p, err := process.NewProcess(int32(self.Parent))
	if err != nil { // it has ended, or is none of our business
		return self, nil
	}
	root := describe(p)
	root.Children = []*Info{self}
	return root, nil
}

// Of is the process of that number with all below it. The error says why it can't
// be looked at, for example that there is none.
func Of(pid int) (*Info, error) {
	p, err := process.NewProcess(int32(pid))
	if err != nil {
		return nil, fmt.Errorf("process: looking at %d: %w", pid, err)
	}
	return descend(p, map[int32]bool{}), nil
}

// descend looks at p and what is below it; a number is met once, since numbers of
// ended processes are used again.
func descend(p *process.Process, seen map[int32]bool) *Info {
	seen[p.Pid] = true
	in := describe(p)
	children, _ := p.Children() // none is an error here
	for _, c := range children {
		if !seen[c.Pid] {
			in.Children = append(in.Children, descend(c, seen))
		}
	}
	slices.SortFunc(in.Children, func(a, b *Info) int { return cmp.Compare(a.PID, b.PID) })
	return in
}

// describe looks at one process. It may end meanwhile: what can't be had is zero.
func describe(p *process.Process) *Info {
	in := &Info{PID: int(p.Pid), Self: int(p.Pid) == os.Getpid()}
	if parent, err := p.Ppid(); err == nil {
		in.Parent = int(parent)
	}
	in.Name, _ = p.Name()
	in.Command, _ = p.Cmdline()
	if threads, err := p.Threads(); err == nil {
		for id := range threads {
			in.Threads = append(in.Threads, int(id))
		}
		slices.Sort(in.Threads)
	}
	if n, err := p.NumThreads(); err == nil {
		in.NThreads = int(n)
	}
	in.NThreads = max(in.NThreads, len(in.Threads))
	if m, err := p.MemoryInfo(); err == nil && m != nil {
		in.Memory = m.RSS
	}
	return in
}

// All goes through the process and all below it, parents first.
func (in *Info) All() iter.Seq[*Info] {
	return func(yield func(*Info) bool) { in.walk(yield) }
}

func (in *Info) walk(yield func(*Info) bool) bool {
	if !yield(in) {
		return false
	}
	for _, c := range in.Children {
		if !c.walk(yield) {
			return false
		}
	}
	return true
}

// Find is the process of that number in the tree, nil if it is not there.
func (in *Info) Find(pid int) *Info {
	for p := range in.All() {
		if p.PID == pid {
			return p
		}
	}
	return nil
}

// String is the tree as text.
func (in *Info) String() string {
	var b strings.Builder
	in.write(&b, 0)
	return strings.TrimSuffix(b.String(), "\n")
}

func (in *Info) write(b *strings.Builder, depth int) {
	fmt.Fprintf(b, "%s%s\n", strings.Repeat("  ", depth), in.line())
	for _, c := range in.Children {
		c.write(b, depth+1)
	}
}

func (in *Info) line() string {
	s := fmt.Sprintf("%s, PID %d, %s, %s", in.Name, in.PID, plural(in.NThreads, "thread", "threads"), bytes(in.Memory))
	if in.Self {
		s += words.T(" (this one)")
	}
	return s
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + words.T(one)
	}
	return fmt.Sprintf("%d %s", n, words.T(many))
}

func bytes(n uint64) string {
	if n < 1e6 {
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.0f MB", float64(n)/1e6)
}

// Figure draws the tree: a line for each process, with a box for each thread.
func (in *Info) Figure() chart.Figure {
	return chart.Tree{Title: words.T("Processes and their threads"), Roots: []chart.Branch{in.branch()}, Boxes: "thread"}.Figure()
}

func (in *Info) branch() chart.Branch {
	b := chart.Branch{Name: fmt.Sprintf("%s %d", in.Name, in.PID), Note: bytes(in.Memory)}
	if in.Self {
		b.Color, b.Note = chart.Orange, b.Note+words.T(", this process")
	}
	for _, t := range in.Threads {
		b.Boxes = append(b.Boxes, fmt.Sprintf("thread %d", t))
	}
	for i := len(in.Threads); i < in.NThreads; i++ {
		b.Boxes = append(b.Boxes, words.F("thread %d of %d", i+1, in.NThreads))
	}
	for _, c := range in.Children {
		b.Children = append(b.Children, c.branch())
	}
	return b
}

// HTML is the picture, with the command lines as a list below it.
func (in *Info) HTML() string {
	var b strings.Builder
	b.WriteString(in.Figure().HTML())
	b.WriteString("<pre>")
	for p := range in.All() {
		command := p.Command
		if len(command) > 100 {
			command = command[:100] + "…"
		}
		fmt.Fprintf(&b, "%7d  %s\n", p.PID, html.EscapeString(strings.ToValidUTF8(command, "�")))
	}
	b.WriteString("</pre>")
	return b.String()
}

// Machine is what this machine offers.
type Machine struct {
	System     string // and processor: linux/amd64
	Cores      int    // that the system has for this process
	GOMAXPROCS int    // threads that run Go code at once
	Memory     uint64 // bytes in all, 0 where the system does not tell
	Free       uint64 // bytes that programs can have
	Goroutines int    // of this process, now
}

// This is the machine that this process runs on.
func This() Machine {
	m := Machine{System: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU(), GOMAXPROCS: runtime.GOMAXPROCS(0), Goroutines: runtime.NumGoroutine()}
	if v, err := mem.VirtualMemory(); err == nil {
		m.Memory, m.Free = v.Total, v.Available
	}
	return m
}

// String is the machine in a line.
func (m Machine) String() string {
	return words.F("%s, %s, %d run Go code at once, %s of memory, %s free, %s",
		m.System, plural(m.Cores, "core", "cores"), m.GOMAXPROCS, bytes(m.Memory), bytes(m.Free), plural(m.Goroutines, "goroutine", "goroutines"))
}
