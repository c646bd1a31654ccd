package kernel_test

import (
	"testing"

	"interleave/kernel/kerneltest"
)

func TestMain(m *testing.M) { kerneltest.Main(m) }

// TestTranscripts plays testdata/transcripts: one file for each message type,
// and one for each kind of malformed message. Accept changes with -update.
func TestTranscripts(t *testing.T) {
	kerneltest.RunTranscripts(t, "testdata/transcripts/*.txtar", func(t *testing.T) *kerneltest.Kernel {
		return kerneltest.Start(t)
	})
}
