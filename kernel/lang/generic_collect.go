package lang

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
)

// collect makes the instances that the unit needs, as far as they are written in
// the code, and those that they need, before any is rendered: how an assertion
// is rendered depends on which types there are.
func (e *emitter) collect() {
	e.collectFrom(e.k.info)
	for _, f := range e.k.c.funcs {
		if f.src != e.k.src && f.object != nil && !isGeneric(f.object) {
			e.collectFrom(f.info)
			break // they were checked together
		}
	}
	for i := 0; i < len(e.k.c.generic.list) && i < maxInstances; i++ {
		in := e.k.c.generic.list[i]
		f, ok := in.origin.(*types.Func)
		if !ok {
			continue
		}
		e.cause = in.cause
		if c, err := e.concrete(e.genericFunc(f), in.args, nil); err == nil {
			in.code = c
			e.collectFrom(c.info)
		}
	}
	e.cause = 0
}

// collectFrom makes the instances that a check found, in the order of the text.
func (e *emitter) collectFrom(info *types.Info) {
	if len(info.Instances) == 0 {
		return
	}
	ids := make([]*ast.Ident, 0, len(info.Instances))
	for id, inst := range info.Instances {
		if !slices.ContainsFunc(typeList(inst.TypeArgs), func(t types.Type) bool { return mentionsParam(t, map[types.Type]bool{}) }) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b *ast.Ident) int { return cmp.Compare(a.Pos(), b.Pos()) })
	for _, id := range ids {
		inst := info.Instances[id]
		args := typeList(inst.TypeArgs)
		for _, t := range args {
			e.hoistType(t, map[types.Type]bool{})
		}
		switch o := info.Uses[id].(type) {
		case *types.Func:
			if e.compiledInstance(o, inst.TypeArgs) == "" {
				_, _ = e.funcInstance(id.Pos(), o, args) // what fails is said when it is rendered
			}
		case *types.TypeName:
			if n, ok := types.Unalias(inst.Type).(*types.Named); ok && n.TypeArgs().Len() > 0 {
				_, _ = e.typeText(n)
			}
		}
	}
}

func typeList(l *types.TypeList) []types.Type { return slices.Collect(l.Types()) }
