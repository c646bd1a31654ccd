package lang

import "go/types"

// compiledInstance is a compiled function that does what an instance of a
// generic function of the standard library does, "" when there is none.
func (e *emitter) compiledInstance(f *types.Func, args *types.TypeList) string {
	return ""
}
