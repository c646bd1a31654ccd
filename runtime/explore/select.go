package explore

import "interleave/runtime/internal/scheduler"

// Case is a case of a [Select]. The methods RecvCase, RecvOKCase and SendCase of
// channels make them, and [Default].
type Case = scheduler.Case

// Select waits until one of the cases is possible and carries it out. If several
// are, any may be taken. It returns the case's index; what was received stands
// in the variable that the case names.
//
//	var v int
//	switch explore.Select(c.RecvCase(&v), done.RecvCase(nil)) {
//	case 0:
//		explore.Println("got", v)
//	case 1:
//		return
//	}
//
// Without cases it waits for ever.
func Select(cases ...Case) int {
	op := scheduler.Op{Kind: scheduler.Select}
	def := -1
	indexes := make([]int, 0, len(cases))
	for i, c := range cases {
		if c.Default {
			if def >= 0 {
				panic("explore: Select with two defaults")
			}
			def, op.Default = i, true
			continue
		}
		op.Cases = append(op.Cases, c)
		indexes = append(indexes, i)
	}
	o := do("Select", op)
	if o.Count < 0 {
		return def
	}
	if got := op.Cases[o.Count].Got; got != nil {
		got(o.Value, o.OK)
	}
	return indexes[o.Count]
}

// Default is the case of a [Select] that is taken when no other is possible.
func Default() Case { return Case{Default: true} }
