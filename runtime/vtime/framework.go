package vtime

import (
	"errors"
	"flag"
	"io"
	"reflect"
	"sync"
	"testing"
	"time"

	"interleave/runtime/internal/virtual"
)

// What was started outside may be awaited in virtual time.
func init() { virtual.Enable() }

// framework is a test of the testing package that never ends: a bubble has to be
// one of a test. It is made at the first run, in a goroutine that lives as long as
// the process.
var framework = sync.OnceValue(func() *testing.T {
	if !flag.Parsed() {
		_ = flag.CommandLine.Parse(nil) // or the package would parse the arguments of this program
	}
	ready := make(chan *testing.T)
	body := func(t *testing.T) {
		ready <- t
		select {}
	}
	go testing.MainStart(deps{}, []testing.InternalTest{{Name: "vtime", F: body}}, nil, nil, nil).Run()
	return <-ready
})

// deps is what the testing package wants to know of a test program. Its methods are
// those of testing.MainStart's parameter in Go 1.26: a release that wants others
// does not compile this.
type deps struct{}

var errNoTests = errors.New("vtime: this is no test program")

type corpusEntry = struct {
	Parent     string
	Path       string
	Data       []byte
	Values     []any
	Generation int
	IsSeed     bool
}

func (deps) ImportPath() string                          { return "" }
func (deps) ModulePath() string                          { return "" }
func (deps) MatchString(string, string) (bool, error)    { return true, nil }
func (deps) SetPanicOnExit0(bool)                        {}
func (deps) StartCPUProfile(io.Writer) error             { return errNoTests }
func (deps) StopCPUProfile()                             {}
func (deps) StartTestLog(io.Writer)                      {}
func (deps) StopTestLog() error                          { return nil }
func (deps) WriteProfileTo(string, io.Writer, int) error { return errNoTests }
func (deps) CoordinateFuzzing(time.Duration, int64, time.Duration, int64, int, []corpusEntry, []reflect.Type, string, string) error {
	return errNoTests
}
func (deps) RunFuzzWorker(func(corpusEntry) error) error { return errNoTests }
func (deps) ReadCorpus(string, []reflect.Type) ([]corpusEntry, error) {
	return nil, errNoTests
}
func (deps) CheckCorpus([]any, []reflect.Type) error { return errNoTests }
func (deps) ResetCoverage()                          {}
func (deps) SnapshotCoverage()                       {}
func (deps) InitRuntimeCoverage() (string, func(string, string) (string, error), func() float64) {
	return "", nil, nil
}
