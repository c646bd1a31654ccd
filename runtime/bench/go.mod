module interleave/runtime/bench

go 1.26.0

require (
	github.com/alitto/pond/v2 v2.7.1
	github.com/samber/lo v1.53.0
	github.com/sourcegraph/conc v0.3.0
	golang.org/x/sync v0.25.0
	interleave v0.0.0
)

require (
	go.uber.org/atomic v1.7.0 // indirect
	go.uber.org/multierr v1.9.0 // indirect
	golang.org/x/text v0.22.0 // indirect
)

replace interleave => ../..
