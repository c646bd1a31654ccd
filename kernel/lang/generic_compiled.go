package lang

import "go/types"

// compiledFuncs are the functions of package slices of which the host has
// compiled instances, for slices of the elements in compiledElems.
var (
	compiledFuncs = map[string]bool{
		"BinarySearch": true, "Clone": true, "Compact": true, "Compare": true, "Contains": true, "Equal": true,
		"Index": true, "IsSorted": true, "Max": true, "Min": true, "Reverse": true, "Sort": true,
	}
	compiledElems = map[types.BasicKind]string{types.Int: "int", types.Float64: "float64", types.String: "string"}
)

// compiledInstance is the host's compiled function for an instance of a generic
// function of the standard library, "" when there is none.
func (e *emitter) compiledInstance(f *types.Func, args *types.TypeList) string {
	if f.Pkg() == nil || f.Pkg().Path() != "slices" || !compiledFuncs[f.Name()] || args.Len() != 2 {
		return ""
	}
	s, ok := types.Unalias(args.At(0)).(*types.Slice)
	if !ok {
		return ""
	}
	b, ok := types.Unalias(s.Elem()).(*types.Basic)
	if !ok || compiledElems[b.Kind()] == "" {
		return ""
	}
	return e.host("slices_" + f.Name() + "_" + compiledElems[b.Kind()])
}
