//go:build !unix

package client

import (
	"errors"
	"os/exec"
)

func ownSession(*exec.Cmd) {}

func (p *process) interrupt() error {
	return errors.New("interrupt: the kernelspec wants a signal, which this system does not have; use a kernel with interrupt_mode message")
}

func (p *process) terminate() { p.cmd.Process.Kill() }

func (p *process) kill() { p.cmd.Process.Kill() }
