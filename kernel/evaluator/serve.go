package evaluator

import "context"

// Serve is the child's whole life: it takes the link that the supervisor left
// at descriptor 3, builds an engine with start, and serves requests until the
// link ends or the supervisor says so. The engine's Output is safe for use
// before start has returned. Serve kills the process group of the calling
// process, itself included, when the link ends.
func Serve(ctx context.Context, start func(Output) (Engine, error)) error { return nil }
