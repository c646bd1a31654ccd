package kerneltest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"
)

const roleParent = "parent"

// Parent is a process that stands for a Jupyter server: it starts a kernel,
// which polls it, and can be killed.
type Parent struct {
	KernelPID int

	t              testing.TB
	connectionFile string
	process        *exec.Cmd
}

// StartUnderParent starts a parent with a kernel.
func StartUnderParent(t testing.TB, connectionFile string) *Parent {
	t.Helper()
	p := &Parent{t: t, connectionFile: connectionFile}
	p.process = exec.Command(executable())
	p.process.Env = append(os.Environ(), roleVariable+"="+roleParent, connectionVariable+"="+connectionFile)
	p.process.Stderr = os.Stderr
	p.process.WaitDelay = time.Second // the kernel may hold the pipe
	stdout, err := p.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	if _, err := fmt.Fscanln(bufio.NewReader(stdout), &p.KernelPID); err != nil {
		t.Fatalf("the parent did not start a kernel: %v", err)
	}
	return p
}

// Kill kills the parent, and only it.
func (p *Parent) Kill() {
	if p.process.ProcessState == nil {
		p.process.Process.Kill()
		p.process.Wait()
	}
}

// Connect connects to the kernel.
func (p *Parent) Connect() *Frontend {
	p.t.Helper()
	return Connect(p.t, p.connectionFile)
}

// beParent is the life of the parent: start a kernel, say its id when it is
// ready, wait.
func beParent() error {
	cmd := kernelCommand(os.Getenv(connectionVariable), "JPY_PARENT_PID="+fmt.Sprint(os.Getpid()))
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		return fmt.Errorf("wait for the kernel: %w", err)
	}
	fmt.Println(cmd.Process.Pid)
	return cmd.Wait()
}
