package kernel

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "kernel_info_request", lane: ordered, handle: kernelInfo})
}

// kernelInfo answers kernel_info_request, on shell and on control.
func kernelInfo(ctx context.Context, k *kernel, r *request) (any, error) {
	if r.channel.name == "shell" {
		k.audience.await(ctx, k.server.IOPub)
	}
	version := goVersion()
	return wire.KernelInfoReply{
		Status:                "ok",
		ProtocolVersion:       wire.Version,
		Implementation:        Name,
		ImplementationVersion: Version,
		LanguageInfo: wire.LanguageInfo{
			Name:              "go",
			Version:           version,
			MIMEType:          "text/x-go",
			FileExtension:     ".go",
			PygmentsLexer:     "go",
			CodemirrorMode:    "go",
			NBConvertExporter: "script",
		},
		Banner: fmt.Sprintf("%s %s: Go %s in cells. Goroutines and channels live on between them.", Name, Version, version),
		HelpLinks: []wire.HelpLink{
			{Text: "A Tour of Go", URL: "https://go.dev/tour/"},
			{Text: "Effective Go", URL: "https://go.dev/doc/effective_go"},
			{Text: "Standard library", URL: "https://pkg.go.dev/std"},
			{Text: "Language specification", URL: "https://go.dev/ref/spec"},
		},
		Debugger:          false,
		SupportedFeatures: []string{},
	}, nil
}

// audience waits for the first subscriber of iopub before a client is told that the
// kernel is there. A client's sockets connect one by one, and one that takes the reply
// for the signal to send a cell (jupyter console does) would miss the cell's output and
// its idle, and wait for ever.
type audience struct{ none atomic.Bool }

// subscriberPatience is how long. Who has no subscriber by then wants none.
const subscriberPatience = 2 * time.Second

func (a *audience) await(ctx context.Context, iopub interface{ Subscribed(context.Context) error }) {
	if a.none.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, subscriberPatience)
	defer cancel()
	if iopub.Subscribed(ctx) != nil {
		a.none.Store(true)
	}
}

// goVersion is the version of Go that cells are written in, as 1.26.0: that of
// the running kernel, since cells run inside it.
func goVersion() string {
	version, _, _ := strings.Cut(strings.TrimPrefix(runtime.Version(), "go"), " ")
	return version
}
