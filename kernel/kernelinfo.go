package kernel

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"interleave/kernel/wire"
)

func init() {
	register(requestType{name: "kernel_info_request", lane: ordered, handle: kernelInfo})
}

// kernelInfo answers kernel_info_request, on shell and on control.
func kernelInfo(context.Context, *kernel, *request) (any, error) {
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

// goVersion is the version of Go that cells are written in, as 1.26.0: that of
// the running kernel, since cells run inside it.
func goVersion() string {
	version, _, _ := strings.Cut(strings.TrimPrefix(runtime.Version(), "go"), " ")
	return version
}
