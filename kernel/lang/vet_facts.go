package lang

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
)

// facts are what passes found out about functions of earlier cells, by object
// and type of the fact: that logf passes its arguments on to fmt.Printf, that
// die never returns.
type facts map[types.Object]map[reflect.Type]analysis.Fact

// factObject is the object that stands for o in the cells after this one.
func (v *vetter) factObject(o types.Object) types.Object {
	if e := v.u.change.entity(v.s, o); e != nil && e.object != nil {
		return e.object
	}
	return o
}

func (v *vetter) exportFact(o types.Object, f analysis.Fact) {
	o = v.factObject(o)
	if v.s.facts[o] == nil {
		v.s.facts[o] = map[reflect.Type]analysis.Fact{}
	}
	v.s.facts[o][reflect.TypeOf(f)] = f
}

func (v *vetter) importFact(a *analysis.Analyzer, o types.Object, f analysis.Fact) bool {
	if known := v.s.facts[v.factObject(o)][reflect.TypeOf(f)]; known != nil {
		reflect.ValueOf(f).Elem().Set(reflect.ValueOf(known).Elem())
		return true
	}
	fn, ok := o.(*types.Func)
	return ok && a == ctrlflow.Analyzer && noReturn[fn.FullName()]
}

// noReturn are the functions of the standard library that end the program or
// the goroutine. go vet finds them by looking at the library's source.
var noReturn = map[string]bool{
	"os.Exit":               true,
	"runtime.Goexit":        true,
	"syscall.Exit":          true,
	"log.Fatal":             true,
	"log.Fatalf":            true,
	"log.Fatalln":           true,
	"log.Panic":             true,
	"log.Panicf":            true,
	"log.Panicln":           true,
	"(*log.Logger).Fatal":   true,
	"(*log.Logger).Fatalf":  true,
	"(*log.Logger).Fatalln": true,
	"(*log.Logger).Panic":   true,
	"(*log.Logger).Panicf":  true,
	"(*log.Logger).Panicln": true,
}

// moveFacts gives what is known about functions to the objects that they have
// since they were linked again.
func (s *Session) moveFacts(c *change) {
	for old, e := range c.relinked {
		if known := s.facts[old]; known != nil && e.object != nil {
			s.facts[e.object] = known
			delete(s.facts, old)
		}
	}
}
